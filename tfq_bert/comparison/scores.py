"""The scores of one arm on one test set, with intervals over the same draws of rows.

Works on class ids and probabilities: it trains nothing and compares nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tfq_bert.comparison.calibration import expected_calibration_error, reliability
from tfq_bert.training.evaluate import classification_metrics, draw_rows

_TAIL = 0.025
# Slices that stay in a processor's cache: half the time of slices of two million.
_COUNTS_PER_SLICE = 50_000
_SHARED = ("accuracy", "macro_f1", "mcc", "log_loss")
METRICS = ("accuracy", "macro_f1", "mcc", "auroc", "ece", "log_loss")


def comparison_scores(
    y_true: np.ndarray,
    probabilities: np.ndarray,
    class_names: Sequence[str],
    *,
    seed: int = 0,
    num_resamples: int = 1000,
) -> dict[str, Any]:
    """Scores probabilities by six metrics, each with a 95% interval.

    Accuracy, macro-F1, MCC and log loss are those of `classification_metrics`. `auroc`
    is the area under the curve of class 1 for two classes; for more it is the mean over
    the classes that occur of each against the rest. It is None where only one class
    occurs. `ece` is the expected calibration error in 15 bins.

    The intervals are percentiles over `num_resamples` draws of the rows with
    replacement, the same draws for all metrics. They say how much another test set of
    this size would move the number, not how much another training run would. Draws in
    which `auroc` is undefined are left out of its interval. `ece` is at least 0 and
    noisy, so its interval lies high and may lie above its value.

    Args:
        y_true: int array `(num_rows,)`. Class ids in `[0, num_classes)`.
        probabilities: float array `(num_rows, num_classes)`. Rows sum to 1.
        class_names: Sequence of str. Name of each class id, all different.
        seed: int. Seed of the resampling. Defaults to 0.
        num_resamples: int. Number of resamples, at least 1. Defaults to 1000.

    Returns:
        Plain JSON: `"num_rows"`; the six metrics, each `{"value", "low", "high"}`;
        `"confusion_matrix"` (row: true class, column: predicted class); and
        `"reliability"`, the bins of `ece` that hold rows.

    Raises:
        TypeError: If `y_true` does not hold integers.
        ValueError: If `classification_metrics` cannot score the rows.

    Example:
    >>> scores = comparison_scores(
    ...     np.array([0, 0, 1]), np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]]),
    ...     ["ham", "spam"])
    >>> scores["auroc"]["value"], round(scores["ece"]["value"], 3)
    (1.0, 0.3)
    """
    shared = classification_metrics(
        y_true, probabilities, class_names, seed=seed, num_resamples=num_resamples
    )
    y_true, probabilities = np.asarray(y_true), np.asarray(probabilities)
    rows = y_true, probabilities
    once = np.ones((1, len(y_true)))
    aurocs, errors = [], []
    for counts in _row_counts(len(y_true), num_resamples, seed):
        aurocs.append(area_under_curve(*rows, counts))
        errors.append(expected_calibration_error(*rows, counts))
    found = {name: shared[name] for name in _SHARED}
    found["auroc"] = _interval(area_under_curve(*rows, once)[0], np.concatenate(aurocs))
    found["ece"] = _interval(
        expected_calibration_error(*rows, once)[0], np.concatenate(errors)
    )
    return {
        "num_rows": shared["num_rows"],
        **{name: found[name] for name in METRICS},
        "confusion_matrix": shared["confusion_matrix"],
        "reliability": reliability(*rows),
    }


def area_under_curve(
    y_true: np.ndarray, probabilities: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Computes the area under the receiver operating characteristic of each draw.

    The area is the share of pairs of a row of the class and a row of another in which
    the first has the larger probability of the class; equal ones count one half. Two
    classes: class 1. More: the mean over the classes that occur in the draw.

    Args:
        y_true: int array `(num_rows,)`. Class ids.
        probabilities: float array `(num_rows, num_classes)`. Rows sum to 1.
        counts: array `(num_draws, num_rows)`. How often each draw holds each row.

    Returns:
        float array `(num_draws,)`, NaN where a draw holds one class only.

    Example:
    >>> rows = np.array([0, 1, 1]), np.array([[0.7, 0.3], [0.8, 0.2], [0.1, 0.9]])
    >>> area_under_curve(*rows, np.array([[1, 1, 1], [1, 2, 1], [0, 1, 2]])).round(3)
    array([0.5  , 0.333,   nan])

    Reference:
        Hanley and McNeil 1982, "The meaning and use of the area under a receiver
        operating characteristic (ROC) curve"
        (https://doi.org/10.1148/radiology.143.1.7063747). Differs: rows have counts,
        and several classes are averaged.
    """
    num_classes = probabilities.shape[1]
    classes = [1] if num_classes == 2 else np.unique(y_true)
    areas = np.stack(
        [_one_against_rest(y_true == k, probabilities[:, k], counts) for k in classes]
    )
    defined = ~np.isnan(areas)
    number = defined.sum(axis=0)
    total = np.where(defined, areas, 0).sum(axis=0)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def _one_against_rest(
    positive: np.ndarray, scores: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Returns each draw's area for one class, NaN where it or the rest is absent."""
    order = np.argsort(scores, kind="stable")
    # Rows of equal score stand together; each such group is compared as one.
    starts = np.flatnonzero(np.diff(scores[order], prepend=np.nan) != 0)
    ordered = counts[:, order].astype(np.float64)
    ups = np.add.reduceat(ordered * positive[order], starts, axis=1)
    downs = np.add.reduceat(ordered * ~positive[order], starts, axis=1)
    below = np.cumsum(downs, axis=1) - downs / 2
    pairs = ups.sum(axis=1) * downs.sum(axis=1)
    won = np.einsum("ij,ij->i", ups, below)
    return np.where(pairs > 0, won / np.maximum(pairs, 1), np.nan)


def _row_counts(num_rows: int, num_resamples: int, seed: int) -> Iterator[np.ndarray]:
    """Yields how often each row stands in each resample, `(count, num_rows)`."""
    per_slice = max(1, _COUNTS_PER_SLICE // num_rows)
    for rows in draw_rows(num_rows, num_resamples, seed, per_slice):
        keys = rows + num_rows * np.arange(len(rows))[:, None]
        counts = np.bincount(keys.ravel(), minlength=rows.size)
        yield counts.reshape(rows.shape)


def _interval(value: float, draws: np.ndarray) -> dict[str, float | None]:
    """Returns a value with the percentiles of its defined draws; None if undefined."""
    draws = draws[~np.isnan(draws)]
    if np.isnan(value) or not len(draws):
        return {"value": None, "low": None, "high": None}
    low, high = np.quantile(draws, [_TAIL, 1 - _TAIL])
    return {"value": float(value), "low": float(low), "high": float(high)}
