"""Axes of operations, against commutators of their matrices."""

import itertools

import cirq
import numpy as np
import pytest
import sympy

from circuits.devices.commute import axis_on

Q = cirq.LineQubit.range(2)
OPERATIONS = [
    *(gate(qubit) for gate in (cirq.X, cirq.Y, cirq.Z**0.3, cirq.H) for qubit in Q),
    cirq.CNOT(*Q),
    cirq.CNOT(*Q[::-1]) ** 0.4,
    cirq.CZ(*Q) ** 0.2,
    cirq.XX(*Q) ** 0.7,
    cirq.YY(*Q),
    cirq.ZZ(*Q) ** -0.4,
    cirq.SWAP(*Q),
    cirq.ControlledGate(cirq.ry(0.3))(*Q),
    cirq.ControlledGate(cirq.rx(0.3), control_values=[0])(*Q[::-1]),
]


@pytest.mark.parametrize(("one", "two"), itertools.combinations(OPERATIONS, 2), ids=str)
def test_operations_of_one_axis_on_each_qubit_commute(one, two):
    shared = [qubit for qubit in one.qubits if qubit in two.qubits]
    axes = [(axis_on(one, qubit), axis_on(two, qubit)) for qubit in shared]
    if all(first is not None and first == second for first, second in axes):
        there, back = (
            cirq.Circuit(pair).unitary(Q, Q) for pair in ([one, two], [two, one])
        )
        np.testing.assert_allclose(there, back, atol=1e-8)


def test_a_symbol_changes_no_axis():
    zz = cirq.ZZ(*Q) ** sympy.Symbol("a")
    assert axis_on(zz, Q[0]) == axis_on(zz, Q[1]) == "z"
    assert axis_on(cirq.ISWAP(*Q), Q[0]) is None
