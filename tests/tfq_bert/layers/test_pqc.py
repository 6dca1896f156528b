import contextlib
import json
from pathlib import Path

import cirq
import numpy as np
import pytest
import sympy
import tensorflow_quantum as tfq

import tfq_bert
from circuits import CircuitSpec, build_circuit
from tests.contracts import check_layer_contract
from tests.second_route import simulate
from tests.small_circuit import A, B, small_circuit
from tfq_bert._quiet import keras, tf
from tfq_bert.layers import PQC

W = sympy.Symbol("w")
Q = cirq.LineQubit.range(4)
GOLDEN = Path(__file__).parents[2] / "golden"
ENGINES = pytest.mark.parametrize("engine", ["statevector", "tfq"])


@ENGINES
def test_the_contract_of_layers(engine, tmp_path):
    inputs = np.linspace(-1, 1, 6, dtype="float32").reshape(3, 2)
    arguments = {
        "model_circuit": small_circuit(),
        "operators": [cirq.Z(Q[0]) * cirq.X(Q[1]) + 0.5, 1.0 * cirq.Z(Q[1])],
        "data_symbols": (A, B),
        "weight_symbols": sympy.symbols("v u"),
        "engine": engine,
        "initializer": keras.initializers.RandomUniform(0.1, 1.0, seed=0),
        "regularizer": keras.regularizers.L2(0.01),
        "constraint": keras.constraints.MaxNorm(9.0, axis=0),
    }
    check_layer_contract(PQC, arguments, inputs, tmp_path)


def test_it_is_the_parents_kind_with_one_weight_vector_of_its_own():
    layer = PQC(small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B])
    assert isinstance(layer, tfq.layers.PQC)
    assert [w.name for w in layer.weights] == ["parameters"]
    assert [w.shape for w in layer.trainable_weights] == [(2,)]


def test_weights_start_uniform_over_a_full_turn(seed):  # noqa: ARG001
    symbols = sympy.symbols("w:400")
    circuit = cirq.Circuit(cirq.ry(s)(Q[0]) for s in symbols)
    values = np.array(PQC(circuit, cirq.Z(Q[0]), data_symbols=[]).parameters)
    assert 0 <= values.min() < 0.1
    assert 6.18 < values.max() <= 2 * np.pi


@pytest.mark.parametrize("width", [8, 3])
def test_a_width_that_is_not_the_number_of_data_symbols_is_refused(width):
    built = build_circuit(CircuitSpec(num_qubits=4, depth=1))
    layer = PQC(built.circuit, list(built.observables), data_symbols=built.data_symbols)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        layer.build((None, width))
    assert str(caught.value) == (
        "the input must have one column a data symbol. Received: input of shape "
        f"(None, {width}), so width {width}, for 4 data symbols. Put a Dense(4) before "
        "the layer."
    )


@pytest.mark.parametrize("options", [{"memory_budget": 1}, {"noise": 0.1}, {}])
def test_a_layer_after_it_knows_the_width_of_its_output(options):
    """In a model's graph, where the batch is unknown and may be cut into chunks."""
    built = build_circuit(CircuitSpec(num_qubits=2, depth=1))
    layer = PQC(
        built.circuit,
        list(built.observables),
        data_symbols=built.data_symbols,
        **options,
    )
    model = keras.Sequential([keras.Input((2,)), layer, keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.ones((3, 2)), np.ones((3, 1)), verbose=0)
    kernel, bias = model.layers[-1].get_weights()
    angles = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], np.float32)
    np.testing.assert_allclose(
        model.predict(angles, verbose=0),
        np.array(layer(angles)) @ kernel + bias,
        rtol=0,
        atol=1e-5,
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, True),
        ({"noise": 0.1}, True),
        ({"shots": 5}, True),
        ({"engine": "tfq"}, False),
        ({"shots": 5, "sampler": cirq.Simulator()}, False),
    ],
    ids=["statevector", "noise", "shots", "tfq", "sampler"],
)
def test_keras_is_told_whether_xla_may_compile_it(options, expected):
    built = build_circuit(CircuitSpec(num_qubits=2, depth=1))
    layer = PQC(
        built.circuit,
        list(built.observables),
        data_symbols=built.data_symbols,
        **options,
    )
    assert layer.supports_jit is expected
    model = keras.Sequential([keras.Input((2,)), layer, keras.layers.Dense(1)])
    told = contextlib.nullcontext()
    if not expected:
        told = pytest.warns(UserWarning, match="doesn't support `jit_compile=True`")
    with told:
        model.compile("sgd", "mse", jit_compile=True)
    assert model.jit_compile is expected
    model.fit(np.ones((3, 2)), np.ones((3, 1)), verbose=0)


