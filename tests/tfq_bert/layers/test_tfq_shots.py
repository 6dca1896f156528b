"""TFQ's sampled and noisy operations behind `PQC`.

Second routes: the exact engines on the same circuit, and TFQ called directly.
Tolerances are five standard errors of the samples.
"""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpecError, apply_noise
from tfq_bert._quiet import import_tfq, keras, tf
from tfq_bert.layers import PQC

A, B, W = sympy.symbols("a b w")
Q = cirq.GridQubit.rect(1, 2)
CIRCUIT = cirq.Circuit(
    cirq.rx(A)(Q[0]),
    cirq.ry(2 * B + W)(Q[1]),
    cirq.CNOT(*Q),
    cirq.XX(*Q) ** W,
    cirq.ISWAP(*Q) ** A,
    cirq.ry(W)(Q[0]),
)
OBSERVABLES = [cirq.Z(Q[0]), cirq.X(Q[0]) * cirq.Y(Q[1]) + 0.5 * cirq.Z(Q[1])]
ANGLES = [[0.3, 0.4], [1.0, -0.7]]
SHOTS = 10_000
TOLERANCE = 5 * 1.5 / np.sqrt(SHOTS)


def _run(**options):
    """Returns the values, and their slopes to the angles and to the weight."""
    layer = PQC(
        CIRCUIT,
        OBSERVABLES,
        data_symbols=[A, B],
        initializer=keras.initializers.Constant(0.8),
        **options,
    )
    angles = tf.constant(ANGLES)
    with tf.GradientTape() as tape:
        tape.watch(angles)
        values = layer(angles)
    weight = layer.trainable_variables
    by_angles, (by_weight,) = tape.gradient(values, [angles, weight])
    return values.numpy(), by_angles.numpy(), by_weight.numpy()


@pytest.mark.parametrize(
    "noise", [None, 0.05, cirq.amplitude_damp(0.1)], ids=["none", "depolarize", "damp"]
)
def test_samples_and_slopes_scatter_about_the_exact_ones(noise):
    exact = _run(noise=noise)
    sampled = _run(noise=noise, engine="tfq", shots=SHOTS)
    # A slope adds two shifted runs for each of up to five gates of an angle.
    for found, expected, factor in zip(sampled, exact, (1, 10, 10), strict=True):
        np.testing.assert_allclose(found, expected, atol=factor * TOLERANCE)


@pytest.mark.parametrize(
    "options", [{}, {"engine": "tfq", "shots": SHOTS}], ids=["exact", "tfq"]
)
def test_the_values_are_those_of_tfqs_noisy_runs(options):
    """`NoisyPQC` itself cannot be made with Keras 3; this is the operation it calls."""
    tfq = import_tfq()
    angles = {"a": ANGLES[0][0], "b": ANGLES[0][1], "w": 0.8}
    noisy = cirq.resolve_parameters(apply_noise(CIRCUIT, 0.05), angles)
    expected = tfq.noise.expectation(
        tfq.convert_to_tensor([noisy]),
        tf.zeros(0, tf.string),
        tf.zeros((1, 0)),
        tfq.convert_to_tensor([OBSERVABLES]),
        [[SHOTS] * 2],
    )
    values, *_ = _run(noise=0.05, **options)
    np.testing.assert_allclose(values[:1], expected, atol=2 * TOLERANCE)


def test_more_noise_than_eight_qubits_hold_as_a_matrix_is_sampled():
    """Bit flips of 0.1 after each of two moments: <Z> = (1 - 0.2)**2 at angle 0."""
    qubits = cirq.LineQubit.range(9)
    circuit = cirq.Circuit(cirq.rx(A).on_each(*qubits), cirq.I.on_each(*qubits))
    layer = PQC(
        circuit,
        [cirq.Z(q) for q in qubits],
        data_symbols=[A],
        engine="tfq",
        shots=2000,
        noise=cirq.bit_flip(0.1),
    )
    values = layer(tf.zeros((1, 1))).numpy()
    np.testing.assert_allclose(values, 0.64, atol=5 / np.sqrt(2000))


def test_no_rows_give_no_rows():
    layer = PQC(CIRCUIT, OBSERVABLES, data_symbols=[A, B], engine="tfq", shots=5)
    assert layer(tf.zeros((0, 2))).shape == (0, 2)


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (cirq.ry(A)(Q[0]).controlled_by(Q[1]), "controlled gates without symbols only"),
        (cirq.measure(Q[0], key="k"), "channels on one qubit"),
        (cirq.KrausChannel([np.eye(2)]).on(Q[0]), "channels on one qubit"),
    ],
    ids=["control", "measurement", "Kraus"],
)
def test_what_tfq_cannot_sample_is_refused_with_the_way_out(operation, words):
    circuit = cirq.Circuit(operation, cirq.ry(A)(Q[0]), cirq.H(Q[1]))
    with pytest.raises(CircuitSpecError, match=words) as caught:
        PQC(circuit, cirq.Z(Q[0]), data_symbols=[A], engine="tfq", shots=5, noise=0.0)
    assert 'Use engine="statevector"' in str(caught.value)


def test_a_layer_with_shots_is_restored_from_its_configuration():
    layer = PQC(
        CIRCUIT, OBSERVABLES, data_symbols=[A, B], engine="tfq", shots=7, noise=0.1
    )
    restored = PQC.from_config(layer.get_config())
    assert (restored.engine, restored.shots, restored.noise) == ("tfq", 7, 0.1)
