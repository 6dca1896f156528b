import cirq
import numpy as np
import pytest

from circuits.errors import CircuitSpecError
from circuits.measurements import plan_measurements
from tests.second_route import random_observables

Q = cirq.LineQubit.range(3)
POSITIONS = {q: i for i, q in enumerate(Q)}
X, Y, Z = ([pauli(q) for q in Q] for pauli in (cirq.X, cirq.Y, cirq.Z))


def _from_bits(plan, state):
    """Averages the strings over the exact probabilities of each basis."""
    hadamard = cirq.unitary(cirq.H)
    turns = {"X": hadamard, "Y": hadamard @ cirq.unitary(cirq.S**-1)}
    total = plan.constants.copy()
    bits = np.arange(8)[:, None] >> np.arange(3)[::-1] & 1
    for group in plan.groups:
        turn = np.eye(1)
        for letter in group.basis:
            turn = np.kron(turn, turns.get(letter, np.eye(2)))
        odds = np.abs(turn @ state) ** 2
        signs = 1 - 2 * (bits @ group.is_read.T.astype(int) % 2)
        total += group.coefficients @ (odds @ signs)
    return total


@pytest.mark.parametrize("seed", range(10))
def test_the_groups_give_what_cirq_gives_on_a_random_state(seed):
    rng = np.random.default_rng(seed)
    state = cirq.testing.random_superposition(8, random_state=seed)
    observables = random_observables(rng, 3, 4)
    expected = [
        o.expectation_from_state_vector(state, POSITIONS).real for o in observables
    ]
    plan = plan_measurements(observables, POSITIONS)
    np.testing.assert_allclose(_from_bits(plan, state), expected, atol=1e-8)


def test_all_products_of_z_share_a_basis_though_another_would_take_some():
    observables = [X[0] * X[1], Z[2], Z[0] * Z[1], Z[1] * Z[2]]
    plan = plan_measurements(observables, POSITIONS)
    assert [group.basis for group in plan.groups] == [("Z", "Z", "Z"), ("X", "X", "I")]


def test_a_string_joins_the_basis_of_the_longer_string_it_is_part_of():
    """X2 fits the basis of Y0*Y1 as well, but agrees with X1*X2 shot by shot."""
    observables = [X[2], Y[0] * Y[1], X[1] * X[2], X[1]]
    plan = plan_measurements(observables, POSITIONS)
    assert [group.basis for group in plan.groups] == [("Y", "Y", "I"), ("I", "X", "X")]
    assert [len(group.is_read) for group in plan.groups] == [1, 3]


def test_a_string_in_two_observables_is_read_once():
    plan = plan_measurements([Z[0] + 1, 2 * Z[0] - Z[1] - Z[0]], POSITIONS)
    (group,) = plan.groups
    np.testing.assert_array_equal(plan.constants, [1, 0])
    np.testing.assert_array_equal(group.is_read, [[1, 0, 0], [0, 1, 0]])
    np.testing.assert_array_equal(group.coefficients, [[1, 0], [1, -1]])


def test_an_unknown_qubit_is_refused():
    with pytest.raises(
        CircuitSpecError, match="^`observables` must act on the circuit"
    ):
        plan_measurements([cirq.Z(cirq.q(7))], POSITIONS)
