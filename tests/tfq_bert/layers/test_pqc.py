import logging

import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf
import tensorflow_quantum as tfq

import tfq_bert
from circuits import CircuitSpec, build_circuit
from tests.contracts import check_layer_contract
from tests.second_route import parameter_shift, simulate
from tfq_bert._quiet import keras
from tfq_bert.layers import PQC

A, B, W = sympy.symbols("a b w")
Q = cirq.LineQubit.range(4)
ENGINES = pytest.mark.parametrize("engine", ["statevector", "tfq"])


def _small_circuit():
    """Two data angles, two weights, one entangler; not symmetric in anything."""
    u, v = sympy.symbols("u v")
    return cirq.Circuit(
        cirq.ry(A)(Q[0]),
        cirq.rx(B)(Q[1]),
        cirq.CNOT(Q[0], Q[1]),
        cirq.ry(u)(Q[0]),
        cirq.rx(v)(Q[1]),
    )


def _set(layer, values):
    layer.parameters.assign(np.asarray(values, "float32"))
    return layer


# --- contract ---


@ENGINES
def test_the_contract_of_layers(engine, tmp_path):
    inputs = np.linspace(-1, 1, 6, dtype="float32").reshape(3, 2)
    arguments = {
        "model_circuit": _small_circuit(),
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
    layer = PQC(_small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B])
    assert isinstance(layer, tfq.layers.PQC)
    assert [w.name for w in layer.weights] == ["parameters"]
    assert [w.shape for w in layer.trainable_weights] == [(2,)]


def test_weights_start_uniform_over_a_full_turn(seed):  # noqa: ARG001
    symbols = sympy.symbols("w:400")
    circuit = cirq.Circuit(cirq.ry(s)(Q[0]) for s in symbols)
    values = np.array(PQC(circuit, cirq.Z(Q[0]), data_symbols=[]).parameters)
    assert 0 <= values.min() < 0.1
    assert 6.18 < values.max() <= 2 * np.pi


# --- values ---


@ENGINES
def test_twelve_weights_are_bound_in_natural_order(engine):
    """<Z_i> = cos(0.1 i); text order would put w10 before w2."""
    qubits = cirq.LineQubit.range(12)
    circuit = cirq.Circuit(
        cirq.ry(sympy.Symbol(f"w{i}"))(q) for i, q in enumerate(qubits)
    )
    layer = PQC(circuit, [cirq.Z(q) for q in qubits], data_symbols=[], engine=engine)
    _set(layer, 0.1 * np.arange(12))
    result = layer(np.zeros((2, 0), "float32"))
    np.testing.assert_allclose(result, [np.cos(0.1 * np.arange(12))] * 2, atol=1e-5)
    assert layer.weights_by_name()["w10"] == pytest.approx(1.0)
    assert list(layer.weights_by_name()) == [f"w{i}" for i in range(12)]
    bound = layer.resolved_circuit()
    np.testing.assert_allclose(
        simulate(bound, [cirq.Z(qubits[11])], {}), [0.453596], atol=1e-5
    )


@ENGINES
def test_columns_of_data_follow_the_given_order(engine):
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.ry(B)(Q[1]))
    observables = [cirq.Z(Q[0]), cirq.Z(Q[1])]
    for symbols, expected in (([A, B], [0.3, 0.8]), (["b", "a"], [0.8, 0.3])):
        layer = PQC(circuit, observables, data_symbols=symbols, engine=engine)
        np.testing.assert_allclose(
            layer(np.array([[0.3, 0.8]], "float32")), [np.cos(expected)], atol=1e-5
        )


@ENGINES
def test_weights_follow_the_given_order(engine):
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.ry(B)(Q[1]))
    layer = PQC(
        circuit,
        [cirq.Z(Q[0]), cirq.Z(Q[1])],
        data_symbols=[],
        weight_symbols=[B, A],
        engine=engine,
    )
    _set(layer, [0.8, 0.3])
    np.testing.assert_allclose(layer(np.zeros((1, 0))), [np.cos([0.3, 0.8])], atol=1e-5)
    assert layer.symbol_values() == pytest.approx({B: 0.8, A: 0.3})


