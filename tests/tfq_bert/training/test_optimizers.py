"""AdamW with factors, against Keras's own AdamW on each group alone."""

import numpy as np
import pytest

from tfq_bert._quiet import keras, tf
from tfq_bert.training.optimizers import ScaledAdamW, WarmupLinearDecay, layer_scales

GRADIENTS = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")


def _variable(name):
    return keras.Variable(np.array([1.0, -2.0, 3.0], "float32"), name=name)


def _run(optimizer, variables):
    optimizer.build(variables)

    @tf.function
    def step(gradient):
        optimizer.apply([gradient * (i + 1) for i in range(len(variables))])

    for gradient in GRADIENTS:
        step(tf.constant(gradient))
    return [variable.numpy() for variable in variables]


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_each_group_moves_as_under_adamw_with_its_own_rate(weight_decay):
    scales = {"low": 0.25, "middle": 0.5}
    names = ["low_a", "middle_a", "head"]
    scaled = _run(
        ScaledAdamW(0.02, scales=scales, weight_decay=weight_decay),
        [_variable(name) for name in names],
    )
    for i, (found, factor) in enumerate(zip(scaled, (0.25, 0.5, 1.0), strict=True)):
        alone = keras.optimizers.AdamW(0.02 * factor, weight_decay=weight_decay)
        variables = [_variable(f"v{j}") for j in range(3)]
        expected = _run(alone, variables)[i]
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_variables_without_decay_and_clipping_are_kept_as_keras_has_them():
    optimizers = [
        make(0.02, weight_decay=0.1, global_clipnorm=0.5)
        for make in (ScaledAdamW, keras.optimizers.AdamW)
    ]
    results = []
    for optimizer in optimizers:
        optimizer.exclude_from_weight_decay(var_names=["bias"])
        results.append(_run(optimizer, [_variable("kernel"), _variable("bias")]))
    np.testing.assert_allclose(results[0], results[1], rtol=1e-6)


def test_a_schedule_sets_the_rate_of_every_group():
    schedule = WarmupLinearDecay(0.02, 2, 6)
    found = _run(ScaledAdamW(schedule, scales={"low": 0.5}), [_variable("low")])
    half = keras.optimizers.AdamW(WarmupLinearDecay(0.01, 2, 6))
    np.testing.assert_allclose(found, _run(half, [_variable("low")]), rtol=1e-6)


def test_the_first_rule_that_is_found_counts():
    optimizer = ScaledAdamW(1.0, scales={"a/b": 0.1, "a": 0.2})
    assert [optimizer.scale_of(p) for p in ("x/a/b", "x/a/c", "c")] == [0.1, 0.2, 1.0]


def test_it_is_rebuilt_from_its_configuration():
    schedule = WarmupLinearDecay(0.02, 2, 6)
    optimizer = ScaledAdamW(schedule, scales=layer_scales(2, 0.5), global_clipnorm=1.0)
    config = keras.optimizers.serialize(optimizer)
    rebuilt = keras.optimizers.deserialize(config)
    assert isinstance(rebuilt, ScaledAdamW)
    assert keras.optimizers.serialize(rebuilt) == config


def test_every_weight_of_a_backbone_finds_the_factor_of_its_depth(tiny_classifier):
    """Two blocks: 0.25 and 0.5 by hand, 0.125 for the embeddings, 1 for the head."""
    classifier = tiny_classifier(trainable_backbone=True)
    optimizer = ScaledAdamW(1e-3, scales=layer_scales(2, 0.5))
    found = {v.path: optimizer.scale_of(v.path) for v in classifier.trainable_variables}
    groups = {
        "transformer_layer_0": 0.25,
        "transformer_layer_1": 0.5,
        "embedding": 0.125,
        "head": 1.0,
    }
    counts = dict.fromkeys(groups, 0)
    for path, factor in found.items():
        name = next((name for name in groups if name in path), "head")
        counts[name] += 1
        assert factor == groups[name], path
    # Attention 4 x 2 without the keys' bias, two norms x 2, two Dense x 2 in a block;
    # tables and their norm.
    assert counts == {
        "transformer_layer_0": 15,
        "transformer_layer_1": 15,
        "embedding": 5,
        "head": 5,
    }


@pytest.mark.parametrize(
    ("warmup", "expected"),
    [(2, [0.5, 1, 1, 0.75, 0.5, 0.25, 0, 0]), (0, [1, 5 / 6, 4 / 6, 3 / 6])],
)
def test_the_rate_rises_and_falls_in_lines_and_stays_at_zero(warmup, expected):
    schedule = WarmupLinearDecay(3.0, warmup, 6)
    rates = [float(schedule(step)) for step in range(len(expected))]
    np.testing.assert_allclose(rates, np.multiply(expected, 3.0), rtol=1e-6)


def test_a_row_that_a_gradient_names_twice_counts_as_its_sum(seed):  # noqa: ARG001
    """By hand: clipped to norm 1, (3 + 1, 0) is (1, 0), and Adam moves by its rate.

    Squared part by part, its norm would be sqrt(10), and the step 1.26 times the rate.
    """
    variable = keras.Variable([[1.0], [1.0]])
    optimizer = ScaledAdamW(0.1, weight_decay=0.0, global_clipnorm=1.0)
    optimizer.build([variable])
    twice = tf.IndexedSlices(tf.constant([[3.0], [1.0]]), tf.constant([0, 0]), [2, 1])
    optimizer.apply([twice], [variable])
    np.testing.assert_allclose(np.array(variable), [[0.9], [1.0]], 0, 1e-6)
    np.testing.assert_allclose(np.array(optimizer._velocities[0])[0], 1e-3, 1e-5)
