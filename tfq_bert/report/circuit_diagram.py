"""Draws a quantum circuit: wires, gates colored by what drives them, and a legend.

Takes any Cirq circuit and keeps its moments: it simplifies and reorders nothing.
"""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tfq_bert.counted import counted
from tfq_bert.report.gate_labels import (
    GateMark,
    describe_operation,
    find_role,
    name_qubit,
    symbol_names,
)
from tfq_bert.report.gate_painting import CHARACTER, ROLES, paint_gate
from tfq_bert.report.style import MUTED, open_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches. A page is at most this wide; longer circuits go on in the next row.
_PAGE_WIDTH = 10.5
_LEAST_WIDTH = 6.0
_HEADING, _LEGEND = 0.8, 0.5
_WIRE_GAP = 0.5
_ROW_GAP = 0.55
_NARROWEST_COLUMN = 0.5


class _Gate(NamedTuple):
    marks: list[GateMark]
    role: str


def draw_circuit(
    circuit: Any,
    path: str | Path,
    *,
    data_symbols: Collection[Any] = (),
    weight_symbols: Collection[Any] = (),
    title: str = "Quantum circuit",
    readout: str | None = None,
) -> Path:
    """Draws a circuit, qubits from top to bottom and moments from left to right.

    A gate is colored by its symbols: data, trainable, both, in neither set
    (unassigned), or none (fixed). Operations of one moment whose lines would cross
    stand side by side. A circuit wider than the page goes on in a further row of
    wires. Not drawn: tags, inverted measurements, and
    operations on no qubit (a global phase).

    Args:
        circuit: A `cirq.Circuit` or `cirq.FrozenCircuit` with an operation in it.
        path: str or Path. A `.png` or `.svg` file in a folder that exists.
        data_symbols: Symbols (or their names) that carry data.
        weight_symbols: Symbols (or their names) that are trained.
        title: str. Title; a line with the circuit's size is added below it.
        readout: Optional str, such as `"⟨Z⟩"`, written where each wire ends.

    Returns:
        The path written.

    Raises:
        ValueError: If `circuit` has no operation on a qubit.

    Example:
    >>> import cirq, sympy, tempfile
    >>> x = sympy.Symbol("x_0000")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_circuit(
    ...         cirq.Circuit(cirq.ry(x)(cirq.LineQubit(0))), f"{folder}/circuit.svg",
    ...         data_symbols=[x], readout="⟨Z⟩").name
    'circuit.svg'
    """
    qubits = sorted(circuit.all_qubits())
    if not qubits:
        raise ValueError(
            "`circuit` must have at least one operation on a qubit, because there is "
            f"nothing to draw otherwise. Received: circuit={circuit!r}."
        )
    wires = {qubit: wire for wire, qubit in enumerate(qubits)}
    data, weights = set(map(str, data_symbols)), set(map(str, weight_symbols))
    columns = _place_gates(circuit, wires, data, weights)
    rows = _break_rows(columns)

    names = [name_qubit(qubit) for qubit in qubits]
    margin = 0.35 + CHARACTER * max(map(len, names))
    width = max(sum(_column_width(column) for column in row) for row in rows)
    row_height = _WIRE_GAP * (len(qubits) - 1) + _ROW_GAP
    height = len(rows) * row_height + (len(rows) - 1) * 0.25
    page_width = max(margin + width + 0.6 + 0.11 * len(readout or ""), _LEAST_WIDTH)
    page_height = _HEADING + height + _LEGEND
    with open_figure(path, page_width, page_height, layout="none") as figure:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, page_width), ylim=(height + _LEGEND, -_HEADING))
        axes.axis("off")
        number = 0
        for index, row in enumerate(rows):
            top = index * (row_height + 0.25) + _ROW_GAP / 2
            ends = (index > 0, index < len(rows) - 1)
            _draw_wires(axes, names, margin, top, row, ends, readout)
            left = margin + 0.15
            for column in row:
                center = left + _column_width(column) / 2
                for gate in column:
                    heights = [top + _WIRE_GAP * wires[m.qubit] for m in gate.marks]
                    paint_gate(axes, center, heights, *gate, f"gate-{number}")
                    number += 1
                left += _column_width(column)
        _draw_heading(axes, title, _describe_size(circuit, qubits, data, weights))
        _draw_legend(axes, height, {gate.role for column in columns for gate in column})
    return Path(path)


