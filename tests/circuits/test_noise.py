import cirq
import pytest
import sympy

from circuits.errors import CircuitSpecError
from circuits.noise import apply_noise, is_noisy
from tests.strategies import Mute

Q = cirq.LineQubit.range(2)
CIRCUIT = cirq.Circuit(cirq.H(Q[0]), cirq.CNOT(*Q))


@pytest.mark.parametrize(
    "noise",
    [
        0.1,
        cirq.depolarize(0.1),
        cirq.ConstantQubitNoiseModel(cirq.depolarize(0.1)),
    ],
)
def test_a_number_is_the_depolarizing_channel_after_each_moment(noise):
    """Idle qubits as well: two moments, two qubits, four channels."""
    noisy = apply_noise(CIRCUIT, noise)
    assert noisy == CIRCUIT.with_noise(cirq.depolarize(0.1))
    assert sum(cirq.depolarize(0.1) == o.gate for o in noisy.all_operations()) == 4


@pytest.mark.parametrize("noise", [None, 0, 0.0])
def test_no_noise_leaves_the_circuit(noise):
    assert apply_noise(CIRCUIT, noise) == CIRCUIT


@pytest.mark.parametrize("noise", [-0.1, 1.5, float("nan")])
def test_a_number_that_is_no_probability_is_refused(noise):
    with pytest.raises(
        CircuitSpecError, match=r"^`noise` must be in \[0, 1\], because"
    ):
        apply_noise(CIRCUIT, noise)


@pytest.mark.parametrize("noise", ["0.1", True, cirq.X(Q[0])])
def test_another_type_is_refused(noise):
    with pytest.raises(
        TypeError, match=r"^`noise` must be a cirq.NoiseModel, a channel"
    ):
        apply_noise(CIRCUIT, noise)


def test_a_channel_on_two_qubits_is_refused():
    noise = cirq.depolarize(0.1, n_qubits=2)
    with pytest.raises(
        CircuitSpecError, match="^`noise` must be a channel on one qubit"
    ):
        apply_noise(CIRCUIT, noise)


def test_a_channel_on_a_qudit_is_refused():
    qudit = cirq.LineQid(0, 3)
    circuit = cirq.Circuit(cirq.IdentityGate(qid_shape=(3,))(qudit))
    with pytest.raises(
        CircuitSpecError, match=r"^`noise` must be .* cirq.LineQid\(0, dimension=3\)\.$"
    ):
        apply_noise(circuit, 0.1)


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([cirq.H(Q[0])], False),
        ([cirq.bit_flip(0.1)(Q[0])], True),
        ([cirq.reset(Q[0])], True),
        ([cirq.measure(Q[0])], True),
        ([Mute(sympy.Symbol("a"))(*Q[:2])], False),
    ],
)
@pytest.mark.parametrize("is_inside", [False, True])
def test_what_has_no_unitary_is_noisy(operations, expected, is_inside):
    circuit = cirq.Circuit(operations)
    if is_inside:
        inner = cirq.CircuitOperation(circuit.freeze(), use_repetition_ids=False)
        circuit = cirq.Circuit(inner)
    assert is_noisy(circuit) is expected
