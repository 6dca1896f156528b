"""Tests of the signed ranks by enumeration of all signs, and against SciPy."""

import itertools

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest
import scipy.stats

from tfq_bert.comparison.signed_ranks import rank_biserial, signed_rank_p

FEW = st.lists(st.integers(-4, 4), min_size=1, max_size=9)


def _p_by_enumeration(differences):
    """Flips the sign of every difference in all ways and counts rank sums."""
    ranks = scipy.stats.rankdata(np.abs(differences))
    ranks = ranks[differences != 0]
    plus = ranks[differences[differences != 0] > 0].sum()
    sums = [
        sum(itertools.compress(ranks, signs))
        for signs in itertools.product([0, 1], repeat=len(ranks))
    ]
    at_most = np.mean([total <= plus for total in sums])
    at_least = np.mean([total >= plus for total in sums])
    return min(1, 2 * min(at_most, at_least))


@hypothesis.given(values=FEW)
@hypothesis.settings(deadline=None, max_examples=100)
def test_p_with_ties_and_zeros_equals_enumeration_of_all_signs(values):
    differences = np.array(values, float)
    found = signed_rank_p(differences)
    assert found == pytest.approx(_p_by_enumeration(differences), abs=1e-12)


@pytest.mark.parametrize("num_pairs", [1, 2, 9, 10, 33, 50])
def test_p_without_ties_equals_the_exact_one_of_scipy(num_pairs):
    differences = np.random.default_rng(num_pairs).normal(0.3, 1, num_pairs)
    expected = scipy.stats.wilcoxon(differences, method="exact").pvalue
    assert signed_rank_p(differences) == pytest.approx(expected, abs=1e-12)


def test_p_with_ties_and_zeros_equals_the_permutation_test_of_scipy():
    differences = np.array([0, 0, 1, -1, 2, 2, 3, 3, 3.0])
    expected = scipy.stats.wilcoxon(
        differences, zero_method="pratt", method=scipy.stats.PermutationMethod()
    ).pvalue
    assert signed_rank_p(differences) == pytest.approx(expected, abs=1e-12)


def test_smallest_p_of_nine_pairs_survives_seven_arms_and_that_of_eight_does_not():
    assert signed_rank_p(np.arange(1.0, 9)) * 7 == pytest.approx(7 * 2 / 2**8)
    assert (
        signed_rank_p(np.arange(1.0, 10)) * 7
        < 0.05
        < signed_rank_p(-np.arange(1.0, 9)) * 7
    )


def test_p_of_many_pairs_goes_over_into_the_normal_approximation_without_a_step():
    """201 against 200 pairs of the same kind; both near the chance by drawn signs."""
    values = np.random.default_rng(3).normal(0.15, 1, 201)
    for differences in (values, values[:200]):
        ranks = scipy.stats.rankdata(np.abs(differences))
        signs = np.random.default_rng(4).choice([-1, 1], (40_000, len(ranks)))
        drawn = np.abs(signs @ ranks) >= abs(np.sign(differences) @ ranks)
        assert signed_rank_p(differences) == pytest.approx(drawn.mean(), abs=0.01)


def test_no_difference_at_all_is_a_p_of_one_and_no_effect():
    assert signed_rank_p(np.zeros(10)) == 1
    assert rank_biserial(np.zeros(10)) == 0


def test_effect_is_one_when_the_first_always_wins():
    assert rank_biserial(np.array([0.1, 0.2, 0.2])) == 1
    assert rank_biserial(-np.array([0.1, 0.2, 0.2])) == -1


def test_effect_by_hand_with_a_tie_and_a_zero():
    """Ranks of 0, 1, -1, 2 are 1, 2.5, 2.5, 4: (2.5 - 2.5 + 4) / 10."""
    assert rank_biserial(np.array([0, 1, -1, 2.0])) == pytest.approx(0.4, abs=1e-12)


def test_effect_without_zeros_follows_from_the_statistic_of_scipy():
    """`1 - 2 T / S`, with T the smaller rank sum and S the sum of all ranks."""
    differences = np.random.default_rng(0).normal(0.5, 1, 10)
    smaller = scipy.stats.wilcoxon(differences).statistic
    expected = 1 - 2 * smaller / 55
    assert abs(rank_biserial(differences)) == pytest.approx(expected, abs=1e-12)
