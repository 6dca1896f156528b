"""Amplitude encoding: the state is the vector of features over its norm."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import amplitude_angles
from circuits.amplitude import amplitude, amplitude_counts


def prepared(angles, num_qubits):
    qubits = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(amplitude(qubits, list(angles)))
    return circuit.final_state_vector(qubit_order=qubits, dtype=np.complex128)


@pytest.mark.parametrize("num_qubits", range(1, 8))
def test_the_state_is_the_features_over_their_norm_signs_and_all(num_qubits):
    features = np.random.default_rng(num_qubits).normal(size=2**num_qubits)
    state = prepared(amplitude_angles(features), num_qubits)
    np.testing.assert_allclose(state, features / np.linalg.norm(features), atol=1e-8)


@pytest.mark.parametrize(
    "features",
    [
        [0, 0, 0, 1],
        [0, -1, 0, 0],
        [-1, 0, 0, -1],
        [1e-300, 0, 2e-300, 0],
        [1e300, 1e300, -1e300, 0],
    ],
)
def test_zeros_signs_and_extreme_sizes_are_kept(features):
    largest = np.max(np.abs(features))
    scaled = np.array(features) / largest
    state = prepared(amplitude_angles(features), 2)
    np.testing.assert_allclose(state, scaled / np.linalg.norm(scaled), atol=1e-8)


def test_a_batch_gives_the_angles_of_each_row():
    rows = np.random.default_rng(0).normal(size=(3, 8))
    batch = amplitude_angles(rows)
    assert batch.shape == (3, 7)
    for row, angles in zip(rows, batch, strict=True):
        np.testing.assert_array_equal(amplitude_angles(row), angles)


def test_the_angles_are_those_by_hand():
    """|00>: 0. |11>: qubit 0 turns by pi; qubit 1 by a and b around a CNOT, which add
    up to pi where qubit 0 is 1 (X b X = -b: a - b) and to 0 where it is 0 (a + b)."""
    np.testing.assert_allclose(amplitude_angles([1, 0, 0, 0]), [0, 0, 0])
    np.testing.assert_allclose(
        amplitude_angles([0, 0, 0, 1]), [np.pi, np.pi / 2, -np.pi / 2]
    )


@pytest.mark.parametrize("num_qubits", range(1, 9))
def test_the_cost_is_the_one_stated(num_qubits):
    counts = amplitude_counts(num_qubits)
    symbols = sympy.symbols(f"x:{counts.symbols}")
    circuit = cirq.Circuit(amplitude(cirq.LineQubit.range(num_qubits), symbols))
    sizes = [len(operation.qubits) for operation in circuit.all_operations()]
    assert counts == (sizes.count(1), len(circuit), sizes.count(2))


@pytest.mark.parametrize("shape", [(), (1,), (0,), (3,), (2, 6), (2, 2, 2)])
def test_a_length_that_is_no_power_of_two_is_refused(shape):
    with pytest.raises(
        ValueError,
        match=r"^`features` must have shape \(2\*\*n,\) or \(batch_size, 2\*\*n\), "
        r"because .*\. Received: features\.shape=.*\. Fill each row up with zeros\.$",
    ):
        amplitude_angles(np.ones(shape))


def test_rows_that_are_no_state_are_refused():
    with pytest.raises(
        ValueError, match=r"^`features` must have a value that is not zero in each row"
    ):
        amplitude_angles([[1, 0], [0, 0]])
    with pytest.raises(ValueError, match=r"^`features` must be finite\."):
        amplitude_angles([1, np.nan])
    for wrong in ([1j, 0], ["a", "b"], [True, False]):
        with pytest.raises(TypeError, match=r"^`features` must be real numbers\."):
            amplitude_angles(wrong)
