"""Draws what is behind a score: robustness, calibration, and expectations.

Takes numbers that are already pooled and named; knows no `comparison.json`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tfq_bert.report.comparison.score_plots import (
    LINES,
    WIDTH,
    Point,
    draw_curve,
    set_log,
)
from tfq_bert.report.comparison.summary import Summary
from tfq_bert.report.style import MUTED, open_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_robustness(
    curves: Mapping[str, Sequence[Point]],
    path: str | Path,
    *,
    x_label: str,
    label: str,
    marks: Mapping[str, Mapping[str, Summary]] | None = None,
    marks_label: str = "Processor",
) -> Path:
    """Draws the score over shots or noise, and beside it the score on processors.

    Args:
        curves: Mapping of a title, such as "4 qubits", to its points, ascending. May be
            empty, if there are marks.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.
        x_label: str. Name and unit of the horizontal axis, which is logarithmic.
        label: str. Name and unit of the score.
        marks: Mapping of a processor's name, or "exact", to the score of each title of
            `curves`.
        marks_label: str. Name of their axis.

    Returns:
        The path written.

    Raises:
        ValueError: If there is neither a curve nor a mark.

    Example:
    >>> import tempfile
    >>> points = [Point(10, Summary(0.8, 0.7, 0.9, 3)), Point(99, Summary(1, 1, 1, 3))]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_robustness({"4 qubits": points}, f"{folder}/a.svg", x_label="Shots",
    ...                     label="F1").name
    'a.svg'
    """
    marks = marks or {}
    if not curves and not marks:
        raise ValueError(
            "`curves` and `marks` must not both be empty. Received: curves={}, "
            "marks={}. Leave the picture out."
        )
    titles = list(dict.fromkeys([*curves, *(t for row in marks.values() for t in row)]))
    ratios = [4.0] * bool(curves) + [0.4 + 0.9 * len(marks)] * bool(marks)
    with open_figure(path, WIDTH, 3.2) as figure:
        panels = figure.subplots(
            1, len(ratios), squeeze=False, sharey=True, width_ratios=ratios
        )[0]
        handles = {}
        if curves:
            for title, points in curves.items():
                line = LINES[titles.index(title) % len(LINES)]
                handles[title] = draw_curve(panels[0], points, line)
            set_log(panels[0], [p.x for points in curves.values() for p in points])
            panels[0].set_xlabel(x_label)
        if marks:
            _draw_marks(panels[-1], marks, titles, handles)
            panels[-1].set_xlabel(marks_label)
        panels[0].set_ylabel(label)
        for panel in panels:
            panel.grid(axis="y")
        if len(titles) > 1:
            place = {"loc": "outside lower center", "ncols": min(len(titles), 3)}
            figure.legend(list(handles.values()), list(handles), **place)
    return Path(path)


def _draw_marks(
    axes: "Axes",
    marks: Mapping[str, Mapping[str, Summary]],
    titles: list[str],
    handles: dict,
) -> None:
    """Draws the score on each processor, one column each, with its interval."""
    for column, scores in enumerate(marks.values()):
        for title, summary in scores.items():
            place = titles.index(title)
            x = column + 0.24 * (place - (len(titles) - 1) / 2) / max(len(titles), 1)
            color, marker, _ = LINES[place % len(LINES)]
            line = draw_curve(axes, [Point(x, summary)], (color, marker, ""))
            line.set_markersize(8)
            handles.setdefault(title, line)
    rotation = 0 if len(marks) < 3 else 90
    axes.set_xticks(range(len(marks)), list(marks), rotation=rotation)
    axes.set_xlim(-0.6, len(marks) - 0.4)


def draw_reliability(
    curves: Mapping[str, Sequence[tuple[float, float, int]]], path: str | Path
) -> Path:
    """Draws the share of right answers over the confidence that they were given with.

    Args:
        curves: Mapping of an arm's title to its bins: confidence (0 to 1), share of
            right answers (0 to 1), and rows. The area of a dot follows the rows.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.

    Returns:
        The path written.

    Raises:
        ValueError: If no bin has a row.

    Example:
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_reliability({"hybrid": [(0.9, 0.85, 40)]}, f"{folder}/a.svg").name
    'a.svg'
    """
    if not any(rows for bins in curves.values() for _, _, rows in bins):
        raise ValueError(
            "`curves` must hold a bin with rows. Received: none. Leave the picture out."
        )
    with open_figure(path, WIDTH, 4.4) as figure:
        axes = figure.subplots()
        ideal = axes.plot(
            [0, 100], [0, 100], color=MUTED, linewidth=1, linestyle=(0, (4, 3))
        )
        handles = []
        for bins, line in zip(curves.values(), LINES * len(curves), strict=False):
            filled = sorted(entry for entry in bins if entry[2])
            total = sum(rows for _, _, rows in filled)
            x, y = ([100 * entry[i] for entry in filled] for i in (0, 1))
            color, marker, dashes = line
            sizes = [8 + 150 * rows / total for _, _, rows in filled]
            axes.scatter(x, y, s=sizes, color=color, marker=marker, zorder=3)
            look = {"color": color, "linestyle": dashes, "linewidth": 1.3}
            axes.plot(x, y, **look)
            handles += axes.plot([], [], marker=marker, markersize=6, **look)
        low = min(min(e[:2]) for bins in curves.values() for e in bins if e[2])
        start = max(0, 10 * int(10 * low) - 5)
        axes.set(xlim=(start, 102), ylim=(start, 102), aspect="equal")
        axes.set_xlabel("Confidence (mean predicted probability, %)")
        axes.set_ylabel("Right answers (% of rows)")
        axes.grid()
        axes.set_axisbelow(True)
        labels = [*curves, "perfectly calibrated"]
        figure.legend([*handles, *ideal], labels, loc="outside lower center", ncols=2)
    return Path(path)


def draw_expectations(
    panels: Sequence[Mapping[str, tuple[Sequence[float], Sequence[int]]]],
    path: str | Path,
) -> Path:
    """Draws how the expectation of each qubit is spread over the rows of each class.

    Args:
        panels: Sequence, one a qubit, of mapping of a class to the edges and the counts
            of its histogram. Drawn as shares of the class's rows.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.

    Returns:
        The path written.

    Raises:
        ValueError: If there is no panel.

    Example:
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_expectations([{"ham": ([-1, 0, 1], [3, 5])}], f"{folder}/a.svg").name
    'a.svg'
    """
    if not panels:
        raise ValueError(
            "`panels` must hold a qubit. Received: none. Leave the picture out."
        )
    rows = (len(panels) + 1) // 2
    classes = list(dict.fromkeys(name for panel in panels for name in panel))
    legend = 0.25 * ((len(classes) + 1) // 2)
    with open_figure(path, WIDTH, 0.6 + 1.5 * rows + legend) as figure:
        grid = figure.subplots(rows, 2, sharex=True, sharey=True, squeeze=False)
        handles = {}
        for qubit, axes in enumerate(grid.flat):
            if qubit >= len(panels):
                axes.set_visible(False)
                continue
            axes.set_title(f"qubit {qubit}", fontsize=10, pad=4)
            axes.set(xlim=(-1, 1), xticks=(-1, 0, 1))
            if qubit >= len(panels) - 2:
                axes.set_xlabel("Expectation (-1 to 1)")
                axes.tick_params(labelbottom=True)
            for name, (edges, counts) in panels[qubit].items():
                shares = [100 * count / max(sum(counts), 1) for count in counts]
                color, _, dashes = LINES[classes.index(name) % len(LINES)]
                handles[name] = axes.stairs(
                    shares, edges, color=color, linewidth=1.6, linestyle=dashes
                )
        figure.supylabel("Rows of the class (%)", fontsize=10)
        figure.legend(
            list(handles.values()), list(handles), loc="outside lower center", ncols=2
        )
    return Path(path)
