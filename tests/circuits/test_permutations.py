import cirq
import numpy as np
import pytest

from circuits.gates import gates_of
from circuits.permutations import PermutationTable

Q = cirq.LineQubit.range(4)
POSITIONS = {q: i for i, q in enumerate(Q)}
MONOMIAL = (
    cirq.CNOT,
    cirq.CZ,
    cirq.CZ**0.3,
    cirq.SWAP,
    cirq.ISWAP,
    cirq.CCX,
    cirq.CCZ**0.5,
    cirq.CSWAP,
    cirq.X,
    cirq.S,
    cirq.QubitPermutationGate([2, 0, 1]),
    cirq.ControlledGate(cirq.Y, control_values=[0]),
)


def _gates(*operations):
    return [g for op in operations for g in gates_of(op, POSITIONS, 0)]


def _random_operations(rng, count):
    for _ in range(count):
        gate = MONOMIAL[rng.integers(len(MONOMIAL))]
        yield gate(*(Q[i] for i in rng.permutation(4)[: cirq.num_qubits(gate)]))


@pytest.mark.parametrize("seed", range(20))
def test_the_permutation_does_what_its_gates_do(seed):
    rng = np.random.default_rng(seed)
    operations = list(_random_operations(rng, 8))
    made = PermutationTable(4).compose(_gates(*operations))
    state = cirq.testing.random_superposition(16, random_state=seed)
    phases = np.ones(16) if made.phases is None else made.phases
    unitary = cirq.Circuit(operations).unitary(qubits_that_should_be_present=Q)
    np.testing.assert_allclose(phases * state[made.source], unitary @ state, atol=1e-8)
    assert (made.source.dtype, made.source.shape) == (np.int32, (16,))
    np.testing.assert_array_equal(made.source[made.inverse], np.arange(16))


def test_equal_permutations_are_one_object_however_they_are_made():
    table = PermutationTable(4)
    first = table.compose(_gates(cirq.CNOT(Q[0], Q[1]), cirq.CNOT(Q[2], Q[3])))
    again = table.compose(_gates(cirq.CNOT(Q[0], Q[1]), cirq.CNOT(Q[2], Q[3])))
    other_order = table.compose(_gates(cirq.CX(Q[2], Q[3]), cirq.CX(Q[0], Q[1])))
    assert first is again
    assert first is other_order
    assert table.compose(_gates(cirq.CNOT(Q[0], Q[1]))) is not first
    with_phase = table.compose(_gates(cirq.CNOT(Q[0], Q[1]), cirq.CZ(Q[2], Q[3])))
    assert with_phase is not first


def test_phases_that_cancel_leave_none():
    table = PermutationTable(2)
    assert table.compose(_gates(*[cirq.CZ(Q[0], Q[1])] * 2)).phases is None
    assert table.compose(_gates(cirq.CZ(Q[0], Q[1]))).phases.tolist() == [1, 1, 1, -1]


@pytest.mark.parametrize(
    ("operation", "diagonal", "real"),
    [
        (cirq.CZ(Q[0], Q[1]), True, True),
        ((cirq.CZ**0.5)(Q[0], Q[1]), True, False),
        (cirq.CNOT(Q[0], Q[1]), False, True),
        (cirq.ISWAP(Q[0], Q[1]), False, False),
    ],
)
def test_it_knows_whether_it_moves_anything_and_whether_it_is_real(
    operation, diagonal, real
):
    made = PermutationTable(2).compose(_gates(operation))
    assert made.is_diagonal is diagonal
    assert made.is_real is real


def test_the_most_significant_qubit_is_the_first():
    """X on qubit 0 of 2 exchanges 00 with 10 and 01 with 11."""
    made = PermutationTable(2).compose(_gates(cirq.X(Q[0])))
    assert made.source.tolist() == [2, 3, 0, 1]
