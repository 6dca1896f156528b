import logging

import numpy as np
import pytest
import tensorflow as tf

from circuits import CircuitSpec
from tfq_bert import HybridTextClassifier
from tfq_bert._quiet import keras

TEXTS = ["good film", "bad plot", "the film was great", "awful", "a good plot"]
LABELS = ["good", "bad", "good", "bad", "good"]


def _corpus(count=24):
    """Texts that tell their class by one word, in the order of their labels."""
    words = {"bad": ["bad", "awful"], "good": ["good", "great"]}
    ends = ["", "film", "film plot", "film plot the", "film plot the cafe"]
    rows = [
        (f"{words[name][i % 2]} {ends[i % 5]}", name)
        for name in ("bad", "good")
        for i in range(count // 2)
    ]
    return [text for text, _ in rows], [name for _, name in rows]


def _histories_match(one, other, tolerance):
    assert one.history.keys() == other.history.keys()
    for name in one.history:
        np.testing.assert_allclose(
            one.history[name], other.history[name], rtol=tolerance, atol=tolerance
        )


def _cross_entropy(classifier, texts, ids):
    chosen = classifier.predict(texts)[np.arange(len(ids)), ids]
    return -np.log(chosen.astype(float))


@pytest.fixture(scope="module")
def classifier(tiny_classifier):
    """One for the tests that only ask it something."""
    return tiny_classifier()


def _eager(classifier):
    """Runs the few steps of a test as they are, because tracing takes longer."""
    classifier.compile(run_eagerly=True)
    return classifier


def _features(classifier, texts):
    """What `fit` takes in place of texts, for tests that are not about texts."""
    return {"features": classifier.features(texts)}


@pytest.mark.slow
def test_the_feature_cache_changes_nothing_but_the_time(tiny_classifier):
    """Dropout of 0.5 in the frozen backbone would show at once."""
    texts, labels = _corpus()
    histories = []
    for cache in (True, False):
        classifier = tiny_classifier(dropout=0.5)
        histories.append(
            classifier.fit(
                texts,
                labels,
                batch_size=5,
                epochs=3,
                validation_split=0.25,
                sample_weight=np.linspace(0.5, 2, len(texts)),
                class_weight={"good": 2.0, "bad": 1.0},
                cache_features=cache,
                verbose=0,
            )
        )
    assert sorted(histories[0].history) == [
        "accuracy",
        "loss",
        "val_accuracy",
        "val_loss",
    ]
    _histories_match(*histories, 1e-4)


def test_features_as_input_train_like_their_texts(tiny_classifier):
    texts, labels = _corpus(12)
    by_text = _eager(tiny_classifier())
    by_features = _eager(tiny_classifier())
    features = {"features": by_features.features(texts)}
    options = {"epochs": 2, "batch_size": 4, "seed": 1, "verbose": 0}
    _histories_match(
        by_text.fit(texts, labels, **options),
        by_features.fit(features, labels, **options),
        1e-6,
    )
    np.testing.assert_allclose(
        by_text.predict(texts), by_features.predict(features), atol=1e-6
    )


def test_callbacks_see_the_whole_model(tiny_classifier):
    classifier = _eager(tiny_classifier())
    seen = []

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):  # noqa: ARG002
            probabilities = self.model.predict(TEXTS[0])
            loss = self.model.evaluate(TEXTS, LABELS, verbose=0)[0]
            seen.append((self.model, probabilities, loss, logs["loss"]))

    history = classifier.fit(TEXTS, LABELS, epochs=2, verbose=0, callbacks=[Watch()])
    assert all(model is classifier for model, *_ in seen)
    np.testing.assert_array_equal(seen[-1][1], classifier.predict(TEXTS[0]))
    assert not np.allclose(seen[0][1], seen[1][1])
    assert [logged for *_, logged in seen] == history.history["loss"]
    ids = [1, 0, 1, 0, 1]
    assert seen[-1][2] == pytest.approx(
        _cross_entropy(classifier, TEXTS, ids).mean(), abs=1e-5
    )


@pytest.mark.slow
def test_sorted_labels_train_as_well_as_shuffled_ones(tiny_classifier, classifier):
    texts, labels = _corpus(40)
    features = classifier.features(texts)
    order = np.random.default_rng(0).permutation(len(texts))
    accuracies = []
    for rows in (np.arange(len(texts)), order):
        learner = tiny_classifier(circuit=CircuitSpec(num_qubits=4, depth=1))
        learner.compile(keras.optimizers.Adam(0.05))
        history = learner.fit(
            {"features": features[rows]},
            [labels[i] for i in rows],
            batch_size=8,
            epochs=25,
            verbose=0,
        )
        accuracies.append(history.history["accuracy"][-1])
    assert min(accuracies) >= 0.95


