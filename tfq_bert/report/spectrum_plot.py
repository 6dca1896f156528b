"""Draws which frequencies a circuit's output has in a data angle, and how much of each.

Computes nothing: `circuits.analysis.fourier_spectrum` does.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from circuits import analysis
from tfq_bert.report.style import BLUE, MUTED, open_circuit_panels

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
    with open_circuit_panels(
        path,
        found,
        title=title,
        panel=(3.2, 2.6),
        margins=(5.4, 1.1),
        y_label="Size of coefficient |c|",
    ) as (figure, panels):
        for axes, (name, spectrum) in zip(panels, found.items(), strict=True):
            _draw_panel(axes, spectrum)
            axes.set_ylim(0, 1.05 * max(_top(one) for one in found.values()))
            axes.set_title(f"{name}\ndata angle {spectrum.data_angle}")
            axes.set_xlabel("Frequency (rad per rad)")
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2)
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
