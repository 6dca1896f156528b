"""Taking circuits apart, against their unitaries."""

import cirq
import pytest
import sympy

from circuits import CircuitSpecError
from circuits.devices.decompose import decompose_to_pairs
from circuits.devices.interactions import is_interaction

A = sympy.Symbol("a")
Q = cirq.LineQubit.range(4)


class Mute(cirq.Gate):
    """A gate of the user's own that does not tell Cirq its symbol."""

    def _num_qubits_(self):
        return 2

    def _decompose_(self, qubits):
        yield cirq.ry(A)(qubits[0])
        yield cirq.CNOT(*qubits)


class Wrong(Mute):
    """One that puts a symbol where a number is needed."""

    def _decompose_(self, qubits):
        yield cirq.MatrixGate([[A, 0], [0, A]]).on(qubits[0])


OPERATIONS = {
    "cnot": cirq.CNOT(Q[0], Q[1]),
    "cz power": cirq.CZ(Q[0], Q[1]) ** A,
    "cnot power": cirq.CNOT(Q[0], Q[1]) ** A,
    "zz": cirq.ZZ(Q[0], Q[1]) ** A,
    "xx": cirq.XX(Q[0], Q[1]) ** (2 * A + 1),
    "controlled rx": cirq.rx(A)(Q[1]).controlled_by(Q[0]),
    "controlled ry": cirq.ControlledGate(cirq.ry(A))(Q[0], Q[1]),
    "controlled rz": cirq.rz(A)(Q[0]).controlled_by(Q[1]),
    "controlled h": cirq.H(Q[0]).controlled_by(Q[1]) ** A,
    "ry that waits for 0": cirq.ry(A)(Q[0]).controlled_by(Q[1], control_values=[0]),
    "rx with three controls": cirq.rx(A)(Q[0]).controlled_by(*Q[1:]),
    "rx that waits for one of two": cirq.rx(A)(Q[0]).controlled_by(
        *Q[1:3], control_values=cirq.SumOfProducts([(0, 1), (1, 0)])
    ),
    "controlled iswap power": (cirq.ISWAP(*Q[:2]) ** A).controlled_by(Q[2]),
    "toffoli power": cirq.CCX(*Q[:3]) ** A,
    "fsim": cirq.FSimGate(A, 0.1)(Q[0], Q[1]),
    "phased fsim": cirq.PhasedFSimGate(A, 0.1, A, 0.2, 0.3)(Q[0], Q[1]),
    "iswap power": cirq.ISWAP(Q[0], Q[1]) ** A,
    "swap power": cirq.SWAP(Q[0], Q[1]) ** A,
    "phased iswap": cirq.PhasedISwapPowGate(phase_exponent=A, exponent=A)(*Q[:2]),
    "toffoli": cirq.CCX(*Q[:3]),
    "matrix on four": cirq.MatrixGate(cirq.testing.random_unitary(16, random_state=4))(
        *Q
    ),
    # Cirq 1.5 takes these three apart wrongly.
    "matrix of qubits apart": cirq.MatrixGate(
        cirq.testing.random_unitary(8, random_state=26003)
    )(Q[0], cirq.LineQubit(7), cirq.LineQubit(5)),
    "diagonal of qubits apart": cirq.ThreeQubitDiagonalGate(
        [0.1, 0.9, -1.7, 0.2, 0.5, 1.2, 0.4, 0.3]
    )(Q[0], Q[1], cirq.LineQubit(5)),
    "controlled diagonal": cirq.ThreeQubitDiagonalGate(
        [0.1, 0.9, -1.7, 0.2, 0.5, 1.2, 0.4, 0.3]
    )(*Q[:3]).controlled_by(Q[3]),
    "sub-circuit": cirq.CircuitOperation(
        cirq.FrozenCircuit(cirq.H(Q[0]), cirq.CNOT(Q[0], Q[2])),
        use_repetition_ids=False,
    ),
    "matrix": cirq.MatrixGate(cirq.testing.random_unitary(4, random_state=1))(*Q[:2]),
    "hidden symbol": Mute()(*Q[:2]),
    "boolean": cirq.BooleanHamiltonianGate(["p", "q"], ["p & ~q"], A)(*Q[:2]),
}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_parts_make_up_the_operation(name):
    circuit = cirq.Circuit(OPERATIONS[name])
    parts = decompose_to_pairs(circuit)
    assert all(len(part.qubits) <= 2 for part in parts)
    for part in parts:
        if len(part.qubits) == 2 and cirq.is_parameterized(part):
            assert is_interaction(part)
    resolver = cirq.ParamResolver({A: 0.37})
    qubits = sorted(circuit.all_qubits())
    # What hides its symbol is resolved in the parts that Cirq writes for it.
    plain = (
        cirq.Circuit(cirq.decompose_once(OPERATIONS[name]))
        if name in ("hidden symbol", "boolean")
        else circuit
    )
    cirq.testing.assert_allclose_up_to_global_phase(
        cirq.resolve_parameters(cirq.Circuit(parts), resolver).unitary(qubits, qubits),
        cirq.resolve_parameters(plain, resolver).unitary(qubits, qubits),
        atol=1e-7,
    )


