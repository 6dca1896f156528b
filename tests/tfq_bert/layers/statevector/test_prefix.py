import cirq
import numpy as np
import sympy
import tensorflow as tf

from circuits import CircuitSpec, build_circuit, plan_circuit
from tfq_bert.layers.statevector.matrices import GateMatrices
from tfq_bert.layers.statevector.prefix import ProductState


def test_the_first_state_is_the_product_of_the_encoded_qubits():
    """H then RY(x) on each qubit, against Cirq's state of these gates alone."""
    built = build_circuit(CircuitSpec(num_qubits=3, depth=1))
    plan = plan_circuit(
        built.circuit,
        built.observables,
        built.data_symbols,
        built.weight_symbols,
        built.qubits,
    )
    gates = GateMatrices(plan, tf.float32)
    angles = np.array([[0.1, -0.7, 1.3]], np.float32)
    point = gates.angles(tf.constant(angles), tf.zeros(3))
    circuit = cirq.Circuit(
        (cirq.H(q), cirq.ry(a)(q))
        for q, a in zip(built.qubits, map(float, angles[0]), strict=True)
    )
    expected = circuit.final_state_vector(dtype=np.complex128)
    state = ProductState(plan, gates).states(point, 1)
    np.testing.assert_allclose(state[:, 0], expected.real, atol=1e-6)


def test_runs_with_data_without_and_long_ones_stand_in_order():
    """Data, an idle qubit, a weight, a chain of three kinds, and data of two kinds."""
    a, b, w = symbols = sympy.symbols("a b w")
    qubits = cirq.LineQubit.range(6)
    operations = [
        cirq.ry(a)(qubits[0]),
        cirq.rx(w)(qubits[2]),
        [cirq.ry(b)(qubits[3]), cirq.rz(w)(qubits[3]), cirq.rx(a * b)(qubits[3])],
        cirq.ry(2 * b + 1)(qubits[4]),
        (cirq.X**a)(qubits[5]),
    ]
    circuit = cirq.Circuit(operations)
    observables = [cirq.Z(q) for q in qubits]
    plan = plan_circuit(circuit, observables, (a, b), (w,), qubits)
    gates = GateMatrices(plan, tf.complex128)
    rows = np.array([[0.3, -1.1], [2.0, 0.4], [0.0, 0.0]])
    point = gates.angles(tf.constant(rows), tf.constant([0.7], tf.float64))
    states = ProductState(plan, gates).states(point, 3)
    for state, row in zip(np.transpose(states), rows, strict=True):
        values = dict(zip(symbols, [*row, 0.7], strict=True))
        expected = cirq.Simulator(dtype=np.complex128).simulate(
            circuit, values, qubit_order=qubits
        )
        overlap = np.vdot(expected.final_state_vector, state)
        np.testing.assert_allclose(abs(overlap), 1, atol=1e-7)


def test_data_that_move_no_amplitude_leave_one_state_a_row():
    """A power of Z on |0>, alone and before an entangler with data."""
    a = sympy.Symbol("a")
    qubits = cirq.LineQubit.range(2)
    circuit = cirq.Circuit((cirq.Z**a)(qubits[0]), (cirq.XX**a)(*qubits))
    plan = plan_circuit(circuit, [cirq.Z(qubits[0])], (a,), (), qubits)
    gates = GateMatrices(plan, tf.complex64)
    point = gates.angles(tf.constant([[0.3], [0.4], [0.5]]), tf.zeros(0))
    states = ProductState(plan, gates).states(point, 3)
    np.testing.assert_allclose(states, [[1] * 3, [0] * 3, [0] * 3, [0] * 3], atol=1e-6)
