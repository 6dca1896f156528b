"""Moments that encoders and ansaetze share."""

import cirq
import pytest

from circuits.blocks import each, gates


def test_each_turns_qubit_i_by_angle_i():
    a, b = cirq.LineQubit.range(2)
    assert each(cirq.rx, [b, a], [0.1, 0.2]) == cirq.Moment(
        cirq.rx(0.2).on(a), cirq.rx(0.1).on(b)
    )


def test_each_refuses_another_number_of_angles():
    with pytest.raises(ValueError, match="shorter"):
        each(cirq.rx, cirq.LineQubit.range(2), [0.1])


def test_gates_keeps_the_order_of_a_pair_and_of_rounds():
    q = cirq.LineQubit.range(3)
    assert list(gates(cirq.CNOT, q, [[(2, 0)], [(0, 1)]])) == [
        cirq.Moment(cirq.CNOT(q[2], q[0])),
        cirq.Moment(cirq.CNOT(q[0], q[1])),
    ]
