"""Two arms' scores on the same pairs: interval, test, effect and verdict.

A pair is one data set and seed on which both were trained and scored. Knows no models
and no files. Loads SciPy when a function first needs it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tfq_bert.comparison.signed_ranks import rank_biserial, signed_rank_p

MIN_PAIRS = 9
LOWER_IS_BETTER = frozenset({"log_loss", "ece"})
_CONFIDENCE = 0.95
# Differences this close count as equal: 0.9 - 0.8 is not 0.8 - 0.7 in binary.
_DECIMALS = 12


@dataclass(frozen=True)
class Difference:
    """What the pairs say about the hybrid's score minus the other's.

    Args:
        pairs: int. Number of pairs.
        mean: float. Mean of the differences.
        low: float. Lower end of the mean's 95% interval.
        high: float. Upper end.
        p: float. Two-sided p-value of the Wilcoxon signed-rank test.
        effect: float. Matched-pairs rank-biserial correlation, in [-1, 1].
        metric: str. Name of the score; it says which sign is the better one.

    Example:
    >>> Difference(10, 0.01, -0.01, 0.03, 0.3, 0.4, "macro_f1").mean
    0.01
    """

    pairs: int
    mean: float
    low: float
    high: float
    p: float
    effect: float
    metric: str = ""


def paired_difference(
    hybrid: Sequence[float] | np.ndarray,
    other: Sequence[float] | np.ndarray,
    *,
    metric: str = "",
    seed: int = 0,
) -> Difference:
    """Compares two arms by the differences of their scores, pair by pair.

    The test is Wilcoxon's (`signed_rank_p`), the effect the matched-pairs rank-biserial
    correlation (`rank_biserial`).

    The interval is the percentile bootstrap of the mean, taken at wider percentiles to
    make up for the few pairs. If all differences are equal it is that value. Neither
    the order of the pairs nor a constant added to both arms changes anything, and
    swapping the arms turns all signs around.

    Args:
        hybrid: float array `(num_pairs,)`. Scores of the first arm.
        other: float array `(num_pairs,)`. Scores of the second, in the same order.
        metric: str. Name of the score. Defaults to "".
        seed: int. Seed of the bootstrap. Defaults to 0.

    Returns:
        `Difference`.

    Raises:
        ValueError: If there is no pair, the lengths differ, or a score is not finite.

    Example:
    >>> found = paired_difference([0.9, 0.8, 0.9, 0.7], [0.8, 0.8, 0.7, 0.4])
    >>> found.pairs, round(found.mean, 3), found.p, found.effect
    (4, 0.15, 0.25, 0.9)

    Reference:
        Hesterberg 2015, "What Teachers Should Know About the Bootstrap"
        (https://arxiv.org/abs/1411.5279): the expanded percentile interval. Differs:
        none.
    """
    differences = np.round(np.subtract(*_checked_pairs(hybrid, other)), _DECIMALS)
    # One order and one sign for the draws, whatever order and sign the pairs come in.
    ordered, mirrored = np.sort(differences), np.sort(-differences)
    turned = mirrored.tolist() > ordered.tolist()
    low, high = _interval(mirrored if turned else ordered, seed)
    if turned:
        low, high = -high, -low
    return Difference(
        pairs=len(differences),
        mean=math.fsum(differences) / len(differences),
        low=low + 0.0,  # no negative zero
        high=high + 0.0,
        p=signed_rank_p(differences),
        effect=rank_biserial(differences),
        metric=metric,
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Corrects the p-values of one family of tests, step down.

    The chance of any false finding in the family stays below the level at which the
    corrected values are read.

    Args:
        p_values: Sequence of float, each in [0, 1].

    Returns:
        Corrected p-values in the same order; none for none.

    Raises:
        ValueError: If a value is no probability.

    Example:
    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]

    Reference:
        Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure"
        (https://www.jstor.org/stable/4615733).
    """
    for p in p_values:
        _check_probability("p_values", p)
    # Not statsmodels' `multipletests`: each call collects garbage, which takes half a
    # second once TensorFlow is loaded.
    values = np.asarray(p_values, np.float64)
    order = np.argsort(values)
    raised = values[order] * np.arange(len(values), 0, -1)
    corrected = np.empty_like(values)
    corrected[order] = np.minimum(np.maximum.accumulate(raised), 1)
    return corrected.tolist()


def verdict(
    difference: Difference,
    p_holm: float,
    *,
    alpha: float = 0.05,
    min_pairs: int = MIN_PAIRS,
) -> str:
    """Puts a difference into words that its numbers force.

    "better" needs both a corrected p-value below `alpha` and an interval that lies
    wholly on the better side of 0; "worse" likewise. The better side is above 0, except
    for `log_loss` and `ece`.

    Args:
        difference: `Difference`.
        p_holm: float. Its p-value, corrected over the family by `holm`.
        alpha: float. Level, in (0, 1). Defaults to 0.05.
        min_pairs: int. Pairs below which there is no verdict, at least 9. Defaults to
            9: with 8, seven arms cannot reach 0.05, since 7 * 2 / 2**8 is 0.055.

    Returns:
        "better", "worse", "no difference shown (interval LOW to HIGH)" or "too few
        pairs (N of at least 9)".

    Raises:
        ValueError: If `p_holm` or `alpha` is no probability, or `min_pairs` below 9.

    Example:
    >>> verdict(Difference(10, 0.04, 0.03, 0.05, 0.002, 1.0), 0.014)
    'better'
    >>> verdict(Difference(10, 0.003, -0.002, 0.008, 0.4, 0.2), 1.0)
    'no difference shown (interval -0.002 to 0.008)'
    """
    _check_probability("p_holm", p_holm)
    if not 0 < alpha < 1:
        raise ValueError(
            f"`alpha` must be in (0, 1). Received: {alpha=}. The usual level is 0.05."
        )
    if min_pairs < MIN_PAIRS:
        raise ValueError(
            f"`min_pairs` must be at least {MIN_PAIRS}, because fewer pairs cannot "
            "reach a level of 0.05 against seven arms. "
            f"Received: {min_pairs=}. Run more seeds instead."
        )
    if difference.pairs < min_pairs:
        return f"too few pairs ({difference.pairs} of at least {min_pairs})"
    above, below = difference.low > 0, difference.high < 0
    if p_holm < alpha and (above or below):
        is_better = below if difference.metric in LOWER_IS_BETTER else above
        return "better" if is_better else "worse"
    interval = f"{difference.low:z.3f} to {difference.high:z.3f}"
    return f"no difference shown (interval {interval})"


def _checked_pairs(
    hybrid: Sequence[float] | np.ndarray, other: Sequence[float] | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Returns both as float arrays, or says why they are no pairs."""
    arrays = np.asarray(hybrid, np.float64), np.asarray(other, np.float64)
    if arrays[0].ndim != 1 or arrays[0].shape != arrays[1].shape or not arrays[0].size:
        raise ValueError(
            "`hybrid` and `other` must be of one length, at least 1, because scores "
            f"are compared in pairs. Received: shapes {arrays[0].shape} and "
            f"{arrays[1].shape}. Leave out the pairs of which one is missing."
        )
    for name, array in zip(("hybrid", "other"), arrays, strict=True):
        if not np.isfinite(array).all():
            place = int(np.flatnonzero(~np.isfinite(array))[0])
            raise ValueError(
                f"`{name}` must hold finite scores. Received: {name}[{place}]="
                f"{array[place]}. Leave out the pairs of which one is missing."
            )
    return arrays


def _check_probability(name: str, p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"`{name}` must be in [0, 1]. Received: {name}={p}.")


def _interval(ordered: np.ndarray, seed: int) -> tuple[float, float]:
    """Returns the expanded percentile bootstrap interval of the mean."""
    from scipy import stats

    if ordered[0] == ordered[-1]:
        return float(ordered[0]), float(ordered[0])
    number = len(ordered)
    quantile = stats.t.ppf((1 + _CONFIDENCE) / 2, number - 1)
    level = 1 - 2 * stats.norm.sf(math.sqrt(number / (number - 1)) * quantile)
    found = stats.bootstrap(
        (ordered,),
        np.mean,
        confidence_level=level,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(found.low), float(found.high)
