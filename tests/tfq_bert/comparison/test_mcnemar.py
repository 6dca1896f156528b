"""Tests of McNemar's test against the binomial and the chi-squared distribution."""

import numpy as np
import pytest
import scipy.stats

from tfq_bert.comparison import mcnemar


def _predictions(both, a_only, b_only, neither):
    """Ids that are all 1, and predictions that are right so often."""
    sizes = (both, a_only, b_only, neither)
    return (
        np.ones(sum(sizes), int),
        np.repeat([1, 1, 0, 0], sizes),
        np.repeat([1, 0, 1, 0], sizes),
    )


def test_rows_are_counted_by_who_is_right():
    found = mcnemar(*_predictions(4, 3, 2, 1))
    assert list(found.values())[:4] == [4, 3, 2, 1]
    assert list(found) == [
        "both_right",
        "a_only_right",
        "b_only_right",
        "both_wrong",
        "p",
        "exact",
    ]


def test_few_discordant_rows_are_tested_by_the_binomial_distribution():
    found = mcnemar(*_predictions(100, 3, 5, 2))
    expected = scipy.stats.binomtest(3, 8).pvalue
    assert found["exact"] is True
    assert found["p"] == pytest.approx(expected, abs=1e-12)


def test_many_discordant_rows_are_tested_by_chi_squared_with_correction():
    found = mcnemar(*_predictions(10, 10, 30, 5))
    expected = scipy.stats.chi2.sf((30 - 10 - 1) ** 2 / 40, 1)
    assert found["exact"] is False
    assert found["p"] == pytest.approx(expected, abs=1e-12)


def test_equal_predictions_have_a_p_of_one():
    assert mcnemar([0, 1], [1, 1], [1, 1])["p"] == 1


def test_swapping_the_two_swaps_the_counts_and_keeps_p():
    ids, a, b = _predictions(7, 9, 1, 0)
    straight, swapped = mcnemar(ids, a, b), mcnemar(ids, b, a)
    assert straight["p"] == swapped["p"]
    assert straight["a_only_right"] == swapped["b_only_right"] == 9


def test_two_different_wrong_answers_are_both_wrong():
    assert mcnemar([0], [1], [2])["both_wrong"] == 1


@pytest.mark.parametrize(
    ("arrays", "shapes"),
    [
        (([0, 1], [0, 1], [0]), r"\(2,\), \(2,\) and \(1,\)"),
        (([], [], []), r"\(0,\), \(0,\) and \(0,\)"),
        (([[0]], [[0]], [[0]]), r"\(1, 1\), \(1, 1\) and \(1, 1\)"),
    ],
)
def test_rows_that_do_not_match_are_refused(arrays, shapes):
    with pytest.raises(
        ValueError,
        match=r"^`y_true`, `predicted_a` and `predicted_b` must be of one length, at "
        rf"least 1\. Received: shapes {shapes}\.$",
    ):
        mcnemar(*arrays)
