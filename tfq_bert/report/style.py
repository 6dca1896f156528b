"""The look that all pictures share, and the one way they reach the disk.

Uses matplotlib's Figure objects only: no window, no pyplot, no setting left changed.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfq_bert.files import check_output_file, new_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The formats of a picture, by the ending of its file.
SUFFIXES = (".png", ".svg")
# Okabe and Ito's colors, told apart with any kind of color vision.
BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
INK, MUTED, FAINT, PAPER = "#1F2933", "#616E7C", "#DDE2E7", "#FFFFFF"

_DPI = 180
# Above either limit the resolution drops: memory, and 2**16 pixels a side.
_MAX_PIXELS = 60_000_000
_SETTINGS = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.facecolor": PAPER,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titlepad": 10,
    "axes.grid": False,
    "figure.facecolor": PAPER,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    # A dollar in a name is a dollar, not the start of a formula.
    "text.parse_math": False,
    # Text stays text in an SVG, and equal input gives equal bytes.
    "svg.fonttype": "none",
    "svg.hashsalt": "tfq-bert",
}


@contextmanager
def open_figure(
    path: str | Path, width: float, height: float, *, layout: str = "constrained"
) -> Iterator["Figure"]:
    """Gives an empty figure in the shared style and saves it when the block ends.

    The suffix of `path` chooses the format. The file appears complete or not at all:
    it is written beside its place and then renamed. If the block raises, nothing is
    written and a file that was there stays.

    Args:
        path: str or Path. Ends in `.png` or `.svg`; its folder exists.
        width: float. Width in inches.
        height: float. Height in inches.
        layout: str. matplotlib's layout engine, or `"none"`.

    Yields:
        A `matplotlib.figure.Figure`.

    Raises:
        InputError: If the suffix of `path` is neither `.png` nor `.svg`, or no file
            can be written there.

    Example:
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open_figure(Path(folder) / "empty.svg", 2, 1) as figure:
    ...         _ = figure.text(0.5, 0.5, "nothing yet")
    ...     [file.name for file in Path(folder).iterdir()]
    ['empty.svg']
    """
    check_output_file(path, "path", SUFFIXES)
    path = Path(path)
    # Its one warning, on the first run of a machine, is about its own cache.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(width, height), layout=layout)
        yield figure
        dpi = min(_DPI, (_MAX_PIXELS / (width * height)) ** 0.5, 60_000 / height)
        # Without the date, so that a second run of the same numbers changes nothing.
        metadata = {"Date": None} if path.suffix.lower() == ".svg" else None
        # Cuts what the layout left empty; needless work where it is turned off.
        crop = "tight" if layout != "none" else None
        with new_file(path) as beside:
            figure.savefig(
                beside, dpi=dpi, metadata=metadata, bbox_inches=crop, pad_inches=0.15
            )


@contextmanager
def open_circuit_panels(
    path: str | Path,
    found: Mapping[str, Any],
    *,
    title: str,
    panel: tuple[float, float],
    margins: tuple[float, float],
    y_label: str,
    sharex=False,
) -> Iterator[tuple["Figure", list["Axes"]]]:
    """Gives a panel a circuit, at most three beside each other, with one vertical axis.

    Args:
        path: As in `open_figure`.
        found: Mapping of a circuit's name to what was measured of it.
        title: str. Title of the picture.
        panel: Width and height of a panel, in inches.
        margins: Least width of the picture, and height beside the panels, in inches.
        y_label: str. Name and unit of the vertical axis.
        sharex: bool. Whether the panels share the horizontal axis as well.

    Yields:
        The figure, and one axes a circuit, in their order.

    Raises:
        InputError: As `open_figure`.
        ValueError: If there is no circuit.
    """
    if not found:
        raise ValueError("`found` must hold a circuit. Received: none.")
    columns = min(3, len(found))
    rows = -(-len(found) // columns)
    width = max(margins[0], panel[0] * columns)
    with open_figure(path, width, margins[1] + panel[1] * rows) as figure:
        grid = figure.subplots(rows, columns, sharex=sharex, sharey=True, squeeze=False)
        for axes in grid.flat[len(found) :]:
            axes.set_visible(False)
        for axes in grid[:, 0]:
            axes.set_ylabel(y_label)
        yield figure, list(grid.flat[: len(found)])
        figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
