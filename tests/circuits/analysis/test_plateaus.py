"""Tests of the plateau's slope against what theory says of deep and flat circuits."""

import cirq
import numpy as np
import pytest

from circuits import CircuitSpec
from circuits.analysis import gradient_variance, gradient_variances


@pytest.mark.slow
@pytest.mark.parametrize("ansatz", ["su2", "strongly_entangling"])
def test_the_variance_of_deep_random_circuits_halves_with_every_qubit(ansatz):
    found = gradient_variances(CircuitSpec(ansatz=ansatz), depths=(16,), samples=400)
    (fit,) = found.fits
    # log2 of N^2 / (N^2 - 1) leaves 0.015 between 2 and 8 qubits.
    assert fit.slope == pytest.approx(-1, abs=3 * fit.standard_error + 0.015)
    assert fit.standard_error < 0.05
    assert found.num_qubits == (2, 3, 4, 5, 6, 7, 8)


def test_a_circuit_without_entanglement_has_no_plateau():
    spec = CircuitSpec(ansatz="none_ry")
    found = gradient_variances(spec, (2, 4, 6, 8), depths=(1, 8), samples=500)
    for fit, row in zip(found.fits, found.variances, strict=True):
        assert fit.slope == pytest.approx(0, abs=3 * fit.standard_error)
        for variance in row:
            assert variance.value == pytest.approx(
                0.5, abs=3.5 * variance.standard_error
            )


def test_the_line_is_that_of_numpys_polyfit():
    spec = CircuitSpec(ansatz="su2")
    found = gradient_variances(spec, (2, 3, 5), depths=(2,), samples=50, seed=1)
    values = [variance.value for variance in found.variances[0]]
    single = gradient_variance(CircuitSpec(5, 2, ansatz="su2"), 50, 1)
    assert values[2] == single.value
    line, covariance = np.polyfit((2, 3, 5), np.log2(values), 1, cov=True)
    fit = found.fits[0]
    assert (fit.slope, fit.intercept) == pytest.approx(tuple(line))
    assert fit.standard_error == pytest.approx(np.sqrt(covariance[0, 0]))


def test_two_sizes_have_a_slope_without_an_error_and_one_has_none():
    spec = CircuitSpec(ansatz="none_ry")
    two = gradient_variances(spec, (2, 3), depths=(1,), samples=20).fits[0]
    assert np.isnan(two.standard_error)
    assert gradient_variances(spec, (2,), depths=(1,), samples=20).fits == (None,)


def test_a_weight_outside_the_light_cone_has_no_slope():
    spec = CircuitSpec(ansatz="none_ry")
    found = gradient_variances(spec, (2, 3), depths=(1,), samples=20, weight=1)
    assert found.fits == (None,)


def test_a_circuit_of_one_size_is_refused():
    q = cirq.LineQubit.range(2)
    with pytest.raises(ValueError) as found:  # noqa: PT011 (words are compared)
        gradient_variances(CircuitSpec(2, readout=[cirq.Z(q[1])]))
    assert str(found.value) == (
        "`spec` must be of an encoder, an ansatz and a readout with names, because it "
        "is built in several sizes. Received: ansatz='brick_ry', readout="
        "(cirq.Z(cirq.LineQubit(1)),). Use gradient_variance, which takes one size."
    )
    with pytest.raises(
        TypeError, match=r"^`spec` must be a CircuitSpec\. Received: spec=4\.$"
    ):
        gradient_variances(4)