def test_texts_and_complex_numbers_are_refused_as_input():
    built = build_circuit(CircuitSpec(num_qubits=1, depth=1))
    layer = PQC(built.circuit, list(built.observables), data_symbols=built.data_symbols)
    for inputs in (tf.constant([["a"]]), tf.constant([[1j]])):
        with pytest.raises(TypeError, match="the input must be angles, which are real"):
            layer(inputs)


@pytest.mark.parametrize("engine", ["statevector", "tfq"])
@pytest.mark.parametrize("shape", [(2, 3), (2, 5), (4,), (1, 2, 4)])
def test_another_shape_is_refused_after_the_first_call_too(engine, shape):
    built = build_circuit(CircuitSpec(num_qubits=4, depth=1))
    layer = PQC(
        built.circuit, built.observables, data_symbols=built.data_symbols, engine=engine
    )
    layer(np.zeros((2, 4), "float32"))
    with pytest.raises(ValueError, match="must have one column a data symbol"):
        layer(np.zeros(shape, "float32"))


def test_it_has_one_public_name():
    assert tfq_bert.layers.PQC is PQC
    assert keras.saving.get_registered_name(PQC) == "tfq_bert>PQC"


# --- what the user keeps ---


@ENGINES
def test_changing_the_circuit_or_the_lists_afterwards_changes_nothing(engine):
    """<Z> = cos(0.3) stays, and so does what is saved."""
    circuit, operators = cirq.Circuit(cirq.ry(A)(Q[0])), [cirq.Z(Q[0]) + 0.0]
    symbols = ["a"]
    copy = circuit.copy()
    layer = PQC(circuit, operators, data_symbols=symbols, engine=engine)
    config = layer.get_config()
    assert circuit == copy
    circuit.append(cirq.X(Q[0]))
    operators[0] += cirq.X(Q[0])
    operators.append(cirq.X(Q[0]))
    symbols.append("b")
    result = layer(np.array([[0.3]]))
    np.testing.assert_allclose(result, [[np.cos(0.3)]], atol=1e-5)
    assert layer.get_config() == config
    assert layer.resolved_circuit([0.3]) == cirq.Circuit(cirq.ry(0.3)(Q[0]))


def test_a_frozen_circuit_is_taken():
    layer = PQC(small_circuit().freeze(), cirq.Z(Q[0]), data_symbols=[A, B])
    thawed = PQC(small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B])
    thawed.set_weights(layer.get_weights())
    rows = np.array([[0.3, -0.8]])
    np.testing.assert_array_equal(layer(rows), thawed(rows))
    assert layer.get_config() == {**thawed.get_config(), "name": layer.name} | {
        "initializer": layer.get_config()["initializer"]
    }


# --- weights ---


