import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from tests.second_route import parameter_shift
from tests.small_circuit import A, B, small_circuit
from tfq_bert.layers import PQC

Q = cirq.LineQubit.range(2)
ENGINES = pytest.mark.parametrize("engine", ["statevector", "tfq"])


def _layer(**options):
    return PQC(small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B], **options)


def _final_state(layer, row):
    simulator = cirq.Simulator(dtype=np.complex128)
    return simulator.simulate(
        layer.resolved_circuit(row), qubit_order=layer.qubits
    ).final_state_vector


# --- the circuit with numbers put in ---


def test_a_resolved_circuit_has_the_angles_and_the_weights(seed):  # noqa: ARG001
    layer = _layer()
    u, v = layer.weights_by_name().values()
    expected = cirq.resolve_parameters(
        small_circuit(), {"a": 0.3, "b": -0.8, "u": u, "v": v}
    )
    assert layer.resolved_circuit([0.3, -0.8]) == expected
    assert isinstance(layer.resolved_circuit([0.3, -0.8]), cirq.Circuit)
    assert cirq.parameter_names(layer.resolved_circuit()) == {"a", "b"}
    assert layer.model_circuit == small_circuit()


@pytest.mark.parametrize("angles", [[0.3], [0.1, 0.2, 0.3], [[0.1, 0.2]], 0.3])
def test_a_resolved_circuit_takes_one_row_of_the_right_length(angles):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        _layer().resolved_circuit(angles)
    assert str(caught.value) == (
        "`angles` must have shape (2,), one value a symbol. Received: "
        f"angles.shape={np.shape(angles)}. For a batch, call once a row."
    )


def test_a_symbol_with_assumptions_is_resolved_by_its_name():
    real = sympy.Symbol("a", real=True)
    layer = PQC(cirq.Circuit(cirq.ry(real)(Q[0])), cirq.Z(Q[0]), data_symbols=["a"])
    assert layer.resolved_circuit([0.3]) == cirq.Circuit(cirq.ry(0.3)(Q[0]))


# --- states ---


@ENGINES
def test_a_batch_of_states_is_cirqs_up_to_a_phase(engine, seed):  # noqa: ARG001
    layer = _layer(engine=engine)
    rows = np.array([[0.3, -0.8], [1.2, 0.4], [0.0, 0.0]])
    states = layer.state(rows)
    odds = layer.probabilities(rows)
    assert (states.shape, states.dtype) == ((3, 4), tf.complex64)
    assert (odds.shape, odds.dtype) == ((3, 4), tf.float32)
    for row, state, chances in zip(rows, states, odds, strict=True):
        expected = _final_state(layer, row)
        np.testing.assert_allclose(abs(np.vdot(expected, state)), 1, atol=1e-5)
        np.testing.assert_allclose(chances, np.abs(expected) ** 2, atol=1e-6)


def test_the_first_qubit_is_the_most_significant_bit():
    """X on the second of three qubits makes |010>, number 2; the third is idle."""
    circuit = cirq.Circuit(cirq.I(Q[0]), cirq.X(Q[1]))
    layer = PQC(circuit, cirq.Z(cirq.LineQubit(2)), data_symbols=[])
    assert layer.qubits == tuple(cirq.LineQubit.range(3))
    np.testing.assert_allclose(layer.probabilities([]), [np.eye(8)[2]], atol=1e-6)


def test_one_row_is_a_batch_of_one_and_no_row_a_batch_of_none():
    layer = _layer()
    np.testing.assert_array_equal(layer.state([0.3, -0.8]), layer.state([[0.3, -0.8]]))
    assert layer.state(np.zeros((0, 2))).shape == (0, 4)
    assert layer.probabilities(np.zeros((0, 2))).shape == (0, 4)


def test_a_circuit_without_data_takes_empty_rows():
    layer = PQC(cirq.Circuit(cirq.ry(A)(Q[0])), cirq.Z(Q[0]), data_symbols=[])
    layer.parameters.assign([0.6])
    expected = np.array([np.cos(0.3), np.sin(0.3)])
    np.testing.assert_allclose(layer.state([]), [expected], atol=1e-6)
    np.testing.assert_allclose(
        layer.probabilities(np.zeros((2, 0))), [expected**2] * 2, atol=1e-6
    )


def test_states_follow_the_weights():
    layer = _layer(initializer="zeros")
    before = layer.probabilities([0.3, -0.8]).numpy()
    layer.parameters.assign([0.5, 0.7])
    after = layer.probabilities([0.3, -0.8])
    expected = np.abs(_final_state(layer, [0.3, -0.8])) ** 2
    assert np.abs(after - before).max() > 0.01
    np.testing.assert_allclose(after[0], expected, atol=1e-6)


def test_probabilities_have_a_gradient_by_the_weights(seed):  # noqa: ARG001
    """P(first qubit is 0) = (1 + <Z>) / 2."""
    layer = _layer()
    with tf.GradientTape() as tape:
        zero = tf.reduce_sum(layer.probabilities([0.3, -0.8])[:, :2])
    gradient = tape.gradient(zero, layer.parameters.value)
    values = {"a": 0.3, "b": -0.8, **layer.weights_by_name()}
    expected = [
        parameter_shift(small_circuit(), [cirq.Z(Q[0])], values, name)[0] / 2
        for name in layer.weights_by_name()
    ]
    np.testing.assert_allclose(gradient, expected, atol=1e-4)


@pytest.mark.parametrize(
    "angles", [[0.3], [[0.3]], [[[0.3, 0.2]]], [0.1, 0.2, 0.3]], ids=str
)
def test_angles_of_another_shape_are_refused(angles):
    for function in (_layer().state, _layer().probabilities):
        with pytest.raises(ValueError, match=r"`angles` must have shape \(2,\) or"):
            function(angles)


def test_angles_that_are_not_finite_are_refused():
    for function in (_layer().state, _layer().probabilities, _layer().resolved_circuit):
        with pytest.raises(ValueError, match="`angles` must be finite"):
            function([0.3, np.nan])


def test_with_noise_the_probabilities_are_the_diagonal_of_the_density_matrix():
    noise = cirq.ConstantQubitNoiseModel(cirq.amplitude_damp(0.1))
    layer = _layer(noise=noise)
    circuit = layer.resolved_circuit([0.3, -0.8]).with_noise(noise)
    matrix = cirq.DensityMatrixSimulator(dtype=np.complex128).simulate(circuit)
    np.testing.assert_allclose(
        layer.probabilities([0.3, -0.8])[0],
        np.diag(matrix.final_density_matrix).real,
        atol=1e-5,
    )
    with pytest.raises(ValueError, match="`state` needs a circuit without noise"):
        layer.state([0.3, -0.8])