@ENGINES
@pytest.mark.parametrize(
    ("circuit", "value", "slope"),
    [
        # Cos(2a + 1), -2 sin(2a + 1)
        (cirq.Circuit(cirq.ry(2 * A + 1)(Q[0])), -0.029200, -1.999147),
        # Cos(2a), -2 sin(2a)
        (cirq.Circuit(cirq.ry(A)(Q[0]), cirq.ry(A)(Q[0])), 0.825336, -1.129285),
        # Cos(a/3), -sin(a/3)/3
        (cirq.Circuit(cirq.ry(-A / 3)(Q[0])), 0.995004, -0.033278),
        # a**2 = 0.09: cos(a**2), -2 a sin(a**2)
        (cirq.Circuit(cirq.ry(A * A)(Q[0])), 0.995953, -0.053927),
        # X**a turns by pi a: cos(pi a), -pi sin(pi a)
        (cirq.Circuit((cirq.X**A)(Q[0])), 0.587785, -2.541602),
    ],
    ids=["2a+1", "twice", "-a/3", "a*a", "power"],
)
def test_an_expression_of_an_angle_has_the_right_value_and_slope(
    engine, circuit, value, slope
):
    layer = PQC(circuit, cirq.Z(Q[0]), data_symbols=[A], engine=engine)
    angles = tf.constant([[0.3]])
    with tf.GradientTape() as tape:
        tape.watch(angles)
        result = layer(angles)
    np.testing.assert_allclose(result, [[value]], atol=1e-5)
    # Measured on the tfq engine: up to 1.6e-4, its finite difference.
    tolerance = 1e-4 if engine == "statevector" else 5e-4
    np.testing.assert_allclose(tape.gradient(result, angles), [[slope]], atol=tolerance)


@ENGINES
def test_a_circuit_without_gates_leaves_every_qubit_up(engine):
    """TFQ alone answers -2."""
    layer = PQC(
        cirq.Circuit(), [cirq.Z(Q[0]), cirq.X(Q[1])], data_symbols=[], engine=engine
    )
    np.testing.assert_allclose(layer(np.zeros((2, 0))), [[1, 0]] * 2, atol=1e-6)


@ENGINES
def test_depth_zero_is_the_encoding_alone(engine):
    """H then RY(x) on 0 gives <Z> = -sin(x); there is no weight."""
    built = build_circuit(CircuitSpec(num_qubits=2, depth=0))
    layer = PQC(
        built.circuit,
        list(built.observables),
        data_symbols=built.data_symbols,
        engine=engine,
    )
    result = layer(np.array([[0.3, -0.7]], "float32"))
    np.testing.assert_allclose(result, [-np.sin([0.3, -0.7])], atol=1e-5)
    assert layer.trainable_weights == []


@ENGINES
def test_a_terminal_measurement_changes_nothing_and_stays_in_the_users_circuit(engine):
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.measure(Q[0]))
    copy = circuit.copy()
    layer = PQC(circuit, cirq.Z(Q[0]), data_symbols=[A], engine=engine)
    np.testing.assert_allclose(layer(np.array([[0.3]])), [[0.955336]], atol=1e-5)
    assert circuit == copy


@ENGINES
def test_a_measurement_in_a_subcircuit_takes_no_gate_with_it(engine):
    inner = cirq.FrozenCircuit(cirq.ry(A)(Q[0]), cirq.measure(Q[0]))
    circuit = cirq.Circuit(cirq.CircuitOperation(inner, use_repetition_ids=False))
    layer = PQC(circuit, cirq.Z(Q[0]), data_symbols=[A], engine=engine)
    np.testing.assert_allclose(layer(np.array([[0.3]])), [[0.955336]], atol=1e-5)


