"""Taking circuits apart, against their unitaries."""

import cirq
import pytest
import sympy

from circuits.devices.decompose import decompose_to_cz

A = sympy.Symbol("a")
Q = cirq.LineQubit.range(3)

OPERATIONS = {
    "cnot": cirq.CNOT(Q[0], Q[1]),
    "cz power": cirq.CZ(Q[0], Q[1]) ** A,
    "cnot power": cirq.CNOT(Q[0], Q[1]) ** A,
    "zz": cirq.ZZ(Q[0], Q[1]) ** A,
    "xx": cirq.XX(Q[0], Q[1]) ** (2 * A + 1),
    "controlled rx": cirq.rx(A)(Q[1]).controlled_by(Q[0]),
    "controlled ry": cirq.ControlledGate(cirq.ry(A))(Q[0], Q[1]),
    "controlled rz": cirq.rz(A)(Q[0]).controlled_by(Q[1]),
    "fsim": cirq.FSimGate(A, 0.1)(Q[0], Q[1]),
    "iswap power": cirq.ISWAP(Q[0], Q[1]) ** A,
    "toffoli": cirq.CCX(*Q),
    "sub-circuit": cirq.CircuitOperation(
        cirq.FrozenCircuit(cirq.H(Q[0]), cirq.CNOT(Q[0], Q[2])),
        use_repetition_ids=False,
    ),
    "matrix": cirq.MatrixGate(cirq.testing.random_unitary(4, random_state=1))(*Q[:2]),
}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_parts_make_up_the_operation(name):
    circuit = cirq.Circuit(OPERATIONS[name])
    parts = decompose_to_cz(circuit)
    assert all(len(part.qubits) <= 2 for part in parts)
    for part in parts:
        if len(part.qubits) == 2 and part.gate != cirq.CZ:
            assert not cirq.is_parameterized(part)
    resolver = cirq.ParamResolver({A: 0.37})
    qubits = sorted(circuit.all_qubits())
    cirq.testing.assert_allclose_up_to_global_phase(
        cirq.resolve_parameters(cirq.Circuit(parts), resolver).unitary(qubits),
        cirq.resolve_parameters(circuit, resolver).unitary(qubits),
        atol=1e-7,
    )


def test_a_global_phase_is_dropped():
    assert decompose_to_cz(cirq.Circuit(cirq.global_phase_operation(1j))) == []


@pytest.mark.parametrize(
    "operation",
    [
        cirq.depolarize(0.1)(Q[0]),
        cirq.ResetChannel()(Q[0]),
        cirq.ry(A)(Q[0]).controlled_by(Q[1], control_values=[0]),
    ],
)
def test_what_cannot_be_taken_apart_is_named_with_its_moment(operation):
    with pytest.raises(
        ValueError,
        match=r"^`circuit` must hold unitary operations that we can take apart\. "
        r"Received: moment 1, .*\. Take it out, or bind its symbols first\.$",
    ):
        decompose_to_cz(cirq.Circuit(cirq.X(Q[0]), operation))


def test_a_control_that_waits_for_false_waits_for_zero():
    flip = cirq.X(Q[1]).controlled_by(Q[0], control_values=[False])
    expected = cirq.X(Q[1]).controlled_by(Q[0], control_values=[0])
    cirq.testing.assert_allclose_up_to_global_phase(
        cirq.Circuit(decompose_to_cz(cirq.Circuit(flip))).unitary(),
        cirq.unitary(expected),
        atol=1e-6,
    )
