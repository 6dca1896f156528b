"""Tests of the fast training of a head, against Keras's own `fit`."""

import numpy as np
import pytest

from circuits import CircuitSpec
from tfq_bert.comparison.arms import ARMS
from tfq_bert.comparison.fit_head import HeadTrainer, rates_to_try
from tfq_bert.errors import InputError


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(3)
    features = rng.normal(size=(90, 8)).astype(np.float32)
    return features, (features[:, 0] * features[:, 1] > 0).astype(np.int64)


@pytest.fixture
def trainer(seed, rows):
    features, ids = rows
    head = ARMS["hybrid"].build(CircuitSpec(2, 1), 8, 2, seed)
    train, held = (features[:70], ids[:70]), (features[70:], ids[70:])
    return HeadTrainer(head, train, held, batch_size=16)


def test_history_is_that_of_fit(trainer, rows, tiny_backbone):
    """The same weights, batches, steps and losses as `HybridTextClassifier.fit`."""
    from tfq_bert import HybridTextClassifier
    from tfq_bert._quiet import keras
    from tfq_bert.training.callbacks import early_stopping
    from tfq_bert.training.fit_stages import NOT_DECAYED, STEP_EPSILON

    features, ids = rows
    model = HybridTextClassifier(
        tiny_backbone(), ["no", "yes"], circuit=CircuitSpec(2, 1), compile=False
    )
    optimizer = keras.optimizers.AdamW(0.01, weight_decay=0.004, epsilon=STEP_EPSILON)
    optimizer.exclude_from_weight_decay(var_names=NOT_DECAYED)
    model.compile(optimizer)
    model.head.set_weights(trainer.head.get_weights())
    expected = model.fit(
        {"features": features[:70]},
        ids[:70],
        batch_size=16,
        epochs=4,
        seed=5,
        validation_data=({"features": features[70:]}, ids[70:]),
        verbose=0,
        callbacks=[early_stopping(4)],
    ).history
    fit = trainer.fit(0.01, epochs=4, patience=4, seed=5)
    np.testing.assert_allclose(fit.history["loss"], expected["loss"], atol=1e-5)
    np.testing.assert_allclose(fit.history["val_loss"], expected["val_loss"], atol=1e-5)
    for ours, theirs in zip(
        trainer.head.get_weights(), model.head.get_weights(), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_training_again_begins_at_the_first_weights(trainer):
    first = trainer.fit(0.02, epochs=3, seed=1)
    trainer.fit(0.3, epochs=5, seed=2)
    again = trainer.fit(0.02, epochs=3, seed=1)
    assert again == first


def test_weights_are_those_of_the_best_epoch(trainer, rows):
    features, ids = rows
    fit = trainer.fit(0.5, epochs=30, patience=3, seed=0)
    assert fit.epochs == fit.kept_epoch + 3
    assert fit.validation_loss == min(fit.history["val_loss"])
    probabilities = np.array(trainer.head(features[70:]))
    loss = -np.log(probabilities[np.arange(20), ids[70:]]).mean()
    assert loss == pytest.approx(fit.validation_loss, abs=1e-5)


def test_tuning_keeps_the_rate_with_the_lowest_validation_loss(trainer):
    start = trainer.head.get_weights()
    other = [weight + 0.1 for weight in start]
    how = {"epochs": 5, "patience": 5, "seed": 0}
    best, tried = trainer.tune([1e-5, 0.05], [start, other], **how)
    losses = {each["learning_rate"]: each["validation_loss"] for each in tried}
    assert best.learning_rate == min(losses, key=losses.get) == 0.05
    kept = trainer.head.get_weights()
    alone = trainer.fit(0.05, start=other, **how)
    assert alone == best
    for ours, theirs in zip(trainer.head.get_weights(), kept, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_frozen_circuit_keeps_its_angles(seed, rows):
    features, ids = rows
    head = ARMS["frozen_circuit"].build(CircuitSpec(2, 1), 8, 2, seed)
    before = np.array(head.get_layer("quantum").parameters)
    HeadTrainer(head, (features, ids), (features, ids)).fit(0.1, epochs=2)
    np.testing.assert_array_equal(before, head.get_layer("quantum").parameters)


def test_loss_that_is_no_number_ends_the_training(trainer):
    fit = trainer.fit(float("nan"), epochs=5)
    assert fit.epochs < 5


def test_rate_without_a_number_is_told_and_another_is_kept(trainer):
    start = trainer.head.get_weights()
    best, tried = trainer.tune([float("nan"), 0.05], [start, start], epochs=2)
    assert best.learning_rate == 0.05
    assert [each["validation_loss"] for each in tried] == [None, best.validation_loss]


def test_no_number_with_any_rate_is_an_error(rows):
    features, ids = rows
    head = ARMS["linear"].build(CircuitSpec(2, 1), 8, 2, 0)
    huge = (features * 1e38, ids)
    trainer = HeadTrainer(head, huge, huge)
    with pytest.raises(InputError) as caught:
        trainer.tune([0.1, 0.2], [head.get_weights()] * 2, epochs=2)
    assert str(caught.value) == (
        "The loss of a head must stay a number with one learning rate at least. "
        "Received: none of 0.1, 0.2 did. Look at the features for huge values."
    )


def test_rates_spread_around_the_first():
    assert rates_to_try(1e-3, 1) == [1e-3]
    assert sorted(rates_to_try(1e-3, 4)) == [3.3e-4, 1e-3, 3e-3, 1e-2]