def test_a_gate_that_commutes_with_others_stays_whole():
    circuit = cirq.Circuit(cirq.ZZ(*Q[:2]) ** A, cirq.CNOT(*Q[:2]))
    assert decompose_to_pairs(circuit) == list(circuit.all_operations())


def test_what_does_nothing_is_dropped():
    wait = cirq.WaitGate(cirq.Duration(nanos=5), num_qubits=2)
    circuit = cirq.Circuit(
        cirq.global_phase_operation(1j), cirq.I(Q[0]), wait(Q[1], Q[2])
    )
    assert decompose_to_pairs(circuit) == []


@pytest.mark.parametrize(
    "operation",
    [
        cirq.depolarize(0.1)(Q[0]),
        cirq.ResetChannel()(Q[0]),
        Wrong()(*Q[:2]),
    ],
    ids=["channel", "reset", "wrong"],
)
def test_what_cannot_be_taken_apart_is_named_with_its_moment(operation):
    with pytest.raises(
        CircuitSpecError,
        match=r"^`circuit` must hold unitary operations that we can take apart\. "
        r"Received: moment 1, (?s:.*)\. Take it out, bind its symbols first, or give "
        r"a gate of your own a _decompose_ method\.$",
    ):
        decompose_to_pairs(cirq.Circuit(cirq.X(Q[0]), operation))


def test_qudits_are_refused():
    qutrit = cirq.LineQid(0, dimension=3)
    with pytest.raises(
        CircuitSpecError,
        match=r"^`circuit` must act on qubits, because a chip has no others\. "
        r"Received: moment 0, .*, on qudits\. Write it for qubits\.$",
    ):
        decompose_to_pairs(cirq.Circuit(cirq.XPowGate(dimension=3)(qutrit)))


def test_a_control_that_waits_for_false_waits_for_zero():
    flip = cirq.X(Q[1]).controlled_by(Q[0], control_values=[False])
    expected = cirq.X(Q[1]).controlled_by(Q[0], control_values=[0])
    cirq.testing.assert_allclose_up_to_global_phase(
        cirq.Circuit(decompose_to_pairs(cirq.Circuit(flip))).unitary(),
        cirq.unitary(expected),
        atol=1e-6,
    )


@pytest.mark.parametrize(
    "angle",
    [
        *(float("nan"), float("inf"), 10**400),
        *(sympy.zoo, sympy.nan, sympy.I, sympy.I * A, sympy.oo * A, A > 1),
    ],
    ids=lambda angle: str(angle)[:9],
)
def test_an_angle_that_is_no_real_number_is_refused(angle):
    with pytest.raises(
        CircuitSpecError,
        match=r"^`circuit` must have angles that are finite real numbers or "
        r"expressions of symbols\. Received: moment 1, X\*\*.*\. Give it such an "
        r"angle\.$",
    ):
        decompose_to_pairs(cirq.Circuit(cirq.H(Q[0]), cirq.X(Q[0]) ** angle))


def test_a_matrix_is_named_on_one_line():
    matrix = cirq.testing.random_unitary(2**7, random_state=0)
    operation = cirq.MatrixGate(matrix).on(*cirq.LineQubit.range(7))
    with pytest.raises(CircuitSpecError) as caught:
        decompose_to_pairs(cirq.Circuit(operation))
    assert "MatrixGate(q(0), q(1), q(2), q(3), q(4), q(5), q(6))" in str(caught.value)
