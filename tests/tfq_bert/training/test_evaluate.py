"""Tests of the metrics against scikit-learn on raw rows, SciPy, and sums by hand."""

import json
import math
import time

import numpy as np
import pytest
import scipy.stats
from sklearn import metrics as sk
from sklearn.utils.class_weight import compute_class_weight

from tfq_bert.training.evaluate import classification_metrics, draw_rows

SCORES = ("accuracy", "macro_f1", "mcc", "log_loss")


def _rows(seed, num_rows, num_classes, skill=1.5, dtype=np.float64):
    """Returns imbalanced ids and probabilities that know something about them."""
    rng = np.random.default_rng(seed)
    shares = np.arange(num_classes, 0, -1) ** 2.0
    ids = rng.choice(num_classes, size=num_rows, p=shares / shares.sum())
    logits = rng.normal(size=(num_rows, num_classes))
    logits[np.arange(num_rows), ids] += skill
    probabilities = np.exp(logits)
    return ids, (probabilities / probabilities.sum(axis=1, keepdims=True)).astype(dtype)


def _names(num_classes):
    return [f"class {i}" for i in range(num_classes)]


def _one_hot(ids, num_classes):
    return np.eye(num_classes)[ids]


@pytest.mark.parametrize("num_classes", [2, 3, 6, 20])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_equal_scikit_learn_on_the_raw_rows(num_classes, dtype):
    ids, probabilities = _rows(num_classes, 300, num_classes, dtype=dtype)
    found = classification_metrics(
        ids, probabilities, _names(num_classes), num_resamples=10
    )
    guesses = probabilities.argmax(axis=1)
    labels = list(range(num_classes))
    exact = probabilities.astype(np.float64)
    expected = {
        "accuracy": sk.accuracy_score(ids, guesses),
        "macro_f1": sk.f1_score(ids, guesses, average="macro"),
        "mcc": sk.matthews_corrcoef(ids, guesses),
        "log_loss": sk.log_loss(
            ids, exact / exact.sum(axis=1, keepdims=True), labels=labels
        ),
    }
    tolerance = 1e-12 if dtype == np.float64 else 1e-6
    for name, value in expected.items():
        assert found[name]["value"] == pytest.approx(value, abs=tolerance), name
    table = sk.precision_recall_fscore_support(
        ids, guesses, labels=labels, zero_division=0
    )
    for i, row in enumerate(found["per_class"].values()):
        expected_row = [float(column[i]) for column in table]
        assert list(row.values()) == pytest.approx(expected_row, abs=1e-12)
    assert (
        found["confusion_matrix"]
        == sk.confusion_matrix(ids, guesses, labels=labels).tolist()
    )
    assert found["num_rows"] == 300


@pytest.mark.parametrize("num_classes", [2, 4])
def test_intervals_agree_with_scipy_bootstrap_on_the_raw_rows(num_classes):
    """Both draw 1,000 resamples, so ends differ by sampling: below a fifth of a width.

    An end of a percentile interval has a standard error near 0.04 widths here.
    """
    ids, probabilities = _rows(7, 150, num_classes)
    guesses = probabilities.argmax(axis=1)
    losses = -np.log(probabilities[np.arange(150), ids])
    found = classification_metrics(ids, probabilities, _names(num_classes), seed=1)

    routes = {
        "accuracy": lambda rows: sk.accuracy_score(ids[rows], guesses[rows]),
        "macro_f1": lambda rows: sk.f1_score(ids[rows], guesses[rows], average="macro"),
        "mcc": lambda rows: sk.matthews_corrcoef(ids[rows], guesses[rows]),
        "log_loss": lambda rows: losses[rows].mean(),
    }
    for name, statistic in routes.items():
        interval = scipy.stats.bootstrap(
            (np.arange(150),),
            statistic,
            n_resamples=400,
            vectorized=False,
            method="percentile",
            rng=np.random.default_rng(2),
        ).confidence_interval
        width = interval.high - interval.low
        assert found[name]["low"] == pytest.approx(interval.low, abs=width / 5), name
        assert found[name]["high"] == pytest.approx(interval.high, abs=width / 5), name


def test_accuracy_interval_matches_the_binomial_distribution():
    """Resampling 400 rows of which 300 are right draws a binomial(400, 0.75)."""
    ids = np.zeros(400, dtype=int)
    probabilities = _one_hot(np.repeat([0, 1], [300, 100]), 2)
    found = classification_metrics(ids, probabilities, ["a", "b"], num_resamples=5000)[
        "accuracy"
    ]
    low, high = scipy.stats.binom.ppf([0.025, 0.975], 400, 0.75) / 400
    assert found["low"] == pytest.approx(low, abs=0.005)
    assert found["high"] == pytest.approx(high, abs=0.005)


