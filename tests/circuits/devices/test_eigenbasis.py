"""Gates as turns about Z, against their unitaries."""

import cirq
import pytest
import sympy

from circuits.devices.eigenbasis import write_in_eigenbasis

A = sympy.Symbol("a")
Q = cirq.LineQubit.range(4)

OPERATIONS = {
    "x power": cirq.X(Q[0]) ** A,
    "waits for 0": cirq.ControlledGate(cirq.Y**A, control_values=[0])(*Q[:2]),
    "waits for either": cirq.ControlledGate(
        cirq.rx(A), control_values=cirq.SumOfProducts([(0, 1), (1, 0)])
    )(*Q[:3]),
    "controlled iswap": cirq.ControlledGate(cirq.ISWAP**A, control_values=[1, 0])(*Q),
    "shifted": cirq.ControlledGate(cirq.CZPowGate(exponent=A, global_shift=0.3))(
        *Q[:3]
    ),
    "bound": cirq.ControlledGate(
        cirq.MatrixGate(cirq.testing.random_unitary(4, random_state=3))
    )(*Q[:3]),
}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_parts_make_up_the_operation(name):
    operation = OPERATIONS[name]
    resolver = cirq.ParamResolver({A: 0.71})
    parts = cirq.resolve_parameters(
        cirq.Circuit(write_in_eigenbasis(operation)), resolver
    )
    cirq.testing.assert_allclose_up_to_global_phase(
        parts.unitary(operation.qubits, operation.qubits),
        cirq.unitary(cirq.resolve_parameters(operation, resolver)),
        atol=1e-8,
    )


@pytest.mark.parametrize(
    "operation",
    [
        cirq.PhasedXPowGate(phase_exponent=A, exponent=A)(Q[0]),
        cirq.XPowGate(exponent=A, global_shift=A)(Q[0]),
        cirq.depolarize(0.1)(Q[0]),
        (cirq.X**A)(Q[0]).controlled_by(*cirq.LineQubit.range(1, 9)),
    ],
    ids=["two symbols", "shift", "channel", "large"],
)
def test_others_are_none_of_its_business(operation):
    assert write_in_eigenbasis(operation) is None
