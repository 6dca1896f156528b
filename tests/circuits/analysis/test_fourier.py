"""Tests of the Fourier spectrum against closed forms and curves of Cirq."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec, CircuitSpecError, build_circuit
from circuits.analysis import data_frequencies, fourier_spectrum
from tests.second_route import simulate

X, W = sympy.symbols("x w")


def own(*operations, data=("x",)):
    return CircuitSpec.from_circuit(cirq.Circuit(operations), list(data))


def test_one_rotation_has_half_a_cosine_at_each_sign():
    """<Z> = cos x = (e^ix + e^-ix) / 2."""
    found = fourier_spectrum(own(cirq.ry(X)(cirq.q(0))), samples=3)
    assert found.frequencies.tolist() == [-1, 0, 1]
    np.testing.assert_allclose(found.coefficients, [[0.5, 0, 0.5]] * 3, atol=1e-12)
    assert found.highest == 1
    np.testing.assert_allclose(found.standard_errors, 0, atol=1e-12)


def test_the_papers_encoder_has_a_sine():
    """<Z> = -sin x = (i e^ix - i e^-ix) / 2."""
    found = fourier_spectrum(CircuitSpec(1, 0), samples=1)
    np.testing.assert_allclose(found.coefficients, [[-0.5j, 0, 0.5j]], atol=1e-12)
    assert np.isnan(found.standard_errors).all()


@pytest.mark.parametrize("repeats", [1, 2, 4])
def test_uploading_again_adds_a_frequency_each_time(repeats):
    spec = CircuitSpec(2, repeats, ansatz="su2", reupload=True)
    speeds = tuple(float(w) for w in range(1, repeats + 1))
    assert data_frequencies(spec) == (speeds, speeds)
    found = fourier_spectrum(spec, samples=60)
    assert found.frequencies.tolist() == list(range(-repeats, repeats + 1))
    assert found.magnitudes[-1] > 5 * found.standard_errors[-1] > 0


@pytest.mark.parametrize("encoder", ["angle_rx", "zz", "amplitude", "dense_angle"])
@pytest.mark.parametrize("data_angle", [0, 2])
def test_the_coefficients_give_back_the_curve_of_the_simulator(encoder, data_angle):
    """At angles between the points that the coefficients were found from."""
    spec = CircuitSpec(3, 1, encoder, "su2")
    weights = np.random.default_rng(3).uniform(0, 6, spec.num_weights)
    found = fourier_spectrum(spec, 1, data_angle=data_angle, output=1, weights=weights)
    built = build_circuit(spec)
    rest = np.random.default_rng(0).uniform(0, 2 * np.pi, (1, spec.num_data_symbols))[0]
    if encoder == "zz":
        rest[:] = 0
    else:
        # As drawn for the first sample, whose weights are then replaced.
        drawn = np.random.default_rng(0).uniform(
            0, 2 * np.pi, (1, spec.num_data_symbols + spec.num_weights)
        )[0]
        rest = drawn[: spec.num_data_symbols]
    for x in (0.3, 2.1, 5.5):
        rest[data_angle] = x
        point = dict(zip((s.name for s in built.data_symbols), rest, strict=True))
        point |= dict(zip((s.name for s in built.weight_symbols), weights, strict=True))
        expected = simulate(built.circuit, built.observables, point, built.qubits)[1]
        height = found.coefficients[0] @ np.exp(1j * found.frequencies * x)
        assert height == pytest.approx(expected, abs=1e-6)


def test_frequencies_that_are_no_integers_are_told_apart():
    """cos(x) cos(sqrt 2 x) has a quarter at 1 + sqrt 2, sqrt 2 - 1 and their minus."""
    q = cirq.LineQubit.range(2)
    speed = float(np.sqrt(2))
    circuit = [cirq.ry(X)(q[0]), cirq.ry(speed * X)(q[1])]
    spec = CircuitSpec.from_circuit(
        cirq.Circuit(circuit), ["x"], [cirq.Z(q[0]) * cirq.Z(q[1])]
    )
    found = fourier_spectrum(spec, 1)
    assert found.highest == pytest.approx(1 + speed)
    quarters = np.isclose(np.abs(found.frequencies), 1 + speed) | np.isclose(
        np.abs(found.frequencies), speed - 1
    )
    np.testing.assert_allclose(found.coefficients[0], quarters / 4, atol=1e-9)


def test_what_multiplies_the_angle_sets_its_frequency():
    spec = own(cirq.ry(X * W)(cirq.q(0)))
    assert data_frequencies(spec) == ((),)
    found = fourier_spectrum(spec, 2, weights=np.array([3.0]))
    assert found.frequencies.tolist() == [-3, 0, 3]
    np.testing.assert_allclose(found.coefficients, [[0.5, 0, 0.5]] * 2, atol=1e-12)


def test_a_trained_scaling_is_held_at_0():
    spec = CircuitSpec(1, 2, reupload=True, trainable_scaling=True)
    assert data_frequencies(spec) == ((1.0, 2.0),)
    assert fourier_spectrum(spec, 3).highest == 2


def test_an_angle_without_effect_has_a_constant_alone():
    spec = own(cirq.ry(X * W)(cirq.q(0)))
    found = fourier_spectrum(spec, 1)
    assert found.frequencies.tolist() == [0]
    np.testing.assert_allclose(found.coefficients, [[1]], atol=1e-12)


def test_an_angle_squared_is_refused():
    with pytest.raises(CircuitSpecError) as found:
        fourier_spectrum(own(cirq.ry(X**2)(cirq.q(0))))
    assert str(found.value) == (
        "a data angle must enter each gate linearly, because the square of an angle "
        "has no Fourier spectrum. Received: data_angle=0, which enters with the power "
        "2."
    )


@pytest.mark.parametrize(
    ("spec", "options", "message"),
    [
        (
            CircuitSpec(1, 1),
            {"data_angle": 1},
            "`data_angle` must be from 0 to 0, because the circuit has 1 data angles. "
            "Received: data_angle=1.",
        ),
        (
            CircuitSpec(1, 1),
            {"weights": np.zeros(2)},
            "`weights` must be of shape (1,), one a weight of the circuit. Received: "
            "weights.shape=(2,).",
        ),
        (
            own(cirq.ry(W)(cirq.q(0)), data=()),
            {},
            "`circuit` must have data angles. Received: a circuit without data angles.",
        ),
        (
            own(cirq.ry(X)(cirq.q(0)), cirq.ry(1.00001 * X)(cirq.q(1))),
            {},
            "`data_angle` must have frequencies that lie apart, because those close to "
            "each other take long curves to tell apart. Received: 400,003 points for "
            "frequencies up to 2, 1e-05 apart, and at most 16,384 are taken. Use "
            "data_frequencies for their list.",
        ),
    ],
)
def test_what_has_no_spectrum_is_refused(spec, options, message):
    with pytest.raises(ValueError) as found:  # noqa: PT011 (words are compared)
        fourier_spectrum(spec, 2, **options)
    assert str(found.value) == message
