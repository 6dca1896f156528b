"""About which axis an operation acts on a qubit, to tell what may change order.

Looks at kinds of gates, not at matrices.
"""

import cirq

_AXES: dict[type[cirq.Gate], str] = {
    cirq.ZPowGate: "z",
    cirq.CZPowGate: "z",
    cirq.ZZPowGate: "z",
    cirq.XPowGate: "x",
    cirq.XXPowGate: "x",
    cirq.YPowGate: "y",
    cirq.YYPowGate: "y",
}


def axis_on(operation: cirq.Operation, qubit: cirq.Qid) -> str | None:
    """Names the Pauli matrix that all of an operation's action on a qubit is made of.

    Two operations that have the same axis on each qubit they share commute.

    Args:
        operation: `cirq.Operation`, with or without symbols.
        qubit: `cirq.Qid`. One of the operation's.

    Returns:
        "x", "y", "z", or None if there is no such axis, or none that we know of.

    Example:
    >>> q0, q1 = cirq.LineQubit.range(2)
    >>> axis_on(cirq.CNOT(q0, q1), q0), axis_on(cirq.CNOT(q0, q1), q1)
    ('z', 'x')
    """
    gate = operation.gate
    if isinstance(gate, cirq.CXPowGate):
        return "z" if qubit == operation.qubits[0] else "x"
    if isinstance(gate, cirq.ControlledGate):
        if qubit in operation.qubits[: gate.num_controls()]:
            return "z"
        gate = gate.sub_gate
    return next((axis for kind, axis in _AXES.items() if isinstance(gate, kind)), None)
