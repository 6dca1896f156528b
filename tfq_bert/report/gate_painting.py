"""Paints one gate of a circuit diagram: boxes, dots, targets, crosses and meters.

Draws at given places, in inches: it knows no circuit.
"""

from typing import TYPE_CHECKING

from tfq_bert.report.gate_labels import GateMark
from tfq_bert.report.style import BLUE, GREEN, INK, MUTED, PAPER, VERMILION

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What drives a gate: fill, line, and the legend's words.
ROLES = {
    "data": ("#D3E8F5", BLUE, "Data angle"),
    "trainable": ("#FCE7BC", "#A86F00", "Trainable weight"),
    "both": ("#CFEDE2", GREEN, "Data and weight"),
    "unassigned": ("#FBDCCB", VERMILION, "Unassigned symbol"),
    "fixed": ("#EEF1F4", INK, "Fixed"),
}
_BOX_HEIGHT = 0.36
CHARACTER = 0.082  # inches of the 9 point type in a box
_TARGET_RADIUS = 0.11
_DOT_RADIUS = 0.05


def paint_gate(
    axes: "Axes",
    center: float,
    heights: list[float],
    marks: list[GateMark],
    role: str,
    gid: str,
) -> None:
    """Paints one operation at a column's center, one mark on each of its wires.

    The first mark carries the id `gid-role`, the others also their number, so that
    each operation can be found in an SVG.

    Args:
        axes: Axes whose unit is one inch, y pointing down.
        center: float. Horizontal place, in inches.
        heights: list of float. Vertical place of each mark, in inches.
        marks: list of GateMark. What to paint on each wire.
        role: str. A key of `ROLES`.
        gid: str. Name of this operation in the SVG.
    """
    _, line, _ = ROLES[role]
    if len(marks) > 1:
        ends = [min(heights), max(heights)]
        axes.plot([center, center], ends, color=line, linewidth=1.4, zorder=2)
    for index, (mark, height) in enumerate(zip(marks, heights, strict=True)):
        artist = _PAINTERS[mark.kind](axes, center, height, mark, role)
        artist.set_gid(f"{gid}-{role}" if index == 0 else f"{gid}-{role}-{index}")


def _paint_box(axes, center, height, mark, role):
    """Paints a rounded box around one line of text, or a name above small arguments."""
    from matplotlib.patches import FancyBboxPatch

    fill, line, _ = ROLES[role]
    lines = mark.lines or ("",)
    widths = [len(text) * (0.8 if i else 1) for i, text in enumerate(lines)]
    width = max(_BOX_HEIGHT, CHARACTER * max(widths) + 0.12)
    box = FancyBboxPatch(
        (center - width / 2, height - _BOX_HEIGHT / 2),
        width,
        _BOX_HEIGHT,
        boxstyle="round,pad=0,rounding_size=0.05",
        facecolor=fill,
        edgecolor=line,
        linewidth=1,
        zorder=3,
    )
    axes.add_patch(box)
    step = _BOX_HEIGHT / (len(lines) + 0.15)
    for index, text in enumerate(lines):
        axes.text(
            center,
            height + (index - (len(lines) - 1) / 2) * step,
            text,
            ha="center",
            va="center_baseline" if len(lines) == 1 else "center",
            fontsize=9 if len(lines) == 1 else (8 if index == 0 else 7),
            zorder=4,
        )
    return box


def _paint_dot(axes, center, height, mark, role):
    """Paints a control: full for one, hollow for zero, with its exponent beside it."""
    from matplotlib.patches import Circle

    _, line, _ = ROLES[role]
    fill = PAPER if mark.kind == "anticontrol" else line
    dot = Circle(
        (center, height), _DOT_RADIUS, facecolor=fill, edgecolor=line, zorder=3
    )
    axes.add_patch(dot)
    if mark.lines:
        text = "".join(mark.lines)
        place = (center + 0.07, height - 0.09)
        axes.text(*place, text, fontsize=7, color=line, va="center", zorder=4)
    return dot


def _paint_target(axes, center, height, mark, role):  # noqa: ARG001
    """Paints the circled plus of a controlled NOT."""
    from matplotlib.patches import Circle

    _, line, _ = ROLES[role]
    ring = Circle(
        (center, height),
        _TARGET_RADIUS,
        facecolor=PAPER,
        edgecolor=line,
        linewidth=1.4,
        zorder=3,
    )
    axes.add_patch(ring)
    reach = [-_TARGET_RADIUS, _TARGET_RADIUS]
    style = {"color": line, "linewidth": 1.4, "zorder": 4, "solid_capstyle": "butt"}
    axes.plot([center + end for end in reach], [height, height], **style)
    axes.plot([center, center], [height + end for end in reach], **style)
    return ring


def _paint_cross(axes, center, height, mark, role):  # noqa: ARG001
    """Paints one end of a swap."""
    _, line, _ = ROLES[role]
    (cross,) = axes.plot(
        [center], [height], "x", color=line, markersize=9, markeredgewidth=1.6, zorder=3
    )
    return cross


def _paint_meter(axes, center, height, mark, role):
    """Paints a measurement: a dial with its needle, the key small beside it."""
    from matplotlib.patches import Arc

    box = _paint_box(axes, center, height, mark._replace(lines=()), role)
    foot = height + 0.08
    axes.add_patch(
        Arc((center, foot), 0.22, 0.22, theta1=180, theta2=360, color=INK, zorder=4)
    )
    tip = ([center, center + 0.09], [foot, foot - 0.16])
    axes.plot(*tip, color=INK, linewidth=1.2, zorder=4)
    key = "".join(mark.lines)
    axes.text(center + 0.22, height - 0.1, key, va="center", fontsize=7, color=MUTED)
    return box


_PAINTERS = {
    "box": _paint_box,
    "control": _paint_dot,
    "anticontrol": _paint_dot,
    "target": _paint_target,
    "swap": _paint_cross,
    "meter": _paint_meter,
}
