"""Says in a sentence or two what a comparison has shown, and what it has not.

Takes the differences as they stand: it tests nothing itself.
"""

from collections.abc import Mapping
from typing import Any

from tfq_bert.counted import counted
from tfq_bert.report.comparison.reading import Reading
from tfq_bert.report.comparison.summary import write_interval, write_number


def state_verdict(reading: Reading) -> str:
    """States the hybrid's difference to a classical head of as many parameters.

    The first sentence is on all data sets together (the only one, if there is one), on
    the most training rows, with the circuit that the settings name. The second counts
    what the comparisons of each data set and width show, if there are several.

    Args:
        reading: `Reading`.

    Returns:
        str. One or two sentences.

    Example:
    >>> state_verdict(Reading({}))
    'No verdict: the hybrid was compared with no classical head of as many parameters.'
    """
    several = len(reading.data) > 1
    single = reading.data[0] if reading.data else None
    row = reading.difference(None if several else single, "matched", reading.width)
    cases = [
        found
        for data in reading.data
        for width in reading.widths
        if (found := reading.difference(data, "matched", width)) is not None
    ]
    row = row or (cases[0] if cases else None)
    if row is None:
        return (
            "No verdict: the hybrid was compared with no classical head of as many "
            "parameters."
        )
    first = _state_row(reading, row)
    return first if len(cases) < 2 else f"{first} {_count_cases(cases)}"


def judge(row: Mapping[str, Any]) -> str:
    """Sorts a difference by its verdict in words.

    Args:
        row: mapping, of `differences`.

    Returns:
        str. "better" or "worse" (the hybrid), "open", or "few" (too few pairs to tell).

    Example:
    >>> judge({"verdict": "no difference shown (interval -0.002 to 0.008)"})
    'open'
    """
    words = row["verdict"]
    if words in ("better", "worse"):
        return words
    return "few" if words.startswith("too few") else "open"


def _state_row(reading: Reading, row: Mapping[str, Any]) -> str:
    """Writes the sentence on one difference, with its numbers."""
    outcome = judge(row)
    found = {
        "better": "the hybrid is better than",
        "worse": "the hybrid is worse than",
        "open": "the hybrid is not shown to be better or worse than",
        "few": (
            f"there are {row['verdict']} to tell whether the hybrid is better or worse "
            "than"
        ),
    }[outcome]
    numbers = [f"{reading.metric_words} difference {write_number(row.get('mean'))}"]
    if interval := write_interval(row.get("low"), row.get("high")):
        numbers.append(f"95% interval {interval}")
    numbers.append(counted(row["pairs"], "pair"))
    if len(reading.widths) > 1:
        numbers.insert(0, counted(row["qubits"], "qubit"))
    return (
        f"Over {_seeds(reading, row)}, {found} a classical head of as many parameters "
        f"on {_place(reading, row)} ({', '.join(numbers)})."
    )


def _seeds(reading: Reading, row: Mapping[str, Any]) -> str:
    names = reading.data if row["data"] is None else [row["data"]]
    runs = [r for name in names for r in reading.runs(name, "hybrid", row["qubits"])]
    return counted(len({run["seed"] for run in runs}), "seed")


def _place(reading: Reading, row: Mapping[str, Any]) -> str:
    """Names the data sets of a difference."""
    if row["data"] is not None:
        return row["data"]
    if len(reading.data) > 3:
        return f"all {len(reading.data)} data sets together"
    *rest, last = reading.data
    return f"{', '.join(rest)} and {last} together"


def _count_cases(cases: list[Mapping[str, Any]]) -> str:
    """Writes how many comparisons show what."""
    outcomes = [judge(case) for case in cases]
    kinds = [("data set", {c["data"] for c in cases})]
    kinds.append(("width", {c["qubits"] for c in cases}))
    sizes = " and ".join(word for word, found in kinds if len(found) > 1)
    parts = [
        f"{outcomes.count('better')} show it better",
        f"{outcomes.count('worse')} show it worse",
        f"{outcomes.count('open') + outcomes.count('few')} leave it open",
    ]
    return (
        f"Of the {len(cases)} comparisons with that head, one a {sizes}, "
        f"{', '.join(parts[:2])} and {parts[2]}."
    )