@ENGINES
def test_a_sum_is_one_column_and_a_list_one_column_each(engine):
    z0, z1 = cirq.Z(Q[0]), cirq.Z(Q[1])
    both, one = cirq.Circuit(cirq.X.on_each(Q[:2])), cirq.Circuit(cirq.X(Q[0]))
    for circuit, operators, expected in (
        (both, z0 + z1, [[-2.0]]),
        (both, [z0, z1], [[-1.0, -1.0]]),
        (one, z0 + z1 + z0 * z1, [[-1.0]]),
    ):
        layer = PQC(circuit, operators, data_symbols=[], engine=engine)
        np.testing.assert_allclose(layer(np.zeros((1, 0))), expected, atol=1e-5)


@ENGINES
@pytest.mark.parametrize(
    "qubits",
    [
        [cirq.NamedQubit(f"q{k}") for k in (1, 2, 10)],
        [cirq.LineQubit(k) for k in (1, 2, 10)],
        [cirq.GridQubit(0, k) for k in (1, 2, 10)],
    ],
    ids=["named", "line", "grid"],
)
def test_all_kinds_of_qubits_stand_in_natural_order(engine, qubits):
    """<Z> = cos(0.1 k) for k = 1, 2, 10, and q10 comes after q2."""
    circuit = cirq.Circuit(
        cirq.ry(0.1 * k)(q) for k, q in zip((1, 2, 10), qubits, strict=True)
    )
    layer = PQC(circuit, [cirq.Z(q) for q in qubits], data_symbols=[], engine=engine)
    np.testing.assert_allclose(
        layer(np.zeros((1, 0))), [[0.995004, 0.980067, 0.540302]], atol=1e-5
    )
    assert layer.qubits == tuple(qubits)


@ENGINES
def test_gates_from_the_bug_trackers_work(engine):
    """CCX and X with three controls, PhasedXZ, a matrix gate."""
    z = cirq.Z(Q[2])
    ccx = cirq.Circuit(cirq.X(Q[0]), cirq.ry(A)(Q[1]), cirq.X.controlled(2)(*Q[:3]))
    triple = cirq.Circuit(cirq.ry(A)(q) for q in Q[:3])
    triple.append(cirq.X.controlled(3)(*Q))
    gate = cirq.PhasedXZGate(x_exponent=A, z_exponent=0.1, axis_phase_exponent=0.2)
    phased = cirq.Circuit(gate(Q[0]))
    matrix = cirq.Circuit(cirq.MatrixGate(cirq.unitary(cirq.H))(Q[0]), cirq.ry(A)(Q[0]))
    paulis = [cirq.Z(Q[0]), cirq.X(Q[0]), cirq.Y(Q[0])]
    for circuit, operators, angle, expected in (
        (ccx, z, 0.3, [0.955336]),
        (triple, cirq.Z(Q[3]), 0.9, [0.986456]),
        (phased, paulis, 0.3, [0.587785, 0.654508, -0.475528]),
        (matrix, cirq.Z(Q[0]), 0.3, [-0.295520]),
    ):
        layer = PQC(circuit, operators, data_symbols=[A], engine=engine)
        np.testing.assert_allclose(layer(np.array([[angle]])), [expected], atol=1e-5)


@ENGINES
def test_both_engines_agree_with_cirq_on_the_papers_circuit(engine, seed):
    built = build_circuit(CircuitSpec(num_qubits=4, depth=4))
    layer = PQC(
        built.circuit,
        list(built.observables),
        data_symbols=built.data_symbols,
        engine=engine,
    )
    rows = np.random.default_rng(seed).uniform(-1.5, 1.5, (3, 4))
    expected = []
    for row in rows:
        values = dict(zip(map(str, built.data_symbols), row, strict=True))
        values |= layer.weights_by_name()
        expected.append(simulate(built.circuit, built.observables, values))
        bound = layer.resolved_circuit(row)
        np.testing.assert_allclose(
            simulate(bound, built.observables, {}), expected[-1], atol=1e-6
        )
    np.testing.assert_allclose(layer(rows), expected, atol=1e-5)


# --- batches and types ---


