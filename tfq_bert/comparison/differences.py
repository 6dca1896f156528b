"""From the runs of a comparison to the hybrid's differences from every other arm.

Reads the plain dicts of `comparison.json`; trains and scores nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from tfq_bert.comparison.paired import Difference, holm, paired_difference, verdict

# A pair: the data set and the seed.
_Pair = tuple[str, int]
# What is compared within: an arm, its width (None: it has none) and a fraction.
_Cell = tuple[str, int | None, float]


def compare_scores(
    scores: Mapping[str, Sequence[float | None]],
    baseline: str = "hybrid",
    *,
    metric: str = "",
    seed: int = 0,
) -> dict[str, dict[str, Any]]:
    """Compares one arm with every other on the same pairs, as one family of tests.

    A pair of which one score is missing (None or NaN) is left out and counted. An arm
    without any pair has no entry.

    Args:
        scores: Arm to its scores, pair by pair in the same order for all arms.
        baseline: str. The arm that is compared with the others. Defaults to "hybrid".
        metric: str. Name of the score; of `log_loss` and `ece` less is better.
        seed: int. Seed of the bootstrap. Defaults to 0.

    Returns:
        Arm to plain JSON: `"arm"`, `"metric"`, `"pairs"`, `"left_out"` (pairs of which
        one is missing), `"mean"` (baseline minus arm), `"low"`, `"high"`, `"p"`,
        `"p_holm"` (corrected over all arms here), `"effect"` and `"verdict"`.

    Raises:
        ValueError: If the baseline is not among the arms, the lengths differ, or a
            score is infinite.

    Example:
    >>> hybrid = [0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98]
    >>> lower = [0.80, 0.82, 0.81, 0.84, 0.83, 0.86, 0.85, 0.88, 0.87]
    >>> found = compare_scores({"hybrid": hybrid, "linear": lower, "same": hybrid})
    >>> [entry["verdict"] for entry in found.values()]
    ['better', 'no difference shown (interval 0.000 to 0.000)']
    """
    if baseline not in scores:
        raise ValueError(
            f"`baseline` must be one of the arms {list(scores)}. "
            f"Received: baseline={baseline!r}."
        )
    lengths = {arm: len(values) for arm, values in scores.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(
            "`scores` must hold as many scores for every arm, because they are "
            f"compared in pairs. Received: {lengths}. Put None where one is missing."
        )
    arrays = {arm: np.array(values, np.float64) for arm, values in scores.items()}
    own = arrays.pop(baseline)
    entries = {}
    for arm, values in arrays.items():
        missing = np.isnan(own), np.isnan(values)
        both = ~(missing[0] | missing[1])
        if not both.any():
            continue
        found = paired_difference(own[both], values[both], metric=metric, seed=seed)
        left_out = int((missing[0] ^ missing[1]).sum())
        entries[arm] = (found, left_out)
    corrected = holm([found.p for found, _ in entries.values()])
    return {
        arm: _entry(arm, found, left_out, p_holm)
        for (arm, (found, left_out)), p_holm in zip(
            entries.items(), corrected, strict=True
        )
    }


def differences(
    runs: Iterable[dict[str, Any]],
    metric: str,
    *,
    baseline: str = "hybrid",
    seed: int = 0,
) -> list[dict[str, Any]]:
    """Compares the hybrid with every other arm, by data set, width and fraction.

    A pair is one data set and seed. Each family, the arms of one data set, width and
    fraction, is Holm-corrected by itself; so is the family over all data sets together,
    whose entries have `"data": None` and are there if several data sets are. An arm
    without a width (`"qubits": None`) is compared with the hybrid of each width, any
    other with that of its own. Pairs with a missing run or an undefined score are left
    out and counted; an arm without any pair has no entry.

    Args:
        runs: Runs as in `comparison.json`, of which `"data"`, `"arm"`, `"qubits"`,
            `"seed"`, `"fraction"` and `"scores"` are read.
        metric: str. A key of the runs' scores.
        baseline: str. The arm that is compared. Defaults to "hybrid".
        seed: int. Seed of the bootstrap. Defaults to 0.

    Returns:
        Entries as of `compare_scores`, each with `"data"`, `"qubits"` and `"fraction"`
        before. In the order in which the runs name fractions, widths and data sets.

    Raises:
        ValueError: If two runs have the same place, or no run has the metric.

    Example:
    >>> runs = [
    ...     {"data": "sms", "arm": arm, "qubits": 4, "seed": seed, "fraction": 1.0,
    ...      "scores": {"mcc": {"value": 0.9 + lift + seed / 100}}}
    ...     for arm, lift in (("hybrid", 0.05), ("dense", 0)) for seed in range(8)]
    >>> [entry] = differences(runs, "mcc")
    >>> entry["arm"], round(entry["mean"], 3), entry["verdict"]
    ('dense', 0.05, 'too few pairs (8 of at least 9)')
    """
    cells = _by_cell(list(runs), metric)
    pairs = dict.fromkeys(pair for cell in cells.values() for pair in cell)
    names: list[str | None] = list(dict.fromkeys(data for data, _ in pairs))
    if len(names) > 1:
        names.append(None)
    entries = []
    for arm, qubits, fraction in cells:
        if arm != baseline:
            continue
        rivals = {
            other: values
            for (other, width, share), values in cells.items()
            if other != baseline and width in (qubits, None) and share == fraction
        }
        arms = {baseline: cells[arm, qubits, fraction], **rivals}
        for data in names:
            chosen = [pair for pair in pairs if data in (pair[0], None)]
            table = {name: [v.get(p) for p in chosen] for name, v in arms.items()}
            found = compare_scores(table, baseline, metric=metric, seed=seed)
            place = {"data": data, "qubits": qubits, "fraction": fraction}
            entries += [{**place, **entry} for entry in found.values()]
    return entries


def _by_cell(
    runs: list[dict[str, Any]], metric: str
) -> dict[_Cell, dict[_Pair, float | None]]:
    """Returns the scores of each arm, width and fraction by pair."""
    cells: dict[_Cell, dict[_Pair, float | None]] = {}
    known: dict[str, None] = {}
    for run in runs:
        cell = run["arm"], run["qubits"], run["fraction"]
        pair = run["data"], run["seed"]
        values = cells.setdefault(cell, {})
        if pair in values:
            raise ValueError(
                "`runs` must hold one run for each data set, arm, width, fraction and "
                f"seed. Received: two of data={pair[0]!r}, arm={cell[0]!r}, "
                f"qubits={cell[1]}, fraction={cell[2]}, seed={pair[1]}."
            )
        scores = run.get("scores") or {}
        known |= {
            name: None for name, score in scores.items() if isinstance(score, dict)
        }
        values[pair] = scores.get(metric, {}).get("value")
    if runs and metric not in known:
        raise ValueError(
            f"`metric` must be a score of the runs, one of {list(known)}. "
            f"Received: metric={metric!r}."
        )
    return cells


def _entry(arm: str, found: Difference, left_out: int, p_holm: float) -> dict[str, Any]:
    """Returns one difference as plain JSON, in the order that a reader wants."""
    numbers = asdict(found)
    return {
        "arm": arm,
        "metric": numbers.pop("metric"),
        "pairs": numbers.pop("pairs"),
        "left_out": left_out,
        **{name: numbers[name] for name in ("mean", "low", "high", "p")},
        "p_holm": p_holm,
        "effect": numbers["effect"],
        "verdict": verdict(found, p_holm),
    }
