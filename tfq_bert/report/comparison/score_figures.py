"""The figures of a page that show scores: intervals, and curves over rows and qubits.

Says what is drawn, in words; the drawing is in `score_plots`.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tfq_bert.report.comparison.reading import Reading
from tfq_bert.report.comparison.score_plots import (
    Point,
    draw_curves,
    draw_intervals,
    find_far_off,
)
from tfq_bert.report.comparison.summary import summarize, write_number

SPREAD = "the bar is the 95% interval over seeds"


class Figure(NamedTuple):
    """One figure, not yet drawn.

    Attributes:
        draw: Function of a path, which writes the drawing there.
        caption: str. What it shows, in plain words.
        alt: str. What is seen, with the main numbers.
        is_on_paper: bool. Whether it keeps a white ground in the dark, since its colors
            are made for that.
    """

    draw: Callable[[Path], object]
    caption: str
    alt: str
    is_on_paper: bool = False


def interval_figures(reading: Reading) -> list[Figure]:
    """Makes one figure a data set and width: all arms, every seed.

    Args:
        reading: `Reading`.

    Returns:
        list of `Figure`; empty without a score.
    """
    figures = []
    for data in reading.data:
        for width in reading.widths:
            values = {
                reading.title(arm): scores
                for arm in reading.arms
                if (scores := reading.values(data, arm, width))
            }
            if values:
                figures.append(_interval_figure(reading, data, width, values))
    return figures


def _interval_figure(
    reading: Reading, data: str, width: int | None, values: Mapping[str, list[float]]
) -> Figure:
    where = reading.where(data, width)
    return Figure(
        lambda path: draw_intervals(values, path, label=reading.axis_words),
        f"{where}: {reading.metric_words} of each arm on the test rows. The large dot "
        f"is the mean over seeds, {SPREAD}, each small dot is one seed. An arm far "
        "from the others is written at the edge.",
        f"Dot plot of {reading.metric_words}, {where}. Means: {_list_means(values)}.",
    )


def _list_means(values: Mapping[str, Sequence[float]]) -> str:
    return ", ".join(
        f"{name} {write_number(summarize(scores).mean)}"
        for name, scores in values.items()
    )


def fraction_figures(reading: Reading) -> list[Figure]:
    """Makes the few-shot curves, one figure a data set and width.

    Args:
        reading: `Reading`.

    Returns:
        list of `Figure`; empty with fewer than two fractions.
    """
    if len(reading.fractions) < 2:
        return []
    figures = []
    for data in reading.data:
        for width in reading.widths:
            scores = {
                arm: {
                    part: found
                    for part in reading.fractions
                    if (found := reading.values(data, arm, width, part))
                }
                for arm in reading.arms
            }
            where = reading.where(data, width)
            figures += _curve_figure(reading, scores, where, True)
    return figures


def width_figures(reading: Reading) -> list[Figure]:
    """Makes the curves over the number of qubits, one figure a data set.

    Args:
        reading: `Reading`.

    Returns:
        list of `Figure`; empty with fewer than two widths.
    """
    if len(reading.widths) < 2:
        return []
    figures = []
    for data in reading.data:
        scores = {
            arm: {
                width: found
                for width in reading.widths
                if (found := reading.values(data, arm, width))
            }
            for arm in reading.arms
        }
        figures += _curve_figure(reading, scores, data, False)
    return figures


def _curve_figure(
    reading: Reading,
    scores: Mapping[str, Mapping[float, list[float]]],
    where: str,
    is_fraction: bool,
) -> list[Figure]:
    """Makes one figure of curves, or none without a score."""
    flat = {
        arm: [v for values in by_x.values() for v in values]
        for arm, by_x in scores.items()
        if by_x
    }
    if not flat:
        return []
    far = find_far_off(flat)
    curves = {
        reading.title(arm): [Point(x, summarize(v)) for x, v in scores[arm].items()]
        for arm in flat
        if arm not in far
    }
    styles = {reading.title(arm): i for i, arm in enumerate(reading.arms)}
    x_label = (
        "Share of the rows to train and validate on (log scale)"
        if is_fraction
        else "Qubits (width of the head)"
    )
    over = (
        "the share of the rows to train and validate on"
        if is_fraction
        else "the qubits"
    )
    ends = "; ".join(
        f"{name} {write_number(points[0].summary.mean)} to "
        f"{write_number(points[-1].summary.mean)}"
        for name, points in curves.items()
    )
    caption = f"{where}: {reading.metric_words} over {over}; {SPREAD}."
    if not is_fraction:
        caption += " Arms without a width are drawn level."
    if far:
        means = _list_means({reading.title(arm): flat[arm] for arm in far})
        caption += f" Not drawn, because far off: {means} on average."
    return [
        Figure(
            lambda path: draw_curves(
                curves,
                path,
                x_label=x_label,
                label=reading.axis_words,
                log=is_fraction,
                styles=styles,
            ),
            caption,
            f"Curves of {reading.metric_words} over {over}, {where}. First to last "
            f"mean: {ends}.",
        )
    ]
