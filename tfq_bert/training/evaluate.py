"""Test metrics with confidence intervals, beside the majority baseline.

Works on arrays of class ids and probabilities: it runs no model and reads no text.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tfq_bert.training.logistic_regression_baseline import (
    logistic_regression_baseline as logistic_regression_baseline,
)

_CONFIDENCE = 0.95
# Resamples are drawn in slices of about this many rows, so memory stays flat.
_ROWS_PER_SLICE = 2_000_000
_METRIC_NAMES = ("accuracy", "macro_f1", "mcc", "log_loss")


def classification_metrics(
    y_true: np.ndarray,
    probabilities: np.ndarray,
    class_names: Sequence[str],
    *,
    seed: int = 0,
    num_resamples: int = 1000,
) -> dict[str, Any]:
    """Scores predicted probabilities over all rows at once, with 95% intervals.

    The predicted class is the one with the largest probability, the first of equals.
    Nothing is averaged over batches. Intervals are percentiles over `num_resamples`
    draws of the rows with replacement; they say how much another test set of this
    size would move the number, not how much another training run would. With few
    rows they are too narrow, and for a single row they have no width.

    Rules for what is undefined: precision, recall and F1 without a row to count are
    0. `macro_f1` is the mean over the classes that occur in `y_true` or in the
    predictions. `mcc` (Gorodkin's for any number of classes) is 0 when either side
    has one class only. `log_loss` is in nats, each row's probabilities scaled to sum
    1 and kept above the epsilon of their dtype.

    Args:
        y_true: int array `(num_rows,)`. Class ids in `[0, num_classes)`.
        probabilities: float array `(num_rows, num_classes)`. Rows sum to 1.
        class_names: Sequence of str. Name of each class id, all different.
        seed: int. Seed of the resampling. Defaults to 0.
        num_resamples: int. Number of resamples, at least 1. Defaults to 1000.

    Returns:
        Plain JSON: `"format_version"`, `"num_rows"`, `"class_names"`; `"accuracy"`,
        `"macro_f1"`, `"mcc"` and `"log_loss"`, each `{"value", "low", "high"}`;
        `"per_class"`, a name to `{"precision", "recall", "f1", "support"}`;
        `"confusion_matrix"` (row: true class, column: predicted class);
        `"majority_baseline"` (the three scores of always answering the most frequent
        class of `y_true`); and `"interval"`, how the intervals were made.

    Raises:
        TypeError: If `y_true` does not hold integers.
        ValueError: If the arrays are empty, disagree in shape, or hold an id that is
            no class or a row that is no probability.

    Example:
    >>> metrics = classification_metrics(
    ...     np.array([0, 0, 1]), np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]]),
    ...     ["ham", "spam"])
    >>> round(metrics["accuracy"]["value"], 3), metrics["confusion_matrix"]
    (0.667, [[1, 1], [0, 1]])

    Reference:
        Gorodkin 2004, "Comparing two K-category assignments by a K-category
        correlation coefficient" (https://doi.org/10.1016/j.compbiolchem.2004.09.006).
    """
    class_names = list(class_names)
    y_true, probabilities = _checked(y_true, probabilities, class_names, num_resamples)
    num_classes = len(class_names)
    losses = _row_losses(y_true, probabilities)
    cells = y_true * num_classes + probabilities.argmax(axis=1)

    counts = np.bincount(cells, minlength=num_classes**2)
    matrix = counts.reshape(num_classes, num_classes)
    values = [*_scores(matrix), losses.mean()]
    draws = _resample(cells, losses, num_classes, seed, num_resamples)
    tail = (1 - _CONFIDENCE) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=1)
    support = matrix.sum(axis=1)
    constant = np.zeros_like(matrix)
    constant[:, support.argmax()] = support
    majority = dict(zip(_METRIC_NAMES, map(float, _scores(constant)), strict=False))
    return {
        "format_version": 1,
        "num_rows": len(y_true),
        "class_names": class_names,
        **{
            name: {"value": float(value), "low": float(at_least), "high": float(most)}
            for name, value, at_least, most in zip(
                _METRIC_NAMES, values, low, high, strict=True
            )
        },
        "per_class": _per_class(matrix, class_names),
        "confusion_matrix": matrix.tolist(),
        "majority_baseline": {"class": class_names[support.argmax()], **majority},
        "interval": {
            "method": "percentile bootstrap over rows",
            "confidence": _CONFIDENCE,
            "num_resamples": int(num_resamples),
            "seed": int(seed),
        },
    }


def draw_rows(
    num_rows: int, num_resamples: int, seed: int, per_slice: int
) -> Iterator[np.ndarray]:
    """Yields the rows of all resamples, the same ones for the same seed.

    Args:
        num_rows: int. Rows to draw from, and to draw.
        num_resamples: int. Number of resamples, at least 1.
        seed: int. Seed of the resampling.
        per_slice: int. Most resamples in a slice; the draws do not depend on it.

    Yields:
        int array `(count, num_rows)`: row numbers, each line drawn with replacement.

    Example:
    >>> [rows.shape for rows in draw_rows(4, 5, seed=0, per_slice=3)]
    [(3, 4), (2, 4)]
    """
    rng = np.random.default_rng(seed)
    for start in range(0, num_resamples, per_slice):
        count = min(per_slice, num_resamples - start)
        yield rng.integers(num_rows, size=(count, num_rows))


def _checked(
    y_true: np.ndarray,
    probabilities: np.ndarray,
    class_names: list[str],
    num_resamples: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Returns both inputs as arrays, or says which of them cannot be scored."""
    y_true, probabilities = np.asarray(y_true), np.asarray(probabilities)
    num_classes = len(class_names)
    if num_classes < 2 or len(set(class_names)) < num_classes:
        raise ValueError(
            "`class_names` must hold at least two different names. "
            f"Received: class_names={class_names}."
        )
    if num_resamples < 1:
        raise ValueError(
            f"`num_resamples` must be at least 1. Received: {num_resamples=}."
        )
    if y_true.ndim != 1 or probabilities.shape != (len(y_true), num_classes):
        raise ValueError(
            "`probabilities` must have one row per entry of `y_true` and one column "
            f"per class. Received: y_true.shape={y_true.shape}, "
            f"probabilities.shape={probabilities.shape}, {num_classes} class names."
        )
    if not len(y_true):
        raise ValueError(
            "`y_true` must have at least one row, because no rows have no score. "
            "Received: 0 rows."
        )
    if not np.issubdtype(y_true.dtype, np.integer):
        raise TypeError(
            f"`y_true` must hold integer class ids. Received: dtype={y_true.dtype}. "
            "Turn names into ids with `class_names.index`."
        )
    if y_true.min() < 0 or y_true.max() >= num_classes:
        raise ValueError(
            f"`y_true` must be in [0, {num_classes}), one id per class name. "
            f"Received: ids from {y_true.min()} to {y_true.max()}."
        )
    off = ~(
        (probabilities >= 0).all(axis=1)
        & (np.abs(probabilities.sum(axis=1, dtype=np.float64) - 1) < 1e-3)
    )
    if off.any():
        row = int(off.argmax())
        raise ValueError(
            "`probabilities` must have rows of numbers from 0 to 1 that sum to 1. "
            f"Received: row {row} is {probabilities[row].tolist()}. "
            "Turn logits into probabilities with a softmax."
        )
    return y_true.astype(np.int64), probabilities


