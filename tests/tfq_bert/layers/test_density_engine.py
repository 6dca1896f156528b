import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from circuits import CircuitSpecError
from tests.second_route import random_circuit, random_observables
from tfq_bert.layers.density_engine import DensityMatrixEngine

A, W = sympy.symbols("a w")
Q = cirq.LineQubit.range(3)
NAMES = ("a", "b", "c", "d")


def _simulate(circuit, observables, values, qubits):
    """The second route: Cirq's density matrix in double precision."""
    return np.real(
        cirq.DensityMatrixSimulator(dtype=np.complex128).simulate_expectation_values(
            circuit,
            [cirq.PauliSum.wrap(o) for o in observables],
            param_resolver=values,
            qubit_order=qubits,
        )
    )


def _value(circuit, observables, qubits=Q, noise=None):
    """Expectation values of a circuit without symbols."""
    engine = DensityMatrixEngine(circuit, observables, (), (), qubits, noise)
    return engine.expectations(tf.zeros((1, 0)), tf.zeros(0)).numpy()[0]


def _gradients(engine, data, weights, upstream):
    data, weights = tf.constant(data, tf.float32), tf.constant(weights, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch([data, weights])
        values = engine.expectations(data, weights)
    return tape.gradient(values, [data, weights], output_gradients=upstream)


def _noisy_random_circuit(rng, num_qubits):
    """A random circuit with channels, a reset and a measurement in it."""
    circuit = random_circuit(rng, num_qubits, 10, NAMES)
    q = cirq.LineQubit.range(num_qubits)
    channels = [
        cirq.amplitude_damp(0.3)(q[0]),
        cirq.reset(q[-1]),
        cirq.phase_damp(0.2)(q[-1]),
        cirq.asymmetric_depolarize(0.1, 0.05, 0.2)(q[0]),
    ]
    for place in sorted(rng.integers(len(circuit), size=2), reverse=True):
        circuit.insert(place, channels[rng.integers(len(channels))])
    return circuit


@pytest.mark.parametrize("seed", range(12))
def test_a_random_noisy_circuit_agrees_with_cirq_in_values_and_gradients(seed):
    rng = np.random.default_rng(seed)
    qubits = cirq.LineQubit.range(1 + seed % 4)
    circuit = _noisy_random_circuit(rng, len(qubits))
    observables = random_observables(rng, len(qubits), 2)
    noise = [None, 0.02, cirq.amplitude_damp(0.05)][seed % 3]
    symbols = sympy.symbols(NAMES)
    engine = DensityMatrixEngine(
        circuit, observables, symbols[:2], symbols[2:], qubits, noise
    )
    noisy = circuit
    if noise is not None:
        channel = cirq.depolarize(noise) if isinstance(noise, float) else noise
        noisy = circuit.with_noise(channel)
    data, weights = rng.uniform(-2, 2, (2, 2)), rng.uniform(-2, 2, 2)
    upstream = rng.normal(size=(2, 2)).astype(np.float32)

    def route(data, weights):
        rows = [dict(zip(NAMES, (*row, *weights), strict=True)) for row in data]
        return np.stack([_simulate(noisy, observables, row, qubits) for row in rows])

    result = engine.expectations(
        tf.constant(data, tf.float32), tf.constant(weights, tf.float32)
    )
    np.testing.assert_allclose(result, route(data, weights), atol=1e-5)
    by_data, by_weights = _gradients(engine, data, weights, upstream)
    step = 1e-4
    for i in range(2):
        moved = step * np.eye(2)[i]
        slope = (route(data + moved, weights) - route(data - moved, weights)) / 2 / step
        np.testing.assert_allclose(
            by_data[:, i], (slope * upstream).sum(axis=1), atol=1e-4
        )
        slope = (route(data, weights + moved) - route(data, weights - moved)) / 2 / step
        np.testing.assert_allclose(by_weights[i], (slope * upstream).sum(), atol=1e-4)


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([cirq.bit_flip(0.1)(Q[0])], 0.8),
        ([cirq.depolarize(0.1)(Q[0])], 1 - 0.4 / 3),
        ([cirq.H(Q[0]), cirq.measure(Q[0]), cirq.H(Q[0])], 0.0),
        ([cirq.X(Q[0]), cirq.reset(Q[0])], 1.0),
        ([cirq.X(Q[0]), cirq.amplitude_damp(0.3)(Q[0])], -0.4),
        ([cirq.ry(0.3)(Q[0]), cirq.measure(Q[0])], np.cos(0.3)),
    ],
)
def test_channels_of_one_qubit_have_their_closed_forms(operations, expected):
    """Bit flip 1 - 2 p, depolarizing 1 - 4 p / 3, damping of |1> 2 g - 1."""
    result = _value(cirq.Circuit(operations), [cirq.Z(Q[0])])
    np.testing.assert_allclose(result, [expected], atol=1e-6)


