"""Ansaetze, gate by gate and against closed forms."""

import cirq
import numpy as np
import pytest
import sympy

from circuits.ansatze import ANSATZE, brick_ry, none_ry


def test_brick_ry_is_the_papers_block():
    q = cirq.LineQubit.range(5)
    w = sympy.symbols("w:5")
    assert cirq.Circuit(brick_ry(q, w, 1)) == cirq.Circuit(
        cirq.Moment(cirq.CNOT(q[0], q[1]), cirq.CNOT(q[2], q[3])),
        cirq.Moment(cirq.CNOT(q[1], q[2]), cirq.CNOT(q[3], q[4])),
        cirq.Moment(cirq.ry(w[i]).on(q[i]) for i in range(5)),
    )


@pytest.mark.parametrize(("num_qubits", "cnots"), [(1, 0), (2, 1), (3, 2), (8, 7)])
def test_brick_ry_has_one_cnot_a_neighbouring_pair_and_block(num_qubits, cnots):
    qubits = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(brick_ry(qubits, sympy.symbols(f"w:{3 * num_qubits}"), 3))
    sizes = [len(operation.qubits) for operation in circuit.all_operations()]
    assert sizes.count(2) == 3 * cnots
    assert sizes.count(1) == 3 * num_qubits


def test_none_ry_turns_each_qubit_by_the_sum_of_its_own_weights():
    """RY(a) RY(b) |0> has <Z> = cos(a + b)."""
    qubits = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(none_ry(qubits, [0.1, 0.2, 0.4, 0.8], 2))
    values = cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
        circuit, [cirq.Z(qubit) for qubit in qubits]
    )
    np.testing.assert_allclose(values, np.cos([0.5, 1.0]), atol=1e-8)


@pytest.mark.parametrize("name", sorted(ANSATZE))
@pytest.mark.parametrize("num_qubits", [1, 2, 5])
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_every_ansatz_uses_each_symbol_it_counts(name, num_qubits, depth):
    ansatz = ANSATZE[name]
    symbols = sympy.symbols(f"s:{ansatz.num_weights(num_qubits, depth)}")
    qubits = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(ansatz.moments(qubits, symbols, depth))
    assert cirq.parameter_symbols(circuit) == set(symbols)
