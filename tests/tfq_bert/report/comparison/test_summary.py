"""Tests of means and intervals by hand and by printed quantiles."""

import pytest

from tfq_bert.report.comparison.summary import (
    summarize,
    write_interval,
    write_number,
)


def test_interval_of_three_values_is_that_of_the_printed_quantile():
    """1, 2, 3: s = 1; t at 97.5% and 2 degrees of freedom is 4.303 in tables."""
    mean, low, high, count = summarize([1.0, 2.0, 3.0])
    assert (mean, count) == (2.0, 3)
    assert low == pytest.approx(2 - 4.303 / 3**0.5, abs=1e-3)
    assert high == pytest.approx(2 + 4.303 / 3**0.5, abs=1e-3)


def test_interval_of_ten_values_is_that_of_the_printed_quantile():
    """Five times 0 and five times 1: s**2 = 2.5 / 9; t for 9 degrees is 2.262."""
    mean, low, high, _ = summarize([0, 1] * 5)
    reach = 2.262 * (2.5 / 9 / 10) ** 0.5
    assert (mean - low, high - mean) == pytest.approx((reach, reach), abs=1e-3)


def test_single_value_has_no_interval():
    assert summarize([0.9]) == (0.9, None, None, 1)


def test_equal_values_have_an_interval_of_no_length():
    assert summarize([0.5, 0.5]) == (0.5, 0.5, 0.5, 2)


def test_no_value_is_refused():
    with pytest.raises(
        ValueError,
        match=r"^`values` must hold at least one value\. Received: values=\[\]\. "
        r"Leave the arm out\.$",
    ):
        summarize([])


def test_zero_is_written_without_a_sign():
    assert [write_number(v) for v in (-0.0004, 0.0, -0.0006)] == [
        "0.000",
        "0.000",
        "-0.001",
    ]
    assert write_interval(-0.0001, 0.25) == "0.000 to 0.250"


def test_interval_with_one_end_missing_is_not_written():
    assert write_interval(0.1, None) == write_interval(None, 0.1) == ""
