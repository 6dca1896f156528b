import cirq
import numpy as np
import pytest
import sympy

from circuits.errors import CircuitSpecError
from circuits.parameter_names import parameter_names
from tests.strategies import Mute, Turned

A, B, C = sympy.symbols("a b c")
Q = cirq.LineQubit.range(3)


class Silent(Turned):
    """A gate that forgets to name its symbols."""

    def _parameter_names_(self):
        return NotImplemented


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (cirq.ry(A * B + 1)(Q[0]), "ab"),
        (cirq.PhasedFSimGate(A, B, 0.1, A * C, 0.2)(*Q[:2]), "abc"),
        (cirq.PhasedFSimGate(A, B, 0, 0, 0)(*Q[:2]).controlled_by(Q[2]), "ab"),
        (Silent(A + B)(*Q[:2]), "ab"),
        (Mute(A + B)(*Q[:2]), "ab"),
        (cirq.BooleanHamiltonianGate(["x", "y"], ["x ^ y"], A * B)(*Q[:2]), "ab"),
        (cirq.global_phase_operation(sympy.exp(sympy.I * A)), "a"),
        (cirq.H(Q[0]), ""),
    ],
    ids=[
        "product",
        "phased fsim",
        "controlled",
        "silent",
        "mute",
        "boolean",
        "global phase",
        "fixed",
    ],
)
@pytest.mark.parametrize("inside", [False, True], ids=["plain", "subcircuit"])
def test_all_symbols_are_named(operation, expected, inside):
    circuit = cirq.Circuit(operation)
    if inside:
        circuit = cirq.Circuit(
            cirq.CircuitOperation(circuit.freeze(), use_repetition_ids=False)
        )
    assert parameter_names(circuit) == frozenset(expected)


def test_what_a_plan_refuses_is_left_to_the_plan():
    repeated = cirq.CircuitOperation(
        cirq.FrozenCircuit(cirq.X(Q[0])), repetitions=A, use_repetition_ids=False
    )
    assert parameter_names(cirq.Circuit(repeated, cirq.measure(Q[0]))) == {"a"}


class _Computed(cirq.Gate):
    """A gate that computes its matrix with whatever it was given."""

    def __init__(self, angle):
        self.angle = angle

    def _num_qubits_(self):
        return 1

    def _unitary_(self):
        return np.diag([np.exp(1j * self.angle), 1])

    def __str__(self):
        return "Computed"


def test_a_gate_that_computes_with_a_symbol_is_refused_with_the_way_out():
    assert parameter_names(cirq.Circuit(_Computed(0.3)(Q[0]))) == frozenset()
    with pytest.raises(
        CircuitSpecError,
        match=r"Received: Computed\(q\(0\)\), whose matrix cannot be computed .*\. "
        r"Give a gate with symbols a _decompose_ method in the place of its "
        r"_unitary_\.$",
    ):
        parameter_names(cirq.Circuit(_Computed(A)(Q[0])))
