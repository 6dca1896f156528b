"""Draws how alike a circuit's states are, against states that are evenly spread.

Computes nothing: `circuits.analysis.expressibility` does.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from circuits import analysis
from tfq_bert.report.style import BLUE, VERMILION, open_circuit_panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Shares below are not drawn: one pair in the default number is 2e-4.
_LEAST = 5e-5


def draw_fidelities(
    found: Mapping[str, analysis.Expressibility],
    path: str | Path,
    *,
    title: str = "Fidelity of pairs of states at random parameters",
) -> Path:
    """Draws one panel a circuit: a histogram, and Haar's distribution as a line.

    The axis of the shares is logarithmic. Bars above the line at the right are pairs
    of states that are more alike than evenly spread ones would be.

    Args:
        found: Name of a circuit to what `expressibility` returned.
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
        panel=(3.2, 2.5),
        margins=(4.6, 1.1),
        y_label="Share of pairs, per bin",
        sharex=True,
    ) as (figure, panels):
        columns = min(3, len(panels))
        for index, (axes, name) in enumerate(zip(panels, found, strict=True)):
            _draw_panel(axes, name, found[name])
            if index + columns >= len(found):
                axes.set_xlabel("Fidelity |⟨a|b⟩|²")
                axes.tick_params(labelbottom=True)
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return Path(path)


def _draw_panel(axes: "Axes", name: str, measured: analysis.Expressibility) -> None:
    bins = len(measured.histogram)
    edges = np.linspace(0, 1, bins + 1)
    shares = np.where(measured.histogram > 0, measured.histogram, np.nan)
    axes.bar(
        edges[:-1],
        shares,
        1 / bins,
        align="edge",
        color=BLUE,
        alpha=0.75,
        linewidth=0,
        label="The circuit",
        gid="circuit",
    )
    haar = np.exp(analysis.haar_log_probabilities(measured.num_qubits, bins))
    axes.stairs(
        np.where(haar >= _LEAST, haar, np.nan),
        edges,
        color=VERMILION,
        linewidth=1.5,
        baseline=None,
        gid="haar",
        label="Evenly spread states (Haar)",
    )
    axes.set_yscale("log")
    axes.set_ylim(_LEAST, 1.5)
    axes.set_xlim(0, 1)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.set_title(f"{name}\n{measured.value:.3g} nats")
