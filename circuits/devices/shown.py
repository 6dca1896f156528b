"""Operations, qubits and errors as short text, whatever their own code does.

Prints nothing.
"""

from collections.abc import Iterable

import cirq

_MAX_TEXT = 90
_MAX_REASON = 160


def show_operation(operation: cirq.Operation) -> str:
    """Writes an operation on one line that leaves room for a reason.

    A circuit operation is named and not drawn: its drawing does not fit on a line,
    takes seconds for a long body, and fails where Cirq cannot draw a gate in it.

    Args:
        operation: `cirq.Operation`.

    Returns:
        As Cirq prints it, cut; its type and qubits where Cirq cannot.

    Example:
    >>> q0, q1 = cirq.LineQubit.range(2)
    >>> show_operation(cirq.CNOT(q0, q1))
    'CNOT(q(0), q(1))'
    >>> body = cirq.FrozenCircuit(cirq.X(q0))
    >>> show_operation(cirq.CircuitOperation(body, use_repetition_ids=False))
    'CircuitOperation(q(0))'
    """
    qubits = ", ".join(show_qubits(operation.qubits))
    try:
        if isinstance(operation.gate, cirq.MeasurementGate):
            return f"measure({qubits}, key='{operation.gate.key}')"
        if not _has_body(operation):
            return _cut(str(operation))
    # Cirq cannot print all symbols and numbers, nor can gates always print themselves.
    except Exception:
        pass
    return _cut(f"{_name(operation)}({qubits})")


def show_qubits(qubits: Iterable[cirq.Qid]) -> tuple[str, ...]:
    """Writes each qubit as it prints itself, or as its type if it cannot."""
    return tuple(_text(qubit) for qubit in qubits)


def show_error(error: Exception) -> str:
    """Writes an error's own words on one line, cut; its type if it has none."""
    return _cut(_text(error), _MAX_REASON) or type(error).__name__


def _text(thing: object) -> str:
    try:
        return str(thing)
    except Exception:
        return type(thing).__name__


def _cut(text: str, length: int = _MAX_TEXT) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 3]}..."


def _has_body(operation: cirq.Operation) -> bool:
    """Whether there is a circuit operation under controls and tags."""
    bare = operation.without_classical_controls().untagged
    while isinstance(bare, cirq.ControlledOperation):
        bare = bare.sub_operation.untagged
    return isinstance(bare, cirq.CircuitOperation)


def _name(operation: cirq.Operation) -> str:
    """The gate's type, or that of an operation without a gate."""
    try:
        bare = operation.without_classical_controls().untagged
        return type(bare if bare.gate is None else bare.gate).__name__
    except Exception:
        return type(operation).__name__
