import re

import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from circuits import CircuitSpec, build_circuit, plan_circuit
from tests.second_route import (
    central_difference,
    parameter_shift,
    random_circuit,
    random_observables,
    simulate,
)
from tfq_bert.layers.statevector import StatevectorEngine

NAMES = ("a", "b", "c", "d")  # two columns of data, two weights


def _engine(circuit, observables, qubits, data=NAMES[:2], weights=NAMES[2:], **options):
    data, weights = sympy.symbols(data), sympy.symbols(weights)
    plan = plan_circuit(circuit, observables, data, weights, qubits)
    return StatevectorEngine(plan, **options)


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


@pytest.mark.parametrize("differentiator", ["stored", "adjoint"])
@pytest.mark.parametrize("seed", range(30))
def test_a_random_circuit_agrees_with_cirq_in_values_and_gradients(
    seed, differentiator
):
    rng = np.random.default_rng(seed)
    num_qubits = 1 + seed % 4
    circuit = random_circuit(rng, num_qubits, 12, NAMES)
    observables = random_observables(rng, num_qubits, 3)
    point = rng.uniform(-3, 3, size=4).astype(np.float32).astype(float)
    values = dict(zip(NAMES, point, strict=True))
    engine = _engine(
        circuit,
        observables,
        cirq.LineQubit.range(num_qubits),
        differentiator=differentiator,
    )
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


def test_double_precision_agrees_with_cirq_to_the_rounding_of_the_output():
    """Gradients are judged at 1e-7, which single precision misses by far."""
    rng = np.random.default_rng(5)
    circuit, observables = random_circuit(rng, 3, 30, NAMES), [cirq.Z(cirq.q(1))]
    point = rng.uniform(-3, 3, size=4)
    values = dict(zip(NAMES, point, strict=True))
    engine = _engine(circuit, observables, cirq.LineQubit.range(3), precision="double")
    assert engine.dtype == tf.complex128
    data = tf.constant(point[None, :2], tf.float64)
    weights = tf.constant(point[2:], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch([data, weights])
        result = engine.expectations(data, weights)
    by_data, by_weights = tape.gradient(result, [data, weights])
    assert result.dtype == tf.float32
    np.testing.assert_allclose(
        result[0], simulate(circuit, observables, values), atol=1e-7
    )
    expected = [
        central_difference(circuit, observables, values, n, step=1e-5)[0] for n in NAMES
    ]
    np.testing.assert_allclose([*by_data[0], *by_weights], expected, atol=1e-7)


@pytest.mark.parametrize("differentiator", ["auto", "stored", "adjoint"])
@pytest.mark.parametrize("is_static", [True, False])
def test_a_budget_too_small_for_the_batch_changes_no_answer(differentiator, is_static):
    """11 rows, of which 2 or 3 fit."""
    rng = np.random.default_rng(2)
    circuit = random_circuit(rng, 3, 12, NAMES)
    observables = random_observables(rng, 3, 2)
    qubits = cirq.LineQubit.range(3)
    data = tf.constant(rng.normal(size=(11, 2)), tf.float32)
    weights = tf.constant(rng.normal(size=2), tf.float32)

    def run(engine):
        def step(data, weights):
            with tf.GradientTape() as tape:
                tape.watch([data, weights])
                values = engine.expectations(data, weights)
                loss = tf.reduce_sum(values * tf.constant([0.5, -1.0]))
            return values, *tape.gradient(loss, [data, weights])

        rows = 11 if is_static else None
        signature = [tf.TensorSpec((rows, 2)), tf.TensorSpec((2,))]
        return tf.function(step, input_signature=signature)(data, weights)

    whole = _engine(circuit, observables, qubits)
    needed = whole.memory.bytes_per_row
    if differentiator == "adjoint":
        needed = whole.memory.bytes_per_row_adjoint
    options = {"differentiator": differentiator, "memory_budget": int(2.5 * needed)}
    small = _engine(circuit, observables, qubits, **options)
    assert small.memory.rows < 11
    for ours, expected in zip(run(small), run(whole), strict=True):
        np.testing.assert_allclose(ours, expected, atol=2e-6)


@pytest.mark.parametrize("differentiator", ["stored", "adjoint"])
def test_second_derivatives_are_right(differentiator):
    """Against central differences of the gradient, all in double precision."""
    rng = np.random.default_rng(3)
    circuit = random_circuit(rng, 3, 15, NAMES)
    observables = random_observables(rng, 3, 1)
    options = {"differentiator": differentiator, "precision": "double"}
    engine = _engine(
        circuit, observables, cirq.LineQubit.range(3), (), NAMES, **options
    )

    def gradient(point):
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = engine.expectations(tf.zeros((1, 0), tf.float64), point)
        return tape.gradient(value, point)

    point = tf.constant(rng.normal(size=4))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(point)
        first = gradient(point)
    hessian = tape.jacobian(first, point, experimental_use_pfor=False)
    step = 1e-5 * np.eye(4)
    expected = [(gradient(point + s) - gradient(point - s)) / 2e-5 for s in step]
    np.testing.assert_allclose(hessian, expected, atol=1e-6)


def test_second_derivatives_in_chunks_are_refused():
    circuit = cirq.Circuit(cirq.ry(sympy.Symbol("a"))(cirq.LineQubit(0)))
    z = cirq.Z(cirq.LineQubit(0))
    engine = _engine(circuit, [z], [cirq.LineQubit(0)], ("a",), (), memory_budget=1)
    data = tf.ones((2, 1))
    with tf.GradientTape() as outer:
        outer.watch(data)
        with tf.GradientTape() as inner:
            inner.watch(data)
            values = engine.expectations(data, tf.zeros(0))
        first = inner.gradient(values, data)
    with pytest.raises(NotImplementedError, match="in chunks are not made. Received"):
        outer.gradient(first, data)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"differentiator": "shift"},
            "`differentiator` must be one of ['auto', 'stored', 'adjoint']. Received: "
            "differentiator='shift'.",
        ),
        (
            {"precision": "half"},
            "`precision` must be one of ['single', 'double']. Received: "
            "precision='half'.",
        ),
        (
            {"memory_budget": 0},
            "`memory_budget` must be a positive number of bytes. Received: "
            "memory_budget=0.",
        ),
    ],
)
def test_a_wrong_option_is_refused(options, message):
    qubit = cirq.LineQubit(0)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        _engine(cirq.Circuit(), [cirq.Z(qubit)], [qubit], (), (), **options)
