"""Draws the trials of a tuning: their ranks, and their scores by each setting.

Ranks nothing itself: the trials come in their order.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tfq_bert.report.style import BLUE, INK, MUTED, ORANGE, PAPER, open_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LABELS = {
    "loss": "Validation loss per row",
    "accuracy": "Validation accuracy (% of rows)",
}
# Trials of one value stand beside each other, up to so far from its middle.
_SPREAD = 0.22
# Losses that reach over more than this factor are drawn on a logarithmic scale.
_WIDE = 4


def draw_tuning(
    trials: Sequence[Mapping],
    path: str | Path,
    *,
    objective: str = "loss",
    influence: Mapping[str, float] | None = None,
    title: str = "Trials, ranked by the validation rows",
) -> Path:
    """Draws one dot a trial: by rank, then by each setting that has several values.

    The panels of the settings stand in the order of `influence`, and a bar marks the
    median of each value. The best trial is filled in another color in all panels;
    trials that failed are crosses at the upper edge.

    Args:
        trials: sequence of mappings, the best first: `values` (setting to value), and
            the score by the name of the objective, or `failed`.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.
        objective: "loss" or "accuracy".
        influence: Mapping from setting to its share of the order, 0 to 1; a setting
            that is not in it has no number and stands last.
        title: str. Title of the picture.

    Returns:
        The path written.

    Raises:
        ValueError: If no trial has a score.

    Example:
    >>> import tempfile
    >>> trials = [{"values": {"depth": d}, "loss": 1 / d} for d in (4, 2, 1)]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_tuning(trials, f"{folder}/tuning.png").name
    'tuning.png'
    """
    scored = [trial for trial in trials if "failed" not in trial]
    failed = [trial for trial in trials if "failed" in trial]
    if not scored:
        raise ValueError(
            f"`trials` must hold one with a score. Received: {len(trials)} trials, "
            f"{len(failed)} of them failed."
        )
    influence = influence or {}
    names = [
        name
        for name in scored[0]["values"]
        if len({trial["values"][name] for trial in trials}) > 1
    ]
    names.sort(key=lambda name: -influence.get(name, -1))
    scale = 100 if objective == "accuracy" else 1
    scores = [scale * trial[objective] for trial in scored]
    with open_figure(path, max(4.6, 3.1 + 2.5 * len(names)), 3.9) as figure:
        every_axes = figure.subplots(1, 1 + len(names), sharey=True, squeeze=False)[0]
        _set_scale(every_axes[0], scores, objective)
        _draw_ranks(every_axes[0], scores, len(failed))
        every_axes[0].set_ylabel(_LABELS[objective])
        for axes, name in zip(every_axes[1:], names, strict=True):
            _draw_setting(axes, name, scored, scores, failed)
            axes.set_title(_panel_title(name, influence.get(name)))
        figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
        handles, labels = _legend(len(scored) > 1, bool(names), bool(failed))
        figure.legend(handles, labels, loc="outside lower center", ncols=len(handles))
    return Path(path)


def _set_scale(axes: "Axes", scores: list[float], objective: str) -> None:
    if objective == "loss" and min(scores) > 0 and max(scores) > _WIDE * min(scores):
        from matplotlib.ticker import LogLocator, NullFormatter

        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=12))
        axes.yaxis.set_major_formatter(lambda loss, _: f"{loss:g}")
        axes.yaxis.set_minor_formatter(NullFormatter())


def _finish(axes: "Axes") -> None:
    axes.margins(y=0.12)
    axes.grid(axis="y")
    axes.set_axisbelow(True)


def _draw_ranks(axes: "Axes", scores: list[float], num_failed: int) -> None:
    from matplotlib.ticker import MaxNLocator

    ranks = list(range(1, len(scores) + 1))
    axes.plot(ranks, scores, color=MUTED, linewidth=1, zorder=1, gid="line-rank")
    _draw_dots(axes, ranks, scores, "rank")
    places = range(len(scores) + 1, len(scores) + 1 + num_failed)
    _draw_failed(axes, list(places))
    axes.set_title("All trials, ranked")
    axes.set_xlabel("Rank")
    axes.set_xlim(0.4, len(scores) + num_failed + 0.6)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, nbins=8))
    _finish(axes)


def _draw_setting(axes, name, scored, scores, failed) -> None:
    """Draws the scores over one setting: a logarithmic axis, or a column a value."""
    values = [trial["values"][name] for trial in scored]
    lost = [trial["values"][name] for trial in failed]
    every_value = sorted(set(values + lost))
    if name == "learning_rate" and len(every_value) > len(values + lost) // 2:
        _draw_rates(axes, values, scores, lost)
        return
    columns = {value: i for i, value in enumerate(every_value)}
    places = [0.0] * len(values)
    for value, column in columns.items():
        members = [i for i, found in enumerate(values) if found == value]
        for k, i in enumerate(members):
            step = (k - (len(members) - 1) / 2) / max(1, len(members) - 1)
            places[i] = column + 2 * _SPREAD * step
        if members:
            middle = median(scores[i] for i in members)
            ends = [column - 0.34, column + 0.34]
            axes.plot(
                ends,
                [middle, middle],
                color=INK,
                linewidth=2,
                zorder=2,
                solid_capstyle="butt",
                gid=f"median-{name}-{column}",
            )
    _draw_dots(axes, places, scores, name)
    _draw_failed(axes, [columns[value] for value in lost])
    axes.set_xticks(range(len(columns)), [_tick(value) for value in columns])
    if isinstance(every_value[0], str):
        axes.tick_params(axis="x", labelrotation=20)
    axes.set_xlim(-0.6, len(columns) - 0.4)
    axes.set_xlabel(_words(name))
    _finish(axes)


def _draw_rates(axes, values, scores, lost) -> None:
    from matplotlib.ticker import LogLocator, NullFormatter

    axes.set_xscale("log")
    _draw_dots(axes, values, scores, "learning_rate")
    _draw_failed(axes, lost)
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0), numticks=6))
    axes.xaxis.set_major_formatter(lambda rate, _: f"{rate:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.margins(x=0.12)
    axes.set_xlabel("Learning rate")
    _finish(axes)


def _draw_dots(axes, places, scores, name: str) -> None:
    axes.plot(
        places[1:],
        scores[1:],
        "o",
        color=BLUE,
        markersize=6,
        alpha=0.75,
        markeredgewidth=0,
        zorder=3,
        gid=f"trials-{name}",
    )
    axes.plot(
        places[:1],
        scores[:1],
        "o",
        color=ORANGE,
        markersize=9,
        markeredgecolor=PAPER,
        markeredgewidth=1.2,
        zorder=4,
        gid=f"best-{name}",
    )


def _draw_failed(axes, places) -> None:
    if places:
        axes.plot(
            places,
            [0.97] * len(places),
            "x",
            color=MUTED,
            markersize=6,
            transform=axes.get_xaxis_transform(),
            clip_on=False,
            gid="failed",
        )


def _legend(has_others: bool, has_settings: bool, has_failed: bool):
    from matplotlib.lines import Line2D

    dot = {"linestyle": "", "marker": "o"}
    found = {"Best trial": Line2D([], [], color=ORANGE, markersize=9, **dot)}
    if has_others:
        found["Other trials"] = Line2D(
            [], [], color=BLUE, alpha=0.75, markersize=6, **dot
        )
    if has_settings:
        found["Median of a value"] = Line2D([], [], color=INK, linewidth=2)
    if has_failed:
        found["Failed, no score"] = Line2D(
            [], [], color=MUTED, linestyle="", marker="x", markersize=6
        )
    return list(found.values()), list(found)


def _panel_title(name: str, share: float | None) -> str:
    if share is None:
        return _words(name)
    return f"{_words(name)}\n{100 * share:.0f}% of the order"


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _tick(value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
