import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from circuits import CircuitSpec, build_circuit
from tests.second_route import (
    central_difference,
    parameter_shift,
    random_circuit,
    random_observables,
    simulate,
)
from tfq_bert.layers.tfq_engine import TfqEngine

NAMES = ("a", "b", "c", "d")


@pytest.mark.parametrize("seed", range(20))
def test_a_random_circuit_agrees_with_cirq_in_values_and_gradients(seed):
    """TFQ's adjoint takes the derivative of a gate from a float32 difference.

    Measured: gradients off by up to 1.6e-4, hence 5e-4 instead of 1e-4.
    """
    rng = np.random.default_rng(seed)
    num_qubits = 1 + seed % 3
    circuit = random_circuit(rng, num_qubits, 8, NAMES)
    observables = random_observables(rng, num_qubits, 2)
    point = rng.uniform(-1, 1, size=4).astype(np.float32)
    values = dict(zip(NAMES, map(float, point), strict=True))
    engine = TfqEngine(
        circuit,
        observables,
        sympy.symbols(NAMES[:2]),
        sympy.symbols(NAMES[2:]),
        cirq.LineQubit.range(num_qubits),
    )
    data, weights = tf.constant(point[None, :2]), tf.constant(point[2:])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([data, weights])
        result = engine.expectations(data, weights)
        total = tf.reduce_sum(result)
    np.testing.assert_allclose(
        result[0], simulate(circuit, observables, values), atol=1e-5
    )
    by_all = np.concatenate(
        [tape.gradient(total, data)[0], tape.gradient(total, weights)]
    )
    expected = [
        central_difference(circuit, observables, values, n).sum() for n in NAMES
    ]
    np.testing.assert_allclose(by_all, expected, atol=5e-4)


def test_the_papers_circuit_agrees_with_cirq_and_parameter_shift():
    built = build_circuit(CircuitSpec(num_qubits=4, depth=3))
    names = [str(s) for s in built.data_symbols + built.weight_symbols]
    point = np.linspace(-1, 1, len(names)).astype(np.float32)
    values = dict(zip(names, map(float, point), strict=True))
    engine = TfqEngine(
        built.circuit,
        built.observables,
        built.data_symbols,
        built.weight_symbols,
        built.qubits,
    )
    data, weights = tf.constant(point[None, :4]), tf.constant(point[4:])
    with tf.GradientTape() as tape:
        tape.watch(weights)
        result = engine.expectations(data, weights)
        total = tf.reduce_sum(result)
    np.testing.assert_allclose(
        result[0], simulate(built.circuit, built.observables, values), atol=1e-5
    )
    expected = [
        parameter_shift(built.circuit, built.observables, values, n).sum()
        for n in names[4:]
    ]
    np.testing.assert_allclose(tape.gradient(total, weights), expected, atol=5e-4)


def test_a_global_phase_changes_nothing():
    q = cirq.LineQubit(0)
    circuit = cirq.Circuit(cirq.global_phase_operation(1j), cirq.ry(0.3)(q))
    engine = TfqEngine(circuit, [cirq.Z(q)], (), (), [q])
    result = engine.expectations(tf.zeros((2, 0)), tf.zeros(0))
    np.testing.assert_allclose(result, [[np.cos(0.3)]] * 2, atol=1e-5)


def test_an_identity_on_two_qubits_changes_nothing():
    """TFQ itself takes identities on one qubit only."""
    q = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(cirq.ry(0.3)(q[0]), cirq.IdentityGate(2)(*q), cirq.X(q[1]))
    engine = TfqEngine(circuit, [cirq.Z(q[0]), cirq.Z(q[1])], (), (), q)
    result = engine.expectations(tf.zeros((1, 0)), tf.zeros(0))
    np.testing.assert_allclose(result, [[np.cos(0.3), -1.0]], atol=1e-5)


@pytest.mark.parametrize("columns", ["plain", "real"])
def test_a_symbol_with_assumptions_is_filled_by_its_name(columns):
    """RY(2 a) on |0> gives <Z> = cos(2 a)."""
    q, a = cirq.LineQubit(0), sympy.Symbol("a", real=True)
    data = [sympy.Symbol("a") if columns == "plain" else a]
    engine = TfqEngine(cirq.Circuit(cirq.ry(2 * a)(q)), [cirq.Z(q)], data, (), [q])
    result = engine.expectations(tf.constant([[0.4]]), tf.zeros(0))
    np.testing.assert_allclose(result, [[np.cos(0.8)]], atol=1e-5)


class _Whole(cirq.Gate):
    """A gate that has a matrix for numbers only, and no parts."""

    def __init__(self, angle):
        self.angle = angle

    def _num_qubits_(self):
        return 1

    def _is_parameterized_(self):
        return isinstance(self.angle, sympy.Basic)

    def _unitary_(self):
        if self._is_parameterized_():
            return NotImplemented
        return cirq.unitary(cirq.ry(self.angle))

    def __str__(self):
        return "Whole"


def test_a_fixed_gate_without_parts_is_taken_by_its_matrix():
    q = cirq.LineQubit(0)
    engine = TfqEngine(cirq.Circuit(_Whole(0.3)(q)), [cirq.Z(q)], (), (), [q])
    result = engine.expectations(tf.zeros((1, 0)), tf.zeros(0))
    np.testing.assert_allclose(result, [[np.cos(0.3)]], atol=1e-5)


