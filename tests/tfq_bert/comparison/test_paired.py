"""Tests of paired differences: intervals by enumeration, verdicts by planted lifts."""

import itertools
import math

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest
import scipy.stats
from statsmodels.stats.multitest import multipletests

from tfq_bert.comparison import Difference, holm, paired_difference, verdict

# Scores in steps of 0.001, so that sums of them round alike.
SCORES = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=12
)
EXAMPLES = hypothesis.settings(deadline=None, max_examples=60)


def _arms(pairs):
    return np.array(pairs, float).T / 1000


def _numbers(found):
    return [found.mean, found.low, found.high, found.p, found.effect]


@hypothesis.given(pairs=SCORES)
@EXAMPLES
def test_swapping_the_arms_turns_the_signs_around(pairs):
    hybrid, other = _arms(pairs)
    found, swapped = paired_difference(hybrid, other), paired_difference(other, hybrid)
    expected = [-found.mean, -found.high, -found.low, found.p, -found.effect]
    assert _numbers(swapped) == pytest.approx(expected, abs=1e-12)


@hypothesis.given(pairs=SCORES, constant=st.integers(-1000, 1000))
@EXAMPLES
def test_a_constant_added_to_both_changes_nothing(pairs, constant):
    hybrid, other = _arms(pairs)
    shift = constant / 1000
    found = paired_difference(hybrid, other)
    assert paired_difference(hybrid + shift, other + shift) == found


@hypothesis.given(pairs=SCORES, data=st.data())
@EXAMPLES
def test_the_order_of_the_pairs_does_not_matter(pairs, data):
    shuffled = data.draw(st.permutations(pairs))
    found = paired_difference(*_arms(pairs))
    assert paired_difference(*_arms(shuffled)) == found


@hypothesis.given(pairs=SCORES)
@EXAMPLES
def test_the_mean_lies_within_the_interval(pairs):
    found = paired_difference(*_arms(pairs))
    assert found.low - 1e-12 <= found.mean <= found.high + 1e-12
    assert 0 < found.p <= 1
    assert -1 <= found.effect <= 1


def test_interval_equals_percentiles_over_all_resamples_of_six_pairs():
    """All 6**6 resamples, at the percentiles of a t distribution widened by n / (n-1).

    The 9,999 draws have a standard error of about a hundredth of the width there.
    """
    differences = np.array([0.01, 0.03, -0.02, 0.06, 0.02, 0.05])
    found = paired_difference(differences, np.zeros(6))
    means = [np.mean(d) for d in itertools.product(differences, repeat=6)]
    share = scipy.stats.norm.cdf(-math.sqrt(6 / 5) * scipy.stats.t.ppf(0.975, 5))
    low, high = np.quantile(means, [share, 1 - share])
    width = high - low
    assert found.low == pytest.approx(low, abs=width / 20)
    assert found.high == pytest.approx(high, abs=width / 20)


def test_interval_of_ten_normal_pairs_covers_the_truth_in_19_of_20():
    """0.945 in 4,000 repeats; three standard errors of 500 are 0.03."""
    rng = np.random.default_rng(0)
    hits = 0
    for repeat in range(500):
        found = paired_difference(rng.normal(0.02, 0.01, 10), np.zeros(10), seed=repeat)
        hits += found.low <= 0.02 <= found.high
    assert hits / 500 == pytest.approx(0.945, abs=0.03)


def test_equal_differences_have_an_interval_without_width():
    found = paired_difference([0.9, 0.8, 0.7], [0.8, 0.7, 0.6])
    assert (found.low, found.high) == (0.1, 0.1)
    assert found.mean == pytest.approx(0.1, abs=1e-12)


def test_identical_scores_are_no_difference_at_all():
    found = paired_difference([0.9, 0.8], [0.9, 0.8], metric="mcc")
    assert found == Difference(2, 0.0, 0.0, 0.0, 1.0, 0.0, "mcc")


def test_two_pairs_have_an_interval_from_one_to_the_other():
    found = paired_difference([0.3, 0.1], [0.0, 0.0])
    assert (found.low, found.high) == (0.1, 0.3)


def test_a_single_pair_is_its_own_interval():
    found = paired_difference([0.3], [0.1])
    assert (found.low, found.high, found.p, found.effect) == (0.2, 0.2, 1.0, 1.0)


