import cirq
import numpy as np
import pytest
import sympy

from circuits.errors import CircuitSpecError
from circuits.gates import gates_of
from tests.second_route import gate_matrix

A, B = sympy.symbols("a b")
Q = cirq.LineQubit.range(3)
POSITIONS = {q: i for i, q in enumerate(Q)}
SUPPORTED = (
    "Supported: gates with a unitary, powers and rotations with symbols, and whatever "
    "cirq.decompose turns into these."
)
NOISE = (
    " Give PQC a noise=... for channels and measurements in the middle; 0.0 adds none "
    "of its own."
)
PARTS = " Give a gate of your own a _decompose_ method."
POWERS = [
    cirq.XPowGate,
    cirq.YPowGate,
    cirq.ZPowGate,
    cirq.HPowGate,
    cirq.CXPowGate,
    cirq.CZPowGate,
    cirq.SwapPowGate,
    cirq.ISwapPowGate,
    cirq.XXPowGate,
    cirq.YYPowGate,
    cirq.ZZPowGate,
    cirq.CCXPowGate,
    cirq.CCZPowGate,
]


def _unitary(operation, values):
    """The product of an operation's gates, as Cirq multiplies matrices."""
    parts = [
        cirq.MatrixGate(gate_matrix(gate, values)).on(*(Q[i] for i in gate.qubits))
        for gate in gates_of(operation, POSITIONS, 0)
    ]
    return cirq.Circuit(parts).unitary(qubits_that_should_be_present=Q)


def _expected(operation, values):
    bound = cirq.resolve_parameters(operation, values)
    return cirq.Circuit(bound).unitary(qubits_that_should_be_present=Q)


@pytest.mark.parametrize("angle", [-4.0, 0.0, 0.3, 2.0, 7.0])
@pytest.mark.parametrize("gate_class", POWERS)
@pytest.mark.parametrize("shift", [0.0, -0.5, 0.3])
def test_the_terms_of_a_power_sum_to_its_unitary(gate_class, angle, shift):
    gate = gate_class(exponent=2 * A + 0.1, global_shift=shift)
    operation = gate(*Q[: cirq.num_qubits(gate)][::-1])
    np.testing.assert_allclose(
        _unitary(operation, {A: angle}), _expected(operation, {A: angle}), atol=1e-8
    )


@pytest.mark.parametrize("rotation", [cirq.rx, cirq.ry, cirq.rz, cirq.ms])
def test_the_terms_of_a_rotation_sum_to_its_unitary(rotation):
    gate = rotation(A)
    operation = gate(*Q[: cirq.num_qubits(gate)])
    np.testing.assert_allclose(
        _unitary(operation, {A: 0.7}), _expected(operation, {A: 0.7}), atol=1e-8
    )


@pytest.mark.parametrize(
    "operation",
    [
        cirq.PhasedXPowGate(exponent=A, phase_exponent=B)(Q[1]),
        cirq.PhasedXZGate(x_exponent=A, z_exponent=0.1, axis_phase_exponent=B)(Q[0]),
        cirq.FSimGate(A, B)(Q[2], Q[0]),
        cirq.PhasedISwapPowGate(phase_exponent=0.2, exponent=A)(Q[0], Q[1]),
        cirq.PhasedISwapPowGate(phase_exponent=A, exponent=B)(Q[0], Q[1]),
        cirq.PhasedISwapPowGate(phase_exponent=A)(Q[0], Q[1]),
        cirq.PhasedFSimGate(A, B, 0.1 * A, 0.2, B)(Q[0], Q[1]),
        cirq.PhasedFSimGate(0.4, 0.1, A, B, 0.2)(Q[2], Q[1]),
        cirq.PauliStringPhasor(cirq.X(Q[0]) * cirq.Z(Q[2]), exponent_neg=A),
        (cirq.X**A)(Q[2]).with_tags("kept out of the way"),
        cirq.CircuitOperation(
            cirq.FrozenCircuit(cirq.ry(A)(Q[0]), cirq.CNOT(Q[0], Q[2])),
            use_repetition_ids=False,
        ),
    ],
    ids=lambda operation: type(operation.gate).__name__,
)
def test_other_gates_with_symbols_are_decomposed(operation):
    values = {A: 0.3, B: 0.9}
    cirq.testing.assert_allclose_up_to_global_phase(
        _unitary(operation, values), _expected(operation, values), atol=1e-6
    )


