"""Draws how the gradient's variance falls with the number of qubits.

Computes nothing: `circuits.analysis.gradient_variances` does.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from circuits import analysis
from tfq_bert.report.style import (
    BLUE,
    GREEN,
    MUTED,
    ORANGE,
    VERMILION,
    open_circuit_panels,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLORS, _MARKERS = (BLUE, ORANGE, GREEN, VERMILION), "osD^"
_NONE = 1e-24  # a variance of rounding errors is none


def draw_plateaus(
    found: Mapping[str, analysis.GradientVariances],
    path: str | Path,
    *,
    title: str = "Gradient variance of the first weight, random parameters",
) -> Path:
    """Draws one panel a circuit, one line a depth, on a logarithmic axis.

    The legend holds each line's slope; a gray line halves with every qubit. Bars are
    one standard error. Sizes whose variance is 0 are left out.

    Args:
        found: Name of a circuit to what `gradient_variances` returned.
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
        panel=(3.6, 3.9),
        margins=(5.0, 0.8),
        y_label="Variance of d⟨O⟩/dw (1/rad²)",
    ) as (_, panels):
        for axes, (name, measured) in zip(panels, found.items(), strict=True):
            _draw_panel(axes, measured)
            axes.set_title(name)
            axes.set_xlabel("Qubits")
    return Path(path)


def _draw_panel(axes: "Axes", found: analysis.GradientVariances) -> None:
    sizes = np.array(found.num_qubits, float)
    axes.set_yscale("log")
    first = 0.0
    for index, (depth, fit) in enumerate(zip(found.depths, found.fits, strict=True)):
        row = found.variances[index]
        values = np.array([variance.value for variance in row])
        errors = np.array([variance.standard_error for variance in row])
        kept = values > _NONE
        label = f"depth {depth}"
        if fit is not None:
            label += (
                f", slope {round(fit.slope, 2) + 0.0:.2f} ± {fit.standard_error:.2f}"
            )
        axes.errorbar(
            sizes[kept],
            values[kept],
            errors[kept],
            color=_COLORS[index % 4],
            marker=_MARKERS[index % 4],
            markersize=5,
            linewidth=1.5,
            gid=f"depth-{depth}",
            label=label if kept.any() else f"{label}, 0 at all sizes",
        )
        first = max(first, *values[kept][:1].tolist(), 0.0)
    if first:
        halves = first * 2.0 ** (sizes[0] - sizes)
        axes.plot(
            sizes,
            halves,
            color=MUTED,
            linewidth=1,
            linestyle="--",
            label="halves a qubit, slope −1",
            zorder=1,
        )
    axes.set_xticks(sizes)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), fontsize=9)
