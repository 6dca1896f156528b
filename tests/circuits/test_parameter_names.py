import cirq
import pytest
import sympy

from circuits.parameter_names import parameter_names
from tests.strategies import Turned

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
        (cirq.global_phase_operation(sympy.exp(sympy.I * A)), "a"),
        (cirq.H(Q[0]), ""),
    ],
    ids=["product", "phased fsim", "controlled", "silent", "global phase", "fixed"],
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
