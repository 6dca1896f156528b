"""The programs of TFQ's documents, written anew with our layer in the parent's place.

Reference:
    TensorFlow Quantum 0.7.6: the class docstring and the unit tests of
    `tfq.layers.PQC`, and the tutorials "MNIST classification" and "Quantum
    Convolutional Neural Network" (https://www.tensorflow.org/quantum/tutorials).
"""

import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf
import tensorflow_quantum as tfq

from tests.second_route import central_difference, parameter_shift, simulate
from tfq_bert._quiet import keras
from tfq_bert.layers import PQC

A, B, C = sympy.symbols("a b c")
Q = cirq.GridQubit(0, 0)
PAULIS = [cirq.X(Q), cirq.Y(Q), cirq.Z(Q)]
POINT = {"a": 0.3, "b": 0.7, "c": 1.1}


def _rotation():
    """Turns by c around an axis that stands b from the pole: any rotation."""
    return cirq.Circuit(
        cirq.rz(A)(Q), cirq.rx(B)(Q), cirq.rz(C)(Q), cirq.rx(-B)(Q), cirq.rz(-A)(Q)
    )


def _up_and_down():
    """Nothing, and a flip: the data of most of the documents' programs."""
    return tfq.convert_to_tensor([cirq.Circuit(), cirq.Circuit(cirq.X(Q))])


def _layer(**kwargs):
    start = keras.initializers.Constant(list(POINT.values()))
    return PQC(_rotation(), PAULIS, initializer=start, **kwargs)


def _flip():
    return cirq.Circuit(cirq.X(Q) ** sympy.Symbol("bit"))


# --- values ---


def test_the_flipped_input_has_the_opposite_value():
    """<Z> = cos(b)**2 + sin(b)**2 cos(c): of a tilted axis, the turned part."""
    layer = PQC(_rotation(), cirq.Z(Q))
    values = layer.weights_by_name()
    b, c = values["b"], values["c"]
    expected = np.cos(b) ** 2 + np.sin(b) ** 2 * np.cos(c)
    result = layer(_up_and_down())
    assert result.dtype == tf.float32
    np.testing.assert_allclose(result, [[expected], [-expected]], atol=1e-5)


EXACT = [
    {},
    {"backend": None},
    {"backend": cirq.Simulator()},
    {"backend": cirq.DensityMatrixSimulator()},
    {"engine": "tfq"},
]
SAMPLED = [
    {},
    {"backend": cirq.Simulator(seed=0)},
    {"backend": cirq.DensityMatrixSimulator(seed=0)},
]


def _backend_name(options):
    return type(options.get("backend", "default")).__name__


@pytest.mark.parametrize("options", EXACT, ids=_backend_name)
def test_three_observables_have_cirqs_values_on_every_backend(options):
    expected = simulate(_rotation(), PAULIS, POINT)
    result = _layer(**options)(_up_and_down())
    np.testing.assert_allclose(result, [expected, -expected], atol=1e-5)


@pytest.mark.parametrize("options", SAMPLED, ids=_backend_name)
def test_repetitions_give_values_on_the_lattice_of_shots(options):
    """From 200 shots, multiples of 1/100 within five sigma."""
    layer = _layer(repetitions=200, **options)
    result = layer(_up_and_down()).numpy()
    np.testing.assert_allclose(result * 100, np.round(result * 100), atol=1e-3)
    expected = simulate(_rotation(), PAULIS, POINT)
    np.testing.assert_allclose(result, [expected, -expected], atol=5 / np.sqrt(200))


# --- gradients ---


@pytest.mark.parametrize(
    ("differentiator", "tolerance"),
    [
        (None, 1e-4),
        ("auto", 1e-4),
        (tfq.differentiators.Adjoint(), 1e-4),
        # Measured 3.6e-4: the error of a one-sided step of 1e-3.
        (tfq.differentiators.ForwardDifference(), 1e-3),
        # Measured 7e-5, near enough to 1e-4 for another machine to pass it.
        (tfq.differentiators.CentralDifference(), 3e-4),
        (tfq.differentiators.ParameterShift(), 1e-4),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_differentiator_gives_the_gradient(differentiator, tolerance):
    layer = _layer(differentiator=differentiator)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(_up_and_down()) * [[1.0], [0.5]])
    gradient = tape.gradient(total, layer.parameters.value)
    expected = [
        0.5 * central_difference(_rotation(), PAULIS, POINT, name).sum()
        for name in "abc"
    ]
    np.testing.assert_allclose(gradient, expected, atol=tolerance)


@pytest.mark.slow
def test_shots_with_parameter_shift_give_the_gradient_within_their_error():
    """Each of a and b stands in two gates: four shifted values of 5,000 shots."""
    layer = _layer(
        repetitions=5000,
        backend=cirq.Simulator(seed=0),
        differentiator=tfq.differentiators.ParameterShift(),
    )
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(_up_and_down())[0])
    gradient = tape.gradient(total, layer.parameters.value)
    expected = [
        central_difference(_rotation(), PAULIS, POINT, name).sum() for name in "abc"
    ]
    np.testing.assert_allclose(gradient, expected, atol=5 * np.sqrt(3 * 4 / 5000))


