"""Tests of calibration against sums by hand and loops over rows."""

import numpy as np
import pytest

from tfq_bert.comparison.calibration import expected_calibration_error, reliability


def _rows(seed, num_rows, num_classes):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(num_classes), size=num_rows)
    return rng.integers(num_classes, size=num_rows), probabilities


def _error_by_a_loop(ids, probabilities):
    """Row by row, in bins held as a dict."""
    bins = {}
    for label, row in zip(ids, probabilities, strict=True):
        top = max(row) / sum(row)
        which = next(b for b in range(1, 16) if top <= b / 15)
        bins.setdefault(which, []).append((top, float(label == row.argmax())))
    return sum(
        abs(sum(right - top for top, right in members)) for members in bins.values()
    ) / len(ids)


def test_error_of_five_rows_by_hand():
    """Bin 0.6-0.667: 2 rows at 0.65, one right: gap 0.15. Bin 0.8-0.867: one row at
    0.85, right: gap 0.15. Bin 0.933-1: 2 rows at 0.95, both right: gap 0.05.

    (2 * 0.15 + 1 * 0.15 + 2 * 0.05) / 5 = 0.11.
    """
    top = np.array([0.65, 0.65, 0.85, 0.95, 0.95])
    ids = np.array([0, 1, 0, 0, 0])
    rows = np.column_stack([top, 1 - top])
    found = expected_calibration_error(ids, rows, np.ones((1, 5)))
    assert found == pytest.approx([0.11], abs=1e-12)
    bins = reliability(ids, rows)
    assert [b["count"] for b in bins] == [2, 1, 2]
    assert [b["accuracy"] for b in bins] == [0.5, 1.0, 1.0]
    assert [b["confidence"] for b in bins] == pytest.approx([0.65, 0.85, 0.95])
    assert [b["low"] for b in bins] == pytest.approx([9 / 15, 12 / 15, 14 / 15])
    assert [b["high"] for b in bins] == pytest.approx([10 / 15, 13 / 15, 1])


@pytest.mark.parametrize("num_classes", [2, 3, 20])
def test_error_equals_a_loop_over_rows(num_classes):
    ids, rows = _rows(num_classes, 300, num_classes)
    found = expected_calibration_error(ids, rows, np.ones((1, 300)))
    assert found == pytest.approx([_error_by_a_loop(ids, rows)], abs=1e-12)


def test_counts_stand_for_repeated_rows():
    ids, rows = _rows(1, 40, 3)
    drawn = np.random.default_rng(2).integers(40, size=40)
    found = expected_calibration_error(
        ids, rows, np.bincount(drawn, minlength=40)[None, :]
    )
    expected = _error_by_a_loop(ids[drawn], rows[drawn])
    assert found == pytest.approx([expected], abs=1e-12)


def test_bins_add_up_to_the_error_and_to_all_rows():
    ids, rows = _rows(3, 500, 4)
    bins = reliability(ids, rows)
    assert sum(b["count"] for b in bins) == 500
    total = sum(b["count"] * abs(b["accuracy"] - b["confidence"]) for b in bins) / 500
    [error] = expected_calibration_error(ids, rows, np.ones((1, 500)))
    assert total == pytest.approx(error, abs=1e-12)


def test_confidence_on_an_edge_belongs_to_the_bin_below():
    """0.6 is 9 / 15, the upper edge of the ninth bin; 1 is that of the last."""
    [ninth, last] = reliability(np.array([0, 0]), np.array([[0.6, 0.4], [1.0, 0.0]]))
    assert (ninth["low"], ninth["high"]) == (8 / 15, 9 / 15)
    assert (last["low"], last["high"]) == (14 / 15, 1.0)


def test_single_precision_rows_above_one_stay_in_the_last_bin():
    row = np.array([[1.0005, 0.0]], dtype=np.float32)
    [found] = reliability(np.array([0]), row)
    assert (found["high"], found["confidence"]) == (1.0, 1.0)


def test_certain_and_always_wrong_is_an_error_of_one():
    found = expected_calibration_error(
        np.array([0, 0]), np.array([[0.0, 1.0]] * 2), np.ones((1, 2))
    )
    assert found.tolist() == [1.0]
