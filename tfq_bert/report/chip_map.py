"""A picture of a chip with a compiled circuit on it.

Draws what it is given: it neither compiles nor validates.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfq_bert.counted import counted
from tfq_bert.report.style import BLUE, FAINT, INK, MUTED, PAPER, open_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INCHES_PER_QUBIT = 0.62
_COLORS = "viridis_r"
_RADIUS = 0.36
_NOTE_POINTS = 14  # of a line of 9 points


def draw_chip_map(
    path: str | Path, target: Any, circuit: Any, *, title: str = ""
) -> Path:
    """Draws a chip's qubits and couplers, and which of them a circuit uses.

    A used qubit has a bold ring and the number of the logical qubit that is read there,
    which routing may have moved; a used coupler the number of its two-qubit gates.
    Where the target has a calibration, qubits are colored by their error of readout,
    the mean of both readings, and couplers by the Pauli error of the two-qubit gate;
    both in percent. Operations off the chip are not drawn.

    Args:
        path: File to write; `.png` or `.svg`.
        target: `circuits.Target`.
        circuit: `circuits.CompiledCircuit`, or a `cirq.Circuit` on the chip's qubits,
            whose qubits then carry no numbers.
        title: First line of the heading. Defaults to the chip's name and size.

    Returns:
        The path.

    Raises:
        InputError: If no picture can be written to `path`.
    """
    final_map = getattr(circuit, "final_map", {})
    number = {spot: index for index, spot in enumerate(final_map.values())}
    circuit = getattr(circuit, "circuit", circuit)
    used = circuit.all_qubits() & set(target.qubits)
    gates = _pair_counts(circuit, used)
    rows = [qubit.row for qubit in target.qubits]
    columns = [qubit.col for qubit in target.qubits]
    height = max(rows) - min(rows) + 1
    width = max(columns) - min(columns) + 1
    size = _INCHES_PER_QUBIT
    # What the layout leaves empty is cut off.
    page = (max(4.5, width * size + 1.8), height * size + 2.0)
    with open_figure(path, *page) as figure:
        axes = figure.add_subplot()
        axes.set(aspect="equal", xlim=(min(columns) - 0.7, max(columns) + 0.7))
        axes.set_ylim(max(rows) + 0.7, min(rows) - 0.7)
        axes.set_xlabel("column")
        axes.set_ylabel("row")
        axes.set_xticks(range(min(columns), max(columns) + 1))
        axes.set_yticks(range(min(rows), max(rows) + 1))
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        notes = ["in a qubit: the logical qubit read here"] if number else []
        notes += ["at a coupler: its two-qubit gates"] if gates else []
        pair_color = _scale(axes, _pair_rates(target), "two-qubit error, %", notes)
        readout = _readout_rates(target)
        qubit_color = _scale(axes, readout, "readout error, %", notes)
        _write_heading(axes, title or _heading(target, used, gates), notes)
        for pair in target.graph.edges:
            _draw_pair(axes, pair, gates.get(frozenset(pair), 0), pair_color)
        for qubit in target.qubits:
            _draw_qubit(axes, qubit, qubit in used, number.get(qubit), qubit_color)
    return Path(path)


def _heading(target: Any, used: set, gates: dict) -> str:
    rates = target.calibration
    source = "no calibration" if rates is None else f"rates of {rates.source}"
    return (
        f"{target.name}: {len(used)} of {counted(len(target.qubits), 'qubit')}, "
        f"{counted(sum(gates.values()), 'two-qubit gate')} ({target.gateset_name}), "
        f"{source}"
    )


def _write_heading(axes: "Axes", heading: str, notes: list[str]) -> None:
    """Writes the heading, and the notes between it and the chip."""
    axes.set_title(heading, pad=10 + _NOTE_POINTS * len(notes))
    axes.annotate(
        "\n".join(notes),
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 8),
        textcoords="offset points",
        va="bottom",
        fontsize=9,
        linespacing=1.3,
        color=MUTED,
    )


def _pair_counts(circuit: Any, used: set) -> dict[frozenset, int]:
    counts: dict[frozenset, int] = {}
    for operation in circuit.all_operations():
        pair = frozenset(operation.qubits)
        if len(pair) == 2 and pair <= used and not hasattr(operation.gate, "key"):
            counts[pair] = counts.get(pair, 0) + 1
    return counts


def _pair_rates(target: Any) -> dict:
    rates = target.calibration
    return {} if rates is None else dict(rates.two_qubit_error or {})


def _readout_rates(target: Any) -> dict:
    rates = target.calibration
    if rates is None:
        return {}
    return {q: (p00 + rates.p11_error[q]) / 2 for q, p00 in rates.p00_error.items()}


def _scale(axes: "Axes", rates: dict, label: str, notes: list[str]):
    """Returns a function from key to color, with a color bar for it.

    A rate that is the same everywhere is one of the notes instead.
    """
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    if not rates:
        return lambda key: FAINT  # noqa: ARG005
    low, high = min(rates.values()), max(rates.values())
    mappable = ScalarMappable(
        Normalize(100 * low, 100 * max(high, low + 1e-9)), _COLORS
    )
    if high > low:
        bar = axes.figure.colorbar(mappable, ax=axes, shrink=0.7, pad=0.02)
        bar.set_label(label)
        bar.outline.set_visible(False)
    else:  # one rate everywhere
        notes.append(f"{label.replace(', %', '')} {100 * low:.2f}%")
        return lambda key: FAINT  # noqa: ARG005
    return lambda key: mappable.to_rgba(100 * rates[key]) if key in rates else FAINT


def _draw_pair(axes: "Axes", pair: tuple, count: int, color) -> None:
    (first, second) = pair
    x, y = [first.col, second.col], [first.row, second.row]
    if count:
        axes.plot(x, y, color=INK, linewidth=9, solid_capstyle="butt", zorder=1)
    axes.plot(
        x,
        y,
        color=color(frozenset(pair)),
        linewidth=5 if count else 3,
        solid_capstyle="butt",
        zorder=1.5,
    )
    if count:  # beside the coupler, whose color tells its error
        is_level = first.row == second.row
        axes.text(
            sum(x) / 2 + (0 if is_level else 0.13),
            sum(y) / 2 - (0.13 if is_level else 0),
            str(count),
            ha="center" if is_level else "left",
            va="bottom" if is_level else "center",
            fontsize=7,
            color=INK,
            zorder=4,
        )


def _draw_qubit(axes: "Axes", qubit: Any, is_used: bool, number, color) -> None:
    from matplotlib.patches import Circle

    fill = color(qubit)
    axes.add_patch(
        Circle(
            (qubit.col, qubit.row),
            _RADIUS if is_used else _RADIUS * 0.62,
            facecolor=fill,
            edgecolor=BLUE if is_used else MUTED,
            linewidth=2.4 if is_used else 0.6,
            zorder=2,
        )
    )
    if number is not None:
        axes.text(
            qubit.col,
            qubit.row,
            str(number),
            ha="center",
            va="center",
            fontsize=9,
            fontweight="bold",
            color=INK if _is_light(fill) else PAPER,
            zorder=3,
        )


def _is_light(color) -> bool:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(color)
    return 0.3 * red + 0.59 * green + 0.11 * blue > 0.5