@pytest.mark.parametrize(
    "operation",
    [
        cirq.ry(A).controlled()(Q[1], Q[0]),
        cirq.rx(A)(Q[0]).controlled_by(Q[2], control_values=[0]),
        cirq.rz(A)(Q[2]).controlled_by(Q[1], Q[0], control_values=[1, 0]),
        cirq.ry(A)(Q[1]).controlled_by(Q[0], Q[2], control_values=[(0, 1), 1]),
        cirq.ry(A)(Q[1]).controlled_by(
            Q[0], Q[2], control_values=cirq.SumOfProducts([(0, 1), (1, 0)])
        ),
        cirq.ZPowGate(exponent=2 * A, global_shift=0.3)(Q[0]).controlled_by(Q[1]),
        (cirq.ISWAP**A)(Q[1], Q[0]).controlled_by(Q[2]),
        cirq.global_phase_operation(sympy.exp(2 * sympy.I * A)).controlled_by(Q[1]),
        cirq.global_phase_operation(1j).controlled_by(Q[1], Q[2]),
        cirq.ry(A)(Q[0]).with_tags("inside").controlled_by(Q[1]),
        cirq.FSimGate(A, B)(Q[2], Q[0]).controlled_by(Q[1]),
        cirq.PhasedXPowGate(exponent=A, phase_exponent=B)(Q[0]).controlled_by(Q[1]),
        cirq.PhasedISwapPowGate(exponent=A, phase_exponent=B)(*Q[:2]).controlled_by(
            Q[2]
        ),
        cirq.PauliStringPhasor(
            cirq.X(Q[0]), exponent_neg=A, exponent_pos=B
        ).controlled_by(Q[1]),
    ],
    ids=str,
)
@pytest.mark.parametrize("angle", [-4.0, 0.0, 0.7])
def test_a_controlled_gate_with_symbols_has_its_unitary(operation, angle):
    """Not up to a phase: a control turns the phase of its target into its own."""
    values = {A: angle, B: 0.9}
    np.testing.assert_allclose(
        _unitary(operation, values), _expected(operation, values), atol=1e-8
    )


def test_a_controlled_rotation_stays_one_gate_of_three_terms():
    """`|0><0| + |1><1| RY(a)`, and RY(a) = cos(a/2) - i sin(a/2) Y, by hand."""
    (gate,) = gates_of(cirq.ry(A).controlled()(Q[1], Q[0]), POSITIONS, 0)
    assert gate.qubits == (1, 0)
    assert gate.functions == (("one", 0.0), ("cos", 0.5), ("sin", 0.5))
    np.testing.assert_allclose(gate.matrices[0], np.diag([1, 1, 0, 0]), atol=1e-12)
    np.testing.assert_allclose(gate.matrices[1], np.diag([0, 0, 1, 1]), atol=1e-12)
    turn = np.zeros((4, 4))
    turn[2, 3], turn[3, 2] = -1, 1
    np.testing.assert_allclose(gate.matrices[2], turn, atol=1e-12)


def test_a_rotation_about_y_has_real_terms_and_one_about_x_has_not():
    real, other = (
        next(gates_of(op, POSITIONS, 0)) for op in (cirq.ry(A)(Q[0]), cirq.rx(A)(Q[0]))
    )
    assert np.all(real.matrices.imag == 0)
    assert np.any(other.matrices.imag != 0)


def test_the_angle_of_a_rotation_is_its_radians():
    """A power t turns by pi t, and RY(a) is the power a/pi."""
    gate = next(gates_of(cirq.ry(A)(Q[0]), POSITIONS, 0))
    assert float(gate.angle.subs({A: 0.3})) == pytest.approx(0.3, abs=1e-12)
    assert gate.functions == (("cos", 0.5), ("sin", 0.5))


def test_an_exponent_without_free_symbols_is_a_number():
    operation = (cirq.X ** (sympy.pi / 3))(Q[0])
    np.testing.assert_allclose(
        _unitary(operation, {}),
        cirq.Circuit((cirq.X ** (np.pi / 3))(Q[0])).unitary(
            qubits_that_should_be_present=Q
        ),
        atol=1e-8,
    )


@pytest.mark.parametrize(
    "operation",
    [
        cirq.global_phase_operation(1j),
        cirq.global_phase_operation(sympy.exp(sympy.I * A)),
        cirq.IdentityGate(3)(*Q),
        cirq.I(Q[1]),
    ],
    ids=str,
)
def test_what_changes_no_expectation_value_makes_no_gate(operation):
    assert list(gates_of(operation, POSITIONS, 0)) == []


def test_a_gate_that_hides_its_symbols_is_decomposed():
    """Cirq's own one with a symbol, which it calls fixed."""
    gate = cirq.BooleanHamiltonianGate(["a", "b"], ["a ^ b"], A)
    values = {A: 0.7}
    bound = cirq.BooleanHamiltonianGate(["a", "b"], ["a ^ b"], 0.7)
    np.testing.assert_allclose(
        _unitary(gate(*Q[:2]), values), _expected(bound(*Q[:2]), {}), atol=1e-8
    )


