"""Ansaetze, gate by gate and against other constructions."""

import cirq
import numpy as np
import pytest
import sympy

from circuits.ansatze import (
    ANSATZE,
    brick_ry,
    fixed_random,
    none_ry,
    strongly_entangling,
    strongly_entangling_all,
    su2,
)


def entangled(block, num_qubits, num_angles, index=0):
    """The pairs of positions of all two-qubit gates, in order."""
    qubits = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(block(qubits, sympy.symbols(f"w:{num_angles}"), index))
    operations = circuit.all_operations()
    return [tuple(q.x for q in o.qubits) for o in operations if len(o.qubits) == 2]


def matrix(block, num_qubits, angles, index=0):
    qubits = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(block(qubits, list(angles), index))
    return circuit.unitary(qubits_that_should_be_present=qubits)


def kron(*matrices):
    whole = np.eye(1)
    for one in matrices:
        whole = np.kron(whole, one)
    return whole


def ry(angle):
    c, s = np.cos(angle / 2), np.sin(angle / 2)
    return np.array([[c, -s], [s, c]])


def rz(angle):
    return np.diag(np.exp([-0.5j * angle, 0.5j * angle]))


def cnot(num_qubits, control, position):
    """A permutation of bit strings, by hand."""
    whole = np.zeros((2**num_qubits, 2**num_qubits))
    for before in range(2**num_qubits):
        is_one = before >> (num_qubits - 1 - control) & 1
        whole[before ^ is_one << (num_qubits - 1 - position), before] = 1
    return whole


def test_brick_ry_is_the_papers_block():
    q = cirq.LineQubit.range(5)
    w = sympy.symbols("w:5")
    assert cirq.Circuit(brick_ry(q, w, 0)) == cirq.Circuit(
        cirq.Moment(cirq.CNOT(q[0], q[1]), cirq.CNOT(q[2], q[3])),
        cirq.Moment(cirq.CNOT(q[1], q[2]), cirq.CNOT(q[3], q[4])),
        cirq.Moment(cirq.ry(w[i]).on(q[i]) for i in range(5)),
    )


@pytest.mark.parametrize(("num_qubits", "cnots"), [(1, 0), (2, 1), (3, 2), (8, 7)])
def test_brick_ry_has_one_cnot_a_neighboring_pair(num_qubits, cnots):
    assert len(entangled(brick_ry, num_qubits, num_qubits)) == cnots


def test_none_ry_turns_each_qubit_by_its_own_weight_alone():
    """RY(a) |0> has <Z> = cos(a)."""
    qubits = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(none_ry(qubits, [0.5, 1.0], 0))
    values = cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
        circuit, [cirq.Z(qubit) for qubit in qubits]
    )
    np.testing.assert_allclose(values, np.cos([0.5, 1.0]), atol=1e-8)
    assert entangled(none_ry, 4, 4) == []


def test_fixed_random_is_brick_ry_and_has_no_weights():
    assert ANSATZE["fixed_random"].is_trained is False
    assert entangled(fixed_random, 5, 5) == entangled(brick_ry, 5, 5)
    angles = [0.3, -1.2, 2.0]
    np.testing.assert_allclose(
        matrix(fixed_random, 3, angles), matrix(brick_ry, 3, angles)
    )


def test_su2_entangles_neighbors_down_the_line():
    assert entangled(su2, 4, 8) == [(0, 1), (1, 2), (2, 3)]
    assert entangled(su2, 1, 2) == []


def test_su2_is_rz_times_ry_on_each_qubit_then_cnots():
    a = [0.2, -0.5, 0.9, 1.4, -0.3, 0.6]
    turned = kron(*(rz(a[3 + i]) @ ry(a[i]) for i in range(3)))
    expected = cnot(3, 1, 2) @ cnot(3, 0, 1) @ turned
    np.testing.assert_allclose(matrix(su2, 3, a), expected, atol=1e-8)


def test_strongly_entangling_has_a_ring_whose_range_grows_and_starts_again():
    one, two, three = ([(i, (i + r) % 4) for i in range(4)] for r in (1, 2, 3))
    for index, pairs in enumerate([one, two, three, one]):
        assert sorted(entangled(strongly_entangling, 4, 12, index)) == pairs
    assert entangled(strongly_entangling, 1, 3, 5) == []
    assert entangled(strongly_entangling, 2, 6, 5) == [(0, 1), (1, 0)]


@pytest.mark.parametrize("index", [0, 1])
def test_strongly_entangling_is_three_rotations_then_cnots_in_order(index):
    a = np.random.default_rng(0).uniform(-3, 3, 9)
    expected = kron(
        *(rz(a[3 * i + 2]) @ ry(a[3 * i + 1]) @ rz(a[3 * i]) for i in range(3))
    )
    for i in range(3):
        expected = cnot(3, i, (i + index + 1) % 3) @ expected
    np.testing.assert_allclose(
        matrix(strongly_entangling, 3, a, index), expected, atol=1e-8
    )


@pytest.mark.parametrize("num_qubits", range(1, 7))
def test_the_all_to_all_variant_entangles_each_pair_once(num_qubits):
    pairs = entangled(strongly_entangling_all, num_qubits, 3 * num_qubits)
    assert len(pairs) == num_qubits * (num_qubits - 1) // 2
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)


def test_the_all_to_all_variant_has_the_same_rotations_and_its_cnots_in_rounds():
    """The sums of positions, modulo 3, are 0, 1 and 2."""
    a = np.random.default_rng(1).uniform(-3, 3, 9)
    expected = kron(
        *(rz(a[3 * i + 2]) @ ry(a[3 * i + 1]) @ rz(a[3 * i]) for i in range(3))
    )
    for pair in [(1, 2), (0, 1), (0, 2)]:
        expected = cnot(3, *pair) @ expected
    np.testing.assert_allclose(
        matrix(strongly_entangling_all, 3, a), expected, atol=1e-8
    )


@pytest.mark.parametrize("name", list(ANSATZE))
@pytest.mark.parametrize("num_qubits", [1, 2, 5])
@pytest.mark.parametrize("index", [0, 3])
def test_every_ansatz_uses_each_symbol_it_counts(name, num_qubits, index):
    ansatz = ANSATZE[name]
    symbols = sympy.symbols(f"s:{ansatz.counts(num_qubits, index).symbols}")
    qubits = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(ansatz.block(qubits, symbols, index))
    assert cirq.parameter_symbols(circuit) == set(symbols)


def test_every_ansatz_says_in_one_line_what_it_does():
    for ansatz in ANSATZE.values():
        assert ansatz.summary.endswith(".")
        assert len(ansatz.summary) <= 74
