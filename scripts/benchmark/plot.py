"""Draws the times of `head`: against the qubits, and against the batch.

Needs matplotlib, without a window.
"""

from pathlib import Path

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from scripts.benchmark.engines import ENGINES

# Okabe and Ito's colors, told apart with any kind of color vision; ours is first.
COLORS = [
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#616E7C")
]
MARKERS = ("o", "s", "^", "D", "X", "v", "P")
_SETTINGS = {
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "grid.color": "#DDE2E7",
    "legend.frameon": False,
}


def collect_series(points: list[dict], along: str, fixed: str) -> dict:
    """Sorts the medians into lines.

    Args:
        points: As in `head.json`.
        along: str. `"num_qubits"` or `"batch_size"`, the horizontal axis.
        fixed: str. The other of the two; a line has one value of it.

    Returns:
        dict from that value to a dict from an engine to a sorted list of
        `(along, median)`; without values that have one point only.
    """
    panels = {}
    for value in sorted({p[fixed] for p in points}):
        chosen = [p for p in points if p[fixed] == value]
        if len({p[along] for p in chosen}) < 2:
            continue
        lines = panels[value] = {}
        for point in sorted(chosen, key=lambda p: p[along]):
            for name, result in point["engines"].items():
                if "median" in result:
                    lines.setdefault(name, []).append((point[along], result["median"]))
    return panels


def draw_head(points: list[dict], path: Path) -> Path:
    """Draws a panel a batch size and a panel a number of qubits, logarithmic times.

    Args:
        points: As in `head.json`.
        path: `.png` file in a folder that exists.

    Returns:
        The path written.
    """
    panels = [
        (f"Batch of {batch}", "qubits", lines)
        for batch, lines in collect_series(points, "num_qubits", "batch_size").items()
    ]
    panels += [
        (f"{qubits} qubits", "batch", lines)
        for qubits, lines in collect_series(points, "batch_size", "num_qubits").items()
    ]
    if not panels:  # nothing to draw a point against
        panels = [("Single points", "qubits", _collect_singles(points))]
    with matplotlib.rc_context(_SETTINGS):
        width = max(6.0, 3.4 * min(len(panels), 3))
        height = -(-len(panels) // 3)
        figure = Figure(figsize=(width, 3.4 * height + 0.9), layout="constrained")
        columns = min(len(panels), 3)
        grid = figure.subplots(height, columns, squeeze=False, sharey=True).ravel()
        for axes, panel in zip(grid, panels, strict=False):
            _draw_panel(axes, *panel)
        for axes in grid[len(panels) :]:
            axes.remove()
        _add_legend(figure, panels)
        figure.savefig(path, dpi=150)
    return path


def _collect_singles(points):
    """Returns one line an engine, whatever the batch sizes."""
    lines = {}
    for point in sorted(points, key=lambda p: p["num_qubits"]):
        for name, result in point["engines"].items():
            if "median" in result:
                lines.setdefault(name, []).append(
                    (point["num_qubits"], result["median"])
                )
    return lines


def _style(name):
    index = list(ENGINES).index(name)
    return {
        "color": COLORS[index],
        "marker": MARKERS[index],
        "markersize": 5,
        "linewidth": 2.4 if name == "ours" else 1.4,
        "zorder": 3 if name == "ours" else 2,
    }


def _draw_panel(axes, title, label, lines):
    axes.set_title(title)
    for name, line in lines.items():
        axes.plot(*zip(*line, strict=True), **_style(name))
    axes.set_yscale("log")
    if label == "batch":
        axes.set_xscale("log", base=2)
    places = sorted({x for line in lines.values() for x, _ in line})
    axes.xaxis.set_major_locator(FixedLocator(places))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
    axes.yaxis.set_tick_params(labelleft=True)
    axes.grid(axis="y")
    axes.set_xlabel(label)
    if axes.get_subplotspec().is_first_col():
        axes.set_ylabel("ms, forward and both gradients")


def _add_legend(figure, panels):
    """Adds one legend for all panels, in the order of the engines."""
    drawn = {name for _, _, lines in panels for name in lines}
    names = [name for name in ENGINES if name in drawn]
    handles = [
        matplotlib.lines.Line2D([], [], label=ENGINES[name].label, **_style(name))
        for name in names
    ]
    columns = 3 if len(panels) > 1 else 2
    figure.legend(handles=handles, loc="outside lower center", ncols=columns)