@ENGINES
def test_every_row_is_its_own_and_any_number_of_rows_works(engine):
    layer = PQC(
        _small_circuit(),
        [cirq.Z(Q[0]), cirq.X(Q[1])],
        data_symbols=[A, B],
        engine=engine,
    )
    rows = np.random.default_rng(0).normal(size=(5, 2)).astype("float32")
    together = layer(rows)
    assert together.shape == (5, 2)
    alone = np.concatenate([layer(row[None]) for row in rows])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert layer(rows[:0]).shape == (0, 2)


@ENGINES
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [("float64", 1e-6), ("float32", 1e-6), ("float16", 1e-3)]
)
def test_all_widths_of_floats_are_taken(engine, dtype, tolerance):
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]))
    layer = PQC(circuit, cirq.Z(Q[0]), data_symbols=[A], engine=engine)
    result = layer(np.array([[0.3]], dtype))
    assert result.dtype == tf.float32
    np.testing.assert_allclose(result, [[np.cos(0.3)]], atol=tolerance)


@pytest.mark.parametrize("policy", ["float64", "mixed_float16", "mixed_bfloat16"])
def test_the_circuit_stays_in_single_precision_under_any_policy(policy):
    layer = PQC(_small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B], dtype=policy)
    assert layer.parameters.dtype == "float32"
    rows = np.array([[0.3, 0.4]], "float32")
    expected = PQC.from_config(layer.get_config())
    expected.set_weights(layer.get_weights())
    result = layer(rows)
    assert result.dtype == tf.float32
    np.testing.assert_array_equal(result, expected(rows))
    inside = keras.Sequential([keras.layers.Dense(2, dtype=policy), layer])
    assert inside(np.ones((2, 3), "float32")).dtype == tf.float32


# --- gradients ---


@ENGINES
def test_gradients_agree_with_parameter_shift(engine, seed):  # noqa: ARG001
    circuit = _small_circuit()
    observables = [cirq.Z(Q[0]) * cirq.X(Q[1]), cirq.Y(Q[1]) + 0.5]
    layer = PQC(circuit, observables, data_symbols=[A, B], engine=engine)
    angles = tf.constant([[0.3, -0.8]])
    with tf.GradientTape() as tape:
        tape.watch(angles)
        total = tf.reduce_sum(layer(angles))
    by_angles, by_weights = tape.gradient(total, [angles, layer.parameters.value])
    values = {"a": 0.3, "b": -0.8, **layer.weights_by_name()}
    expected = {
        n: parameter_shift(circuit, observables, values, n).sum() for n in values
    }
    tolerance = 1e-4 if engine == "statevector" else 5e-4
    np.testing.assert_allclose(
        [*by_angles[0], *by_weights], list(expected.values()), atol=tolerance
    )


def test_gradients_are_the_same_outside_training(seed):  # noqa: ARG001
    layer = PQC(_small_circuit(), cirq.Z(Q[0]) * cirq.X(Q[1]), data_symbols=[A, B])
    gradients = []
    for training in (None, True, False):
        angles = tf.constant([[0.3, -0.8], [0.1, 0.2]])
        with tf.GradientTape() as tape:
            tape.watch(angles)
            total = tf.reduce_sum(layer(angles, training=training))
        gradients.append(tape.gradient(total, angles))
    np.testing.assert_array_equal(gradients[0], gradients[1])
    np.testing.assert_allclose(gradients[0], gradients[2], atol=1e-6)


@ENGINES
def test_the_gradient_reaches_a_dense_before_the_circuit(engine, seed):
    """A central difference of the loss over each kernel entry."""
    model = keras.Sequential(
        [
            keras.layers.Dense(2),
            PQC(
                _small_circuit(),
                [cirq.Z(Q[0]), cirq.Z(Q[1])],
                data_symbols=[A, B],
                engine=engine,
            ),
        ]
    )
    x = np.random.default_rng(seed).normal(size=(4, 3)).astype("float32")
    kernel = model.layers[0].kernel if model(x) is not None else None

    def loss():
        return tf.reduce_mean((model(x) - 0.2) ** 2)

    with tf.GradientTape() as tape:
        value = loss()
    gradient = tape.gradient(value, kernel.value)
    start = np.array(kernel)
    expected = np.zeros_like(start)
    for index in np.ndindex(start.shape):
        sides = []
        for step in (1e-2, -1e-2):  # float32: rounding 1e-6, curvature 1e-5
            moved = start.copy()
            moved[index] += step
            kernel.assign(moved)
            sides.append(float(loss()))
        expected[index] = (sides[0] - sides[1]) / 2e-2
    np.testing.assert_allclose(gradient, expected, rtol=1e-3, atol=2e-4)


