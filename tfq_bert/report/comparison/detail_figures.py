"""The figures of a page that show what is behind the scores.

Pools and names; the drawing is in `detail_plots` and in the rooms next door.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from circuits import CircuitSpec, build_circuit
from tfq_bert.counted import counted
from tfq_bert.report.circuit_diagram import draw_circuit
from tfq_bert.report.comparison.detail_plots import (
    draw_expectations,
    draw_reliability,
    draw_robustness,
)
from tfq_bert.report.comparison.reading import Reading, score_of
from tfq_bert.report.comparison.score_figures import SPREAD, Figure
from tfq_bert.report.comparison.score_plots import Point
from tfq_bert.report.comparison.summary import summarize, write_number
from tfq_bert.report.confusion_matrix import draw_confusion_matrix

# The kinds of robustness that have a number, and the name of their axis.
AXES = {
    "shots": "Shots per circuit (log scale)",
    "noise": "Error probability (log scale)",
}
# The arms that are looked at more closely.
_CLOSE = ("hybrid", "matched")


def robustness_figures(reading: Reading) -> list[Figure]:
    """Makes curves over shots and over noise, with processors beside the last.

    Beside each stands the score on the same rows with neither.

    Args:
        reading: `Reading`.

    Returns:
        list of `Figure`, one a data set and kind.
    """
    figures = []
    for data in reading.data:
        rows = [row for row in reading.listed("robustness") if row["data"] == data]
        curves = {kind: _robust_curves(reading, rows, kind) for kind in AXES}
        exact, chips = (_robust_marks(reading, rows, k) for k in ("exact", "processor"))
        kinds = [kind for kind, found in curves.items() if found]
        most = max((row.get("rows") or 0 for row in rows), default=0)
        for kind in kinds or ["noise"] * bool(chips):
            beside = exact | (chips if kind == (kinds or [kind])[-1] else {})
            figures.append(
                _robust_figure(reading, data, kind, curves[kind], beside, most)
            )
    return figures


def _robust_figure(reading, data, kind, curves, marks, most: int) -> Figure:
    chips = [name for name in marks if name != "exact"]
    over = f" over {kind}" if curves else ""
    beside = f"{' and' if curves else ''} on {', '.join(chips)}" if chips else ""
    means = "; ".join(
        f"{title} {write_number(points[0].summary.mean)} at {points[0].x:,g} to "
        f"{write_number(points[-1].summary.mean)} at {points[-1].x:,g}"
        for title, points in curves.items()
    )
    on_chips = "; ".join(
        f"{title} {write_number(summary.mean)} "
        + ("exactly" if name == "exact" else f"on {name}")
        for name, scores in marks.items()
        for title, summary in scores.items()
    )
    numbers = "; ".join(filter(None, (means, on_chips)))
    words = [
        f"{data}: {reading.metric_words} of the trained hybrid{over}{beside}; "
        f"{SPREAD}.",
        f"On {counted(most, 'test row')} a seed." if most else "",
        "Exact: the same rows with neither samples nor noise."
        if "exact" in marks
        else "",
        "A processor here is simulated from its error rates." if chips else "",
    ]
    return Figure(
        lambda path: draw_robustness(
            curves,
            path,
            x_label=AXES[kind],
            label=reading.axis_words,
            marks=marks,
            marks_label="Processor" if chips else "Reference",
        ),
        " ".join(filter(None, words)),
        f"{reading.metric_words} of the hybrid{over}{beside}, {data}: {numbers}.",
    )


def _width_title(qubits: int | None) -> str:
    return "hybrid" if qubits is None else counted(qubits, "qubit")


def _grouped_scores(reading: Reading, rows: Iterable[Mapping[str, Any]]) -> dict:
    """Groups scores by width and value, in the order of both."""
    found: dict = {}
    for row in sorted(rows, key=lambda row: (row["qubits"] or 0, row["value"])):
        score = score_of(row, reading.metric)
        if score is not None:
            by_value = found.setdefault(_width_title(row["qubits"]), {})
            by_value.setdefault(row["value"], []).append(score)
    return found


def _robust_curves(reading: Reading, rows: list, kind: str) -> dict[str, list[Point]]:
    grouped = _grouped_scores(reading, (row for row in rows if row["kind"] == kind))
    return {
        title: [Point(value, summarize(scores)) for value, scores in by_value.items()]
        for title, by_value in grouped.items()
    }


def _robust_marks(reading: Reading, rows: list, kind: str) -> dict:
    chosen = (row for row in rows if row["kind"] == kind)
    marks: dict = {}
    for title, by_value in _grouped_scores(reading, chosen).items():
        for value, scores in by_value.items():
            name = "exact" if kind == "exact" else str(value)
            marks.setdefault(name, {})[title] = summarize(scores)
    return marks


def _scored(reading: Reading, data: str, arm: str, name: str) -> list:
    """Returns one part of the scores of each seed that has it."""
    runs = reading.runs(data, arm, reading.width)
    return [run["scores"][name] for run in runs if run["scores"].get(name)]


def confusion_figures(reading: Reading) -> list[Figure]:
    """Makes the confusion matrices of the hybrid and of the matched head.

    Args:
        reading: `Reading`.

    Returns:
        list of `Figure`, counts summed over seeds.
    """
    figures = []
    for data in reading.data:
        for arm in _CLOSE:
            matrices = _scored(reading, data, arm, "confusion_matrix")
            if matrices:
                figures.append(_confusion_figure(reading, data, arm, matrices))
    return figures


def _confusion_figure(reading: Reading, data: str, arm: str, matrices: list) -> Figure:
    matrix = [
        [sum(cells) for cells in zip(*rows, strict=True)]
        for rows in zip(*matrices, strict=True)
    ]
    names = reading.class_names(data)
    if len(names) != len(matrix):
        names = [f"class {index}" for index in range(len(matrix))]
    where, title = reading.where(data, reading.width), reading.title(arm)
    right, total = sum(row[i] for i, row in enumerate(matrix)), sum(map(sum, matrix))
    return Figure(
        lambda path: draw_confusion_matrix(matrix, names, path, title=title),
        f"{where}, {title}: what each test row was called, summed over "
        f"{counted(len(matrices), 'seed')}. A row of the matrix is a true class.",
        f"Confusion matrix, {where}, {title}: {right:,} of {total:,} rows right.",
        is_on_paper=True,
    )


def reliability_figures(reading: Reading) -> list[Figure]:
    """Makes one reliability diagram a data set, with the hybrid and the matched head.

    Args:
        reading: `Reading`.

    Returns:
        list of `Figure`.
    """
    figures = []
    for data in reading.data:
        curves = {}
        for arm in _CLOSE:
            bins = _pool_bins(_scored(reading, data, arm, "reliability"))
            if bins:
                curves[reading.title(arm)] = bins
        if curves:
            figures.append(_reliability_figure(reading, data, curves))
    return figures


def _pool_bins(seeds: list) -> list[tuple[float, float, int]]:
    """Pools the bins of several seeds, weighted with their rows; drops empty ones."""
    pooled: dict = {}
    for row in (row for bins in seeds for row in bins if row["count"]):
        pooled.setdefault((row["low"], row["high"]), []).append(row)
    return [
        (
            sum(row["count"] * row["confidence"] for row in rows) / total,
            sum(row["count"] * row["accuracy"] for row in rows) / total,
            total,
        )
        for _, rows in sorted(pooled.items())
        if (total := sum(row["count"] for row in rows))
    ]


def _reliability_figure(reading: Reading, data: str, curves: dict) -> Figure:
    where = reading.where(data, reading.width)
    gaps = ", ".join(
        f"{title} {100 * _mean_gap(bins):.1f}" for title, bins in curves.items()
    )
    return Figure(
        lambda path: draw_reliability(curves, path),
        f"{where}: how often an answer is right, against how sure the head was. Below "
        "the dashed line it was too sure. Test rows of all seeds pooled; the size of a "
        "dot follows its rows.",
        f"Reliability diagram, {where}. Mean gap in percentage points: {gaps}.",
    )


def _mean_gap(bins: list[tuple[float, float, int]]) -> float:
    total = sum(rows for *_, rows in bins)
    return sum(abs(x - y) * rows for x, y, rows in bins) / total


def circuit_figures(reading: Reading) -> list[Figure]:
    """Makes the drawing of the circuit in the settings.

    Args:
        reading: `Reading`.

    Returns:
        list of one `Figure`; empty without a circuit or with one without a gate.
    """
    described = reading.settings.get("circuit")
    if not described:
        return []
    spec = CircuitSpec.from_dict(described)
    built = build_circuit(spec)
    if not built.circuit.all_qubits():
        return []
    size = f"{counted(spec.num_qubits, 'qubit')}, {counted(spec.num_weights, 'weight')}"
    return [
        Figure(
            lambda path: draw_circuit(
                built.circuit,
                path,
                data_symbols=built.data_symbols,
                weight_symbols=built.weight_symbols,
                title="Circuit of the hybrid",
                readout="⟨Z⟩" if spec.readout == "z" else None,
            ),
            f"The circuit with {size}: the text enters as angles, then the trained "
            "gates follow, and each qubit is read at the end of its wire.",
            f"Circuit diagram: {size}, {len(built.circuit)} moments.",
            is_on_paper=True,
        )
    ]


def expectation_figures(reading: Reading) -> list[Figure]:
    """Makes, a data set, the spread of each qubit's expectation in each class.

    Args:
        reading: `Reading`.

    Returns:
        list of `Figure`, of the first seed that there is.
    """
    figures = []
    for data in reading.data:
        rows = [
            row
            for row in reading.listed("expectations")
            if (row["data"], row["qubits"]) == (data, reading.width)
        ]
        if rows:
            seed = min(row["seed"] for row in rows)
            chosen = [row for row in rows if row["seed"] == seed]
            figures.append(_expectation_figure(reading, data, seed, chosen))
    return figures


def _expectation_figure(reading: Reading, data: str, seed: int, rows: list) -> Figure:
    panels: list = [{} for _ in range(max(row["qubit"] for row in rows) + 1)]
    for row in rows:
        panels[row["qubit"]][row["class"]] = (row["edges"], row["counts"])
    where = reading.where(data, reading.width)
    return Figure(
        lambda path: draw_expectations(panels, path),
        f"{where}, seed {seed}: the expectation of each qubit over the rows of each "
        "class. Curves that lie apart tell the classes apart.",
        f"Histograms of {counted(len(panels), 'qubit')} by class, {where}, seed "
        f"{seed}. Mean expectations: {_list_centers(panels)}.",
    )


def _list_centers(panels: list) -> str:
    """Writes the mean expectation of each qubit in each class, from its histogram."""
    words = []
    for qubit, panel in enumerate(panels):
        for name, (edges, counts) in panel.items():
            middles = [(a + b) / 2 for a, b in zip(edges, edges[1:], strict=False)]
            weighted = sum(m * n for m, n in zip(middles, counts, strict=True))
            mean = write_number(weighted / max(sum(counts), 1), 2)
            words.append(f"qubit {qubit} {name} {mean}")
    return ", ".join(words)
