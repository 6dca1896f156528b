import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from tests.second_route import (
    central_difference,
    random_circuit,
    random_observables,
    simulate,
)
from tfq_bert._quiet import keras
from tfq_bert.layers.sampler_engine import SamplerEngine

A, B, W = sympy.symbols("a b w")
Q = cirq.LineQubit.range(3)
Z0 = cirq.Z(Q[0])


class CountingSampler(cirq.Sampler):
    """Cirq's simulator, which notes what each sweep was."""

    def __init__(self):
        self.simulator = cirq.Simulator(seed=0)
        self.sweeps = []

    def run_sweep(self, program, params, repetitions=1):
        self.sweeps.append((program, len(list(cirq.to_resolvers(params)))))
        return self.simulator.run_sweep(program, params, repetitions)


class BrokenSampler(cirq.Sampler):
    """A device that is away."""

    def run_sweep(self, program, params, repetitions=1):  # noqa: ARG002
        raise OSError("no answer from the device")

    def __repr__(self):
        return "BrokenSampler()"


def _engine(circuit, observables, sampler, shots, data=(), weights=()):
    used = {q for o in observables for q in o.qubits} | circuit.all_qubits()
    return SamplerEngine(
        circuit, observables, data, weights, sorted(used), sampler, shots
    )


def _value(engine, rows=1):
    return engine.expectations(tf.zeros((rows, 0)), tf.zeros(0)).numpy()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_graph", [False, True])
def test_a_random_circuit_agrees_with_cirq_within_five_sigma(seed, is_graph):
    """30 equal rows: five standard errors of values and gradients; X, Y and Z."""
    rng = np.random.default_rng(seed)
    circuit = random_circuit(rng, 1 + seed, 6, ("a", "b"))
    observables = random_observables(rng, 1 + seed, 2)
    values = dict(zip("ab", rng.uniform(-2, 2, 2), strict=True))
    engine = _engine(circuit, observables, cirq.Simulator(seed=1), 200, [A, B])
    run = tf.function(engine.expectations) if is_graph else engine.expectations
    data = tf.constant([list(values.values())] * 30, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(data)
        result = run(data, tf.zeros(0))
        column = result[:, 0]
    gradient = tape.gradient(column, data).numpy()
    exact = simulate(circuit, observables, values)
    slopes = [central_difference(circuit, observables, values, s)[0] for s in "ab"]
    for samples, expected in ((result.numpy(), exact), (gradient, slopes)):
        error = 5 * samples.std(axis=0) / np.sqrt(30) + 1e-3
        assert np.all(np.abs(samples.mean(axis=0) - expected) < error)


@pytest.mark.parametrize("pauli", [cirq.X, cirq.Y, cirq.Z])
def test_each_basis_is_turned_the_right_way(pauli):
    """The eigenstates of +1 are read as +1 in every shot."""
    turn = {cirq.X: cirq.Y**0.5, cirq.Y: cirq.X**-0.5, cirq.Z: cirq.I}[pauli]
    circuit = cirq.Circuit(turn(Q[1]), cirq.X(Q[0]))
    engine = _engine(circuit, [pauli(Q[1]), Z0], cirq.Simulator(), 50)
    np.testing.assert_array_equal(_value(engine), [[1, -1]])


def test_a_noisy_simulator_gives_its_own_noise():
    """Depolarizing by p after the one moment: (1 - 4 p / 3) cos(a)."""
    sampler = cirq.DensityMatrixSimulator(noise=cirq.depolarize(0.1), seed=2)
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]))
    engine = _engine(circuit, [Z0], sampler, 20000, [A])
    data = tf.constant([[0.4]])
    with tf.GradientTape() as tape:
        tape.watch(data)
        result = engine.expectations(data, tf.zeros(0))
    factor, atol = 1 - 0.4 / 3, 5 / np.sqrt(20000)
    np.testing.assert_allclose(result, [[factor * np.cos(0.4)]], atol=atol)
    slope = -factor * np.sin(0.4)
    np.testing.assert_allclose(tape.gradient(result, data), [[slope]], atol=atol)


def test_all_rows_go_through_one_sweep_and_all_shifted_rows_through_another():
    """Five rows; RY has two shifts, the controlled RY four: 30 rows."""
    sampler = CountingSampler()
    circuit = cirq.Circuit(
        cirq.ry(A * W)(Q[0]), cirq.ControlledGate(cirq.ry(W))(Q[0], Q[1])
    )
    observables = [Z0, cirq.Z(Q[1]), Z0 * cirq.Z(Q[1])]
    engine = _engine(circuit, observables, sampler, 10, [A], [W])
    weights = tf.constant([0.3])
    with tf.GradientTape() as tape:
        tape.watch(weights)
        result = engine.expectations(tf.ones((5, 1)), weights)
    assert [rows for _, rows in sampler.sweeps] == [5]
    tape.gradient(result, weights)
    assert [rows for _, rows in sampler.sweeps] == [5, 30]


