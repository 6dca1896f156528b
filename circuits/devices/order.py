"""What comes too late in a circuit: after a measurement, or under a key in use.

Asks no device. Goes operation by operation, and remembers what was measured.
"""

from collections.abc import Hashable

import cirq

from circuits.devices.loops import LoopReader, count_rounds, may_measure
from circuits.devices.shown import show_qubits
from circuits.devices.violations import Violation
from circuits.final_measurements import is_plain_measurement

_Measurements = list[tuple[str, tuple[cirq.Qid, ...]]]
_Late = dict[tuple[cirq.Qid, ...], None]
# Loops whose rounds have ids of their own measure under as many keys as all their
# rounds multiplied. Past so many, the first round of a loop stands for the rest.
_MAX_PATHS = 64


class MeasurementOrder:
    """Follows a circuit from its start, and tells what each operation does too late.

    Args:
        reader: `LoopReader`. Looks into circuit operations.

    Example:
    >>> q = cirq.q(0)
    >>> order = MeasurementOrder(LoopReader())
    >>> order.violations(cirq.measure(q))
    []
    >>> [violation.kind for violation in order.violations(cirq.X(q))]
    ['measurement_not_terminal']
    """

    def __init__(self, reader: LoopReader) -> None:
        self._reader = reader
        self._measured: set[cirq.Qid] = set()
        self._keys: set[str] = set()
        self._late: dict[Hashable, tuple[_Late, frozenset[cirq.Qid]]] = {}
        self._inside: dict[Hashable, _Measurements] = {}

    def violations(self, operation: cirq.Operation) -> list[Violation]:
        """Checks an operation against all before it, and adds it to them.

        Args:
            operation: `cirq.Operation`. The next of the circuit; a circuit operation
                is looked into.

        Returns:
            The violations, each once, without moment and operation.
        """
        if self._reader.why_unreadable(operation) is not None:
            return [_too_late(qubits) for qubits in self._late_alone(operation)]
        found = [_too_late(qubits) for qubits in self._late_in(operation)]
        for key, qubits in self._measurements_in(operation, 1):
            if key in self._keys:
                found.append(
                    Violation(
                        "duplicate_key",
                        f"measurement key '{key}' was used before",
                        "Give each measurement a key of its own.",
                        show_qubits(qubits),
                    )
                )
            self._keys.add(key)
        return list(dict.fromkeys(found))

    def _late_alone(self, operation: cirq.Operation) -> _Late:
        again = tuple(qubit for qubit in operation.qubits if qubit in self._measured)
        if is_plain_measurement(operation):
            self._measured.update(operation.qubits)
        return {again: None} if again else {}

    def _late_in(self, operation: cirq.Operation) -> _Late:
        """Lists the qubits that each part finds measured.

        What a loop finds hangs on what was measured when it begins: each such case is
        followed once.
        """
        parts = self._reader.one_round(operation)
        if parts is None:
            return self._late_alone(operation)
        before = frozenset(self._measured.intersection(operation.qubits))
        if not before and not may_measure(operation):
            return {}
        key = self._reader.key(operation)
        if key is not None and (key, before) in self._late:
            found, after = self._late[key, before]
            self._measured.update(after)
            return found
        found = {}
        for _ in range(count_rounds(operation)):
            for part in parts:
                found.update(self._late_in(part))
        if key is not None:
            after = frozenset(self._measured.intersection(operation.qubits))
            self._late[key, before] = (found, after)
        return found

    def _measurements_in(self, operation: cirq.Operation, paths: int) -> _Measurements:
        """Lists keys with their qubits, in order; what repeats more, twice."""
        if not may_measure(operation):
            return []
        if self._reader.one_round(operation) is None:
            if not is_plain_measurement(operation):
                return []
            keys = sorted(cirq.measurement_key_names(operation))
            return [(key, operation.qubits) for key in keys]
        ids = _round_ids(operation)
        if paths * len(ids) > _MAX_PATHS:
            ids = ids[:1]
        key = self._reader.key(operation)
        memory = (key, ids, paths)
        if key is not None and memory in self._inside:
            return self._inside[memory]
        found: _Measurements = []
        for round_id in ids or (None,):
            for part in self._reader.one_round(operation, round_id) or ():
                found += self._measurements_in(part, paths * max(len(ids), 1))
        # Without ids, each round measures under the same keys.
        found = _at_most_twice(found if ids else found * count_rounds(operation))
        if key is not None:
            self._inside[memory] = found
        return found


def _round_ids(operation: cirq.Operation) -> tuple[str, ...]:
    """The ids of the first rounds, where keys begin with them; else none."""
    inner = operation.untagged
    if not isinstance(inner, cirq.CircuitOperation) or not inner.use_repetition_ids:
        return ()
    return tuple((inner.repetition_ids or ())[: count_rounds(operation)])


def _at_most_twice(measurements: _Measurements) -> _Measurements:
    counts = dict.fromkeys(measurements, 0)
    kept = []
    for measurement in measurements:
        counts[measurement] += 1
        if counts[measurement] <= 2:
            kept.append(measurement)
    return kept


def _too_late(qubits: tuple[cirq.Qid, ...]) -> Violation:
    names = show_qubits(qubits)
    return Violation(
        "measurement_not_terminal",
        f"{', '.join(names)} was measured before",
        "Measure at the end only.",
        names,
    )
