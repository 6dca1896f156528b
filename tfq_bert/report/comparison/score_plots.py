"""Draws the scores of the arms: dots with intervals, and curves.

Takes numbers that are already averaged and named; knows no `comparison.json`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tfq_bert.report.comparison.summary import Summary, summarize, write_number
from tfq_bert.report.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    VERMILION,
    open_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches; narrow, so that a phone shows the type at nearly its size.
WIDTH = 4.6
# Colors and marks of curves, told apart in gray as well; the first two stand out.
LINES = (
    (BLUE, "o", "-"),
    (ORANGE, "s", "-"),
    (GREEN, "^", "--"),
    (VERMILION, "D", "--"),
    (INK, "v", "-."),
    ("#CC79A7", "P", "-."),
    (MUTED, "X", ":"),
    ("#8C6BB1", "*", ":"),
)
# An arm is far off if the others take less than this share of the axis.
_FAR_OFF = 0.3


class Point(NamedTuple):
    """A place on the horizontal axis and the score there, over seeds."""

    x: float
    summary: Summary


def find_far_off(values: Mapping[str, Sequence[float]], keep: int = 2) -> list[str]:
    """Finds arms whose scores would press all others together at one end of an axis.

    Args:
        values: Mapping of str to the scores of an arm.
        keep: int. So many of the first arms are never far off.

    Returns:
        list of str. From the farthest; at least two arms remain.

    Example:
    >>> find_far_off({"a": [0.97, 0.98], "b": [0.96, 0.97], "majority": [0.4]})
    ['majority']
    """
    left = {name: list(scores) for name, scores in values.items() if scores}
    kept = list(values)[:keep]
    found: list[str] = []
    while len(left) > max(2, keep):
        ranges = {
            name: _range([v for other, v in left.items() if other != name])
            for name in left
            if name not in kept
        }
        name = min(ranges, key=ranges.__getitem__)
        if ranges[name] >= _FAR_OFF * _range(list(left.values())):
            break
        found.append(name)
        del left[name]
    return found


def _range(scores: list[list[float]]) -> float:
    flat = [value for values in scores for value in values]
    return max(flat) - min(flat)


def draw_intervals(
    values: Mapping[str, Sequence[float]], path: str | Path, *, label: str
) -> Path:
    """Draws one row an arm: a small dot a seed, the mean, and its 95% interval.

    An arm far from all others is written at the edge where it lies.

    Args:
        values: Mapping of an arm's title to its scores, one a seed. The first is drawn
            in blue, the second in orange.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.
        label: str. Name and unit of the score.

    Returns:
        The path written.

    Raises:
        ValueError: If no arm has a score.

    Example:
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_intervals({"hybrid": [0.9, 0.92]}, f"{folder}/a.svg", label="F1").name
    'a.svg'
    """
    shown = {name: list(scores) for name, scores in values.items() if scores}
    if not shown:
        raise ValueError(
            "`values` must hold a score. Received: none. Leave the picture out."
        )
    far = set(find_far_off(shown))
    center = summarize([v for n, vs in shown.items() if n not in far for v in vs]).mean
    with open_figure(path, WIDTH, 0.9 + 0.36 * len(shown)) as figure:
        axes = figure.subplots()
        for row, (name, scores) in enumerate(shown.items()):
            if name in far:
                mean = summarize(scores).mean
                _note_far_off(axes, row, mean, mean > center)
            else:
                _draw_row(axes, row, scores)
        axes.set_yticks(range(len(shown)), list(shown))
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlabel(label)
        axes.margins(x=0.06)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.locator_params(axis="x", nbins=5)
    return Path(path)


def _draw_row(axes: "Axes", row: int, scores: Sequence[float]) -> None:
    color = (BLUE, ORANGE)[row] if row < 2 else MUTED
    mean, low, high, _ = summarize(scores)
    # A fixed zigzag, so that equal scores stay countable and pictures equal.
    lifts = [row + 0.2 + 0.08 * (index % 2) for index in range(len(scores))]
    axes.plot(scores, lifts, "o", color=color, markersize=2.6, alpha=0.6, zorder=2)
    if low is not None:
        axes.plot([low, high], [row, row], color=color, linewidth=2.2, zorder=3)
    axes.plot([mean], [row], "o", color=color, markersize=7, zorder=4, gid=f"arm-{row}")


def _note_far_off(axes: "Axes", row: int, mean: float, is_right: bool) -> None:
    text = f"{write_number(mean)} →" if is_right else f"← {write_number(mean)}"
    axes.text(
        *(1.0 if is_right else 0.0, row, text),
        transform=axes.get_yaxis_transform(),
        ha="right" if is_right else "left",
        va="center",
        color=MUTED,
        gid=f"far-{row}",
    )


def draw_curves(
    curves: Mapping[str, Sequence[Point]],
    path: str | Path,
    *,
    x_label: str,
    label: str,
    log: bool = False,
    styles: Mapping[str, int] | None = None,
) -> Path:
    """Draws one curve an arm with the 95% interval of each of its points.

    Args:
        curves: Mapping of a title to its points, ascending.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.
        x_label: str. Name and unit of the horizontal axis.
        label: str. Name and unit of the score.
        log: bool. Whether the horizontal axis is logarithmic.
        styles: Mapping of a title to its place in `LINES`, for a title to look the
            same on all pictures. Defaults to the order of `curves`.

    Returns:
        The path written.

    Raises:
        ValueError: If there is no point.

    Example:
    >>> import tempfile
    >>> points = [Point(0.1, summarize([0.8, 0.9])), Point(1.0, summarize([0.9, 0.95]))]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_curves({"hybrid": points}, f"{folder}/a.svg", x_label="Share",
    ...                 label="F1", log=True).name
    'a.svg'
    """
    if not any(map(len, curves.values())):
        raise ValueError(
            "`curves` must hold a point. Received: none. Leave the picture out."
        )
    places = styles or {name: index for index, name in enumerate(curves)}
    with open_figure(path, WIDTH, 3.4 + 0.11 * len(curves)) as figure:
        axes = figure.subplots()
        handles = [
            draw_curve(axes, points, LINES[places[name] % len(LINES)])
            for name, points in curves.items()
        ]
        set_places(axes, {point.x for points in curves.values() for point in points})
        if log:
            set_log(axes, [point.x for points in curves.values() for point in points])
        axes.set(xlabel=x_label, ylabel=label)
        axes.grid(axis="y")
        figure.legend(handles, list(curves), loc="outside lower center", ncols=2)
    return Path(path)


def draw_curve(axes: "Axes", points: Sequence[Point], line: tuple[str, str, str]):
    """Draws one curve with its intervals.

    Args:
        axes: Axes to draw on.
        points: Sequence of `Point`, ascending.
        line: tuple of str. Color, mark and dashes: one of `LINES`.

    Returns:
        The line, for a legend.
    """
    color, marker, dashes = line
    for x, (_, low, high, _) in points:
        if low is not None:
            axes.plot([x, x], [low, high], color=color, linewidth=1.1, alpha=0.7)
    return axes.plot(
        [point.x for point in points],
        [point.summary.mean for point in points],
        color=color,
        marker=marker,
        linestyle=dashes,
        # Where the first two meet, the first lies on top and both are seen.
        markersize={LINES[0]: 4.5, LINES[1]: 7}.get(line, 5),
        linewidth={LINES[0]: 1.8, LINES[1]: 3}.get(line, 1.2),
        zorder={LINES[0]: 5, LINES[1]: 4}.get(line, 3),
    )[0]


def set_log(axes: "Axes", places: Sequence[float]) -> None:
    """Makes the horizontal axis logarithmic, linear next to a zero if there is one.

    Args:
        axes: Axes with their curves drawn.
        places: Sequence of float, at least 0, the places of the points.
    """
    positive = [x for x in places if x > 0]
    if len(positive) < len(places):
        axes.set_xscale("symlog", linthresh=min(positive, default=1.0))
    else:
        axes.set_xscale("log")
    set_places(axes, set(places))


def set_places(axes: "Axes", places: set[float]) -> None:
    """Puts ticks where the points are, and nowhere else, if they are few.

    Args:
        axes: Axes with their curves drawn.
        places: set of float.
    """
    if len(places) > 8:
        return
    ordered = sorted(places)
    axes.set_xticks(ordered, [f"{place:,g}" for place in ordered])
    axes.set_xticks([], minor=True)
