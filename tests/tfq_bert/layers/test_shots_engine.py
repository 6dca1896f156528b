import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from circuits import CircuitSpecError
from tests.second_route import (
    central_difference,
    random_circuit,
    random_observables,
    simulate,
)
from tfq_bert._quiet import keras
from tfq_bert.layers.density_engine import DensityMatrixEngine
from tfq_bert.layers.shots_engine import ShotsEngine, check_shots

A, B, W = sympy.symbols("a b w")
Q = cirq.LineQubit.range(3)
NAMES = ("a", "b", "c")
# The state (0, +), read jointly.
PLUS = cirq.Circuit(cirq.I(Q[0]), cirq.H(Q[1]))
JOINT = [cirq.Z(Q[0]), cirq.Z(Q[1]), cirq.Z(Q[0]) * cirq.Z(Q[1])]


def _engine(circuit, observables, shots, data=(), weights=(), **options):
    used = {q for o in observables for q in o.qubits} | circuit.all_qubits()
    return ShotsEngine(
        circuit, observables, data, weights, sorted(used), shots, **options
    )


def _value(engine, rows=1):
    return engine.expectations(tf.zeros((rows, 0)), tf.zeros(0)).numpy()


def _check_mean(samples, exact, name=""):
    """Five standard errors of independent rows; 1e-3 where all rows are equal."""
    error = 5 * samples.std(axis=0) / np.sqrt(len(samples)) + 1e-3
    assert np.all(np.abs(samples.mean(axis=0) - exact) < error), name


GATES = [
    cirq.ControlledGate(cirq.ry(A))(Q[0], Q[1]),
    cirq.rx(A).controlled(2)(Q[0], Q[2], Q[1]),
    cirq.ISWAP(Q[0], Q[1]) ** A,
    cirq.CZ(Q[0], Q[1]) ** A,
    cirq.CNOT(Q[1], Q[0]) ** (2 * A + 1),
    cirq.FSimGate(A, A * B)(Q[0], Q[1]),
    cirq.PhasedXZGate(x_exponent=A, z_exponent=B, axis_phase_exponent=A)(Q[0]),
    cirq.PhasedISwapPowGate(phase_exponent=A, exponent=B)(Q[0], Q[1]),
    cirq.CircuitOperation(
        cirq.FrozenCircuit(cirq.ry(A)(Q[0]), cirq.rx(A * B)(Q[1])),
        param_resolver={"a": A - 2 * B},
        use_repetition_ids=False,
    ),
]


def _check_against_cirq(circuit, observables, names, values, **options):
    """200 equal rows of 500 shots: their means, and their gradients' means."""
    symbols = sympy.symbols(names)
    engine = _engine(circuit, observables, 500, symbols, seed=1, **options)
    data = tf.tile(tf.constant([values], tf.float32), (200, 1))
    by_name = dict(zip(names, values, strict=True))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(data)
        result = engine.expectations(data, tf.zeros(0))
        column = result[:, 0]
    qubits = sorted({q for o in observables for q in o.qubits} | circuit.all_qubits())
    exact = simulate(circuit, observables, by_name, qubits)
    _check_mean(result.numpy(), exact)
    gradient = tape.gradient(column, data).numpy()
    for i, name in enumerate(names):
        slope = central_difference(circuit, observables, by_name, name)[0]
        _check_mean(gradient[:, i], slope, name)


@pytest.mark.parametrize("operation", GATES, ids=str)
def test_each_kind_of_gate_has_its_value_and_gradient_within_five_sigma(operation):
    circuit = cirq.Circuit(
        cirq.ry(0.4).on_each(*Q), operation, cirq.ry(A)(Q[0]), cirq.rz(B)(Q[1])
    )
    observables = [cirq.Z(Q[0]) - 0.5 * cirq.X(Q[0]) * cirq.Y(Q[1]), cirq.Y(Q[1])]
    _check_against_cirq(circuit, observables, ("a", "b"), (0.37, -0.81))


@pytest.mark.parametrize("seed", range(6))
def test_a_random_circuit_agrees_with_cirq_within_five_sigma(seed):
    rng = np.random.default_rng(seed)
    circuit = random_circuit(rng, 1 + seed % 4, 10, NAMES)
    observables = random_observables(rng, 1 + seed % 4, 2)
    _check_against_cirq(circuit, observables, NAMES, tuple(rng.uniform(-2, 2, 3)))


def test_the_gradient_reaches_shared_weights():
    """One weight in two gates: <Z> = cos(2 w), the slope -2 sin(2 w)."""
    circuit = cirq.Circuit(cirq.ry(W)(Q[0]), cirq.ry(W)(Q[0]))
    engine = _engine(circuit, [cirq.Z(Q[0])], 1000, weights=[W], seed=0)
    weights = tf.constant([0.3])
    with tf.GradientTape() as tape:
        tape.watch(weights)
        mean = tf.reduce_mean(engine.expectations(tf.zeros((50, 0)), weights))
    slope = tape.gradient(mean, weights)
    # 4 runs of 50,000 shots with coefficients 1/2.
    np.testing.assert_allclose(slope, [-2 * np.sin(0.6)], atol=5 / np.sqrt(50000))


