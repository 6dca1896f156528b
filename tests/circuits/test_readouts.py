import cirq
import numpy as np
import pytest
import sympy

from circuits.errors import CircuitSpecError
from circuits.readouts import pauli_strings, plan_readouts
from tests.second_route import random_observables

Q = cirq.LineQubit.range(3)
POSITIONS = {q: i for i, q in enumerate(Q)}


def _evaluate(readouts, state):
    """Adds up constants, products of Z and other strings, on a given state."""
    columns = readouts.constants.copy()
    num_qubits = readouts.z_strings.shape[1]
    bits = np.arange(len(state))[:, None] >> np.arange(num_qubits)[::-1] & 1
    signs = (-1.0) ** (bits @ readouts.z_strings.T.astype(int))
    columns += readouts.z_coefficients @ (np.abs(state) ** 2 @ signs)
    for term in readouts.terms:
        moved = term.phases * state[term.source]
        columns[term.observable] += term.coefficient * np.vdot(state, moved).real
    return columns


@pytest.mark.parametrize("seed", range(10))
def test_the_plan_gives_what_cirq_gives_on_a_random_state(seed):
    rng = np.random.default_rng(seed)
    state = cirq.testing.random_superposition(8, random_state=seed)
    observables = random_observables(rng, 3, 3)
    expected = [
        o.expectation_from_state_vector(state, POSITIONS).real for o in observables
    ]
    result = _evaluate(plan_readouts(observables, POSITIONS), state)
    np.testing.assert_allclose(result, expected, atol=1e-8)


def test_a_string_flips_under_x_and_y_and_signs_under_y_and_z():
    """<10|XY|01>: X and Y move 01 to 10, and Y|1> = -i|0>."""
    (term,) = plan_readouts([2 * cirq.X(Q[0]) * cirq.Y(Q[1])], POSITIONS).terms
    assert (term.coefficient, term.paulis) == (2.0, ((0, "X"), (1, "Y")))
    assert term.source.tolist() == [6, 7, 4, 5, 2, 3, 0, 1]
    assert term.phases.tolist() == [-1j, -1j, 1j, 1j, -1j, -1j, 1j, 1j]


def test_equal_products_of_z_are_stored_once():
    z = [cirq.Z(q) for q in Q]
    readouts = plan_readouts([z[0] + z[1], 2 * z[1] * z[2] - z[0], z[1] + 3], POSITIONS)
    assert len(readouts.z_strings) == 3
    assert readouts.terms == ()
    assert readouts.constants.tolist() == [0, 0, 3]


def test_a_sum_is_not_a_product():
    """X on two qubits gives -1 each; Z0+Z1 is -2, their product 1."""
    state = np.eye(8)[6]  # |110>
    z0, z1 = cirq.Z(Q[0]), cirq.Z(Q[1])
    readouts = plan_readouts([z0 + z1, z0 * z1, z0 + z1 + z0 * z1], POSITIONS)
    assert _evaluate(readouts, state).tolist() == [-2.0, 1.0, -1.0]


def test_a_coefficient_that_is_not_real_is_refused():
    with pytest.raises(CircuitSpecError) as caught:
        plan_readouts([1j * cirq.Z(Q[0])], POSITIONS)
    assert str(caught.value) == (
        "`observables` must have real coefficients, because an expectation value is "
        "real. Received: 1j*Z(q(0)) with coefficient 1j."
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_coefficient_that_is_not_finite_is_refused(value):
    with pytest.raises(CircuitSpecError, match="must have real coefficients, because"):
        plan_readouts([value * cirq.Z(Q[0])], POSITIONS)


@pytest.mark.parametrize("in_a_sum", [False, True])
def test_a_coefficient_with_a_symbol_is_refused(in_a_sum):
    string = cirq.PauliString({Q[0]: cirq.Z}, coefficient=sympy.Symbol("a"))
    observable = string + cirq.Z(Q[1]) if in_a_sum else string
    with pytest.raises(
        CircuitSpecError,
        match=r"^`observables` must have numbers for coefficients\. Received: "
        r".*\*Z\(q\(0\)\).* with coefficient 1\.0\*a\. Multiply the expectation "
        r"values afterwards\.$",
    ):
        plan_readouts([observable], POSITIONS)


def test_an_unknown_qubit_is_refused():
    with pytest.raises(CircuitSpecError) as caught:
        plan_readouts([cirq.Z(Q[2])], {Q[0]: 0})
    assert str(caught.value) == (
        "`observables` must act on the circuit's qubits. Received: Z(q(2)) on q(2), "
        "circuit on [cirq.LineQubit(0)]."
    )


def test_the_strings_of_all_observables_come_in_order():
    observables = [2 * cirq.X(Q[0]) * cirq.Z(Q[2]) + 1, cirq.Y(Q[1])]
    strings = list(pauli_strings(observables, POSITIONS))
    assert sorted(strings, key=str) == sorted(
        [(0, 2.0, {0: "X", 2: "Z"}), (0, 1.0, {}), (1, 1.0, {1: "Y"})], key=str
    )