def test_two_bases_take_two_sweeps_and_a_row_without_symbols_its_own_samples():
    sampler = CountingSampler()
    circuit = cirq.Circuit(cirq.H(Q[1]))
    observables = [cirq.Z(Q[1]), cirq.X(Q[1]), Z0, cirq.PauliSum() + 2]
    result = _value(_engine(circuit, observables, sampler, 100), rows=20)
    assert [rows for _, rows in sampler.sweeps] == [20, 20]
    np.testing.assert_array_equal(result[:, 1:], [[1, 1, 2]] * 20)
    assert len(np.unique(result[:, 0])) > 1


def test_the_sampler_gets_the_gates_that_the_user_wrote():
    """One PhasedXZ stays one; the final measurement is replaced by the readout."""
    sampler = CountingSampler()
    gate = cirq.PhasedXZGate(x_exponent=A, z_exponent=A * B, axis_phase_exponent=0.1)
    circuit = cirq.Circuit(gate(Q[0]), cirq.CZ(*Q[:2]), cirq.measure(*Q[:2]))
    engine = _engine(circuit, [Z0], sampler, 10, [A, B])
    engine.expectations(tf.constant([[0.3, 0.4]]), tf.zeros(0))
    (program, _), *_ = sampler.sweeps
    kinds = [type(operation.gate) for operation in program.all_operations()]
    assert kinds == [cirq.PhasedXZGate, cirq.CZPowGate, cirq.MeasurementGate]


def test_measurements_within_the_circuit_and_their_use_are_the_samplers():
    """Measure +, then flip where it gave 1: always 0. The key "readout" is taken."""
    circuit = cirq.Circuit(
        cirq.H(Q[0]),
        cirq.measure(Q[0], key="readout"),
        (cirq.X(Q[1]) ** A).with_classical_controls("readout"),
        cirq.CNOT(Q[0], Q[1]),
    )
    observables = [Z0, cirq.Z(Q[1])]
    engine = _engine(circuit, observables, cirq.Simulator(seed=0), 100, [A])
    result = engine.expectations(tf.constant([[1.0]]), tf.zeros(0))
    assert abs(result[0, 0]) < 0.5
    assert result[0, 1] == 1


def test_a_seeded_sampler_is_reproducible():
    circuit = cirq.Circuit(cirq.H(Q[0]))
    one, two = (_engine(circuit, [Z0], cirq.Simulator(seed=5), 50) for _ in range(2))
    first = _value(one, 5)
    np.testing.assert_array_equal(first, _value(two, 5))
    assert not np.array_equal(first, _value(one, 5))


def test_no_rows_ask_nothing_of_the_sampler():
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]))
    engine = _engine(circuit, [Z0, Z0], BrokenSampler(), 10, [A])
    spec = [tf.TensorSpec([None, 1]), tf.TensorSpec([0])]
    traced = tf.function(engine.expectations, input_signature=spec)
    for run in (engine.expectations, traced):
        data = tf.zeros((0, 1))
        with tf.GradientTape() as tape:
            tape.watch(data)
            result = run(data, tf.zeros(0))
        assert result.shape == (0, 2)
        assert tape.gradient(result, data).shape == (0, 1)


WORDS = (
    "`sampler` must run the circuit in 1 bases at 2 rows of 10 shots. Received: "
    "sampler=BrokenSampler(), which raised OSError: no answer from the device"
)


def test_a_sampler_that_fails_is_named_with_its_reason():
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]))
    engine = _engine(circuit, [Z0], BrokenSampler(), 10, [A])
    with pytest.raises(RuntimeError) as caught:
        engine.expectations(tf.zeros((2, 1)), tf.zeros(0))
    assert str(caught.value) == WORDS
    with pytest.raises(tf.errors.UnknownError) as caught:
        tf.function(engine.expectations)(tf.zeros((2, 1)), tf.zeros(0))
    assert WORDS in str(caught.value)


class SampledLayer(keras.layers.Layer):
    """The least that trains an engine."""

    def __init__(self):
        super().__init__()
        circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.ry(W)(Q[0]))
        sampler = cirq.Simulator(seed=0)
        self.engine = _engine(circuit, [Z0], sampler, 50, [A], [W])
        self.angles = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return self.engine.expectations(inputs, tf.convert_to_tensor(self.angles))


def test_a_layer_trains_on_a_sampler():
    """The loss is least where a + w = pi, which is w = pi - 1."""
    model = keras.Sequential([SampledLayer()])
    model.compile(keras.optimizers.SGD(0.5), "mse")
    data, labels = np.ones((16, 1)), -np.ones((16, 1))
    model.fit(data, labels, batch_size=8, epochs=10, verbose=0)
    assert abs(float(model.layers[0].angles[0]) - (np.pi - 1)) < 0.4


def test_what_is_no_sampler_is_refused():
    with pytest.raises(
        TypeError, match="^`sampler` must be a cirq.Sampler. Received: "
    ):
        _engine(cirq.Circuit(), [Z0], "simulator", 10)


def test_less_than_one_shot_is_refused():
    with pytest.raises(ValueError, match="^`shots` must be at least 1. Received: "):
        _engine(cirq.Circuit(), [Z0], cirq.Simulator(), 0)