def test_a_gate_with_symbols_and_without_parts_is_refused():
    q, a = cirq.LineQubit(0), sympy.Symbol("a")
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        TfqEngine(cirq.Circuit(_Whole(a)(q)), [cirq.Z(q)], [a], (), [q])
    assert str(caught.value) == (
        "the tfq engine takes gates that decompose into powers of Pauli gates, CZ, "
        "CNOT, SWAP and ISWAP, and with `shots` Cirq's channels on one qubit. "
        "Received: Whole(q(0)). "
        'Use engine="statevector".'
    )


A, B = sympy.symbols("a b")
Q = cirq.LineQubit.range(4)


@pytest.mark.parametrize(
    "operation",
    [
        cirq.ry(2 * A + 1)(Q[1]).controlled_by(Q[0]),
        cirq.rx(A * B)(Q[2]).controlled_by(Q[0], Q[1], control_values=[0, (0, 1)]),
        cirq.rz(A)(Q[2]).controlled_by(
            *Q[:2], control_values=cirq.SumOfProducts([[0, 1], [1, 0]])
        ),
        cirq.PhasedXPowGate(exponent=A, phase_exponent=B)(Q[1]).controlled_by(Q[0]),
        cirq.FSimGate(A, B)(*Q[:2]).controlled_by(Q[3]),
        cirq.CCXPowGate(exponent=A)(*Q[:3]),
        cirq.CXPowGate(exponent=A)(*Q[1:3]).controlled_by(Q[0], control_values=[0]),
        cirq.CZPowGate(exponent=A, global_shift=0.3)(*Q[:2]).controlled_by(Q[2]),
        cirq.ControlledGate(cirq.CZPowGate(exponent=A))(*Q[:3]),
        cirq.ControlledGate(cirq.CXPowGate(exponent=A))(*Q[:3]),
    ],
    ids=lambda operation: str(operation)[:20],
)
def test_a_symbol_under_controls_has_the_right_value_and_slope(operation):
    circuit = cirq.Circuit(
        [cirq.ry(0.3 + i)(q) for i, q in enumerate(Q)],
        cirq.CNOT(Q[0], Q[2]),
        operation,
        cirq.CNOT(Q[1], Q[3]),
        [cirq.rx(0.2 + i)(q) for i, q in enumerate(Q)],
    )
    observables = [cirq.Z(q) for q in Q]
    engine = TfqEngine(circuit, observables, [A], [B], Q)
    values = {"a": 0.4, "b": -0.7}
    data, weights = tf.constant([[0.4]]), tf.constant([-0.7])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([data, weights])
        result = engine.expectations(data, weights)
        total = tf.reduce_sum(result)
    np.testing.assert_allclose(
        result[0], simulate(circuit, observables, values), atol=1e-5
    )
    found = [tape.gradient(total, data)[0, 0], tape.gradient(total, weights)[0]]
    expected = [central_difference(circuit, observables, values, n).sum() for n in "ab"]
    np.testing.assert_allclose(found, expected, atol=5e-4)


def test_a_matrix_on_three_qubits_is_decomposed_without_a_warning():
    """Cirq warns of its own code; here warnings are errors."""
    matrix = cirq.testing.random_unitary(8, random_state=0)
    circuit = cirq.Circuit(cirq.MatrixGate(matrix)(*Q[:3]))
    observables = [cirq.Z(q) for q in Q[:3]]
    engine = TfqEngine(circuit, observables, (), (), Q[:3])
    np.testing.assert_allclose(
        engine.expectations(tf.zeros((1, 0)), tf.zeros(0)),
        [simulate(circuit, observables, {})],
        atol=1e-5,
    )


@pytest.mark.parametrize("is_graph", [False, True])
def test_second_derivatives_are_refused(is_graph):
    circuit = cirq.Circuit(cirq.rx(A)(Q[0]))
    engine = TfqEngine(circuit, [cirq.Z(Q[0])], [A], [], Q[:1])

    def curvature(data):
        with tf.GradientTape() as outer:
            outer.watch(data)
            with tf.GradientTape() as inner:
                inner.watch(data)
                values = engine.expectations(data, tf.zeros(0))
            slope = inner.gradient(values, data)
        return outer.gradient(slope, data)

    if is_graph:
        curvature = tf.function(curvature)
    with pytest.raises(NotImplementedError, match='Use engine="statevector"'):
        curvature(tf.constant([[0.3]]))


def test_a_matrix_on_descending_qubits_is_decomposed():
    matrix = cirq.testing.random_unitary(4, random_state=0)
    circuit = cirq.Circuit(cirq.ry(0.3)(Q[0]), cirq.MatrixGate(matrix)(Q[1], Q[0]))
    observables = [cirq.Z(Q[0]), cirq.X(Q[1])]
    engine = TfqEngine(circuit, observables, (), (), Q[:2])
    np.testing.assert_allclose(
        engine.expectations(tf.zeros((1, 0)), tf.zeros(0)),
        [simulate(circuit, observables, {})],
        atol=1e-5,
    )
