import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from circuits import plan_circuit
from tfq_bert.layers.statevector.matrices import MAX_BLOCK, GateMatrices


@pytest.mark.parametrize("num_qubits", [2, 5])
def test_neighbouring_gates_fold_into_their_kronecker_product(num_qubits):
    """RY(0.1 i) on qubit i after CNOTs; 5 make two blocks, 2 take the CNOTs in."""
    qubits = cirq.LineQubit.range(num_qubits)
    symbols = sympy.symbols(f"w:{num_qubits}")
    turns = [cirq.ry(s)(q) for s, q in zip(symbols, qubits, strict=True)]
    pairs = [cirq.CNOT(qubits[i], qubits[i - 1]) for i in range(num_qubits)]
    circuit = cirq.Circuit(pairs, turns)
    plan = plan_circuit(circuit, [cirq.Z(qubits[0])], (), symbols, qubits)
    gates = GateMatrices(plan, tf.float32)
    angles = 0.1 * np.arange(num_qubits, dtype=np.float32)
    values = gates.angles(tf.zeros((1, 0)), tf.constant(angles))
    matrices = gates.block_matrices(values)
    (blocks,) = [places for places in gates.blocks.values() if places]
    assert all(size <= MAX_BLOCK for _, size, _ in blocks)
    assert sum(size for _, size, _ in blocks) == num_qubits
    for start, size, place in blocks:
        expected = cirq.kron(
            *(cirq.unitary(cirq.ry(a)) for a in angles[start : start + size])
        )
        if num_qubits <= MAX_BLOCK:
            expected = expected @ cirq.Circuit(pairs).unitary()
        np.testing.assert_allclose(matrices[place], expected.real, atol=1e-6)
