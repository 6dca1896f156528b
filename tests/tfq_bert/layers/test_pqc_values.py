import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from circuits import CircuitSpec, build_circuit
from tests.second_route import simulate
from tests.small_circuit import A, B, small_circuit
from tfq_bert._quiet import keras
from tfq_bert.layers import PQC

Q = cirq.LineQubit.range(4)
ENGINES = pytest.mark.parametrize("engine", ["statevector", "tfq"])


def _set(layer, values):
    layer.parameters.assign(np.asarray(values, "float32"))
    return layer


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
@pytest.mark.parametrize(
    "observables",
    [
        [cirq.Z(Q[0]) + 0.5, cirq.Z(Q[1])],
        [cirq.Z(Q[0]), cirq.PauliString(coefficient=2)],
        [cirq.X(Q[0]) * cirq.X(Q[1]), cirq.Z(Q[0]) * cirq.Z(Q[1]) - 0.25],
        [cirq.Z(Q[0]) + 0.5],
    ],
    ids=["sum", "identity", "two bases", "one"],
)
def test_constants_are_added_in_graphs_too(engine, observables):
    """TensorFlow fuses a product and a sum of constants into one operation there."""
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.ry(B)(Q[1]), cirq.CNOT(*Q[:2]))
    layer = PQC(circuit, observables, data_symbols=[A], engine=engine)
    _set(layer, [0.7])
    expected = simulate(circuit, observables, {"a": 0.3, "b": 0.7}, Q[:2])
    rows = tf.constant([[0.3]] * 3)
    np.testing.assert_allclose(layer(rows), [expected] * 3, atol=1e-5)
    np.testing.assert_allclose(tf.function(layer)(rows), [expected] * 3, atol=1e-5)
    model = keras.Sequential([layer, keras.layers.Dense(2)])
    model.compile(loss="mse")
    model.fit(rows, np.zeros((3, 2)), verbose=0)


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


@ENGINES
def test_every_row_is_its_own_and_any_number_of_rows_works(engine):
    layer = PQC(
        small_circuit(),
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
    layer = PQC(small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B], dtype=policy)
    assert layer.parameters.dtype == "float32"
    rows = np.array([[0.3, 0.4]], "float32")
    expected = PQC.from_config(layer.get_config())
    expected.set_weights(layer.get_weights())
    result = layer(rows)
    assert result.dtype == tf.float32
    np.testing.assert_array_equal(result, expected(rows))
    inside = keras.Sequential([keras.layers.Dense(2, dtype=policy), layer])
    assert inside(np.ones((2, 3), "float32")).dtype == tf.float32


# --- names and orders ---


@ENGINES
def test_renaming_symbols_changes_no_answer(engine):
    """The new names stand in another order, as text and as numbers."""
    names = {"a": "z10", "b": "z9", "u": "y2", "v": "x"}
    renamed = cirq.resolve_parameters(
        small_circuit(), {k: sympy.Symbol(n) for k, n in names.items()}
    )
    observables = [cirq.Z(Q[0]) * cirq.X(Q[1]), cirq.Y(Q[1])]
    rows = np.array([[0.3, -0.8], [1.0, 0.5]])
    results = []
    for circuit, data, weights in (
        (small_circuit(), ["a", "b"], ["u", "v"]),
        (renamed, ["z10", "z9"], ["y2", "x"]),
    ):
        layer = PQC(
            circuit,
            observables,
            data_symbols=data,
            weight_symbols=weights,
            engine=engine,
        )
        results.append(_set(layer, [0.7, -0.4])(rows).numpy())
    np.testing.assert_allclose(results[0], results[1], atol=1e-6)
    by_default = PQC(renamed, observables, data_symbols=["z10", "z9"], engine=engine)
    assert list(by_default.weights_by_name()) == ["x", "y2"]
    _set(by_default, [-0.4, 0.7])
    np.testing.assert_allclose(by_default(rows), results[0], atol=1e-6)


@ENGINES
def test_swapping_observables_swaps_columns(engine):
    observables = [cirq.Z(Q[0]), 2.0 * cirq.X(Q[1]) - 0.5, cirq.Y(Q[1])]
    rows = np.array([[0.3, -0.8]])
    results = []
    for listed in (observables, observables[::-1]):
        layer = PQC(small_circuit(), listed, data_symbols=[A, B], engine=engine)
        results.append(_set(layer, [0.7, -0.4])(rows).numpy())
    np.testing.assert_allclose(results[0], results[1][:, ::-1], atol=1e-6)
    assert len(np.unique(results[0].round(3))) == 3


@ENGINES
def test_an_observable_on_a_qubit_without_gates_reads_it_up(engine):
    layer = PQC(
        cirq.Circuit(cirq.X(Q[1])),
        [cirq.Z(Q[0]), cirq.Z(Q[3]), cirq.Z(Q[1]) * cirq.Z(Q[2])],
        data_symbols=[],
        engine=engine,
    )
    np.testing.assert_allclose(layer(np.zeros((1, 0))), [[1, 1, -1]], atol=1e-6)
