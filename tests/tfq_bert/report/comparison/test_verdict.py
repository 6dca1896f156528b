"""Tests of the verdict's words and numbers, for contents made for one case each."""

import pytest

from tfq_bert.comparison import Difference, verdict
from tfq_bert.report.comparison.reading import Reading
from tfq_bert.report.comparison.verdict import judge, state_verdict


def _difference(data="sms_spam", qubits=4, **values):
    row = {
        "data": data,
        "qubits": qubits,
        "fraction": 1.0,
        "arm": "matched",
        "metric": "macro_f1",
        "pairs": 10,
        "mean": 0.003,
        "low": -0.002,
        "high": 0.008,
        "p_holm": 1.0,
    }
    row |= values
    numbers = (row[name] for name in ("pairs", "mean", "low", "high"))
    found = Difference(*numbers, 0.01, 0.5, row["metric"])
    return row | {"verdict": verdict(found, row["p_holm"])}


def _content(rows, data=("sms_spam",), widths=(4,), seeds=10, metric="macro_f1"):
    runs = [
        {
            "data": name,
            "arm": "hybrid",
            "qubits": width,
            "seed": seed,
            "fraction": 1.0,
            "scores": {metric: {"value": 0.9}},
        }
        for name in data
        for width in widths
        for seed in range(seeds)
    ]
    return {"runs": runs, "differences": rows, "settings": {"metric": metric}}


def _verdict(*args, **kwargs):
    return state_verdict(Reading(_content(*args, **kwargs)))


def test_interval_around_zero_shows_nothing():
    assert _verdict([_difference()]) == (
        "Over 10 seeds, the hybrid is not shown to be better or worse than a classical "
        "head of as many parameters on sms_spam (macro-F1 difference 0.003, 95% "
        "interval -0.002 to 0.008, 10 pairs)."
    )


def test_interval_above_zero_shows_the_hybrid_better():
    row = _difference(mean=0.02, low=0.01, high=0.03, p_holm=0.004)
    assert _verdict([row]) == (
        "Over 10 seeds, the hybrid is better than a classical head of as many "
        "parameters on sms_spam (macro-F1 difference 0.020, 95% interval 0.010 to "
        "0.030, 10 pairs)."
    )


def test_interval_below_zero_shows_the_hybrid_worse():
    row = _difference(mean=-0.02, low=-0.03, high=-0.01, p_holm=0.004)
    assert _verdict([row]).startswith("Over 10 seeds, the hybrid is worse than a ")


def test_lower_is_better_for_a_loss():
    numbers = {"mean": -0.02, "low": -0.03, "high": -0.01, "p_holm": 0.004}
    words = _verdict([_difference(metric="log_loss", **numbers)], metric="log_loss")
    assert words.startswith("Over 10 seeds, the hybrid is better than a ")
    assert "(log loss difference -0.020, " in words


def test_three_pairs_are_too_few():
    row = _difference(pairs=3, mean=0.02, low=0.01, high=0.03, p_holm=0.25)
    assert _verdict([row], seeds=3) == (
        "Over 3 seeds, there are too few pairs (3 of at least 9) to tell whether "
        "the hybrid is better or worse than a classical head of as many parameters on "
        "sms_spam (macro-F1 difference 0.020, 95% interval 0.010 to 0.030, 3 pairs)."
    )


def test_single_pair_has_no_interval_in_its_sentence():
    row = _difference(pairs=1) | {"low": None, "high": None}
    assert _verdict([row], seeds=1).endswith("(macro-F1 difference 0.003, 1 pair).")


def test_several_sets_are_first_taken_together_then_counted():
    better = {"mean": 0.02, "low": 0.01, "high": 0.03, "p_holm": 0.001}
    rows = [
        _difference("a", **better),
        _difference("b"),
        _difference("a", 8, mean=-0.02, low=-0.03, high=-0.01, p_holm=0.01),
        _difference("b", 8, pairs=2),
        _difference(None, pairs=20),
        _difference(None, 8, pairs=20, **better),
    ]
    assert _verdict(rows, data=("a", "b"), widths=(4, 8)) == (
        "Over 10 seeds, the hybrid is not shown to be better or worse than a classical "
        "head of as many parameters on a and b together (4 qubits, macro-F1 difference "
        "0.003, 95% interval -0.002 to 0.008, 20 pairs). Of the 4 comparisons with "
        "that head, one a data set and width, 1 show it better, 1 show it worse and 2 "
        "leave it open."
    )


def test_many_sets_are_counted_and_not_listed():
    data = ("a", "b", "c", "d")
    rows = [_difference(None, pairs=40), *(_difference(name) for name in data)]
    assert " on all 4 data sets together (" in _verdict(rows, data=data)


def test_other_fractions_and_arms_do_not_make_the_verdict():
    rows = [_difference(fraction=0.1), _difference(arm="tfidf")]
    assert _verdict(rows) == (
        "No verdict: the hybrid was compared with no classical head of as many "
        "parameters."
    )


def test_numbers_of_the_full_content_stand_in_its_verdict(full, full_reading):
    row = next(
        row
        for row in full["differences"]
        if (row["data"], row["arm"], row["qubits"], row["fraction"])
        == (None, "matched", 4, 1.0)
    )
    words = state_verdict(full_reading)
    assert f"{row['low']:.3f} to {row['high']:.3f}, {row['pairs']} pairs" in words
    assert f"difference {row['mean']:.3f}," in words


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"low": 0.01, "high": 0.02, "p_holm": 0.2}, "open"),
        ({"low": 0.01, "high": 0.02, "p_holm": 0.01}, "better"),
        ({"low": -0.02, "high": -0.01, "p_holm": 0.01}, "worse"),
        ({"low": 0.0, "high": 0.02, "p_holm": 0.01}, "open"),
        ({"pairs": 8, "low": 0.01, "high": 0.02, "p_holm": 0.01}, "few"),
        ({"pairs": 9, "low": 0.01, "high": 0.02, "p_holm": 0.03}, "better"),
    ],
)
def test_verdict_in_words_is_sorted_by_what_it_shows(values, outcome):
    assert judge(_difference(**values)) == outcome
