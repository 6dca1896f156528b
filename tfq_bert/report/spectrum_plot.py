"""Draws which frequencies a circuit's output has in a data angle, and how much of each.

Computes nothing: `circuits.analysis.fourier_spectrum` does.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from circuits import analysis
from tfq_bert.report.style import BLUE, MUTED, open_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_spectra(
    found: Mapping[str, analysis.FourierSpectrum],
    path: str | Path,
    *,
    title: str = "Fourier spectrum of the output in a data angle",
) -> Path:
    """Draws one panel a circuit: mean size of each coefficient, and its spread.

    Frequencies from 0 on, since those below have the same sizes. Bars reach from the
    10th to the 90th percentile of the draws of weights and other data.

    Args:
        found: Name of a circuit to what `fourier_spectrum` returned.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.
        title: str. Title of the picture.

    Returns:
        The path written.

    Raises:
        ValueError: If there is no circuit.
    """
    if not found:
        raise ValueError("`found` must hold a circuit. Received: none.")
    columns = min(3, len(found))
    rows = -(-len(found) // columns)
    with open_figure(path, max(5.4, 3.2 * columns), 1.1 + 2.6 * rows) as figure:
        grid = figure.subplots(rows, columns, sharey=True, squeeze=False)
        for axes in grid.flat[len(found) :]:
            axes.set_visible(False)
        panels = zip(grid.flat[: len(found)], found.items(), strict=True)
        for index, (axes, (name, spectrum)) in enumerate(panels):
            _draw_panel(axes, spectrum)
            axes.set_ylim(0, 1.05 * max(_top(one) for one in found.values()))
            axes.set_title(f"{name}\ndata angle {spectrum.data_angle}")
            axes.set_xlabel("Frequency (rad per rad)")
            if index % columns == 0:
                axes.set_ylabel("Size of coefficient |c|")
        handles, labels = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2)
        figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
    return Path(path)


def _draw_panel(axes: "Axes", spectrum: analysis.FourierSpectrum) -> None:
    from matplotlib.ticker import MaxNLocator

    kept = spectrum.frequencies >= 0
    places = spectrum.frequencies[kept]
    sizes = np.abs(spectrum.coefficients[:, kept])
    low, high = np.percentile(sizes, (10, 90), axis=0)
    label = "10th to 90th percentile of the draws"
    axes.vlines(places, low, high, color=MUTED, linewidth=1.5, label=label)
    small = 6 if len(places) <= 20 else 3
    axes.plot(
        places,
        spectrum.magnitudes[kept],
        "o",
        color=BLUE,
        markersize=small,
        label="Mean over random weights and other data",
        clip_on=False,
        zorder=3,
        gid="means",
    )
    pad = 0.05 * max(1.0, spectrum.highest)
    axes.set_xlim(-pad, max(1.0, spectrum.highest) + pad)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.grid(axis="y")
    axes.set_axisbelow(True)


def _top(spectrum: analysis.FourierSpectrum) -> float:
    return float(np.percentile(np.abs(spectrum.coefficients), 90, axis=0).max())
