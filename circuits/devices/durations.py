"""How long a circuit takes on a chip, moment by moment.

All of a moment starts together, and the next moment when the last of it is done.
"""

import contextlib
import math
from collections.abc import Callable, Hashable

import cirq
import numpy as np

from circuits.devices.loops import LoopReader
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
            return known[key]
        # A gate that has no hash, or whose own code fails.
        except Exception:
            return target.duration_ns(operation)

    return lookup


def lowest_duration_ns(circuit: cirq.AbstractCircuit, lookup: DurationLookup) -> float:
    """Adds up each moment's longest gate, without measurements.

    Args:
        circuit: `cirq.AbstractCircuit`. Circuit operations are looked into, with the
            values that they give to symbols; a loop of unknown length counts as one
            round.
        lookup: As `make_duration_lookup` makes it.

    Returns:
        Nanoseconds; too low where an operation has no known duration, or is too
        large for `LoopReader` to look into.

    Example:
    >>> from circuits.devices.targets import get_target
    >>> q = cirq.GridQubit(6, 6)
    >>> circuit = cirq.Circuit(cirq.X(q), cirq.wait(q, nanos=5), cirq.measure(q))
    >>> lowest_duration_ns(circuit, make_duration_lookup(get_target("willow")))
    30.0
    """
    reader, known = LoopReader(), _Known()

    def time(operation: cirq.Operation) -> float:
        try:
            if reader.why_unreadable(operation) is None:
                return _lowest(operation, lookup, known)
        # The code of an operation of your own may raise anything.
        except Exception:
            pass
        return 0.0

    return _sum_of_moments(circuit, time)


class _Known(dict[Hashable, tuple[cirq.FrozenCircuit, float]]):
    """Times of bodies by their `id`, which they stay alive for, and their values."""


def _sum_of_moments(
    circuit: cirq.AbstractCircuit, time: Callable[[cirq.Operation], float]
) -> float:
    return float(sum(max(map(time, moment), default=0.0) for moment in circuit))


def _lowest(operation: cirq.Operation, lookup: DurationLookup, known: _Known) -> float:
    inner = operation.untagged
    if not isinstance(inner, cirq.CircuitOperation):
        # Negative is what a number of sympy may be: no time is won back.
        is_read = is_plain_measurement(operation)
        return 0.0 if is_read else max(lookup(operation) or 0.0, 0.0)
    key: Hashable = None
    with contextlib.suppress(Exception):
        values = inner.param_resolver.param_dict
        key = (id(inner.circuit), frozenset(values.items()))
        if key in known:
            return _times(inner, known[key][1])
    body = _with_values(inner)
    nanos = _sum_of_moments(body, lambda part: _lowest(part, lookup, known))
    if key is not None:
        known[key] = (inner.circuit, nanos)
    return _times(inner, nanos)


def _with_values(loop: cirq.CircuitOperation) -> cirq.FrozenCircuit:
    try:
        return cirq.resolve_parameters(
            loop.circuit, loop.param_resolver, recursive=False
        )
    # Values that do not fit a gate, or a gate's own code: the device refuses it.
    except Exception:
        return loop.circuit


def _times(loop: cirq.CircuitOperation, nanos: float) -> float:
    """A loop's time from that of one round."""
    rounds = loop.repetitions
    with contextlib.suppress(Exception):
        rounds = loop.param_resolver.value_of(rounds)
    if isinstance(rounds, float) and rounds.is_integer():
        rounds = int(rounds)
    count = abs(int(rounds)) if isinstance(rounds, int | np.integer) else 1
    if count == 0 or nanos == 0:
        return 0.0
    try:
        return count * nanos
    # More rounds than a float can count.
    except OverflowError:
        return math.inf