def test_another_seed_moves_the_interval_and_nothing_else():
    hybrid, other = np.random.default_rng(0).normal(size=(2, 10))
    first, again, moved = (
        paired_difference(hybrid, other, seed=seed) for seed in (1, 1, 2)
    )
    assert first == again
    assert first.low != moved.low
    assert (first.mean, first.p, first.effect) == (moved.mean, moved.p, moved.effect)


def test_holm_by_hand():
    """Sorted 0.01, 0.02, 0.04 times 3, 2, 1, then never below the one before."""
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04], abs=1e-12)
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([0.3]) == [0.3]
    assert holm([]) == []


@pytest.mark.parametrize("number", [1, 2, 7])
def test_holm_equals_statsmodels(number):
    values = np.random.default_rng(number).uniform(0, 0.3, number).round(2)
    expected = multipletests(values, method="holm")[1]
    assert holm(values) == pytest.approx(expected, abs=1e-12)


def _difference(low, high, pairs=10, metric=""):
    return Difference(pairs, (low + high) / 2, low, high, 0.002, 1.0, metric)


@pytest.mark.parametrize(
    ("low", "high", "p_holm", "words"),
    [
        (0.01, 0.03, 0.049, "better"),
        (-0.03, -0.01, 0.049, "worse"),
        (0.01, 0.03, 0.05, "no difference shown (interval 0.010 to 0.030)"),
        (0.0, 0.03, 0.001, "no difference shown (interval 0.000 to 0.030)"),
        (-0.0001, 0.03, 0.001, "no difference shown (interval 0.000 to 0.030)"),
        (-0.03, 0.0, 0.001, "no difference shown (interval -0.030 to 0.000)"),
    ],
)
def test_a_verdict_needs_both_the_test_and_the_interval(low, high, p_holm, words):
    assert verdict(_difference(low, high), p_holm) == words


@pytest.mark.parametrize("metric", ["log_loss", "ece"])
def test_less_is_better_for_losses(metric):
    assert verdict(_difference(-0.03, -0.01, metric=metric), 0.01) == "better"
    assert verdict(_difference(0.01, 0.03, metric=metric), 0.01) == "worse"


@pytest.mark.parametrize("pairs", range(1, 9))
def test_fewer_than_nine_pairs_never_get_a_verdict(pairs):
    hybrid = np.linspace(0.9, 0.95, pairs)
    found = paired_difference(hybrid, np.linspace(0.1, 0.2, pairs))
    assert verdict(found, found.p) == f"too few pairs ({pairs} of at least 9)"
    assert verdict(found, 0.0, alpha=0.99) == f"too few pairs ({pairs} of at least 9)"


def test_more_pairs_may_be_asked_for():
    found = verdict(_difference(0.01, 0.03, pairs=10), 0.01, min_pairs=20)
    assert found == "too few pairs (10 of at least 20)"


@pytest.mark.parametrize(
    ("hybrid", "other", "message"),
    [
        (
            [],
            [],
            r"`hybrid` and `other` must .* shapes \(0,\) and \(0,\)\. .*missing\.",
        ),
        ([1], [1, 2], r"`hybrid` and .* shapes \(1,\) and \(2,\)\. Leave .* missing\."),
        ([1, math.nan], [1, 2], r"`hybrid` must hold finite .*hybrid\[1\]=nan\. .*\."),
        ([1, 2], [math.inf, 2], r"`other` must hold finite .*other\[0\]=inf\. .*\."),
    ],
)
def test_scores_that_are_no_pairs_are_refused(hybrid, other, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        paired_difference(hybrid, other)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"p_holm": 1.5}, r"`p_holm` must be in \[0, 1\]\. Received: p_holm=1\.5\."),
        (
            {"p_holm": 0.5, "alpha": 5},
            r"`alpha` must be in \(0, 1\)\. Received: alpha=5\. The usual .* 0\.05\.",
        ),
        (
            {"p_holm": 0.5, "min_pairs": 5},
            r"`min_pairs` must be at least 9, because fewer pairs cannot reach a level "
            r"of 0\.05 against seven arms\. Received: min_pairs=5\. Run more seeds "
            r"instead\.",
        ),
    ],
)
def test_options_of_a_verdict_are_checked(options, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        verdict(_difference(0.01, 0.03), **options)


def test_holm_refuses_what_is_no_probability():
    with pytest.raises(
        ValueError, match=r"^`p_values` must be in \[0, 1\]\. Received: p_values=nan\.$"
    ):
        holm([0.1, math.nan])
