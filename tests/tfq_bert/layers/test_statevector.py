import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from circuits import CircuitSpec, build_circuit, make_polynomials, plan_circuit
from tests.second_route import (
    central_difference,
    parameter_shift,
    random_circuit,
    random_observables,
    simulate,
)
from tfq_bert.layers.statevector import StatevectorEngine, evaluate_polynomials

NAMES = ("a", "b", "c", "d")  # two columns of data, two weights


def _engine(circuit, observables, qubits, data=NAMES[:2], weights=NAMES[2:]):
    data, weights = sympy.symbols(data), sympy.symbols(weights)
    return StatevectorEngine(plan_circuit(circuit, observables, data, weights, qubits))


def _jacobian(engine, row, weights):
    """Values of one row, and the derivatives of each by data and weights."""
    data = tf.constant(row[None], tf.float32)
    weights = tf.constant(weights, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([data, weights])
        values = engine.expectations(data, weights)[0]
    by_data, by_weights = (
        tape.jacobian(values, source, experimental_use_pfor=False)
        for source in (data, weights)
    )
    # TensorFlow writes the derivatives by no weights as one zero.
    shape = (len(values), len(weights))
    return values.numpy(), np.hstack(
        [
            by_data[:, 0],
            np.reshape(by_weights, shape) if len(weights) else np.zeros(shape),
        ]
    )


@pytest.mark.parametrize("seed", range(30))
def test_a_random_circuit_agrees_with_cirq_in_values_and_gradients(seed):
    rng = np.random.default_rng(seed)
    num_qubits = 1 + seed % 4
    circuit = random_circuit(rng, num_qubits, 12, NAMES)
    observables = random_observables(rng, num_qubits, 3)
    point = rng.uniform(-3, 3, size=4).astype(np.float32).astype(float)
    values = dict(zip(NAMES, point, strict=True))
    engine = _engine(circuit, observables, cirq.LineQubit.range(num_qubits))
    result, jacobian = _jacobian(engine, point[:2], point[2:])
    np.testing.assert_allclose(
        result, simulate(circuit, observables, values), atol=1e-5
    )
    expected = [central_difference(circuit, observables, values, n) for n in NAMES]
    np.testing.assert_allclose(jacobian, np.transpose(expected), atol=1e-4)


@pytest.mark.parametrize(
    ("num_qubits", "depth"), [(1, 0), (1, 3), (2, 2), (3, 1), (4, 4), (5, 2), (11, 1)]
)
def test_the_papers_circuit_agrees_with_cirq_and_parameter_shift(num_qubits, depth):
    """11 qubits read products of Z in chunks; all rows differ, so order counts."""
    built = build_circuit(CircuitSpec(num_qubits=num_qubits, depth=depth))
    rng = np.random.default_rng(num_qubits)
    data = rng.uniform(-1.5, 1.5, (2, num_qubits)).astype(np.float32)
    weights = rng.uniform(-3, 3, len(built.weight_symbols)).astype(np.float32)
    data_names = [str(s) for s in built.data_symbols]
    weight_names = [str(s) for s in built.weight_symbols]
    engine = _engine(
        built.circuit, built.observables, built.qubits, data_names, weight_names
    )
    assert engine.dtype == tf.float32
    names = data_names + weight_names
    points = [
        dict(zip(names, map(float, [*row, *weights]), strict=True)) for row in data
    ]
    np.testing.assert_allclose(
        engine.expectations(tf.constant(data), tf.constant(weights)),
        [simulate(built.circuit, built.observables, p, built.qubits) for p in points],
        atol=1e-5,
    )
    if num_qubits > 5:
        return
    _, jacobian = _jacobian(engine, data[0], weights)
    expected = [
        parameter_shift(built.circuit, built.observables, points[0], name)
        for name in names
    ]
    np.testing.assert_allclose(jacobian, np.transpose(expected), atol=1e-4)


@pytest.mark.parametrize("num_qubits", [10, 11, 12])
def test_both_ways_to_read_products_of_z_agree_with_cirq(num_qubits):
    qubits = cirq.LineQubit.range(num_qubits)
    rng = np.random.default_rng(0)
    circuit = cirq.Circuit(
        [
            cirq.ry(a)(q)
            for a, q in zip(rng.normal(size=num_qubits), qubits, strict=True)
        ],
        [cirq.CNOT(qubits[i], qubits[(5 * i + 1) % num_qubits]) for i in (0, 2, 6)],
    )
    observables = [
        cirq.Z(qubits[0]) * cirq.Z(qubits[-1]) + 2 * cirq.Z(qubits[4]) - 0.5,
        cirq.PauliString(dict.fromkeys(qubits[2:9], cirq.Z)) - cirq.Z(qubits[4]) / 3,
        cirq.PauliSum() + 0.25,
    ]
    engine = _engine(circuit, observables, qubits, (), ())
    result = engine.expectations(tf.zeros((1, 0)), tf.zeros(0))
    np.testing.assert_allclose(
        result, [simulate(circuit, observables, {}, qubits)], atol=1e-5
    )


def test_the_state_has_the_first_qubit_highest_and_the_batch_last():
    a, b = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(cirq.ry(sympy.Symbol("a"))(a), cirq.X(b))
    engine = _engine(circuit, [cirq.Z(a)], [a, b], ("a",), ())
    state = engine.state(tf.constant([[0.0], [0.3], [np.pi]]), tf.zeros(0))
    expected = [[0, 0, 0], [1, np.cos(0.15), 0], [0, 0, 0], [0, np.sin(0.15), 1]]
    np.testing.assert_allclose(state, expected, atol=1e-6)


def test_the_norm_stays_one_through_a_deep_circuit():
    built = build_circuit(CircuitSpec(num_qubits=4, depth=64))
    names = [[str(s) for s in g] for g in (built.data_symbols, built.weight_symbols)]
    engine = _engine(built.circuit, built.observables, built.qubits, *names)
    weights = np.linspace(-3, 3, len(names[1]), dtype=np.float32)
    state = engine.state(tf.constant([[0.1, 0.2, 0.3, 0.4]]), tf.constant(weights))
    assert float(tf.reduce_sum(state**2)) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_any_number_of_rows_gives_as_many_results(rows):
    rng = np.random.default_rng(1)
    circuit = random_circuit(rng, 3, 10, NAMES)
    observables = random_observables(rng, 3, 2)
    engine = _engine(circuit, observables, cirq.LineQubit.range(3))
    run = tf.function(engine.expectations, reduce_retracing=True)
    result = run(tf.ones((rows, 2)), tf.constant([0.2, 0.4]))
    values = dict(zip(NAMES, [1.0, 1.0, 0.2, 0.4], strict=True))
    expected = [simulate(circuit, observables, values)] * rows
    np.testing.assert_allclose(result, np.reshape(expected, (rows, 2)), atol=1e-5)


def test_polynomials_evaluate_to_their_expressions():
    """Each kind of table (all symbols, some, scaled, shifted, products) at a point."""
    a, b, c = symbols = sympy.symbols("a b c")
    point = {a: 0.3, b: -1.2, c: 2.5}
    rows = tf.constant([[0.3, 0.0], [-1.2, 0.0], [2.5, 0.0]])
    for expressions in ([a, b, c], [c, a], [2 * b, a - c], [a + 1], [a * b, c**2 + 3]):
        table = make_polynomials(expressions, symbols)
        expected = [
            [float(e.subs(p)) for p in (point, dict.fromkeys(symbols, 0))]
            for e in expressions
        ]
        np.testing.assert_allclose(
            evaluate_polynomials(table, rows), expected, rtol=1e-6, atol=1e-6
        )
