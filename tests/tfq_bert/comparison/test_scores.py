"""Tests of the scores against scikit-learn on raw rows and on resampled ones."""

import json
import time
import warnings

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from tfq_bert.comparison import METRICS, comparison_scores
from tfq_bert.comparison.scores import area_under_curve
from tfq_bert.training import classification_metrics


def _rows(seed, num_rows, num_classes, decimals=None):
    """Returns imbalanced ids and probabilities; with `decimals`, many equal ones."""
    rng = np.random.default_rng(seed)
    shares = np.arange(num_classes, 0, -1) ** 2.0
    ids = rng.choice(num_classes, size=num_rows, p=shares / shares.sum())
    logits = rng.normal(size=(num_rows, num_classes))
    logits[np.arange(num_rows), ids] += 1
    if decimals is not None:
        logits = logits.round(decimals)
    probabilities = np.exp(logits)
    return ids, probabilities / probabilities.sum(axis=1, keepdims=True)


def _names(num_classes):
    return [f"class {i}" for i in range(num_classes)]


def _sklearn_auroc(ids, probabilities):
    """The mean of scikit-learn's areas over the classes that occur."""
    classes = [1] if probabilities.shape[1] == 2 else np.unique(ids)
    return np.mean([roc_auc_score(ids == k, probabilities[:, k]) for k in classes])


@pytest.mark.parametrize("num_classes", [2, 3, 6])
@pytest.mark.parametrize("decimals", [None, 0])
def test_auroc_equals_scikit_learn_with_and_without_ties(num_classes, decimals):
    ids, probabilities = _rows(num_classes, 300, num_classes, decimals)
    found = comparison_scores(ids, probabilities, _names(num_classes), num_resamples=5)
    expected = _sklearn_auroc(ids, probabilities)
    assert found["auroc"]["value"] == pytest.approx(expected, abs=1e-12)
    if num_classes > 2:
        direct = roc_auc_score(ids, probabilities, multi_class="ovr")
        assert expected == pytest.approx(direct, abs=1e-12)


@pytest.mark.parametrize("num_classes", [2, 4])
def test_auroc_of_each_draw_equals_scikit_learn_on_its_rows(num_classes):
    ids, probabilities = _rows(7, 60, num_classes, decimals=0)
    drawn = np.random.default_rng(1).integers(60, size=(20, 60))
    counts = np.stack([np.bincount(rows, minlength=60) for rows in drawn])
    expected = [_sklearn_auroc(ids[rows], probabilities[rows]) for rows in drawn]
    found = area_under_curve(ids, probabilities, counts)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_auroc_leaves_out_classes_that_do_not_occur():
    ids, probabilities = _rows(3, 200, 3)
    ids = np.where(ids == 2, 0, ids)
    found = comparison_scores(ids, probabilities, _names(3), num_resamples=5)
    expected = np.mean([roc_auc_score(ids == k, probabilities[:, k]) for k in (0, 1)])
    assert found["auroc"]["value"] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("num_classes", [2, 3])
def test_auroc_of_rows_of_one_class_is_none(num_classes):
    _, probabilities = _rows(3, 20, num_classes)
    found = comparison_scores(np.zeros(20, int), probabilities, _names(num_classes))
    assert found["auroc"] == {"value": None, "low": None, "high": None}
    assert found["accuracy"]["value"] > 0


def test_draws_without_a_second_class_are_left_out_of_the_auroc_interval():
    """One spam of four rows is missing from a third of the draws."""
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6]])
    found = comparison_scores(np.array([0, 0, 0, 1]), probabilities, ["ham", "spam"])
    assert found["auroc"] == {
        "value": pytest.approx(2 / 3),
        "low": 0.0,
        "high": 1.0,
    }


@pytest.mark.parametrize("num_classes", [2, 5])
def test_the_other_scores_are_those_of_the_training(num_classes):
    ids, probabilities = _rows(2, 150, num_classes)
    names = _names(num_classes)
    found = comparison_scores(ids, probabilities, names, seed=3, num_resamples=50)
    shared = classification_metrics(ids, probabilities, names, seed=3, num_resamples=50)
    for name in ("num_rows", "accuracy", "macro_f1", "mcc", "log_loss"):
        assert found[name] == shared[name]
    assert found["confusion_matrix"] == shared["confusion_matrix"]


def test_intervals_are_percentiles_over_the_draws_that_the_training_uses():
    """Draws again from the seed, and scores each draw by scikit-learn."""
    ids, probabilities = _rows(4, 80, 2)
    found = comparison_scores(ids, probabilities, ["a", "b"], seed=9, num_resamples=300)
    drawn = np.random.default_rng(9).integers(80, size=(300, 80))
    right = (probabilities.argmax(axis=1) == ids)[drawn].mean(axis=1)
    areas = [_sklearn_auroc(ids[rows], probabilities[rows]) for rows in drawn]
    for name, values in (("accuracy", right), ("auroc", areas)):
        low, high = np.quantile(values, [0.025, 0.975])
        assert found[name]["low"] == pytest.approx(low, abs=1e-12)
        assert found[name]["high"] == pytest.approx(high, abs=1e-12)


def test_swapping_the_classes_keeps_every_score():
    ids, probabilities = _rows(5, 120, 2)
    straight = comparison_scores(ids, probabilities, ["a", "b"])
    swapped = comparison_scores(1 - ids, probabilities[:, ::-1], ["b", "a"])
    for name in METRICS:
        assert swapped[name] == pytest.approx(straight[name], abs=1e-12), name


def test_swapping_the_ids_alone_turns_the_auroc_around():
    ids, probabilities = _rows(5, 120, 2)
    straight = comparison_scores(ids, probabilities, ["a", "b"])["auroc"]
    turned = comparison_scores(1 - ids, probabilities, ["a", "b"])["auroc"]
    assert turned["value"] == pytest.approx(1 - straight["value"], abs=1e-12)
    assert turned["low"] == pytest.approx(1 - straight["high"], abs=1e-12)


def test_result_is_plain_json_of_the_stated_keys():
    ids, probabilities = _rows(0, 30, 3)
    found = comparison_scores(ids, probabilities.astype(np.float32), _names(3))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert list(found) == ["num_rows", *METRICS, "confusion_matrix", "reliability"]
    for name in METRICS:
        assert list(found[name]) == ["value", "low", "high"]


def test_single_row_is_scored_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = comparison_scores(np.array([1]), np.array([[0.25, 0.75]]), ["a", "b"])
    assert found["ece"] == {"value": 0.25, "low": 0.25, "high": 0.25}
    assert found["auroc"]["value"] is None


def test_nonsense_is_refused_as_in_the_training():
    with pytest.raises(
        ValueError,
        match=r"^`y_true` must have at least one row, because no rows have no score\. "
        r"Received: 0 rows\.$",
    ):
        comparison_scores(np.array([], int), np.empty((0, 2)), ["a", "b"])


def test_thousand_resamples_of_two_thousand_rows_take_under_a_second():
    """About 0.08 s on one core; 800 runs of 836 rows some 25 s."""
    ids, probabilities = _rows(0, 2000, 2)
    start = time.process_time()
    comparison_scores(ids, probabilities, ["a", "b"])
    assert time.process_time() - start < 1
