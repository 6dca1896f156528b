"""The tables of a page as rows of words.

Escapes nothing: the template does.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tfq_bert.counted import counted
from tfq_bert.report.comparison.reading import METRICS, Reading, score_of
from tfq_bert.report.comparison.summary import (
    summarize,
    write_interval,
    write_number,
)

# Names of scores that are long in words.
SHORT = {"mcc": "MCC", "auroc": "AUROC", "ece": "ECE"}


class Table(NamedTuple):
    """A caption, the names of the columns, rows (the first cell names it), a note."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    note: str = ""


def arm_tables(reading: Reading) -> list[Table]:
    """Makes the table of all arms, one a data set and width, and one of all sets.

    Args:
        reading: `Reading`.

    Returns:
        list of `Table`; empty without a run.
    """
    tables = []
    for data in reading.data:
        for width in reading.widths:
            rows = [
                [reading.title(arm), *_score_cells(scores), *_cells(reading, place)]
                for arm in reading.arms
                if (scores := reading.values(data, arm, width))
                and (place := (data, arm, width))
            ]
            if rows:
                note = _mcnemar_note(reading, data, width)
                head = ["Arm", reading.metric_words, "Interval over seeds", "Seeds"]
                caption = reading.where(data, width)
                tables.append(Table(caption, head + _difference_head(), rows, note))
    return tables + _pooled_tables(reading)


def score_tables(reading: Reading) -> list[Table]:
    """Makes the table of all scores of all arms, one a data set and width.

    Args:
        reading: `Reading`.

    Returns:
        list of `Table`; empty without a run.
    """
    head = [
        "Arm",
        *(SHORT.get(metric, words) for metric, (words, _) in METRICS.items()),
    ]
    tables = []
    for data in reading.data:
        for width in reading.widths:
            rows = [
                [reading.title(arm), *(_score_cell(runs, metric) for metric in METRICS)]
                for arm in reading.arms
                if (runs := reading.runs(data, arm, width))
            ]
            if rows:
                tables.append(Table(reading.where(data, width), head, rows))
    return tables


def _score_cell(runs: list[Mapping[str, Any]], metric: str) -> str:
    """Writes a mean with its interval over seeds; of one seed, that over test rows."""
    values = [v for run in runs if (v := score_of(run, metric)) is not None]
    if not values:
        return "–"
    mean, low, high, count = summarize(values)
    if count == 1:
        low, high = (runs[0]["scores"][metric].get(end) for end in ("low", "high"))
    interval = write_interval(low, high)
    return f"{write_number(mean)} ({interval})" if interval else write_number(mean)


def _difference_head() -> list[str]:
    return ["Hybrid minus arm", "95% interval", "Holm p", "Verdict"]


def _score_cells(scores: list[float]) -> list[str]:
    mean, low, high, count = summarize(scores)
    return [write_number(mean), write_interval(low, high) or "–", str(count)]


def _cells(reading: Reading, place: tuple) -> list[str]:
    """Writes a difference, or dashes where the arm was not compared."""
    row = reading.difference(*place)
    if row is None:
        return ["–", "–", "–", "the hybrid itself" if place[1] == "hybrid" else "–"]
    return [
        write_number(row.get("mean")),
        write_interval(row.get("low"), row.get("high")) or "–",
        _write_p(row.get("p_holm")),
        row.get("verdict") or "–",
    ]


def _write_p(p: float | None) -> str:
    return "< 0.001" if p is not None and p < 0.001 else write_number(p)


def _pooled_tables(reading: Reading) -> list[Table]:
    """Makes, a width, the table of differences over all data sets together."""
    tables = []
    for width in reading.widths:
        rows = [
            [reading.title(arm), str(found["pairs"]), *_cells(reading, place)]
            for arm in reading.arms
            if (found := reading.difference(*(place := (None, arm, width))))
        ]
        if rows:
            caption = reading.where("All data sets together", width)
            tables.append(Table(caption, ["Arm", "Pairs", *_difference_head()], rows))
    return tables


def _mcnemar_note(reading: Reading, data: str, width: int | None) -> str:
    """Says in how many seeds McNemar's test tells the two heads apart."""
    rows = [
        row
        for row in reading.listed("mcnemar")
        if (row["data"], row["arm"], row["qubits"], row["fraction"])
        == (data, "matched", width, reading.fraction)
    ]
    if not rows:
        return ""
    ours, theirs = (
        sum(row[name] for row in rows)
        for name in ("hybrid_only_right", "arm_only_right")
    )
    few = sum(row["p"] < 0.05 for row in rows)
    return (
        f"Row by row against the {reading.title('matched')}: the hybrid alone is right "
        f"on {counted(ours, 'row')}, the other alone on {theirs:,}, summed over "
        f"{counted(len(rows), 'seed')}; McNemar's p is below 0.05 in {few} of them."
    )


