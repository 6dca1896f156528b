"""Tests of the random parameters and the states that they give."""

import numpy as np
import pytest

from circuits import CircuitSpec
from circuits.analysis import sample_states
from circuits.analysis.program import compile_program
from circuits.analysis.samples import draw_values


def test_equal_seeds_give_equal_states_and_others_do_not():
    spec = CircuitSpec(3, 2)
    states = [sample_states(spec, 4, seed) for seed in (1, 1, 2)]
    assert np.array_equal(states[0], states[1])
    assert not np.allclose(states[0], states[2])


def test_parameters_are_uniform_from_0_to_2_pi():
    """Mean pi and standard deviation 2 pi / sqrt(12), within five standard errors."""
    values = draw_values(compile_program(CircuitSpec(1, 1)), 10_000, 0)
    assert values.shape == (10_000, 2)
    spread = 2 * np.pi / np.sqrt(12)
    assert values.mean(axis=0) == pytest.approx([np.pi] * 2, abs=5 * spread / 100)
    assert values.std(axis=0) == pytest.approx([spread] * 2, rel=0.03)
    assert values.min() >= 0
    assert values.max() < 2 * np.pi


def test_data_can_be_held_at_0_while_weights_are_drawn():
    values = draw_values(compile_program(CircuitSpec(2, 1)), 5, 0, random_data=False)
    assert not values[:, :2].any()
    assert values[:, 2:].all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"samples": 0},
            ValueError,
            "`samples` must be at least 1. Received: samples=0.",
        ),
        (
            {"samples": 2.0},
            TypeError,
            "`samples` must be an integer. Received: samples=2.0.",
        ),
        (
            {"samples": 1, "seed": -1},
            ValueError,
            "`seed` must be at least 0. Received: seed=-1.",
        ),
        (
            {"samples": 1, "random_data": 1},
            TypeError,
            "`random_data` must be True or False. Received: random_data=1.",
        ),
    ],
)
def test_numbers_that_make_no_sense_are_refused(arguments, error, message):
    with pytest.raises(error) as found:
        sample_states(CircuitSpec(1, 1), **arguments)
    assert str(found.value) == message