@pytest.mark.slow
def test_equal_seeds_give_equal_histories_and_others_do_not(
    tiny_classifier, classifier
):
    """Initial weights, split and order follow the seed."""
    texts, labels = _corpus()
    x = _features(classifier, texts)
    options = {"epochs": 2, "batch_size": 5, "validation_split": 0.25, "verbose": 0}
    same = [_eager(tiny_classifier(seed=3)).fit(x, labels, **options) for _ in range(2)]
    _histories_match(*same, 1e-6)
    other = _eager(tiny_classifier(seed=4)).fit(x, labels, **options)
    assert not np.allclose(same[0].history["loss"], other.history["loss"], atol=1e-4)


def test_weights_of_classes_and_rows_weigh_the_training_loss_alone(tiny_classifier):
    """Without steps (rate 0) the loss is the weighted mean over all rows.

    It is no mean of batch means, and the validation loss is not weighted.
    """
    classifier = tiny_classifier()
    classifier.compile(keras.optimizers.SGD(0.0), run_eagerly=True)
    x = _features(classifier, TEXTS)
    ids = np.array([1, 0, 1, 0, 1])
    weight = np.array([1.0, 2.0, 0.5, 0.0, 3.0])
    history = classifier.fit(
        x,
        LABELS,
        batch_size=2,
        sample_weight=weight,
        class_weight="balanced",
        validation_data=(x, LABELS),
        verbose=0,
    ).history
    losses = _cross_entropy(classifier, x, ids)
    # Three of five rows are good: 5 / (2 * 3), and 5 / (2 * 2) for bad.
    balanced = np.where(ids == 1, 5 / 6, 5 / 4)
    expected = (losses * weight * balanced).mean()
    assert history["loss"][0] == pytest.approx(expected, abs=1e-5)
    assert history["val_loss"][0] == pytest.approx(losses.mean(), abs=1e-5)
    evaluated = classifier.evaluate(
        x, LABELS, batch_size=2, sample_weight=weight, return_dict=True, verbose=0
    )
    assert evaluated["loss"] == pytest.approx((losses * weight).mean(), abs=1e-5)


def test_accuracy_is_over_rows_and_not_over_batches(classifier):
    """Right on 3 of 5 rows is 0.6; the mean of batches of 2 would differ."""
    right = classifier.predict(TEXTS).argmax(axis=1)
    labels = np.where([True, True, True, False, False], right, 1 - right)
    loss, accuracy = classifier.evaluate(TEXTS, labels, batch_size=2, verbose=0)
    assert accuracy == pytest.approx(0.6)
    expected = _cross_entropy(classifier, TEXTS, labels).mean()
    assert loss == pytest.approx(expected, abs=1e-5)


def test_a_dataset_of_pairs_trains_like_two_lists(tiny_classifier):
    dataset = tf.data.Dataset.from_tensor_slices((TEXTS, LABELS)).batch(2)
    options = {"epochs": 2, "batch_size": 2, "verbose": 0}
    _histories_match(
        _eager(tiny_classifier()).fit(
            TEXTS, LABELS, validation_data=(TEXTS, LABELS), **options
        ),
        _eager(tiny_classifier()).fit(dataset, validation_data=dataset, **options),
        1e-6,
    )


@pytest.mark.slow
@pytest.mark.parametrize("trainable", [False, True])
def test_training_moves_the_head_and_a_backbone_that_is_not_frozen(
    tiny_classifier, trainable
):
    """No weight is left without a gradient: Keras would warn, and BERT's pooler
    (unused by the mean) and the bias of the keys (which softmax drops) aside, all move.
    """
    classifier = tiny_classifier(trainable_backbone=trainable)
    classifier.compile(keras.optimizers.SGD(0.5), run_eagerly=True)
    before = {w.path: np.array(w) for w in classifier.weights}
    classifier.fit(TEXTS, LABELS, batch_size=5, verbose=0)
    moved = {
        w.path for w in classifier.weights if not np.array_equal(w, before[w.path])
    }
    assert {w.path for w in classifier.head.weights} <= moved
    of_backbone = {w.path for w in classifier.backbone.weights}
    if not trainable:
        assert not of_backbone & moved
        return
    still = {path for path in of_backbone - moved if "key/bias" not in path}
    assert still == {w.path for w in classifier.backbone.pooled_dense.weights}


