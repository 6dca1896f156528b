"""Subcircuits written out, where a measurement may stand inside one.

A circuit without measurements is returned as it is: its subcircuits do no harm.
"""

import cirq

from circuits.errors import CircuitSpecError


def unroll_measured(circuit: cirq.AbstractCircuit) -> cirq.AbstractCircuit:
    """Writes out the subcircuits of a circuit that measures.

    Args:
        circuit: `cirq.AbstractCircuit`. Not modified.

    Returns:
        An equal circuit, in which each measurement stands by itself.

    Raises:
        CircuitSpecError: If a subcircuit's number of repetitions is a symbol.

    Example:
    >>> q = cirq.q(0)
    >>> inner = cirq.FrozenCircuit(cirq.X(q), cirq.measure(q, key="m"))
    >>> measured = cirq.CircuitOperation(inner, use_repetition_ids=False)
    >>> print(unroll_measured(cirq.Circuit(measured)))
    0: ───X───M('m')───
    """
    if not cirq.is_measurement(circuit):
        return circuit
    try:
        return cirq.unroll_circuit_op(circuit, deep=True, tags_to_check=None)
    except ValueError as error:
        raise CircuitSpecError(
            "`circuit` must repeat its subcircuits a known number of times. "
            f"Received: {error}. Bind the symbol of `repetitions` first."
        ) from error