def test_training_finds_the_weight_that_turns_the_qubit_sideways(seed):  # noqa: ARG001
    """<Z> = cos(a + w) at a = 0.4 is 0 at w = pi/2 - 0.4."""
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.ry(W)(Q[0]))
    layer = PQC(circuit, cirq.Z(Q[0]), data_symbols=[A], initializer="zeros")
    model = keras.Sequential([layer])
    model.compile(keras.optimizers.Adam(0.1), "mse")
    x, y = np.full((8, 1), 0.4, "float32"), np.zeros((8, 1), "float32")
    model.fit(x, y, epochs=60, verbose=0)
    assert float(layer.parameters[0]) == pytest.approx(np.pi / 2 - 0.4, abs=1e-2)


# --- circuits as input ---


def _string_layer(**kwargs):
    circuit = cirq.Circuit(cirq.ry(W)(cirq.GridQubit(0, 0)))
    return PQC(circuit, cirq.Z(cirq.GridQubit(0, 0)), **kwargs)


def _serialized():
    """Nothing, X, and RX(0.5), each before the layer's own RY(w)."""
    q = cirq.GridQubit(0, 0)
    circuits = [
        cirq.Circuit(cirq.I(q)),
        cirq.Circuit(cirq.X(q)),
        cirq.Circuit(cirq.rx(0.5)(q)),
    ]
    return tfq.convert_to_tensor(circuits)


def test_serialized_circuits_are_put_before_the_layers_own():
    """<Z> = cos(w), -cos(w) after X, cos(0.5) cos(w) after RX(0.5)."""
    layer = _set(_string_layer(), [0.3])
    with tf.GradientTape() as tape:
        result = layer(_serialized())
    expected = np.array([[1.0], [-1.0], [np.cos(0.5)]])
    np.testing.assert_allclose(result, expected * np.cos(0.3), atol=1e-5)
    gradient = tape.gradient(result, layer.parameters.value)
    np.testing.assert_allclose(gradient, [-expected.sum() * np.sin(0.3)], atol=5e-4)


def test_serialized_circuits_train_and_are_saved(tmp_path):
    layer = _set(_string_layer(), [0.3])
    inputs = keras.Input((), dtype="string")
    model = keras.Model(inputs, layer(inputs))
    model.compile("sgd", "mse")
    model.fit(_serialized(), np.array([[-1.0], [1.0], [-1.0]]), verbose=0)
    assert float(layer.parameters[0]) > 0.3
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded(_serialized()), model(_serialized()), rtol=1e-6)


def test_shots_give_values_on_the_lattice_of_shots():
    """From 100 shots, multiples of 1/50 within five sigma."""
    layer = _set(_string_layer(repetitions=100), [0.3])
    result = layer(_serialized()).numpy()[:, 0]
    np.testing.assert_allclose(result * 50, np.round(result * 50), atol=1e-4)
    expected = np.cos(0.3) * np.array([1, -1, np.cos(0.5)])
    np.testing.assert_allclose(result, expected, atol=0.5)
    assert PQC.from_config(layer.get_config()).repetitions == 100


# --- refusals ---


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


