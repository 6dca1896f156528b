"""Circuit operations to the operations in them, so that each can be judged.

Never writes a long loop out: two rounds show all that there is to see.
"""

import cirq
import numpy as np

_MAX_ROUNDS = 2


def unrolled(operation: cirq.Operation) -> list[cirq.Operation]:
    """Lists the operations inside a circuit operation, on their real qubits.

    Of a longer loop, two rounds.

    Args:
        operation: `cirq.Operation`.

    Returns:
        The operations; the one given if there is nothing to look into.

    Example:
    >>> body = cirq.FrozenCircuit(cirq.X(cirq.q(0)))
    >>> loop = cirq.CircuitOperation(body, repetitions=2, use_repetition_ids=False)
    >>> unrolled(loop)
    [cirq.X(cirq.LineQubit(0)), cirq.X(cirq.LineQubit(0))]
    """
    inner = shortened(operation).untagged
    if not isinstance(inner, cirq.CircuitOperation):
        return [operation]
    try:
        body = inner.mapped_circuit()
    # A loop of unknown length, or values that do not fit its gates: the device
    # judges it as it is.
    except Exception:
        return [operation]
    return [leaf for part in body.all_operations() for leaf in unrolled(part)]


def shortened(operation: cirq.Operation) -> cirq.Operation:
    """Cuts loops down to two rounds: more of the same adds no reason.

    Cirq unrolls a loop to judge it, whatever its length and your memory.

    Args:
        operation: `cirq.Operation`.

    Returns:
        The operation itself if it is no circuit operation.

    Example:
    >>> body = cirq.FrozenCircuit(cirq.X(cirq.q(0)))
    >>> loop = cirq.CircuitOperation(body, repetitions=99, use_repetition_ids=False)
    >>> shortened(loop).repetitions
    2
    """
    inner = operation.untagged
    if not isinstance(inner, cirq.CircuitOperation):
        return operation
    body = cirq.FrozenCircuit(
        cirq.Moment(shortened(part) for part in moment) for moment in inner.circuit
    )
    inner = inner.replace(circuit=body)
    repetitions = inner.repetitions
    if (
        isinstance(repetitions, int | np.integer)
        and abs(int(repetitions)) > _MAX_ROUNDS
    ):
        rounds = _MAX_ROUNDS if int(repetitions) > 0 else -_MAX_ROUNDS
        inner = inner.replace(repetitions=rounds, repetition_ids=None)
    return inner.with_tags(*operation.tags) if operation.tags else inner
