"""How far a classifier's confidence is from its accuracy, in bins.

Works on rows that `classification_metrics` has checked; corrects no probability.
"""

import numpy as np

NUM_BINS = 15


def reliability(
    y_true: np.ndarray, probabilities: np.ndarray
) -> list[dict[str, float]]:
    """Compares confidence and accuracy in 15 bins of equal width.

    A row's confidence is its largest probability, scaled so that the row sums to 1. A
    bin holds the confidences above its `low`, up to and including its `high`. Bins
    without rows are left out.

    Args:
        y_true: int array `(num_rows,)`. Class ids.
        probabilities: float array `(num_rows, num_classes)`. Rows sum to 1.

    Returns:
        A list from low to high confidence of `{"low", "high", "count", "confidence",
        "accuracy"}`; the last two are means over the bin's rows.

    Example:
    >>> [found] = reliability(np.array([0, 1]), np.array([[0.9, 0.1], [0.9, 0.1]]))
    >>> found["count"], round(found["confidence"], 3), found["accuracy"]
    (2, 0.9, 0.5)
    """
    bins, confidence, right = _binned(y_true, probabilities)
    rows = []
    for index in np.unique(bins):
        inside = bins == index
        rows.append(
            {
                "low": float(index / NUM_BINS),
                "high": float((index + 1) / NUM_BINS),
                "count": int(inside.sum()),
                "confidence": float(confidence[inside].mean()),
                "accuracy": float(right[inside].mean()),
            }
        )
    return rows


def expected_calibration_error(
    y_true: np.ndarray, probabilities: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Sums over 15 bins the share of rows times the gap of accuracy and confidence.

    `ece = sum_b n_b / n * |accuracy_b - confidence_b|`, in the bins of `reliability`.
    It is above 0 for perfect probabilities too, and the more so the fewer the rows;
    resampling rows adds such noise once more.

    Args:
        y_true: int array `(num_rows,)`. Class ids.
        probabilities: float array `(num_rows, num_classes)`. Rows sum to 1.
        counts: array `(num_draws, num_rows)`. How often each draw holds each row.

    Returns:
        float array `(num_draws,)`, each in [0, 1].

    Example:
    >>> rows = np.array([0, 1]), np.array([[0.9, 0.1], [0.9, 0.1]])
    >>> expected_calibration_error(*rows, np.array([[1, 1], [2, 0]])).round(3).tolist()
    [0.4, 0.1]

    Reference:
        Guo et al. 2017, "On Calibration of Modern Neural Networks"
        (https://arxiv.org/abs/1706.04599). Differs: a draw may hold a row several
        times.
    """
    bins, confidence, right = _binned(y_true, probabilities)
    gaps = (right - confidence)[:, None] * (bins[:, None] == np.arange(NUM_BINS))
    totals = counts.sum(axis=1, dtype=np.float64)
    return np.abs(counts.astype(np.float64) @ gaps).sum(axis=1) / totals


def _binned(
    y_true: np.ndarray, probabilities: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns each row's bin, its confidence, and whether it is right."""
    confidence = probabilities.max(axis=1) / probabilities.sum(axis=1, dtype=np.float64)
    edges = np.arange(1, NUM_BINS) / NUM_BINS
    bins = np.searchsorted(edges, confidence, side="left")
    return bins, confidence, probabilities.argmax(axis=1) == y_true