def _row_losses(y_true: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Returns each row's negative log of its true class's probability, in nats."""
    floor = np.finfo(np.result_type(probabilities.dtype, np.float32)).eps
    picked = np.take_along_axis(probabilities, y_true[:, None], axis=1)[:, 0]
    share = picked / probabilities.sum(axis=1, dtype=np.float64)
    return -np.log(np.clip(share, floor, 1.0))


def _scores(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns accuracy, macro-F1 and MCC of confusion matrices `(..., C, C)`."""
    matrix = matrix.astype(np.float64)
    hits = np.einsum("...ii->...i", matrix)
    truths, guesses = matrix.sum(axis=-1), matrix.sum(axis=-2)
    total, right = truths.sum(axis=-1), hits.sum(axis=-1)
    occurring = (truths + guesses) > 0
    f1 = 2 * hits / np.where(occurring, truths + guesses, 1)
    macro_f1 = f1.sum(axis=-1) / occurring.sum(axis=-1)
    covariance = right * total - (truths * guesses).sum(axis=-1)
    spread = (total**2 - (truths**2).sum(-1)) * (total**2 - (guesses**2).sum(-1))
    mcc = np.where(spread > 0, covariance / np.sqrt(np.where(spread > 0, spread, 1)), 0)
    return right / total, macro_f1, mcc


def _resample(
    cells: np.ndarray,
    losses: np.ndarray,
    num_classes: int,
    seed: int,
    num_resamples: int,
) -> np.ndarray:
    """Returns the four metrics `(4, num_resamples)` of rows drawn with replacement."""
    num_rows, num_cells = len(cells), num_classes**2
    per_slice = max(1, _ROWS_PER_SLICE // max(num_rows, num_cells))
    slices = []
    for rows in draw_rows(num_rows, num_resamples, seed, per_slice):
        count = len(rows)
        keys = cells[rows] + num_cells * np.arange(count)[:, None]
        counts = np.bincount(keys.ravel(), minlength=count * num_cells)
        matrices = counts.reshape(count, num_classes, num_classes)
        slices.append(np.stack([*_scores(matrices), losses[rows].mean(axis=1)]))
    return np.concatenate(slices, axis=1)


def _per_class(matrix: np.ndarray, class_names: list[str]) -> dict[str, Any]:
    """Returns precision, recall, F1 and support by class name, 0 where undefined."""
    hits, truths, guesses = matrix.diagonal(), matrix.sum(axis=1), matrix.sum(axis=0)
    precision = hits / np.maximum(guesses, 1)
    recall = hits / np.maximum(truths, 1)
    f1 = 2 * hits / np.maximum(truths + guesses, 1)
    return {
        name: {
            "precision": float(precision[i]),
            "recall": float(recall[i]),
            "f1": float(f1[i]),
            "support": int(truths[i]),
        }
        for i, name in enumerate(class_names)
    }