def test_a_matrix_in_single_precision_is_unitary_enough():
    (gate,) = gates_of(
        _Given(cirq.unitary(cirq.H).astype("complex64"))(Q[0]), POSITIONS, 0
    )
    np.testing.assert_allclose(gate.matrices[0], cirq.unitary(cirq.H), atol=1e-6)


def test_a_matrix_that_fits_no_memory_is_refused():
    qubits = cirq.LineQubit.range(13)
    gate = cirq.DiagonalGate([0.0] * 2**13)
    with pytest.raises(CircuitSpecError, match="its matrix on 13 qubits would not fit"):
        next(gates_of(gate(*qubits), {q: i for i, q in enumerate(qubits)}, 0))


class _Sealed(cirq.Gate):
    """A gate with a symbol, and neither a matrix nor parts."""

    def __init__(self, angle):
        self.angle = angle

    def _num_qubits_(self):
        return 1

    def _is_parameterized_(self):
        return True

    def _parameter_names_(self):
        return {"a"}

    def __str__(self):
        return "Sealed"


class _Given(cirq.Gate):
    """A gate on one qubit with whatever matrix it is given."""

    def __init__(self, matrix):
        self.matrix = matrix

    def _num_qubits_(self):
        return 1

    def _unitary_(self):
        return self.matrix

    def __str__(self):
        return "Given"


class _Around(_Sealed):
    """A gate that decomposes into another, which the user has not written."""

    def _decompose_(self, qubits):
        return [cirq.H(*qubits), self.angle.on(*qubits)]

    def __str__(self):
        return "Around"


@pytest.mark.parametrize(
    ("operation", "named", "reason", "remedy"),
    [
        (_Sealed(A)(Q[0]), "Sealed(q(0))", "its symbols cannot be resolved", PARTS),
        (
            cirq.XPowGate(exponent=A, global_shift=B)(Q[0]),
            "XPowGate(exponent=a, global_shift=b)(q(0))",
            "its global_shift holds a symbol",
            " Give global_shift a number.",
        ),
        (
            _Given(np.eye(2) + 1e-3)(Q[0]),
            "Given(q(0))",
            "its matrix of shape (2, 2) is not unitary",
            "",
        ),
        (
            _Given(np.full((2, 2), np.nan))(Q[0]),
            "Given(q(0))",
            "its matrix of shape (2, 2) is not unitary",
            "",
        ),
        (
            _Given(np.eye(4))(Q[0]),
            "Given(q(0))",
            "its matrix of shape (4, 4) is not unitary",
            "",
        ),
        (
            cirq.ry(float("nan"))(Q[0]),
            "Ry(nanπ)(q(0))",
            "its matrix of shape (2, 2) is not unitary",
            "",
        ),
        (
            _Around(_Sealed(A))(Q[0]),
            "Around(q(0))",
            "its symbols cannot be resolved",
            PARTS,
        ),
        (
            cirq.CircuitOperation(
                cirq.FrozenCircuit(_Around(_Sealed(A))(Q[0])), use_repetition_ids=False
            ),
            "Around(q(0))",
            "its symbols cannot be resolved",
            PARTS,
        ),
        (
            cirq.CircuitOperation(
                cirq.FrozenCircuit(cirq.X(Q[0])),
                repetitions=A,
                use_repetition_ids=False,
            ),
            "[ 0: ───X─── ](loops=a, no_rep_ids)",
            "its number of repetitions is a symbol",
            " Give it a number.",
        ),
        (
            cirq.bit_flip(0.1)(Q[0]),
            "bit_flip(p=0.1)(q(0))",
            "it is a noise channel, while the state is kept pure",
            NOISE,
        ),
        (
            cirq.measure(Q[0], key="m"),
            "cirq.MeasurementGate(1, cirq.MeasurementKey(name='m'), ())(q(0))",
            "it measures before the end of the circuit",
            NOISE,
        ),
        (
            cirq.X(Q[0]).with_classical_controls("m"),
            "X(q(0)).with_classical_controls(m)",
            "a measurement controls it",
            " Give PQC `sampler` and `shots`, which run it.",
        ),
        (
            cirq.ry(float("inf"))(Q[0]),
            "Ry(infπ)(q(0))",
            "its matrix is not finite",
            "",
        ),
        (
            cirq.IdentityGate(qid_shape=(3,))(cirq.LineQid(0, 3)),
            "I(q(0) (d=3))",
            "it acts on qudits",
            "",
        ),
    ],
)
def test_the_error_names_the_gate_its_moment_and_what_is_supported(
    operation, named, reason, remedy
):
    positions = {**POSITIONS, cirq.LineQid(0, 3): 0}
    with pytest.raises(CircuitSpecError) as caught:
        list(gates_of(operation, positions, 7))
    assert str(caught.value) == (
        f"every operation of the circuit must be unitary. Received: {named} in moment "
        f"7, and {reason}. {SUPPORTED}{remedy}"
    )