def test_nothing_is_logged_about_tracing(classifier):
    """TensorFlow warns from the fifth trace on, when a function is made in a loop."""
    messages = []
    handler = logging.Handler()
    handler.emit = messages.append
    logger = tf.get_logger()
    logger.addHandler(handler)
    try:
        for count in (1, 2, 3, 4, 5, 3, 1):
            classifier.features(TEXTS[:count])
    finally:
        logger.removeHandler(handler)
    assert not messages


def test_defaults_of_compile_follow_the_backbone(tiny_classifier):
    for trainable, rate in ((False, 2e-3), (True, 1e-4)):
        optimizer = tiny_classifier(trainable_backbone=trainable).optimizer
        assert isinstance(optimizer, keras.optimizers.AdamW)
        assert float(optimizer.learning_rate) == pytest.approx(rate)
    with_logits = tiny_classifier(activation=None)
    assert with_logits.loss.from_logits


def test_a_cache_for_a_trained_backbone_is_refused(tiny_classifier):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        tiny_classifier(trainable_backbone=True).fit(TEXTS, LABELS, cache_features=True)
    assert str(caught.value) == (
        "`cache_features` must be False for a trained backbone, because its output "
        "changes with every step. Received: cache_features=True."
    )


def test_strings_without_a_preprocessor_are_refused(tiny_classifier):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        tiny_classifier(preprocessor=None).predict(TEXTS)
    assert str(caught.value) == (
        "`preprocessor` must be set to read strings. Received: preprocessor=None. Give "
        "a HybridPreprocessor at construction."
    )


def test_a_shorter_preprocessor_is_used_from_the_next_call_on(
    tiny_classifier, tiny_preprocessor
):
    """The reading of strings is traced once, but not for good."""
    classifier = tiny_classifier()
    text = "good film the plot was great"
    assert not np.allclose(classifier.features(text), classifier.features("good film"))
    classifier.preprocessor.sequence_length = 4  # [CLS] good film [SEP]
    np.testing.assert_allclose(
        classifier.features(text), classifier.features("good film"), atol=1e-6
    )
    classifier.preprocessor = tiny_preprocessor(sequence_length=3)
    np.testing.assert_allclose(
        classifier.features(text), classifier.features("good"), atol=1e-6
    )


def test_a_change_of_case_rule_is_used_from_the_next_call_on(tiny_classifier):
    classifier = tiny_classifier()
    same = classifier.features("good"), classifier.features("GOOD")
    np.testing.assert_allclose(*same, atol=1e-6)
    classifier.preprocessor.lowercase = False  # GOOD is then an unknown word
    assert not np.allclose(classifier.features("GOOD"), same[0], atol=1e-3)


def test_a_backbone_that_is_thawed_later_trains_all_but_its_pooler(tiny_classifier):
    classifier = tiny_classifier()
    classifier.backbone.trainable = True
    classifier.compile(keras.optimizers.SGD(0.5), run_eagerly=True)
    assert not classifier.backbone.pooled_dense.trainable_weights
    before = [np.array(w) for w in classifier.backbone.trainable_weights]
    classifier.fit(TEXTS, LABELS, batch_size=5, verbose=0)
    after = [np.array(w) for w in classifier.backbone.trainable_weights]
    assert any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("shuffle", [True, False])
def test_the_words_of_keras_fit_are_taken(tiny_classifier, shuffle):
    classifier = tiny_classifier()
    classifier.compile(run_eagerly=True)
    history = classifier.fit(
        TEXTS, LABELS, batch_size=None, shuffle=shuffle, verbose=0, epochs=2
    )
    assert len(history.history["loss"]) == 2
    assert classifier.predict(TEXTS, batch_size=None).shape == (len(TEXTS), 2)


@pytest.mark.slow
def test_a_loaded_model_goes_on_training_where_the_saved_one_stopped(
    tiny_classifier, tmp_path
):
    """The moments of the optimizer are in the file, too."""
    classifier = _eager(tiny_classifier())
    x = _features(classifier, TEXTS)
    classifier.fit(x, LABELS, epochs=2, batch_size=2, seed=0, verbose=0)
    classifier.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert isinstance(loaded, HybridTextClassifier)
    assert int(loaded.optimizer.iterations) == 6
    for ours, theirs in zip(
        classifier.optimizer.variables, loaded.optimizer.variables, strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)
    options = {"epochs": 2, "batch_size": 2, "seed": 1, "verbose": 0}
    _histories_match(
        classifier.fit(x, LABELS, **options),
        loaded.fit(x, LABELS, **options),
        1e-6,
    )