def test_training_a_complex_circuit_logs_nothing():
    """The gradient of a cast from real to complex would log a warning."""
    x, w = sympy.symbols("x w")
    q = cirq.LineQubit(0)
    circuit = cirq.Circuit(cirq.rx(x)(q), cirq.rz(w)(q), cirq.rx(0.3)(q))
    layer = PQC(circuit, cirq.Z(q), data_symbols=[x])
    messages = []
    handler = logging.Handler()
    handler.emit = messages.append
    tf.get_logger().addHandler(handler)
    try:
        with tf.GradientTape() as tape:
            value = layer(tf.constant([[0.4]]))
        gradient = tape.gradient(value, layer.parameters.value)
    finally:
        tf.get_logger().removeHandler(handler)
    assert not messages
    assert abs(float(gradient[0])) > 0.01


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"engine": "qsim"},
            "`engine` must be one of ['statevector', 'tfq']. Received: engine='qsim'.",
        ),
        (
            {"data_symbols": ["a", "x"]},
            "`data_symbols` must stand in the circuit, because a column without a gate "
            "has no effect. Received: ['x'], the circuit has ['a', 'b', 'u', 'v'].",
        ),
        (
            {"data_symbols": ["a", "b", "a"]},
            "`data_symbols` must be distinct. Received: ['a'] more than once.",
        ),
        (
            {"weight_symbols": ["u"]},
            "`weight_symbols` must be all symbols that are not data. Received: ['u'], "
            "expected ['u', 'v'].",
        ),
        (
            {"weight_symbols": ["u", "v", "u"]},
            "`weight_symbols` must be distinct. Received: ['u'] more than once.",
        ),
        (
            {"repetitions": 5},
            "`repetitions`, `backend` and `differentiator` belong to circuits as "
            "input, without `data_symbols`. Received: repetitions=5, "
            "backend='noiseless', differentiator=None.",
        ),
        (
            {"operators": [1j * cirq.Z(Q[0])]},
            "`observables` must have real coefficients, because an expectation value "
            "is real. Received: 1j*Z(q(0)) with coefficient 1j.",
        ),
        (
            {"model_circuit": cirq.Circuit(cirq.ry(A + B)(Q[0]), cirq.reset(Q[0]))},
            "every operation of the circuit must be unitary. Received: reset(q(0)) in "
            "moment 1, and it is a noise channel, while the state is kept pure. "
            "Supported: gates with a unitary, powers and rotations with symbols, and "
            "whatever cirq.decompose turns into these.",
        ),
        (
            {
                "model_circuit": cirq.Circuit(),
                "operators": cirq.PauliString(),
                "data_symbols": [],
            },
            "`model_circuit` and `operators` must act on at least one qubit. "
            "Received: none.",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_value_is_refused_with_the_value_and_the_way_out(arguments, message):
    given = {
        "model_circuit": _small_circuit(),
        "operators": cirq.Z(Q[0]),
        "data_symbols": ["a", "b"],
        **arguments,
    }
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        PQC(**given)
    assert str(caught.value) == message


def test_wrong_types_are_refused():
    with pytest.raises(TypeError) as caught:
        PQC("circuit", cirq.Z(Q[0]), data_symbols=[])
    assert str(caught.value) == (
        "`model_circuit` must be a cirq.Circuit. Received: model_circuit='circuit' of "
        "type <class 'str'>."
    )
    for operators in ("Z", [], [cirq.Z(Q[0]), "Z"]):
        with pytest.raises(TypeError) as caught:
            PQC(cirq.Circuit(), operators, data_symbols=[])
        assert str(caught.value) == (
            "`operators` must be a cirq.PauliString, a cirq.PauliSum or a list of "
            f"them. Received: operators={operators!r} of type {type(operators)}."
        )


def test_a_backend_object_cannot_be_saved():
    layer = _string_layer(backend=cirq.Simulator())
    with pytest.raises(NotImplementedError) as caught:
        layer.get_config()
    assert str(caught.value) == (
        "a PQC with a backend or differentiator object cannot be saved, because "
        f"neither has a configuration. Received: backend={layer.backend!r}, "
        "differentiator=None."
    )


def test_it_has_one_public_name():
    assert tfq_bert.layers.PQC is PQC
    assert keras.saving.get_registered_name(PQC) == "tfq_bert>PQC"