def test_scores_are_over_all_rows_and_not_a_mean_over_batches():
    """5 rows, right on 3. Batches of 2 would average 1, 1/2 and 0 to 1/2 instead."""
    ids = np.array([0, 1, 0, 0, 1])
    guesses = np.array([0, 1, 0, 1, 0])
    found = classification_metrics(ids, _one_hot(guesses, 2), ["a", "b"])
    assert found["accuracy"]["value"] == 0.6


def test_answering_ham_only_shows_as_no_better_than_the_majority():
    """4,825 ham and 747 spam, all called ham: accuracy 0.866, yet MCC 0.

    Macro-F1 is half of ham's F1, 2 * 4825 / (2 * 4825 + 747).
    """
    ids = np.repeat([0, 1], [4825, 747])
    found = classification_metrics(
        ids, np.tile([0.9, 0.1], (5572, 1)), ["ham", "spam"], num_resamples=50
    )
    macro_f1 = 0.5 * 2 * 4825 / (2 * 4825 + 747)
    assert found["accuracy"]["value"] == pytest.approx(0.865937, abs=1e-6)
    assert found["macro_f1"]["value"] == pytest.approx(macro_f1, abs=1e-12)
    assert found["mcc"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert found["majority_baseline"] == {
        "class": "ham",
        "accuracy": found["accuracy"]["value"],
        "macro_f1": found["macro_f1"]["value"],
        "mcc": 0.0,
    }
    weights = compute_class_weight("balanced", classes=np.array([0, 1]), y=ids)
    np.testing.assert_allclose(weights, [0.577409, 3.729585], atol=1e-6)


def test_mcc_of_a_two_by_two_table_by_hand():
    """TP 6, FN 2, FP 1, TN 3: (6*3 - 1*2) / sqrt(7 * 8 * 4 * 5)."""
    ids = np.repeat([1, 1, 0, 0], [6, 2, 1, 3])
    guesses = np.repeat([1, 0, 1, 0], [6, 2, 1, 3])
    found = classification_metrics(ids, _one_hot(guesses, 2), ["no", "yes"])
    assert found["confusion_matrix"] == [[3, 1], [2, 6]]
    assert found["mcc"]["value"] == pytest.approx(16 / math.sqrt(1120), abs=1e-12)


def test_single_row_has_intervals_without_width():
    found = classification_metrics(np.array([1]), np.array([[0.25, 0.75]]), ["a", "b"])
    loss = pytest.approx(-math.log(0.75), abs=1e-12)
    assert found["accuracy"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert found["macro_f1"]["value"] == 1.0
    assert found["mcc"]["value"] == 0.0
    assert found["log_loss"] == {"value": loss, "low": loss, "high": loss}


def test_class_absent_from_rows_and_predictions_leaves_macro_f1_alone():
    ids, probabilities = _rows(3, 100, 2)
    padded = np.column_stack([probabilities[:, :1], np.zeros(100), probabilities[:, 1]])
    two = classification_metrics(ids, probabilities, ["a", "c"])
    three = classification_metrics(ids * 2, padded, ["a", "b", "c"])
    for name in SCORES:
        assert three[name] == pytest.approx(two[name], abs=1e-12)
    assert set(three["per_class"]["b"].values()) == {0}
    assert three["confusion_matrix"][1] == [0, 0, 0]


def test_class_absent_from_rows_but_predicted_counts_as_zero_f1():
    found = classification_metrics(
        np.array([0, 0]), _one_hot([0, 1], 2), ["a", "b"], num_resamples=10
    )
    assert found["macro_f1"]["value"] == pytest.approx((2 / 3 + 0) / 2, abs=1e-12)


def test_swapping_two_labels_changes_the_scores_of_their_classes():
    ids, probabilities = _rows(5, 200, 3)
    straight = classification_metrics(ids, probabilities, ["a", "b", "c"])
    swapped = classification_metrics(
        np.array([1, 0, 2])[ids], probabilities[:, [1, 0, 2]], ["b", "a", "c"]
    )
    assert swapped["per_class"] == straight["per_class"]
    assert swapped["per_class"]["a"] != swapped["per_class"]["b"]
    assert list(swapped["per_class"]) == ["b", "a", "c"]


def test_certain_and_wrong_row_has_a_finite_loss_set_by_its_dtype():
    ids = np.array([0, 1])
    for dtype in (np.float32, np.float64):
        found = classification_metrics(
            ids, _one_hot([1, 1], 2).astype(dtype), ["a", "b"], num_resamples=5
        )
        expected = -math.log(np.finfo(dtype).eps) / 2
        assert found["log_loss"]["value"] == pytest.approx(expected, rel=1e-6)


def test_equal_probabilities_go_to_the_first_class():
    found = classification_metrics(
        np.array([0, 1]), np.full((2, 2), 0.5), ["a", "b"], num_resamples=5
    )
    assert found["confusion_matrix"] == [[1, 0], [1, 0]]


def test_same_seed_repeats_the_intervals_and_another_seed_moves_them():
    ids, probabilities = _rows(0, 120, 3)
    first, again, other = (
        classification_metrics(ids, probabilities, _names(3), seed=seed)
        for seed in (4, 4, 5)
    )
    assert first == again
    assert first["log_loss"] != other["log_loss"]
    assert first["log_loss"]["value"] == other["log_loss"]["value"]


def test_result_is_plain_json_with_a_format_version():
    ids, probabilities = _rows(0, 30, 3, dtype=np.float32)
    found = classification_metrics(ids, probabilities, _names(3))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["format_version"] == 1
    for name in SCORES:
        assert found[name]["low"] <= found[name]["value"] <= found[name]["high"]


def test_thousand_resamples_of_a_thousand_rows_take_under_a_second():
    ids, probabilities = _rows(0, 1000, 6)
    # CPU time, so that other work on the machine does not count.
    started = time.process_time()
    classification_metrics(ids, probabilities, _names(6), num_resamples=1000)
    assert time.process_time() - started < 1


def test_slicing_of_many_resamples_changes_no_number(monkeypatch):
    ids, probabilities = _rows(0, 50, 2)
    whole = classification_metrics(ids, probabilities, ["a", "b"])
    monkeypatch.setattr("tfq_bert.training.evaluate._ROWS_PER_SLICE", 700)
    assert classification_metrics(ids, probabilities, ["a", "b"]) == whole


@pytest.mark.parametrize(
    ("ids", "probabilities", "names", "message"),
    [
        ([0], [[1.0]], ["a"], r"`class_names` must hold at least two .*\['a'\]\."),
        ([0], [[0.5, 0.5]], ["a", "a"], r"`class_names` .* different names\. .*"),
        (
            [0, 1],
            [[0.5, 0.5]],
            ["a", "b"],
            r"`probabilities` must have one row per .*\(2,\).*\(1, 2\), 2 class.*",
        ),
        (
            np.zeros(0, int),
            np.zeros((0, 2)),
            ["a", "b"],
            r"`y_true` must have at least one row.* Received: 0 rows\.",
        ),
        (
            [2],
            [[0.5, 0.5]],
            ["a", "b"],
            r"`y_true` must be in \[0, 2\).* Received: ids from 2 to 2\.",
        ),
        (
            [0, 1],
            [[0.5, 0.5], [3.0, -2.0]],
            ["a", "b"],
            r"`probabilities` must have rows .*row 1 is \[3.0, -2.0\].*softmax\.",
        ),
        (
            [0],
            [[math.nan, 0.5]],
            ["a", "b"],
            r"`probabilities` must have rows .*row 0 is \[nan, 0.5\].*softmax\.",
        ),
    ],
)
def test_nonsense_is_named_with_its_value(ids, probabilities, names, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        classification_metrics(np.array(ids), np.array(probabilities), names)


def test_class_names_in_place_of_ids_are_a_type_error():
    with pytest.raises(TypeError, match=r"^`y_true` must hold integer .*index`\.$"):
        classification_metrics(
            np.array(["ham"]), np.array([[0.5, 0.5]]), ["ham", "spam"]
        )


def test_no_resamples_are_refused():
    with pytest.raises(ValueError, match=r"^`num_resamples` must be at least 1\. .*=0"):
        classification_metrics(
            np.array([0]), np.array([[1.0, 0.0]]), ["a", "b"], num_resamples=0
        )


def test_drawn_rows_do_not_depend_on_the_slices_they_come_in():
    whole = np.random.default_rng(3).integers(7, size=(10, 7))
    for per_slice in (1, 3, 10, 99):
        slices = list(draw_rows(7, 10, seed=3, per_slice=per_slice))
        assert max(map(len, slices)) <= per_slice
        np.testing.assert_array_equal(np.concatenate(slices), whole)
