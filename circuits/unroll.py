"""Writes out the subcircuits of a circuit.

Does not change what the circuit does.
"""

import cirq

from circuits.errors import CircuitSpecError


def unroll_measured(circuit: cirq.AbstractCircuit) -> cirq.AbstractCircuit:
    """Writes out the subcircuits of a circuit that measures.

    Args:
        circuit: `cirq.AbstractCircuit`. Not modified.

    Returns:
        An equal circuit, in which each measurement stands by itself. Without
        measurements the circuit itself: its subcircuits do no harm.

    Raises:
        CircuitSpecError: If a subcircuit's number of repetitions is a symbol.

    Example:
    >>> q = cirq.q(0)
    >>> inner = cirq.FrozenCircuit(cirq.X(q), cirq.measure(q, key="m"))
    >>> measured = cirq.CircuitOperation(inner, use_repetition_ids=False)
    >>> print(unroll_measured(cirq.Circuit(measured)))
    0: ───X───M('m')───
    """
    return unroll(circuit) if cirq.is_measurement(circuit) else circuit


def unroll(circuit: cirq.AbstractCircuit) -> cirq.AbstractCircuit:
    """Writes out the subcircuits of a circuit, at all depths.

    Args:
        circuit: `cirq.AbstractCircuit`. Not modified.

    Returns:
        An equal circuit without subcircuits; the same object if it has none, as Cirq
        would take empty moments out of it.

    Raises:
        CircuitSpecError: If a subcircuit's number of repetitions is a symbol.
    """
    operations = (operation.untagged for operation in circuit.all_operations())
    if not any(isinstance(part, cirq.CircuitOperation) for part in operations):
        return circuit
    try:
        return _written_out(circuit)
    except ValueError as error:
        raise CircuitSpecError(
            "`circuit` must repeat its subcircuits a known number of times. "
            f"Received: {error}. Give it a number of `repetitions`, and no "
            "`repeat_until`."
        ) from error


def _written_out(circuit: cirq.AbstractCircuit) -> cirq.Circuit:
    """Writes out from the inside, so that each resolver meets gates alone.

    Cirq 1.5 hands a resolver on to a subcircuit only where the subcircuit tells of its
    symbols, which a gate in it may not: see `circuits.parameter_names`.
    """
    flat = cirq.Circuit(
        cirq.Moment(_with_flat_body(operation) for operation in moment)
        for moment in circuit
    )
    return cirq.unroll_circuit_op(flat, deep=True, tags_to_check=None)


def _with_flat_body(operation: cirq.Operation) -> cirq.Operation:
    inner = operation.untagged
    if not isinstance(inner, cirq.CircuitOperation):
        return operation
    return inner.replace(circuit=unroll(inner.circuit).freeze())