def _place_gates(
    circuit: Any, wires: dict[Any, int], data: set[str], weights: set[str]
) -> list[list[_Gate]]:
    """Returns columns of gates whose vertical lines do not cross."""
    columns: list[list[_Gate]] = []
    for moment in circuit:
        # Each entry is a column of this moment with the wires that it covers.
        taken: list[tuple[list[_Gate], set[int]]] = []
        operations = [operation for operation in moment.operations if operation.qubits]
        for operation in sorted(
            operations, key=lambda op: min(map(wires.get, op.qubits))
        ):
            marks = describe_operation(operation, type(circuit))
            ends = [wires[mark.qubit] for mark in marks]
            span = set(range(min(ends), max(ends) + 1))
            free = (place for place in taken if not place[1] & span)
            place = next(free, None)
            if place is None:
                place = ([], set())
                taken.append(place)
            place[0].append(_Gate(marks, find_role(operation, data, weights)))
            place[1].update(span)
        columns += [gates for gates, _ in taken]
    return columns


def _column_width(column: list[_Gate]) -> float:
    """Returns the inches that the widest label of a column needs."""
    longest = max(
        (
            len(line) * (0.8 if index else 1)
            for gate in column
            for mark in gate.marks
            for index, line in enumerate(mark.lines)
        ),
        default=0,
    )
    return max(_NARROWEST_COLUMN, CHARACTER * longest + 0.26)


def _break_rows(columns: list[list[_Gate]]) -> list[list[list[_Gate]]]:
    """Returns columns in as few rows as the page allows, all about as long."""
    widths = [_column_width(column) for column in columns]
    num_rows = len(_fill_rows(columns, widths, _PAGE_WIDTH))
    limit = max(sum(widths) / num_rows, max(widths))
    while len(rows := _fill_rows(columns, widths, limit)) > num_rows:
        limit *= 1.01
    return rows


def _fill_rows(
    columns: list[list[_Gate]], widths: list[float], limit: float
) -> list[list[list[_Gate]]]:
    """Returns rows filled from the left until `limit` inches are used."""
    rows: list[list[list[_Gate]]] = [[]]
    used = 0.0
    for column, width in zip(columns, widths, strict=True):
        if rows[-1] and used + width > limit + 1e-9:
            rows.append([])
            used = 0.0
        rows[-1].append(column)
        used += width
    return rows


def _draw_wires(
    axes: "Axes",
    names: list[str],
    margin: float,
    top: float,
    row: list[list[_Gate]],
    ends: tuple[bool, bool],
    readout: str | None,
) -> None:
    """Draws one row's wires with their names; dots where it goes on elsewhere."""
    left, right = margin, margin + 0.3 + sum(_column_width(column) for column in row)
    for wire, name in enumerate(names):
        height = top + _WIRE_GAP * wire
        axes.plot([left, right], [height, height], color=MUTED, linewidth=1, zorder=1)
        for is_open, edge, step in zip(ends, (left, right), (-0.14, 0.14), strict=True):
            if is_open:
                dots = ([edge, edge + step], [height, height])
                axes.plot(*dots, color=MUTED, linewidth=1.4, linestyle=":", zorder=1)
        axes.text(left - 0.18, height, name, ha="right", va="center", fontsize=10)
        if readout and not ends[1]:
            axes.text(right + 0.08, height, readout, va="center", fontsize=10)


def _describe_size(
    circuit: Any, qubits: list[Any], data: set[str], weights: set[str]
) -> str:
    """Returns one line with the numbers of qubits, operations, angles and weights."""
    operations = list(circuit.all_operations())
    used = set().union(*map(symbol_names, operations))
    counts = (
        (len(qubits), "qubit"),
        (len(circuit), "moment"),
        (len(operations), "operation"),
        (len(used & data), "data angle"),
        (len(used & weights), "weight"),
    )
    return "  ·  ".join(counted(count, word) for count, word in counts if count)


def _draw_heading(axes: "Axes", title: str, size: str) -> None:
    """Writes the title and, below it, the circuit's size, above the first wire."""
    axes.text(0.15, -0.44, title, fontsize=13, fontweight="bold", va="baseline")
    axes.text(0.15, -0.16, size, fontsize=10, color=MUTED, va="baseline")


def _draw_legend(axes: "Axes", height: float, roles: set[str]) -> None:
    """Names the colors that occur, below the last wire."""
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=fill, edgecolor=edge, label=label)
        for role, (fill, edge, label) in ROLES.items()
        if role in roles
    ]
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.1, height + 0.1),
        bbox_transform=axes.transData,
        ncols=len(handles),
        handlelength=1.2,
        columnspacing=1.6,
        borderaxespad=0,
        borderpad=0.3,
    )
