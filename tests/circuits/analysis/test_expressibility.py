"""Tests of expressibility against closed forms and published values."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec
from circuits.analysis import (
    expressibility,
    expressibility_of_fidelities,
    haar_log_probabilities,
)


def haar_states(rng, samples, num_qubits):
    """Draws columns of Haar-random unitaries: normalized complex Gaussians."""
    shape = (samples, 2**num_qubits)
    states = rng.normal(size=shape) + 1j * rng.normal(size=shape)
    return states / np.linalg.norm(states, axis=1, keepdims=True)


def own(*gates):
    """Describes a circuit of one qubit, H and then rotations with a weight each."""
    q = cirq.LineQubit(0)
    turns = [gate(sympy.Symbol(f"w{i}"))(q) for i, gate in enumerate(gates)]
    return CircuitSpec.from_circuit(cirq.Circuit(cirq.H(q), *turns), [])


@pytest.mark.parametrize("num_qubits", [1, 3, 8, 12])
def test_the_idle_circuit_has_the_logarithm_of_the_last_bin(num_qubits):
    idle = CircuitSpec(num_qubits, 0)
    found = expressibility(idle, pairs=20, random_data=False)
    assert found.value == pytest.approx((2**num_qubits - 1) * np.log(75), rel=1e-12)
    assert (found.standard_error, found.bias, found.num_samples) == (0, 0, 20)


@pytest.mark.parametrize("num_qubits", [1, 2, 4, 8])
def test_haar_random_states_are_at_0(num_qubits):
    rng = np.random.default_rng(0)
    left, right = (haar_states(rng, 20_000, num_qubits) for _ in range(2))
    fidelities = np.abs((left.conj() * right).sum(axis=1)) ** 2
    found = expressibility_of_fidelities(fidelities, num_qubits)
    assert found.value == pytest.approx(0, abs=1e-3)
    assert abs(found.value) < 3 * found.standard_error


def test_one_rotation_after_h_has_the_divergence_of_the_arcsine_law():
    """The fidelity is cos^2 of a uniform angle: P(F <= f) = 2 asin(sqrt f) / pi.

    Haar's law of one qubit is uniform.
    """
    edges = np.linspace(0, 1, 76)
    shares = np.diff(2 / np.pi * np.arcsin(np.sqrt(edges)))
    expected = shares @ np.log(75 * shares)
    found = expressibility(own(cirq.rz), pairs=20_000, seed=3)
    assert found.value == pytest.approx(expected, abs=3 * found.standard_error)
    assert found.standard_error < 0.01


def test_a_second_axis_has_the_divergence_of_its_bloch_vectors():
    """H, RZ(a), RX(b) point at (cos a, sin a cos b, sin a sin b).

    Two such vectors have the fidelity (1 + r r') / 2, here on a grid of all angles.
    """
    grid = 2 * np.pi * (np.arange(120) + 0.5) / 120
    a, c, b = np.meshgrid(grid, grid, grid, indexing="ij")
    dots = np.cos(a) * np.cos(c) + np.sin(a) * np.sin(c) * np.cos(b)
    shares = np.histogram((1 + dots) / 2, 75, (0, 1))[0] / dots.size
    expected = shares @ np.log(75 * shares)
    found = expressibility(own(cirq.rz, cirq.rx), pairs=20_000)
    assert found.value == pytest.approx(expected, abs=3 * found.standard_error)
    assert 0.01 < expected < 0.03


def test_the_bias_of_a_histogram_is_what_haar_random_pairs_show():
    """The mean over 400 histograms of 1,000 pairs is 74 / 2,000 before it is taken."""
    rng = np.random.default_rng(0)
    found = [expressibility_of_fidelities(rng.random(1000), 1) for _ in range(400)]
    assert np.mean([f.value + f.bias for f in found]) == pytest.approx(0.037, abs=1e-3)
    values = [f.value for f in found]
    assert np.mean(values) == pytest.approx(0, abs=1e-3)
    errors = np.mean([f.standard_error for f in found])
    assert np.std(values) == pytest.approx(errors, rel=0.3)


@pytest.mark.parametrize("num_qubits", [1, 2, 5, 10])
def test_haars_bins_sum_to_1_and_are_the_integrated_density(num_qubits):
    size = 2**num_qubits
    found = np.exp(haar_log_probabilities(num_qubits, 20))
    assert found.sum() == pytest.approx(1, abs=1e-12)
    points = (np.arange(20 * 2000) + 0.5) / (20 * 2000)
    density = (size - 1) * (1 - points) ** (size - 2) / (20 * 2000)
    np.testing.assert_allclose(found, density.reshape(20, -1).sum(axis=1), atol=2e-4)


def test_the_histogram_holds_the_share_of_the_pairs_in_each_bin():
    found = expressibility_of_fidelities(np.array([0.1, 0.6, 0.7, 1 + 1e-12]), 2, 2)
    assert found.histogram.tolist() == [0.25, 0.75]
    expected = 0.25 * np.log(0.25 / 0.875) + 0.75 * np.log(0.75 / 0.125)
    assert found.value + found.bias == pytest.approx(expected)
    assert found.bias == 1 / 8


def test_numbers_that_make_no_sense_are_refused():
    spec = CircuitSpec(1, 1)
    for call, message in (
        (
            lambda: expressibility(spec, pairs=1),
            "`pairs` must be at least 2. Received: pairs=1.",
        ),
        (
            lambda: expressibility(spec, bins=1, pairs=2),
            "`bins` must be at least 2. Received: bins=1.",
        ),
        (
            lambda: haar_log_probabilities(0),
            "`num_qubits` must be at least 1. Received: num_qubits=0.",
        ),
        (
            lambda: expressibility_of_fidelities(np.array([0.5, 1.5]), 1),
            "`fidelities` must be in [0, 1]. Received: values from 0.5 to 1.5. "
            "Normalize the states.",
        ),
    ):
        with pytest.raises(ValueError) as found:  # noqa: PT011 (words are compared)
            call()
        assert str(found.value) == message
