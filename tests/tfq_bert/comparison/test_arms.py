"""Tests of the arms: what each head computes, and how many weights it has."""

import numpy as np
import pytest

from circuits import CircuitSpec
from tfq_bert.comparison.arms import (
    ARMS,
    MATCH_TOLERANCE,
    count_parameters,
    matched_widths,
)

BUILT = [name for name, arm in ARMS.items() if arm.build is not None]


def _head(arm, qubits=3, depth=2, hidden=16, classes=2, seed=0):
    return ARMS[arm].build(CircuitSpec(qubits, depth), hidden, classes, seed)


@pytest.mark.parametrize("arm", BUILT)
def test_heads_give_probabilities_of_each_class(seed, arm):
    features = np.random.default_rng(seed).normal(size=(5, 16)).astype(np.float32)
    probabilities = np.array(_head(arm, classes=4)(features))
    assert probabilities.shape == (5, 4)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("arm", BUILT)
def test_parameters_are_those_that_keras_counts(seed, arm):  # noqa: ARG001
    head = _head(arm)
    trained = sum(weight.shape.num_elements() for weight in _tensors(head))
    assert count_parameters(head)["parameters"] == trained
    frozen = 6 if arm == "frozen_circuit" else 0
    assert head.count_params() == trained + frozen


def test_parameters_of_the_hybrid_are_those_of_its_three_layers(seed):  # noqa: ARG001
    """Dense(16 to 3) 51, circuit of 3 qubits and depth 2 6, Dense(3 to 2) 8."""
    counts = count_parameters(_head("hybrid"))
    assert counts == {"parameters": 65, "circuit_parameters": 6}
    assert count_parameters(_head("dense"))["parameters"] == 59
    assert count_parameters(_head("linear"))["parameters"] == 34
    frozen = {"parameters": 59, "circuit_parameters": 0}
    assert count_parameters(_head("frozen_circuit")) == frozen


@pytest.mark.parametrize("qubits", [2, 4, 6, 8])
@pytest.mark.parametrize(("depth", "classes", "hidden"), [(4, 2, 384), (1, 6, 768)])
def test_matched_head_is_within_two_percent(qubits, depth, classes, hidden):
    size = {"qubits": qubits, "depth": depth, "hidden": hidden, "classes": classes}
    counts = [count_parameters(_head(arm, **size)) for arm in ("hybrid", "matched")]
    ours, theirs = (count["parameters"] for count in counts)
    assert abs(theirs - ours) <= MATCH_TOLERANCE * ours
    assert counts[1]["circuit_parameters"] == 0


def test_small_heads_are_matched_by_a_third_layer():
    """46 weights on 4 features: no two layers have 45.08 to 46.92."""
    widths = matched_widths(CircuitSpec(4, 4), 4, 2)
    assert len(widths) == 3
    head = _head("matched", qubits=4, depth=4, hidden=4)
    assert count_parameters(head)["parameters"] == 46


def test_smallest_heads_are_matched_within_two_weights():
    for qubits, hidden in ((1, 1), (1, 4), (2, 6), (3, 2)):
        size = {"qubits": qubits, "depth": 1, "hidden": hidden}
        counts = [count_parameters(_head(arm, **size)) for arm in ("hybrid", "matched")]
        ours, theirs = (count["parameters"] for count in counts)
        assert abs(theirs - ours) <= max(2, MATCH_TOLERANCE * ours)


def test_frozen_circuit_draws_its_angles_from_the_seed(seed):  # noqa: ARG001
    angles = [
        np.array(_head("frozen_circuit", seed=s).get_layer("quantum").parameters)
        for s in (1, 1, 2)
    ]
    np.testing.assert_array_equal(angles[0], angles[1])
    assert np.abs(angles[0] - angles[2]).max() > 0.1
    assert (angles[0] >= 0).all()
    assert (angles[0] < 2 * np.pi).all()


def _tensors(head):
    import tensorflow as tf

    return [tf.convert_to_tensor(weight) for weight in head.trainable_weights]