@pytest.mark.parametrize("initializer", ["class", "name", "object"])
def test_any_form_of_an_initializer_works_and_is_saved(initializer, tmp_path):
    given = {
        "class": keras.initializers.Ones,
        "name": "ones",
        "object": keras.initializers.Ones(),
    }[initializer]
    layer = PQC(small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B], initializer=given)
    np.testing.assert_array_equal(layer.parameters, [1.0, 1.0])
    model = keras.Sequential([keras.Input((2,)), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.layers[-1].weights_by_name() == {"u": 1.0, "v": 1.0}
    rows = np.array([[0.3, -0.8]], "float32")
    np.testing.assert_allclose(loaded(rows), model(rows), atol=1e-6)


def test_a_regularizer_adds_to_the_loss():
    """0.5 (1 + 1) = 1, for two weights of 1."""
    layer = PQC(
        small_circuit(),
        cirq.Z(Q[0]),
        data_symbols=[A, B],
        initializer="ones",
        regularizer=keras.regularizers.L2(0.5),
    )
    assert [float(loss) for loss in layer.losses] == [pytest.approx(1.0)]


def test_a_constraint_holds_after_a_step(seed):  # noqa: ARG001
    """<Z> = cos(a + w) falls with w, so that a step up in <Z> takes w below 0."""
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.ry(W)(Q[0]))
    weights = {}
    for constraint in (None, "non_neg"):
        layer = PQC(
            circuit,
            cirq.Z(Q[0]),
            data_symbols=[A],
            initializer=keras.initializers.Constant(0.1),
            constraint=constraint,
        )
        model = keras.Sequential([layer])
        model.compile(keras.optimizers.SGD(1.0), "mse")
        model.fit(np.full((4, 1), 0.8), np.ones((4, 1)), verbose=0)
        weights[constraint] = layer.weights_by_name()["w"]
    assert weights[None] < -0.1
    assert weights["non_neg"] == 0.0


def test_a_layer_that_is_not_trainable_stays():
    layer = PQC(small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B], trainable=False)
    assert layer.trainable_weights == []
    assert len(layer.non_trainable_weights) == 1


# --- options and their configuration ---

OPTIONS = [
    {"differentiator": "adjoint", "precision": "double", "memory_budget": 10**6},
    {"shots": 100, "seed": 3},
    {"shots": 100, "seed": 3, "noise": 0.1},
    {"noise": 0.0},
    {"noise": cirq.ConstantQubitNoiseModel(cirq.bit_flip(0.1))},
    {"noise": cirq.amplitude_damp(0.1)},
    {"engine": "tfq", "differentiator": "adjoint"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda o: "-".join(o))
def test_the_contract_of_layers_holds_with_options(options, tmp_path):
    """With shots the numbers after loading are those of another sample."""
    arguments = {
        "model_circuit": small_circuit(),
        "operators": [cirq.Z(Q[0]) * cirq.X(Q[1]) + 0.5],
        "data_symbols": (A, B),
        "initializer": keras.initializers.RandomUniform(0.1, 1.0, seed=0),
        **options,
    }
    inputs = np.linspace(-1, 1, 6, dtype="float32").reshape(3, 2)
    if "shots" not in options:
        check_layer_contract(PQC, arguments, inputs, tmp_path)
        return
    layer = PQC(**arguments)
    model = keras.Sequential([keras.Input((2,)), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras").layers[-1]
    assert loaded.get_config() == layer.get_config()
    fresh = PQC.from_config(layer.get_config())
    fresh.set_weights(layer.get_weights())
    np.testing.assert_array_equal(loaded(inputs), fresh(inputs))


def test_a_configuration_from_before_the_options_still_loads():
    text = (GOLDEN / "pqc_config_v1.json").read_text(encoding="utf-8")
    layer = PQC.from_config(json.loads(text))
    assert (layer.differentiator, layer.precision) == ("auto", "single")
    layer.set_weights([np.array([0.5, -0.4], "float32")])
    values = {"a": 0.3, "b": -0.8, "v": 0.5, "u": -0.4}
    np.testing.assert_allclose(
        layer(np.array([[0.3, -0.8]])),
        [simulate(small_circuit(), [cirq.Z(Q[0]) * cirq.X(Q[1])], values)],
        atol=1e-5,
    )


def test_todays_configuration_is_the_golden_one():
    text = (GOLDEN / "pqc_config_v2.json").read_text(encoding="utf-8")
    config = json.loads(text)
    assert PQC.from_config(config).get_config() == config


def test_a_sampler_cannot_be_saved():
    layer = PQC(
        small_circuit(),
        cirq.Z(Q[0]),
        data_symbols=[A, B],
        sampler=cirq.Simulator(),
        shots=10,
    )
    with pytest.raises(NotImplementedError, match="PQC with a sampler object cannot"):
        layer.get_config()


@pytest.mark.parametrize("training", [None, False, True])
def test_a_layer_in_a_functional_model_takes_the_training_flag(training):
    layer = PQC(small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B])
    output = layer(keras.Input((2,)), training=training)
    assert output.shape == (None, 1)