# --- weights ---


@pytest.mark.parametrize(("name", "value"), [("zeros", 0.0), ("ones", 1.0)])
def test_an_initializer_sets_the_weights(name, value):
    layer = PQC(_rotation(), cirq.Z(Q), initializer=name)
    np.testing.assert_array_equal(layer.get_weights(), [[value] * 3])


def test_symbols_stand_in_the_parents_order_and_are_bound_by_name():
    c, b, a, d = sympy.symbols("c b a d")
    circuit = cirq.Circuit(
        cirq.H(Q) ** a, cirq.Z(Q) ** b, cirq.X(Q) ** d, cirq.Y(Q) ** c
    )
    start = keras.initializers.Constant([1.0, 2.0, 3.0, 4.0])
    layer = PQC(circuit, cirq.Z(Q), initializer=start)
    assert layer.symbols == [a, b, c, d]
    assert layer.symbol_values() == {a: 1.0, b: 2.0, c: 3.0, d: 4.0}
    assert layer.weights_by_name() == {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}
    np.testing.assert_allclose(
        layer(_up_and_down())[0],
        simulate(layer.resolved_circuit(), [cirq.Z(Q)], {}),
        atol=1e-5,
    )


def test_a_regularizer_and_a_constraint_are_attached():
    """0.01 (0.3**2 + 0.7**2 + 1.1**2) = 0.0179"""
    assert _layer().losses == []
    losses = _layer(regularizer="l2").losses
    assert [float(x) for x in losses] == [pytest.approx(0.0179)]
    constraint = keras.constraints.NonNeg()
    layer = _layer(constraint=constraint)
    assert layer.parameters.constraint is constraint


# --- learning ---


@pytest.mark.slow
@pytest.mark.parametrize("repetitions", [None, 1000])
@pytest.mark.parametrize(
    "backend", [None, cirq.Simulator(seed=0)], ids=["default", "cirq"]
)
def test_it_learns_to_flip_a_qubit(backend, repetitions):
    """X**bit with bit = 1, from 0.5, in 40 steps."""
    layer = PQC(
        _flip(),
        cirq.Z(Q),
        backend=backend,
        repetitions=repetitions,
        initializer=keras.initializers.Constant(0.5),
    )
    inputs = keras.Input((), dtype="string")
    model = keras.Model(inputs, layer(inputs))
    model.compile(keras.optimizers.Adam(0.03), keras.losses.MeanSquaredError())
    targets = np.array([[-1.0], [1.0]], "float32")
    history = model.fit(_up_and_down(), targets, epochs=40, verbose=0)
    assert history.history["loss"][-1] == pytest.approx(0, abs=0.1)
    assert layer.weights_by_name()["bit"] == pytest.approx(1, abs=0.1)


@pytest.mark.slow
def test_the_image_classifier_of_the_tutorial_tells_columns_from_rows():
    """Four pixels in place of sixteen: is a column lit, or a row?

    An image and its negative have the same value, hence these labels.
    """
    pixels, readout = cirq.GridQubit.rect(2, 2), cirq.GridQubit(-1, -1)
    circuit = cirq.Circuit(cirq.X(readout), cirq.H(readout))
    for prefix, gate in (("xx1", cirq.XX), ("zz1", cirq.ZZ)):
        for i, pixel in enumerate(pixels):
            circuit.append(gate(pixel, readout) ** sympy.Symbol(f"{prefix}-{i}"))
    circuit.append(cirq.H(readout))
    images = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1]])
    labels = np.array([[1.0], [1.0], [-1.0], [-1.0]], "float32")
    data = [
        cirq.Circuit(cirq.X(p) for p, on in zip(pixels, image, strict=True) if on)
        for image in images
    ]
    layer = PQC(
        circuit,
        cirq.Z(readout),
        initializer=keras.initializers.RandomUniform(0, 1, seed=1),
    )
    model = keras.Sequential([keras.Input((), dtype="string"), layer])
    tensors = tfq.convert_to_tensor(data)
    expected = [
        simulate(one + circuit, [cirq.Z(readout)], layer.weights_by_name())
        for one in data
    ]
    np.testing.assert_allclose(model(tensors), expected, atol=1e-5)
    model.compile(keras.optimizers.Adam(0.1), keras.losses.Hinge())
    model.fit(tensors, labels, epochs=60, verbose=0)
    np.testing.assert_array_equal(np.sign(model(tensors)), labels)


