"""Tree and QCNN: who meets whom, and values by hand."""

import cirq
import numpy as np
import pytest
import sympy

from circuits.hierarchical import qcnn, qcnn_counts, tree, tree_counts


def build(block, num_qubits, num_angles):
    qubits = cirq.LineQubit.range(num_qubits)
    return cirq.Circuit(block(qubits, sympy.symbols(f"w:{num_angles}"), 0))


def pairs(circuit):
    operations = circuit.all_operations()
    return [tuple(q.x for q in o.qubits) for o in operations if len(o.qubits) == 2]


def test_a_tree_joins_pairs_of_pairs_down_to_qubit_0():
    assert pairs(build(tree, 8, 15)) == [
        *((1, 0), (3, 2), (5, 4), (7, 6)),
        *((2, 0), (6, 4)),
        (4, 0),
    ]


def test_an_odd_one_out_waits_for_the_next_stage_of_a_tree():
    assert pairs(build(tree, 5, 9)) == [(1, 0), (3, 2), (2, 0), (4, 0)]


@pytest.mark.parametrize("num_qubits", range(1, 20))
def test_every_qubit_but_the_root_leaves_a_tree_once(num_qubits):
    left = [p[0] for p in pairs(build(tree, num_qubits, 2 * num_qubits - 1))]
    assert sorted(left) == list(range(1, num_qubits))


def test_the_root_of_a_tree_reads_what_the_formula_says():
    """RY(a) and RY(b) from |0>, CNOT from 1 to 0, RY(c): by hand,
    <Z_0> = cos(a) cos(b) cos(c) - <X_0> sin(c), with <X_0> = sin(a)."""
    a, b, c = 0.4, 1.3, -0.6
    circuit = cirq.Circuit(tree(cirq.LineQubit.range(2), [a, b, c], 0))
    value = cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
        circuit, [cirq.Z(cirq.q(0))]
    )
    expected = np.cos(a) * np.cos(b) * np.cos(c) - np.sin(a) * np.sin(c)
    np.testing.assert_allclose(value, [expected], atol=1e-8)


def test_a_qcnn_convolves_neighbors_and_pools_onto_the_first_of_two():
    assert pairs(build(qcnn, 4, 9)) == [
        *((0, 1), (2, 3), (1, 2)),
        *((1, 0), (3, 2), (1, 0), (3, 2)),
        (0, 2),
        *((2, 0), (2, 0)),
    ]


def test_an_odd_one_out_stays_in_a_qcnn():
    assert pairs(build(qcnn, 3, 9))[:4] == [(0, 1), (1, 2), (1, 0), (1, 0)]
    assert pairs(build(qcnn, 3, 9))[4:] == [(0, 2), (2, 0), (2, 0)]


def test_a_qcnn_of_two_is_the_formula_of_its_docstring_in_numpy():
    """Matrices on qubits 0 and 1, with projectors on what qubit 1 is."""
    a, b, c, d, e = 0.3, 0.8, 1.7, -0.9, 2.1

    def ry(angle):
        co, si = np.cos(angle / 2), np.sin(angle / 2)
        return np.array([[co, -si], [si, co]])

    zero, one = np.diag([1, 0]), np.diag([0, 1])
    x = np.array([[0, 1], [1, 0]])
    rz = np.diag(np.exp([-0.5j * c, 0.5j * c]))
    rx = np.cos(d / 2) * np.eye(2) - 1j * np.sin(d / 2) * x
    convolved = (np.kron(zero, np.eye(2)) + np.kron(one, x)) @ np.kron(ry(a), ry(b))
    pooled = (np.kron(rz, one) + np.kron(rx, zero)) @ convolved
    expected = np.kron(ry(e), np.eye(2)) @ pooled
    circuit = cirq.Circuit(qcnn(cirq.LineQubit.range(2), [a, b, c, d, e], 0))
    np.testing.assert_allclose(circuit.unitary(), expected, atol=1e-8)


@pytest.mark.parametrize("num_qubits", range(1, 20))
def test_the_weights_of_a_qcnn_grow_with_its_stages_alone(num_qubits):
    stages = int(np.ceil(np.log2(num_qubits)))
    assert qcnn_counts(num_qubits, 0).symbols == 4 * stages + 1


@pytest.mark.parametrize(
    ("block", "counts"), [(tree, tree_counts), (qcnn, qcnn_counts)]
)
def test_one_qubit_turns_and_that_is_all(block, counts):
    circuit = build(block, 1, 1)
    assert circuit == cirq.Circuit(cirq.ry(sympy.Symbol("w0")).on(cirq.q(0)))
    assert counts(1, 0) == (1, 1, 0)