def test_a_rate_is_depolarizing_after_every_moment_on_every_qubit_of_the_circuit():
    """With f = 1 - 4 p / 3 = 0.8, Z1 is -f from Z0 times f while idle times f."""
    circuit = cirq.Circuit(cirq.X(Q[0]), cirq.CNOT(Q[0], Q[1]))
    result = _value(circuit, [cirq.Z(q) for q in Q], noise=0.15)
    np.testing.assert_allclose(result[1:], [-(0.8**3), 1.0], atol=1e-6)


def test_columns_and_qubits_keep_their_order():
    circuit = cirq.Circuit(cirq.ry(0.1 * (i + 1))(q) for i, q in enumerate(Q))
    order = [Q[2], Q[0], Q[1]]
    result = _value(circuit, [cirq.Z(q) for q in order], qubits=order, noise=0.0)
    np.testing.assert_allclose(result, np.cos([0.3, 0.1, 0.2]), atol=1e-6)


def test_constants_need_no_string():
    result = _value(cirq.Circuit(), [cirq.PauliSum() + 0.7, cirq.PauliSum()])
    np.testing.assert_allclose(result, [0.7, 0.0], atol=1e-6)


@pytest.mark.parametrize("basis", ["ZZZ", "XYZ", "YIX"])
def test_probabilities_are_those_of_the_turned_state(basis):
    circuit = _noisy_random_circuit(np.random.default_rng(3), 3)
    values = dict(zip(NAMES, (0.3, -0.8, 1.1, 0.4), strict=True))
    circuit = cirq.resolve_parameters(circuit, values)
    turns = {"X": cirq.Y**-0.5, "Y": cirq.X**0.5}
    turned = circuit + [turns[p](q) for p, q in zip(basis, Q, strict=True) if p in "XY"]
    rho = cirq.DensityMatrixSimulator().simulate(turned, qubit_order=Q)
    engine = DensityMatrixEngine(circuit, [cirq.Z(Q[0])], (), (), Q)
    result = engine.probabilities(tuple(basis), tf.zeros((2, 0)), tf.zeros(0))
    expected = np.diag(rho.final_density_matrix).real
    np.testing.assert_allclose(result, [expected, expected], atol=1e-5)


def _small_engine(**options):
    circuit = cirq.Circuit(
        cirq.ry(A * W)(Q[0]), cirq.CNOT(*Q[:2]), cirq.ISWAP(*Q[:2]) ** W
    )
    observables = [cirq.Z(Q[0]), cirq.X(Q[0]) * cirq.Y(Q[1])]
    return DensityMatrixEngine(circuit, observables, [A], [W], Q[:2], 0.05, **options)


def test_a_batch_in_chunks_has_the_same_values_and_gradients():
    data = np.linspace(-1, 1, 7)[:, None]
    upstream = tf.constant(np.linspace(0, 1, 14).reshape(7, 2), tf.float32)
    whole, cut = _small_engine(), _small_engine(memory_budget=4000)
    assert cut._rows < 7 < whole._rows
    for engine in (whole, cut):
        traced = tf.function(
            engine.expectations, input_signature=[_spec(None, 1), _spec(1)]
        )
        np.testing.assert_allclose(
            traced(tf.constant(data, tf.float32), [0.7]),
            whole.expectations(tf.constant(data, tf.float32), tf.constant([0.7])),
            atol=1e-6,
        )
    expected = _gradients(whole, data, [0.7], upstream)
    for one, other in zip(
        _gradients(cut, data, [0.7], upstream), expected, strict=True
    ):
        np.testing.assert_allclose(one, other, atol=1e-6)


def _spec(*shape):
    return tf.TensorSpec(shape, tf.float32)


@pytest.mark.parametrize("budget", [None, 4000])
def test_no_rows_give_no_rows(budget):
    engine = _small_engine(memory_budget=budget)
    traced = tf.function(
        engine.expectations, input_signature=[_spec(None, 1), _spec(1)]
    )
    for run in (engine.expectations, traced):
        assert run(tf.zeros((0, 1)), tf.zeros(1)).shape == (0, 2)


def test_too_many_qubits_are_refused_with_the_way_out():
    qubits = cirq.LineQubit.range(9)
    with pytest.raises(CircuitSpecError) as caught:
        DensityMatrixEngine(cirq.Circuit(), [cirq.Z(qubits[0])], (), (), qubits, 0.1)
    assert str(caught.value) == (
        "a noisy circuit must have at most 8 qubits, because its density matrix has "
        "4**n entries. Received: 9 qubits. Sample single runs: `shots=1000, "
        "sampler=cirq.Simulator(noise=...)`."
    )


def test_what_a_measurement_controls_is_refused():
    circuit = cirq.Circuit(
        cirq.measure(Q[0], key="m"), cirq.X(Q[1]).with_classical_controls("m")
    )
    with pytest.raises(CircuitSpecError, match="a measurement controls it"):
        _value(circuit, [cirq.Z(Q[1])])
