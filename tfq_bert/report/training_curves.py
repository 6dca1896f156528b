"""Draws loss and accuracy over the epochs of one training run.

Reads the lists of a Keras history; it smooths and scales nothing.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tfq_bert.report.style import BLUE, MUTED, ORANGE, PAPER, open_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Drawn up to this many epochs: one dot an epoch.
_MAX_DOTS = 40


def draw_training_curves(
    history: Mapping[str, Sequence[float]],
    path: str | Path,
    *,
    title: str = "Training curves",
    loss_label: str = "Loss per row (nats)",
) -> Path:
    """Draws loss and accuracy of training and validation rows, one dot per epoch.

    The best epoch is the first with the lowest `"val_loss"` (`"loss"` where no rows
    were held out); both panels mark it. Other keys of the history are left out, and
    so is the accuracy panel when the history has none. With `"stage"`, each is named.

    Args:
        history: Mapping of str to list of float, as `keras.callbacks.History.history`:
            `"loss"` and, if there, `"val_loss"`, `"accuracy"`, `"val_accuracy"`.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.
        title: str. Title of the picture.
        loss_label: str. Name and unit of the loss.

    Returns:
        The path written.

    Raises:
        ValueError: If `history` has no `"loss"` or lists of different lengths.

    Example:
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_training_curves({"loss": [0.7, 0.4]}, f"{folder}/curves.png").name
    'curves.png'
    """
    names = [
        name
        for name in ("loss", "val_loss", "accuracy", "val_accuracy")
        if len(history.get(name, ()))
    ]
    lengths = {name: len(history[name]) for name in names}
    if "loss" not in names or len(set(lengths.values())) > 1:
        raise ValueError(
            '`history` must hold a list "loss" and lists of its length. '
            f"Received: lengths={lengths}."
        )
    panels = ["loss"] + ["accuracy"] * ("accuracy" in names or "val_accuracy" in names)
    best = _best_epoch(history["val_loss" if "val_loss" in names else "loss"])

    with open_figure(path, 5.2 * len(panels), 3.9) as figure:
        every_axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for axes, panel in zip(every_axes, panels, strict=True):
            scale = 100 if panel == "accuracy" else 1
            _draw_panel(axes, history, panel, best, scale)
        every_axes[0].set_ylabel(loss_label)
        every_axes[-1].set_ylabel("Accuracy (% of rows)") if panels[1:] else None
        figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
        handles, labels = every_axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(handles))
    return Path(path)


def _best_epoch(losses: Sequence[float]) -> int | None:
    """Returns the first epoch, from 1, of the lowest loss; None if all are NaN."""
    numbered = [(loss, epoch) for epoch, loss in enumerate(losses, 1) if loss == loss]
    return min(numbered)[1] if numbered else None


def _draw_panel(
    axes: "Axes",
    history: Mapping[str, Sequence[float]],
    panel: str,
    best: int | None,
    scale: int,
) -> None:
    """Draws both curves of one quantity and marks the best epoch on each."""
    from matplotlib.ticker import MaxNLocator

    num_epochs = len(history["loss"])
    epochs = range(1, num_epochs + 1)
    curves = (
        (panel, "Training", BLUE, "o"),
        (f"val_{panel}", "Validation", ORANGE, "s"),
    )
    for name, label, color, marker in curves:
        if not len(history.get(name, ())):
            continue
        values = [scale * value for value in history[name]]
        axes.plot(
            epochs,
            values,
            color=color,
            label=label,
            zorder=2,
            marker=marker if num_epochs <= _MAX_DOTS else None,
            markersize=4,
            gid=f"curve-{name}",
        )
        if best is not None:
            axes.plot(
                [best],
                [values[best - 1]],
                marker=marker,
                markersize=9,
                color=color,
                markeredgecolor=PAPER,
                markeredgewidth=1.5,
                zorder=3,
                gid=f"best-{name}",
            )
    if best is not None:
        axes.axvline(
            best,
            color=MUTED,
            linewidth=1.2,
            linestyle=(0, (4, 3)),
            zorder=1,
            label=f"Best epoch: {best}",
        )
    _mark_stages(axes, history.get("stage", ()))
    axes.set_xlabel("Epoch (passes over the training rows)")
    margin = 0.5 if num_epochs == 1 else min(0.1 + 0.02 * num_epochs, 0.9)
    axes.set_xlim(1 - margin, num_epochs + margin)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, nbins=8))
    axes.margins(y=0.12)
    axes.grid(axis="y")
    axes.set_axisbelow(True)


def _mark_stages(axes: "Axes", stages: Sequence[float]) -> None:
    """Names the stages of a run above the panel, with a line where one begins."""
    starts = [i for i, stage in enumerate(stages) if not i or stage != stages[i - 1]]
    ends = [*starts, len(stages)][1:]
    for start, end in zip(starts, ends, strict=True):
        if start:
            axes.axvline(start + 0.5, color=MUTED, linewidth=0.8, zorder=0)
        axes.text(
            (start + 1 + end) / 2,
            1.0,
            f"{'' if start else 'stage '}{stages[start]:.0f}",
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            color=MUTED,
            gid=f"stage-{stages[start]:.0f}",
        )
