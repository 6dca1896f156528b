"""How long a circuit takes on a chip, moment by moment.

All of a moment starts together, and the next moment when the last of it is done.
"""

from collections.abc import Callable, Hashable

import cirq
import numpy as np

from circuits.devices.targets import Target
from circuits.final_measurements import is_plain_measurement

DurationLookup = Callable[[cirq.Operation], float | None]


def make_duration_lookup(target: Target) -> DurationLookup:
    """Makes `target.duration_ns` fast for circuits, which repeat their gates.

    Args:
        target: `Target`.

    Returns:
        A function of an operation that remembers what it found.
    """
    known: dict[Hashable, float | None] = {}

    def lookup(operation: cirq.Operation) -> float | None:
        gate = operation.gate
        # One-qubit gates of a kind take the same time at every angle.
        is_turn = len(operation.qubits) == 1 and not isinstance(gate, cirq.WaitGate)
        key = (type(gate) if is_turn else gate, operation.tags)
        try:
            if key not in known:
                known[key] = target.duration_ns(operation)
        except TypeError:
            # A gate that has no hash.
            return target.duration_ns(operation)
        return known[key]

    return lookup


def lowest_duration_ns(circuit: cirq.AbstractCircuit, lookup: DurationLookup) -> float:
    """Adds up each moment's longest gate, without measurements.

    Args:
        circuit: `cirq.AbstractCircuit`. Circuit operations are looked into; a loop
            of unknown length counts as one round.
        lookup: As `make_duration_lookup` makes it.

    Returns:
        Nanoseconds; too low where an operation has no known duration.

    Example:
    >>> from circuits.devices.targets import get_target
    >>> q = cirq.GridQubit(6, 6)
    >>> circuit = cirq.Circuit(cirq.X(q), cirq.wait(q, nanos=5), cirq.measure(q))
    >>> lowest_duration_ns(circuit, make_duration_lookup(get_target("willow")))
    30.0
    """
    return float(
        sum(max((_lowest(op, lookup) for op in m), default=0.0) for m in circuit)
    )


def _lowest(operation: cirq.Operation, lookup: DurationLookup) -> float:
    inner = operation.untagged
    if isinstance(inner, cirq.CircuitOperation):
        rounds = inner.repetitions
        count = abs(int(rounds)) if isinstance(rounds, int | np.integer) else 1
        return count * lowest_duration_ns(inner.circuit, lookup)
    return 0.0 if is_plain_measurement(operation) else lookup(operation) or 0.0
