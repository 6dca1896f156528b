"""Ranks trials, and tells how much of the order goes with each setting.

Does not train or draw.
"""

from collections.abc import Sequence

import numpy as np

from tfq_bert.training.tuning_space import SETTINGS

OBJECTIVES = ("loss", "accuracy")
# Numbers of a range are compared in so many groups of equal size.
_NUM_GROUPS = 3


def ranked(trials: Sequence[dict], objective: str) -> list[dict]:
    """Sorts trials from the best to the worst; those that failed come last.

    Args:
        trials: Records with `number`, `loss` and `accuracy`; a failed one has
            `failed`, its reason, instead.
        objective: One of `OBJECTIVES`. The other one decides between equals.

    Returns:
        list of the same records.
    """

    def key(trial):
        if "failed" in trial:
            return (1, 0.0, 0.0, trial["number"])
        scores = (trial["loss"], -trial["accuracy"])
        first, second = scores if objective == "loss" else scores[::-1]
        return (0, first, second, trial["number"])

    return sorted(trials, key=key)


def influence(ranking: Sequence[dict]) -> dict[str, float]:
    """Estimates how much of the order of the trials goes with each setting alone.

    Computes `omega**2 = (between - (k - 1) * within / (n - k)) / (total + within /
    (n - k))` of the ranks of `n` trials in `k` groups, at least 0. Unlike the plain
    share of the variance it is 0 on average where nothing but chance is at work. Says
    nothing of what settings do together.

    Args:
        ranking: What `ranked` returned. Failed trials are left out.

    Returns:
        dict from each setting that has more than one value to a share, 0 to 1, the
        largest first. Empty for too few trials.

    Reference:
        Hays 1963, "Statistics for Psychologists" (omega squared). Differs: taken of
        ranks, and cut off at 0.
    """
    trials = [trial for trial in ranking if "failed" not in trial]
    ranks = np.arange(len(trials), dtype=float)
    shares = {}
    for name in SETTINGS:
        groups = _groups([trial["values"][name] for trial in trials])
        if 1 < len(set(groups)) < len(trials):
            shares[name] = _omega_squared(ranks, np.asarray(groups))
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _groups(values: list) -> list[int]:
    """Gives each value the number of its group: its own, or a third of the numbers."""
    different = sorted(set(values))
    if len(different) <= len(values) // 2:
        return [different.index(value) for value in values]
    if isinstance(values[0], str):
        return [different.index(value) for value in values]
    return [different.index(value) * _NUM_GROUPS // len(different) for value in values]


def _omega_squared(ranks: np.ndarray, groups: np.ndarray) -> float:
    total = float(((ranks - ranks.mean()) ** 2).sum())
    members = [ranks[groups == group] for group in np.unique(groups)]
    inside = sum(float(((m - m.mean()) ** 2).sum()) for m in members)
    within = inside / (len(ranks) - len(members))
    between = total - inside
    share = (between - (len(members) - 1) * within) / (total + within)
    return round(max(0.0, share), 4)
