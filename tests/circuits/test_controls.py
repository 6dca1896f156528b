import cirq
import numpy as np
import pytest
import sympy

from circuits.controls import split_controls

T = sympy.Symbol("t")
Q = cirq.LineQubit.range(4)


@pytest.mark.parametrize("values", [(1,), (0,), (1, 0), (0, 1), (1, 1, 0)], ids=str)
@pytest.mark.parametrize(
    "gate",
    [
        cirq.rx(T),
        cirq.ry(2 * T + 1),
        cirq.rz(T),
        cirq.X**T,
        cirq.Y**T,
        cirq.ZPowGate(exponent=T, global_shift=0.3),
        cirq.H**T,
    ],
    ids=str,
)
def test_the_parts_make_the_controlled_gate(gate, values):
    """Not up to a phase. The parts are split again, down to one control."""
    count = len(values)
    operation = gate(Q[count]).controlled_by(*Q[:count], control_values=values)
    # Cirq writes some controlled powers as gates of their own.
    whole = cirq.ControlledGate(gate, control_values=values)(*Q[: count + 1])
    parts = []
    pending = split_controls(whole)
    while pending:
        part = pending.pop(0)
        again = split_controls(part) if cirq.is_parameterized(part) else None
        parts += [part] if again is None else []
        pending = (again or []) + pending
    bound = cirq.resolve_parameters(cirq.Circuit(parts), {T: 0.7})
    expected = cirq.unitary(cirq.resolve_parameters(operation, {T: 0.7}))
    np.testing.assert_allclose(
        bound.unitary(qubit_order=Q[: count + 1]), expected, atol=1e-8
    )


@pytest.mark.parametrize(
    "operation",
    [
        cirq.ry(T)(Q[0]),
        cirq.ControlledGate(cirq.FSimGate(T, T))(*Q[:3]),
        cirq.ControlledGate(cirq.ry(T), control_values=[(0, 1)])(*Q[:2]),
    ],
    ids=["no control", "two targets", "either value"],
)
def test_anything_else_is_left_alone(operation):
    assert split_controls(operation) is None
