import cirq
import numpy as np
import pytest
import sympy

from circuits.frequencies import expectation_frequencies, exponentials_of
from circuits.gates import gates_of

A = sympy.Symbol("a")
Q = cirq.LineQubit.range(3)
POSITIONS = {q: i for i, q in enumerate(Q)}


def _only_gate(operation):
    (gate,) = gates_of(operation, POSITIONS, 0)
    return gate


@pytest.mark.parametrize(
    "gate", [cirq.rx(A), cirq.ISWAP**A, cirq.CNOT ** (2 * A), cirq.H, cirq.SWAP**A]
)
def test_the_exponentials_add_up_to_the_unitary(gate):
    operation = gate(*Q[: cirq.num_qubits(gate)])
    made = _only_gate(operation)
    angle = 0.0 if made.angle is None else float(made.angle.subs({A: 0.37}))
    parts = exponentials_of(made).items()
    total = sum(np.exp(1j * speed * angle) * matrix for speed, matrix in parts)
    expected = cirq.unitary(cirq.resolve_parameters(operation, {"a": 0.37}))
    np.testing.assert_allclose(total, expected, atol=1e-8)


@pytest.mark.parametrize(
    ("gate", "expected"),
    [
        (cirq.rx(A), (1.0,)),
        (cirq.X**A, (1.0,)),
        (cirq.ZPowGate(exponent=A, global_shift=-0.3), (1.0,)),
        (cirq.CZ**A, (1.0,)),
        (cirq.CNOT**A, (1.0,)),
        (cirq.CCZ**A, (1.0,)),
        (cirq.ISWAP**A, (0.5, 1.0)),
        (cirq.ControlledGate(cirq.ry(A)), (0.5, 1.0)),
        (cirq.ControlledGate(cirq.rz(A), 2), (0.5, 1.0)),
    ],
)
def test_the_frequencies_of_known_gates(gate, expected):
    """Differences of eigenvalues: +-1/2 for RX, 0 and +-1/2 for a controlled one."""
    operation = gate(*Q[: cirq.num_qubits(gate)])
    assert expectation_frequencies([(_only_gate(operation), 1.0)]) == expected


def test_two_gates_of_one_parameter_add_up_their_frequencies():
    """RX(t) and RX(-2 t): all sums of (0, +-1) and (0, +-2)."""
    gate = _only_gate(cirq.rx(A)(Q[0]))
    assert expectation_frequencies([(gate, 1.0), (gate, -2.0)]) == (1.0, 2.0, 3.0)


def test_a_fixed_gate_has_no_frequency():
    assert expectation_frequencies([(_only_gate(cirq.H(Q[0])), 1.0)]) == ()
