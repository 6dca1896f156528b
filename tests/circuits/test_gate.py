import cirq
import numpy as np
import pytest
import sympy

from circuits.gate import has_single_entries
from circuits.gates import gates_of
from tests.second_route import gate_matrix

A = sympy.Symbol("a")
Q = cirq.LineQubit.range(3)
POSITIONS = {q: i for i, q in enumerate(Q)}


def test_fixed_matrices_multiply_from_either_side():
    gate = next(gates_of(cirq.ry(A)(Q[0]), POSITIONS, 0))
    h, t = cirq.unitary(cirq.H), cirq.unitary(cirq.T)
    np.testing.assert_allclose(
        gate_matrix(gate.after(h).before(t), {A: 0.3}),
        t @ cirq.unitary(cirq.ry(0.3)) @ h,
        atol=1e-8,
    )


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (cirq.CNOT(Q[0], Q[1]), True),
        (cirq.ISWAP(Q[0], Q[1]), True),
        ((cirq.CZ**0.3)(Q[0], Q[1]), True),
        (cirq.CCX(*Q), True),
        ((cirq.CNOT**0.5)(Q[0], Q[1]), False),
        (cirq.H(Q[0]), False),
        ((cirq.CZ**A)(Q[0], Q[1]), False),
    ],
)
def test_monomial_gates_are_fixed_and_move_states_whole(operation, expected):
    assert next(gates_of(operation, POSITIONS, 0)).is_monomial() is expected


def test_rows_give_back_a_monomial_matrix():
    gate = next(gates_of(cirq.ISWAP(Q[0], Q[1]), POSITIONS, 0))
    columns, entries = gate.rows()
    assert columns.tolist() == [0, 2, 1, 3]
    np.testing.assert_allclose(entries, [1, 1j, 1j, 1], atol=1e-12)


def test_two_entries_in_a_column_are_not_single():
    assert has_single_entries(np.array([[0, 1j], [1, 0]]))
    assert not has_single_entries(cirq.unitary(cirq.H))
