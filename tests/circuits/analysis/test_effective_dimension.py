"""Tests of the effective dimension against closed forms and a grid of weights."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec
from circuits.analysis import effective_dimension

SCALE = 10_000 / (2 * np.pi * np.log(10_000))


def own(*gates, data=(), observables=None):
    q = cirq.LineQubit(0)
    circuit = cirq.Circuit(gate(sympy.Symbol(name))(q) for gate, name in gates)
    return CircuitSpec.from_circuit(circuit, list(data), observables)


def test_one_rotation_has_fisher_information_1_at_every_weight():
    """p = cos^2(w/2), so F = sin^2 w / (1 - cos^2 w) = 1."""
    found = effective_dimension(own((cirq.ry, "w")))
    assert found.value == pytest.approx(np.log(1 + SCALE) / np.log(SCALE), abs=1e-9)
    assert found.standard_error == pytest.approx(0, abs=1e-9)
    assert (found.num_inputs, found.num_weights) == (1, 1)
    assert found.normalized == found.value


def test_weights_that_do_the_same_count_once():
    """Three rotations about Y: F is all ones, of one eigenvalue, 3."""
    found = effective_dimension(own(*((cirq.ry, f"w{i}") for i in range(3))))
    expected = np.log(1 + 3 * SCALE) / np.log(SCALE)
    assert found.value == pytest.approx(expected, abs=1e-9)


def test_data_that_only_shift_the_weight_change_nothing():
    spec = own((cirq.ry, "x"), (cirq.ry, "w"), data=["x"])
    found = effective_dimension(spec, samples=20, inputs=10)
    assert found.value == pytest.approx(np.log(1 + SCALE) / np.log(SCALE), abs=1e-9)
    assert found.num_inputs == 10


def test_a_weight_that_no_output_sees_has_dimension_0():
    assert effective_dimension(own((cirq.rz, "w"))).value == 0


def test_two_weights_have_the_integral_over_a_grid():
    """RX(a) then RY(b): <Z> = cos a cos b, and F has one eigenvalue, its trace."""
    grid = 2 * np.pi * (np.arange(400) + 0.5) / 400
    a, b = np.meshgrid(grid, grid)
    height = np.cos(a) * np.cos(b)
    slopes = (np.sin(a) * np.cos(b)) ** 2 + (np.cos(a) * np.sin(b)) ** 2
    trace = slopes / (1 - height**2)
    roots = np.sqrt(1 + SCALE * 2 * trace / trace.mean())
    expected = 2 * np.log(roots.mean()) / np.log(SCALE)
    found = effective_dimension(own((cirq.rx, "a"), (cirq.ry, "b")), samples=4000)
    assert found.value == pytest.approx(expected, abs=3 * found.standard_error)
    assert found.standard_error < 0.01


def test_inputs_are_averaged_in_the_fisher_matrix_before_its_determinant():
    """RX(x) RY(w) has F = mean of cos^2 x sin^2 w / (1 - cos^2 x cos^2 w)."""
    grid = 2 * np.pi * (np.arange(400) + 0.5) / 400
    x, w = np.meshgrid(grid, grid)
    ratio = (np.cos(x) * np.sin(w)) ** 2 / (1 - (np.cos(x) * np.cos(w)) ** 2)
    fisher = ratio.mean(axis=1)
    roots = np.sqrt(1 + SCALE * fisher / fisher.mean())
    expected = 2 * np.log(roots.mean()) / np.log(SCALE)
    spec = own((cirq.rx, "x"), (cirq.ry, "w"), data=["x"])
    found = effective_dimension(spec, samples=200, inputs=400)
    assert found.value == pytest.approx(expected, abs=3 * found.standard_error + 1e-3)


def test_the_standard_error_is_the_scatter_of_repeated_measurements():
    found = [effective_dimension(CircuitSpec(2, 2), 30, seed) for seed in range(100)]
    spread = np.std([f.value for f in found])
    assert np.mean([f.standard_error for f in found]) == pytest.approx(spread, rel=0.3)


def test_more_rows_or_a_gamma_of_1_resolve_more():
    spec = own((cirq.ry, "w"))
    half = effective_dimension(spec, gamma=0.5, data_size=1000)
    scale = 500 / (2 * np.pi * np.log(1000))
    assert half.value == pytest.approx(np.log(1 + scale) / np.log(scale))
    assert half.data_size == 1000


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"data_size": 10},
            "`data_size` must make gamma n / (2 pi log n) exceed 1. Received: "
            "data_size=10, gamma=1.0, which make it 0.691. Use more rows.",
        ),
        (
            {"gamma": 0.0},
            "`gamma` must be in (0, 1]. Received: gamma=0.0.",
        ),
        (
            {"inputs": 0},
            "`inputs` must be at least 1. Received: inputs=0.",
        ),
    ],
)
def test_numbers_that_make_no_sense_are_refused(options, message):
    with pytest.raises(ValueError) as found:  # noqa: PT011 (words are compared)
        effective_dimension(CircuitSpec(1, 1), **options)
    assert str(found.value) == message


def test_an_output_that_is_no_probability_is_refused():
    q = cirq.LineQubit(0)
    with pytest.raises(ValueError) as found:  # noqa: PT011 (words are compared)
        effective_dimension(own((cirq.ry, "w"), observables=[2 * cirq.Z(q) + 0.5]))
    assert str(found.value) == (
        "`output` must be an observable in [-1, 1], because (1 + <O>) / 2 is read as a "
        "probability. Received: output=0, whose coefficients add up to 2.5. Divide it "
        "by that."
    )


def test_a_circuit_without_weights_is_refused():
    with pytest.raises(ValueError) as found:  # noqa: PT011 (words are compared)
        effective_dimension(CircuitSpec(1, 0))
    assert str(found.value) == (
        "`circuit` must have weights. Received: a circuit without weights."
    )
