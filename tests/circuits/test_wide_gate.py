import cirq
import numpy as np
import pytest

from circuits.wide_gate import WideGate


@pytest.mark.parametrize(
    "gate",
    [
        cirq.ControlledGate(cirq.Y, 2),
        cirq.ControlledGate(cirq.SWAP, control_values=[0]),
        cirq.ControlledGate(cirq.S, control_values=[(0, 1), 1]),
        cirq.ControlledGate(
            cirq.X, control_values=cirq.SumOfProducts([(0, 1), (1, 0)])
        ),
    ],
    ids=str,
)
def test_rows_and_matrix_are_those_of_the_controlled_gate(gate):
    count = cirq.num_qubits(gate)
    target = cirq.unitary(gate.sub_gate)
    wide = WideGate.controlled(target, gate.control_values, tuple(range(count)))
    expected = cirq.unitary(gate)
    np.testing.assert_allclose(wide.matrices[0], expected, atol=1e-8)
    columns, entries = wide.rows()
    np.testing.assert_allclose(
        entries, expected[np.arange(2**count), columns], atol=1e-8
    )


def test_it_is_fixed_and_monomial():
    wide = WideGate.controlled(
        cirq.unitary(cirq.X), cirq.ProductOfSums(((1,),)), (3, 5)
    )
    assert wide.is_monomial()
    assert wide.angle is None
    assert wide.functions == (("one", 0.0),)
    assert wide.qubits == (3, 5)