@pytest.mark.parametrize("shots", [1, 1000])
def test_values_are_on_the_lattice_and_columns_agree_shot_by_shot(shots):
    """Z0 is always 1, so that Z0*Z1 is Z1 in each shot; 0.13 is 4 sigma."""
    result = _value(_engine(PLUS, JOINT, shots, seed=3), rows=4)
    np.testing.assert_array_equal(result[:, 0], 1)
    np.testing.assert_array_equal(result[:, 1], result[:, 2])
    steps = (result + 1) * shots / 2
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-3)
    if shots == 1000:
        assert np.all(np.abs(result[:, 1]) < 0.13)


def test_one_shot_of_a_random_state_has_the_product_of_its_columns():
    circuit = cirq.Circuit(cirq.ry(1.1)(Q[0]), cirq.CNOT(*Q[:2]), cirq.rx(0.7)(Q[1]))
    for p in (cirq.X, cirq.Y, cirq.Z):
        observables = [p(Q[0]), p(Q[1]), p(Q[0]) * p(Q[1])]
        result = _value(_engine(circuit, observables, 1, seed=3), rows=100)
        np.testing.assert_array_equal(result[:, 0] * result[:, 1], result[:, 2])
        assert len(np.unique(result, axis=0)) > 1


def test_constants_are_exact():
    engine = _engine(PLUS, [cirq.PauliSum() + 0.7, cirq.X(Q[1]) + 2], 1)
    np.testing.assert_allclose(_value(engine), [[0.7, 3.0]])


def test_equal_seeds_give_equal_calls_and_calls_differ():
    one, two, other = (_engine(PLUS, JOINT, 100, seed=s) for s in (3, 3, 4))
    first, second = _value(one, 5), _value(one, 5)
    np.testing.assert_array_equal(first, _value(two, 5))
    np.testing.assert_array_equal(second, _value(two, 5))
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, _value(other, 5))
    assert len(np.unique(first[:, 1])) > 1  # the rows have draws of their own


def test_a_traced_function_goes_through_the_same_calls():
    eager, traced = (_engine(PLUS, JOINT, 100, seed=3) for _ in range(2))
    run = tf.function(
        traced.expectations,
        input_signature=[_spec(None, 0), _spec(0)],
    )
    for rows in (4, 2):
        result = run(tf.zeros((rows, 0)), tf.zeros(0))
        np.testing.assert_array_equal(result, _value(eager, rows))


def _spec(*shape):
    return tf.TensorSpec(shape, tf.float32)


def test_without_a_seed_calls_differ_and_follow_the_global_seed():
    engine = _engine(PLUS, JOINT, 100)
    results = []
    for _ in range(2):
        tf.random.set_seed(5)
        results.append([_value(engine, 5), _value(engine, 5)])
    np.testing.assert_array_equal(*results)
    assert not np.array_equal(*results[0])
    assert not np.array_equal(_value(engine, 5), results[0][0])


def test_chunks_do_not_change_the_mean(monkeypatch):
    """Rows of ry(0.1 k): a chunk out of place would show."""
    monkeypatch.setattr("tfq_bert.layers.shots_engine.CHUNK_SIZE", 3 * 2000)
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]))
    engine = _engine(circuit, [cirq.Z(Q[0])], 2000, data=[A], seed=0)
    angles = np.linspace(0, 3, 10)[:, None]
    for run in (engine.expectations, tf.function(engine.expectations)):
        data = tf.constant(angles, tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(data)
            result = run(data, tf.zeros(0))
        atol = 5 / np.sqrt(2000)
        np.testing.assert_allclose(result, np.cos(angles), atol=atol)
        gradient = tape.gradient(result, data)
        np.testing.assert_allclose(gradient, -np.sin(angles), atol=atol)


@pytest.mark.parametrize("noise", [None, 0.1])
def test_no_rows_give_no_rows(noise):
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]))
    engine = _engine(circuit, [cirq.Z(Q[0])] * 2, 10, data=[A], noise=noise)
    traced = tf.function(
        engine.expectations, input_signature=[_spec(None, 1), _spec(0)]
    )
    for run in (engine.expectations, traced):
        data = tf.zeros((0, 1))
        with tf.GradientTape() as tape:
            tape.watch(data)
            result = run(data, tf.zeros(0))
        assert result.shape == (0, 2)
        assert tape.gradient(result, data).shape == (0, 1)


def test_fourteen_qubits_are_sampled_evenly():
    """All amplitudes equal: each Z has mean 0, X mean 1."""
    qubits = cirq.LineQubit.range(14)
    observables = [cirq.Z(q) for q in qubits] + [cirq.X(qubits[3])]
    engine = _engine(cirq.Circuit(cirq.H.on_each(*qubits)), observables, 4000, seed=0)
    result = _value(engine, rows=2)
    np.testing.assert_allclose(result[:, :-1], 0, atol=5 / np.sqrt(4000))
    np.testing.assert_array_equal(result[:, -1], 1)