def test_the_hybrid_network_of_the_tutorial_joins_two_circuits_and_a_dense():
    """A cluster state before each input, two layers on it, their columns in a Dense."""
    qubits = cirq.GridQubit.rect(1, 4)
    cluster = cirq.Circuit(cirq.H.on_each(qubits))
    cluster.append(cirq.CZ(a, b) for a, b in zip(qubits, qubits[1:], strict=False))
    data = [cirq.Circuit(cirq.rx(0.3 + i)(qubits[i])) for i in range(3)]
    model_circuit = cirq.Circuit(
        [cirq.ry(s)(q) for s, q in zip(sympy.symbols("s0:4"), qubits, strict=True)],
        cirq.CNOT(qubits[0], qubits[1]),
        cirq.CNOT(qubits[2], qubits[3]),
        cirq.rx(sympy.Symbol("t"))(qubits[3]),
    )
    readouts = [cirq.Z(qubits[3]), cirq.Z(qubits[1])]
    inputs = keras.Input((), dtype="string")
    prepared = tfq.layers.AddCircuit()(inputs, prepend=cluster)
    layers = [PQC(model_circuit, readouts), PQC(model_circuit, readouts[:1])]
    joined = keras.layers.concatenate([layer(prepared) for layer in layers])
    model = keras.Model(inputs, keras.layers.Dense(1, activation="tanh")(joined))
    features = keras.Model(inputs, joined)
    tensors = tfq.convert_to_tensor(data)
    rows = []
    for one in data:
        parts = []
        for layer, observables in zip(layers, (readouts, readouts[:1]), strict=True):
            circuit = cluster + one + layer.resolved_circuit()
            parts.append(simulate(circuit, observables, {}))
        rows.append(np.concatenate(parts))
    np.testing.assert_allclose(features(tensors), rows, atol=1e-5)

    with tf.GradientTape() as tape:
        total = tf.reduce_sum(features(tensors)[:, :2])
    weights = layers[0].weights_by_name()
    expected = [
        sum(
            parameter_shift(cluster + one + model_circuit, readouts, weights, n).sum()
            for one in data
        )
        for n in weights
    ]
    gradient = tape.gradient(total, layers[0].parameters.value)
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(gradient, expected, atol=5e-4)
    before = [np.array(w) for w in model.trainable_weights]
    model.compile("sgd", "mse")
    model.fit(tensors, np.array([[0.5], [-0.5], [0.1]]), verbose=0)
    assert len(before) == 4
    for old, new in zip(before, model.trainable_weights, strict=True):
        assert not np.array_equal(old, new)


@pytest.mark.parametrize("policy", ["float64", "mixed_float16", "mixed_bfloat16"])
@pytest.mark.parametrize("repetitions", [None, 100])
def test_it_trains_under_any_policy(repetitions, policy):
    old = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        layer = _layer(repetitions=repetitions)
    finally:
        keras.config.set_dtype_policy(old)
    inputs = keras.Input((), dtype="string")
    model = keras.Model(inputs, layer(inputs))
    model.compile("sgd", "mse")
    model.fit(_up_and_down(), np.zeros((2, 3)), verbose=0)
    assert layer(_up_and_down()).dtype == tf.float32


# --- saving ---


def test_serialized_circuits_train_and_are_saved(tmp_path):
    """<Z> = cos(pi bit) falls where it should rise, so bit goes up."""
    start = keras.initializers.Constant(0.3)
    layer = PQC(_flip(), cirq.Z(Q), initializer=start)
    inputs = keras.Input((), dtype="string")
    model = keras.Model(inputs, layer(inputs))
    model.compile("sgd", "mse")
    model.fit(_up_and_down(), np.array([[-1.0], [1.0]]), verbose=0)
    assert layer.weights_by_name()["bit"] > 0.3
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded(_up_and_down()), model(_up_and_down()), rtol=1e-6)


def test_repetitions_are_saved():
    layer = _layer(repetitions=100)
    assert PQC.from_config(layer.get_config()).repetitions == 100


def test_a_backend_or_differentiator_object_cannot_be_saved():
    for name, value in (
        ("backend", cirq.Simulator()),
        ("differentiator", tfq.differentiators.ParameterShift()),
    ):
        layer = _layer(**{name: value})
        with pytest.raises(NotImplementedError) as caught:
            layer.get_config()
        assert str(caught.value) == (
            f"a PQC with a {name} object cannot be saved, because it has no "
            f"configuration. Received: {name}={value!r}. Save the weights, and build "
            "the layer anew with it."
        )


# --- refusals of the parent and of ours ---


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"model_circuit": cirq.Circuit(cirq.X(Q))},
            ValueError,
            "model_circuit has no sympy.Symbols",
        ),
        ({"repetitions": "junk"}, TypeError, "positive integer value"),
        ({"repetitions": -100}, ValueError, "greater than zero"),
        ({"repetitions": 0}, ValueError, "greater than zero"),
        ({"backend": "noisy"}, ValueError, "noisy backend value is not supported"),
        ({"backend": cirq.Simulator}, TypeError, "SimulatesExpectationValues"),
        (
            {"backend": object(), "repetitions": 500},
            TypeError,
            "does not inherit cirq.Sampler",
        ),
        ({"shots": 500}, ValueError, "`shots` must come with `data_symbols`"),
        ({"weight_symbols": ["bit"]}, ValueError, "`weight_symbols` must come with"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_the_documents_refuse_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        PQC(**{"model_circuit": _flip(), "operators": cirq.Z(Q), **arguments})


def test_a_layer_on_circuits_has_no_states():
    with pytest.raises(ValueError, match="`data_symbols` must be given for states"):
        _layer().state([])
