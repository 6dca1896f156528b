"""Says what to draw for one operation of a circuit: a symbol and a label per qubit.

Asks the circuit's own text drawer, so it knows every gate that Cirq can write and
imports no Cirq. It places and paints nothing.
"""

import re
from collections.abc import Collection
from typing import Any, NamedTuple

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# What Cirq's text drawer writes, and the symbol that stands for it.
_SYMBOLS = {"@": "control", "(0)": "anticontrol", "×": "swap"}
_LONGEST_LINE = 24


class GateMark(NamedTuple):
    """What stands on one qubit's wire: a kind of symbol, and the lines of its label."""

    qubit: Any
    kind: str  # box, control, anticontrol, target, swap or meter
    lines: tuple[str, ...]


def describe_operation(operation: Any, circuit_type: type) -> list[GateMark]:
    """Returns the marks of one operation, in the order of its sorted qubits.

    Args:
        operation: A Cirq operation on at least one qubit.
        circuit_type: The circuit's class, whose text drawer is asked.

    Returns:
        One `GateMark` per qubit.

    Example:
    >>> import cirq
    >>> pair = cirq.LineQubit.range(2)
    >>> [mark.kind for mark in describe_operation(cirq.CNOT(*pair), cirq.Circuit)]
    ['control', 'target']
    """
    conditions = sorted(map(str, getattr(operation, "classical_controls", ())))
    plain = operation.without_classical_controls().untagged
    qubits = sorted(plain.qubits)
    drawer = circuit_type(plain).to_text_diagram_drawer(precision=2)
    written = {
        row: text.text for (column, row), text in drawer.entries.items() if column
    }
    texts = [written.get(row, "") for row in range(len(qubits))]
    is_measurement = type(plain.gate).__name__ == "MeasurementGate"
    is_controlled = any(text in ("@", "(0)") for text in texts)
    marks = []
    for qubit, text in zip(qubits, texts, strict=True):
        symbol, _, exponent = text.partition("^")
        if is_measurement:
            kind, lines = "meter", (text.replace("M", "").strip("()'!"),)
        elif symbol in _SYMBOLS:
            kind, lines = _SYMBOLS[symbol], _split(f"^{exponent}" if exponent else "")
        elif text == "X" and is_controlled:
            kind, lines = "target", ()
        else:
            kind, lines = "box", _split(text)
        if conditions and kind == "box":
            lines = (*lines, f"if {', '.join(conditions)}")
        marks.append(GateMark(qubit, kind, lines))
    return marks


def find_role(
    operation: Any, data_symbols: Collection[str], weight_symbols: Collection[str]
) -> str:
    """Returns what drives an operation: data, trainable, both, unassigned or fixed.

    Args:
        operation: A Cirq operation.
        data_symbols: Names of the symbols that carry data.
        weight_symbols: Names of the symbols that are trained.

    Returns:
        `"fixed"` without symbols, `"unassigned"` if a symbol is in neither set.

    Example:
    >>> import cirq, sympy
    >>> gate = cirq.ry(sympy.Symbol("x_0000"))(cirq.LineQubit(0))
    >>> find_role(gate, {"x_0000"}, set())
    'data'
    """
    names = symbol_names(operation)
    if not names:
        return "fixed"
    if names - set(data_symbols) - set(weight_symbols):
        return "unassigned"
    has_data, has_weight = names & set(data_symbols), names & set(weight_symbols)
    return "both" if has_data and has_weight else "data" if has_data else "trainable"


def symbol_names(operation: Any) -> set[str]:
    """Returns the names of the symbols in an operation."""
    names = getattr(operation, "_parameter_names_", lambda: NotImplemented)()
    return set() if names is NotImplemented else set(names)


def name_qubit(qubit: Any) -> str:
    """Returns a qubit's short name: `q₃` on a line, Cirq's own name elsewhere."""
    on_a_line = hasattr(qubit, "x") and not hasattr(qubit, "row")
    return f"q{qubit.x}".translate(_SUBSCRIPTS) if on_a_line else str(qubit)


def polish_label(text: str) -> str:
    """Returns Cirq's label as a reader of papers would write it.

    Example:
    >>> polish_label("Ry(2*x_0003)"), polish_label("S^-1")
    ('RY(2·x₃)', 'S⁻¹')
    """
    if text.startswith("[ "):  # A circuit drawn in text.
        return "sub-circuit"
    if "\n" in text:  # A matrix drawn in text.
        return "U"
    text = re.sub(r"^R([xyz])\b", lambda found: f"R{found[1].upper()}", text)
    text = re.sub(
        r"\b([A-Za-z]+)_(\d+)\b",
        lambda found: found[1] + str(int(found[2])).translate(_SUBSCRIPTS),
        text,
    )
    text = re.sub(r"\d+\.\d{3,}", lambda found: f"{float(found[0]):.3g}", text)
    text = re.sub(r"\^(-?\d+)$", lambda found: found[1].translate(_SUPERSCRIPTS), text)
    return re.sub(r"\bpi\b", "π", text).replace("**", "^").replace("*", "·")


def _split(text: str) -> tuple[str, ...]:
    """Returns a label as one line, or as a gate's name and, below, its arguments."""
    text = polish_label(text)
    cut = min((place for place in map(text.find, "(^") if place > 0), default=0)
    if len(text) <= 7 or not cut:
        return (_shorten(text),) if text else ()
    return text[:cut], _shorten(text[cut:])


def _shorten(text: str) -> str:
    """Cuts a line that no column has room for."""
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…"