@pytest.mark.parametrize("noise", [0.03, cirq.amplitude_damp(0.1)])
def test_noise_is_sampled_and_differentiated(noise):
    circuit = random_circuit(np.random.default_rng(5), 3, 10, NAMES)
    observables = random_observables(np.random.default_rng(5), 3, 2)
    symbols = sympy.symbols(NAMES)
    arguments = (circuit, observables, symbols, (), Q)
    exact = DensityMatrixEngine(*arguments, noise)
    engine = ShotsEngine(*arguments, 500, seed=1, noise=noise)
    data = tf.constant([[0.37, -0.81, 1.2]] * 100)
    results = []
    for each in (exact, engine):
        with tf.GradientTape() as tape:
            tape.watch(data)
            values = each.expectations(data, tf.zeros(0))
            column = values[:, 0]
        results.append((values.numpy(), tape.gradient(column, data).numpy()))
    (values, gradient), (sampled, sampled_gradient) = results
    _check_mean(sampled, values[0])
    _check_mean(sampled_gradient, gradient[0])


def test_channels_and_measurements_within_the_circuit_are_sampled():
    """A bit flip of 0.1: 0.8; H, measure, H: 0."""
    circuit = cirq.Circuit(
        cirq.bit_flip(0.1)(Q[0]), cirq.H(Q[1]), cirq.measure(Q[1]), cirq.H(Q[1])
    )
    result = _value(_engine(circuit, [cirq.Z(q) for q in Q[:2]], 10000, seed=0))
    np.testing.assert_allclose(result, [[0.8, 0.0]], atol=0.05)


class SampledLayer(keras.layers.Layer):
    """The least that trains and saves an engine."""

    def __init__(self):
        super().__init__()
        circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.ry(W)(Q[0]))
        self.engine = _engine(circuit, [cirq.Z(Q[0])], 200, [A], [W], seed=7)
        self.angles = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return self.engine.expectations(inputs, tf.convert_to_tensor(self.angles))


def test_a_layer_trains_by_samples_reproducibly():
    """The loss is least where a + w = pi, which is w = pi - 1."""
    ends = []
    for _ in range(2):
        model = keras.Sequential([SampledLayer()])
        model.compile(keras.optimizers.Adam(0.1), "mse")
        data, labels = np.ones((64, 1)), -np.ones((64, 1))
        model.fit(data, labels, batch_size=16, epochs=12, verbose=0, shuffle=False)
        ends.append(float(model.layers[0].angles[0]))
    assert ends[0] == ends[1]
    assert abs(ends[0] - (np.pi - 1)) < 0.3


def test_a_saved_model_goes_on_sampling(tmp_path):
    module = tf.Module()
    module.layer = SampledLayer()
    module.run = tf.function(
        lambda x: module.layer(x), input_signature=[_spec(None, 1)]
    )
    options = tf.saved_model.SaveOptions(experimental_custom_gradients=False)
    tf.saved_model.save(module, str(tmp_path), options=options)
    loaded = tf.saved_model.load(str(tmp_path))
    rows = tf.constant([[0.5]] * 20)
    first, second = loaded.run(rows).numpy(), loaded.run(rows).numpy()
    _check_mean(first, np.cos(0.5))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("shots", [1.5, "10", True, None])
def test_shots_of_another_type_are_refused(shots):
    with pytest.raises(
        TypeError, match=r"^`shots` must be an integer. Received: shots="
    ):
        check_shots(shots)


def test_less_than_one_shot_is_refused():
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        check_shots(0)
    assert str(caught.value) == (
        "`shots` must be at least 1. Received: shots=0. For exact expectation values, "
        "use shots=None."
    )


@pytest.mark.parametrize(
    ("seed", "error", "words"),
    [
        (1.5, TypeError, r"^`seed` must be an integer or None. Received: seed=1.5.$"),
        (-1, ValueError, r"^`seed` must be in \[0, 2\*\*63\). Received: seed=-1.$"),
    ],
)
def test_a_bad_seed_is_refused(seed, error, words):
    with pytest.raises(error, match=words):
        _engine(PLUS, JOINT, 1, seed=seed)


def test_what_a_measurement_controls_is_refused_with_the_way_out():
    circuit = cirq.Circuit(
        cirq.measure(Q[0], key="m"), (cirq.Y(Q[1]) ** A).with_classical_controls("m")
    )
    with pytest.raises(
        CircuitSpecError,
        match=r"Received: Y\*\*a\(q\(1\)\).*, and a measurement controls it. Give PQC "
        "`sampler` and `shots`, which run it.$",
    ):
        _engine(circuit, [cirq.Z(Q[1])], 1, data=(A,))