def cost_tables(reading: Reading) -> list[Table]:
    """Makes the table of parameters and seconds, one a data set.

    Args:
        reading: `Reading`.

    Returns:
        list of `Table`.
    """
    head = [
        *("Arm", "Qubits", "Trained parameters", "Of these in the circuit"),
        *("Training rows", "Seconds a run", "Epoch kept"),
    ]
    tables = []
    for data in reading.data:
        groups = _groups(reading, data)
        rows = [_cost_row(reading.title(arm), runs) for arm, runs in groups]
        if rows:
            tables.append(Table(data, head, rows))
    return tables


def _groups(reading: Reading, data: str) -> Iterator[tuple[str, list]]:
    """Yields each arm and width once, with its runs; an arm may have no width."""
    seen = set()
    for arm in reading.arms:
        for width in reading.widths:
            runs = reading.runs(data, arm, width)
            if runs and (key := (arm, runs[0]["qubits"])) not in seen:
                seen.add(key)
                yield arm, runs


def _cost_row(title: str, runs: list[Mapping[str, Any]]) -> list[str]:
    first = runs[0]
    numbers = ("parameters", "circuit_parameters", "train_rows")
    counts = ["–" if first.get(n) is None else f"{first[n]:,}" for n in numbers]
    means = [_write_mean(runs, name) for name in ("seconds", "kept_epoch")]
    qubits = "–" if first["qubits"] is None else str(first["qubits"])
    return [title, qubits, *counts, *means]


def _write_mean(runs: list[Mapping[str, Any]], name: str) -> str:
    known = [run[name] for run in runs if run.get(name) is not None]
    return write_number(sum(known) / len(known), 1) if known else "–"


def rate_tables(reading: Reading) -> list[Table]:
    """Makes the table of what was tried and kept, one a data set.

    That is a learning rate, or the penalty of TF-IDF's logistic regression.

    Args:
        reading: `Reading`.

    Returns:
        list of `Table`; without arms of which nothing was tried.
    """
    head = ["Arm", "Qubits", "Tried", "Kept (seeds)", "Kept at an end of the range"]
    tables = []
    for data in reading.data:
        rows = [
            _rate_row(reading.title(arm), with_tries)
            for arm, runs in _groups(reading, data)
            if (with_tries := [run for run in runs if run.get("tried")])
        ]
        if rows:
            tables.append(Table(data, head, rows))
    return tables


def _rate_row(title: str, runs: list[Mapping[str, Any]]) -> list[str]:
    is_rate = "learning_rate" in runs[0]["tried"][0]
    name = "learning_rate" if is_rate else "penalty"
    kept: Counter[float] = Counter()
    ends, tried = 0, set()
    for run in runs:
        values = [row[name] for row in run["tried"]]
        if is_rate:
            best = run["learning_rate"]
        else:
            best = min(run["tried"], key=lambda row: row["validation_loss"])[name]
        kept[best] += 1
        tried |= set(values)
        ends += len(values) > 1 and best in (min(values), max(values))
    qubits = "–" if runs[0]["qubits"] is None else str(runs[0]["qubits"])
    word = "" if is_rate else "penalty "
    return [
        title,
        qubits,
        word + ", ".join(f"{value:g}" for value in sorted(tried)),
        ", ".join(f"{value:g} ({count})" for value, count in sorted(kept.items())),
        f"{ends} of {len(runs)}",
    ]


def data_table(reading: Reading) -> list[Table]:
    """Makes the table of the data sets.

    Args:
        reading: `Reading`.

    Returns:
        list of one `Table`; empty without a described data set.
    """
    rows = [
        [
            row["name"],
            str(row.get("source") or "–"),
            f"{row['rows']:,}",
            ", ".join(f"{n} {count:,}" for n, count in row["counts"].items()),
            write_number(row.get("features_seconds"), 1),
        ]
        for row in reading.listed("data")
    ]
    head = ["Data set", "Source", "Rows", "Rows a class", "Seconds for the features"]
    return [Table("Data sets", head, rows)] if rows else []


def version_table(reading: Reading) -> list[Table]:
    """Makes the table of versions.

    Args:
        reading: `Reading`.

    Returns:
        list of one `Table`; empty without a version.
    """
    versions = reading.content.get("versions") or {}
    rows = [[name, str(version)] for name, version in versions.items()]
    return [Table("Versions", ["Package", "Version"], rows)] if rows else []
