"""Draws a confusion matrix with counts and the share of each true class.

Takes the counted matrix: it predicts and counts nothing.
"""

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tfq_bert.report.style import FAINT, INK, MUTED, PAPER, open_figure

# Beyond this many classes a cell has no room for a number; color alone remains.
_MAX_WRITTEN = 25
# The shared blue, a little deeper: white type on it is easy to read.
_DEEP_BLUE = "#005A8C"


def draw_confusion_matrix(
    matrix: Sequence[Sequence[int]],
    class_names: Sequence[str],
    path: str | Path,
    *,
    title: str = "Confusion matrix",
) -> Path:
    """Draws counts and, below each, its percentage of the row's true class.

    Color follows the percentage, so a rare class is as visible as a frequent one. A
    class without rows has an empty row. Above 25 classes only the color is drawn.

    Args:
        matrix: int `(num_classes, num_classes)`. Row: true class; column: predicted.
        class_names: Sequence of str. Names in the order of rows and columns.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.
        title: str. Title; the number of rows predicted right is added below it.

    Returns:
        The path written.

    Raises:
        ValueError: If `matrix` is not square with one row per class name.

    Example:
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_confusion_matrix(
    ...         [[90, 2], [1, 7]], ["ham", "spam"], f"{folder}/matrix.png").name
    'matrix.png'
    """
    counts = np.asarray(matrix)
    size = len(class_names)
    if counts.shape != (size, size) or not size:
        raise ValueError(
            "`matrix` must have one row and one column per class name. "
            f"Received: shape={counts.shape}, {size} class names."
        )
    support = counts.sum(axis=1)
    percent = 100 * counts / np.maximum(support, 1)[:, None]
    names = [_wrap(name, size) for name in class_names]

    cell = 1.25 if size <= 4 else 1.0 if size <= 8 else max(0.9 - 0.02 * size, 0.28)
    longest = max(len(line) for name in names for line in name.split("\n"))
    side = size * cell
    with open_figure(path, side + 2.3 + 0.075 * longest, side + 1.9) as figure:
        axes = figure.subplots()
        _draw_cells(figure, axes, counts, percent, cell)
        with_support = [
            f"{name}\nn = {rows:,}" if size <= _MAX_WRITTEN else name
            for name, rows in zip(names, support, strict=True)
        ]
        small = 10 if size <= 12 else 8
        upright = longest * 0.075 * small / 10 > cell
        axes.set_xticks(range(size), names, fontsize=small)
        axes.tick_params(axis="x", rotation=90 if upright else 0)
        axes.set_yticks(range(size), with_support, fontsize=small)
        axes.set_xlabel("Predicted class")
        axes.set_ylabel("True class")
        right, total = int(counts.trace()), int(support.sum())
        share = f" ({100 * right / total:.1f}%)" if total else ""
        axes.set_title(title, fontsize=13, fontweight="bold", pad=28)
        axes.annotate(
            f"{right:,} of {total:,} rows right{share}",
            (0, 1),
            (0, 10),
            "axes fraction",
            "offset points",
            color=MUTED,
        )
    return Path(path)


def _draw_cells(figure, axes, counts, percent, cell) -> None:
    """Draws the colored cells, the color bar, and the two numbers in each cell."""
    from matplotlib.colors import LinearSegmentedColormap

    size = len(counts)
    shades = LinearSegmentedColormap.from_list(
        "paper_to_blue", [PAPER, "#7DB9DA", _DEEP_BLUE]
    )
    image = axes.imshow(percent, cmap=shades, vmin=0, vmax=100)
    edges = np.arange(-0.5, size)
    axes.hlines(edges, -0.5, size - 0.5, color=FAINT, linewidth=0.8)
    axes.vlines(edges, -0.5, size - 0.5, color=FAINT, linewidth=0.8)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    bar = figure.colorbar(image, ax=axes, shrink=0.9, aspect=24, pad=0.03)
    bar.set_label("Share of the true class (%)")
    bar.outline.set_visible(False)
    if size > _MAX_WRITTEN:
        return
    # Points of type that fit a cell: six digits, and a smaller line below.
    large = min(15, cell * 15)
    for row, column in np.ndindex(size, size):
        count, share = counts[row, column], percent[row, column]
        ink = PAPER if share > 68 else INK if count else MUTED
        weight = "bold" if row == column else "normal"
        below = f"{share:.1f}%" if counts[row].sum() else "–"
        for text, lift, scale in ((f"{count:,}", 0.45, 1), (below, -0.75, 0.62)):
            axes.annotate(
                text,
                (column, row),
                (0, lift * large),
                textcoords="offset points",
                color=ink,
                fontsize=scale * large,
                fontweight=weight if scale == 1 else "normal",
                ha="center",
                va="center",
            )


def _wrap(name: str, size: int) -> str:
    """Breaks a long class name into lines that stand beside a cell."""
    return "\n".join(textwrap.wrap(name, 12 if size <= 12 else 24)) or name
