"""Circuit operations to the operations in them, so that each can be judged.

Reads a body once, however often it is repeated or used: written out, loops in loops
hold exponentially many operations. Judges nothing itself.
"""

from collections.abc import Hashable

import cirq
import numpy as np
import sympy

# Cirq's device check and its serializer recurse into bodies, and both hit Python's
# limit at a depth of 80 to 100, sooner where the caller's own stack is deep.
MAX_DEPTH = 50
# Cirq lists all keys of a loop whenever it looks into one around it: seconds for so
# many, and more than your memory for loops with ids in loops with ids.
MAX_KEYS = 10_000
_MAX_ROUNDS = 2


class LoopReader:
    """Looks into circuit operations, and remembers what it has read.

    Example:
    >>> body = cirq.FrozenCircuit(cirq.X(cirq.q(0)))
    >>> loop = cirq.CircuitOperation(body, repetitions=99, use_repetition_ids=False)
    >>> LoopReader().leaves(loop)
    [cirq.X(cirq.LineQubit(0))]
    """

    def __init__(self) -> None:
        self._rounds: dict[Hashable, list[cirq.Operation] | None] = {}
        self._too_deep: dict[int, bool] = {}
        self._num_keys: dict[int, int] = {}
        # What is remembered goes by the `id` of a body, which must stay alive.
        self._bodies: dict[int, cirq.FrozenCircuit] = {}

    def why_unreadable(self, operation: cirq.Operation) -> str | None:
        """Says why a circuit operation is too large for Cirq to look into.

        Args:
            operation: `cirq.Operation`. As it stands in a circuit.

        Returns:
            A clause; None if it can be looked into, or is no circuit operation.
        """
        body = _body(operation)
        if body is None:
            return None
        self._bodies[id(body)] = body
        if id(body) not in self._too_deep:
            self._too_deep[id(body)] = _is_too_deep(body)
        if self._too_deep[id(body)]:
            return f"its circuit operations are in each other over {MAX_DEPTH} deep"
        if self._count_keys(operation) > MAX_KEYS:
            return f"its loops measure under more than {MAX_KEYS:,} keys"
        return None

    def _count_keys(self, operation: cirq.Operation) -> int:
        """Counts the keys that an operation measures under, or a few too many."""
        if not may_measure(operation):
            return 0
        inner = operation.untagged
        if not isinstance(inner, cirq.CircuitOperation):
            return 1
        body = inner.circuit
        self._bodies[id(body)] = body
        if id(body) not in self._num_keys:
            # Loops that are alike in a body measure under the same keys.
            parts = {self.key(op) or id(op): op for op in body.all_operations()}
            self._num_keys[id(body)] = sum(map(self._count_keys, parts.values()))
        ids = inner.repetition_ids if inner.use_repetition_ids else None
        return self._num_keys[id(body)] * (1 if ids is None else len(ids))

    def key(self, operation: cirq.Operation, round_id: str | None = None) -> Hashable:
        """Names what `one_round` gives, so that it can be remembered by it.

        Args:
            operation: `cirq.Operation`. A circuit operation, maybe with tags.
            round_id: str or None. As for `one_round`.

        Returns:
            The same for operations that give the same; None if there is no telling.
        """
        inner = operation.untagged
        if not isinstance(inner, cirq.CircuitOperation):
            return None
        self._bodies[id(inner.circuit)] = inner.circuit
        try:
            repetitions = inner.repetitions
            key = (
                id(inner.circuit),
                repetitions
                if isinstance(repetitions, sympy.Basic)
                else repetitions < 0,
                count_rounds(operation),
                inner.repeat_until,
                frozenset(inner.qubit_map.items()),
                frozenset(inner.measurement_key_map.items()),
                frozenset(inner.param_resolver.param_dict.items()),
                inner.parent_path,
                round_id,
            )
            hash(key)
        # A value in it that has no hash, or whose own code fails.
        except Exception:
            return None
        return key

    def one_round(
        self, operation: cirq.Operation, round_id: str | None = None
    ) -> list[cirq.Operation] | None:
        """Lists what a circuit operation does in one round, one level down.

        Args:
            operation: `cirq.Operation`.
            round_id: str or None. Which of its `repetition_ids` the measurement keys
                of this round begin with. Defaults to None, for none.

        Returns:
            Operations on their real qubits, with their values; empty for a loop of
            no rounds. None if there is nothing to look into, or no way to: a loop of
            unknown length, or values that do not fit its gates.
        """
        if _body(operation) is None:
            return None
        key = self.key(operation, round_id)
        if key is None:
            return _one_round(operation, round_id)
        if key not in self._rounds:
            self._rounds[key] = _one_round(operation, round_id)
        return self._rounds[key]

    def leaves(self, operation: cirq.Operation) -> list[cirq.Operation]:
        """Lists the operations inside a circuit operation, at all depths.

        Args:
            operation: `cirq.Operation`.

        Returns:
            The operations of each body that differs, once, on their real qubits, with
            measurement keys as in the body; the one given if there is nothing to look
            into.
        """
        if self.why_unreadable(operation) is not None:
            return [operation]
        found: list[cirq.Operation] = []
        self._collect(operation, found, set())
        return found

    def _collect(
        self, operation: cirq.Operation, found: list[cirq.Operation], seen: set[object]
    ) -> None:
        parts = self.one_round(operation)
        if parts is None:
            found.append(operation)
            return
        key = self.key(operation)
        if key is not None and key in seen:
            return
        seen.add(key)
        for part in parts:
            self._collect(part, found, seen)


def may_measure(operation: cirq.Operation) -> bool:
    """Tells whether an operation has a measurement key, or fails to say.

    Args:
        operation: `cirq.Operation`.

    Returns:
        False only if it surely has none.
    """
    try:
        return cirq.is_measurement(operation)
    # A gate's own code.
    except Exception:
        return True


def count_rounds(operation: cirq.Operation) -> int:
    """Counts the rounds of a loop up to two: more of the same adds no reason.

    Args:
        operation: `cirq.Operation`.

    Returns:
        0, 1 or 2; 1 for a loop of unknown length, or no loop.
    """
    inner = operation.untagged
    if not isinstance(inner, cirq.CircuitOperation):
        return 1
    repetitions = inner.repetitions
    if not isinstance(repetitions, int | np.integer):
        return 1
    return min(abs(int(repetitions)), _MAX_ROUNDS)


def _one_round(
    operation: cirq.Operation, round_id: str | None
) -> list[cirq.Operation] | None:
    inner = operation.untagged
    assert isinstance(inner, cirq.CircuitOperation)
    repetitions = inner.repetitions
    if not isinstance(repetitions, int | np.integer) or inner.repeat_until:
        return None
    if repetitions == 0:
        return []
    try:
        once = inner.replace(
            repetitions=1 if repetitions > 0 else -1,
            repetition_ids=None if round_id is None else [round_id],
        )
        return list(once.mapped_circuit().all_operations())
    # Values that do not fit a gate, or a gate's own code: the device judges it whole.
    except Exception:
        return None


def _body(operation: cirq.Operation) -> cirq.FrozenCircuit | None:
    inner = operation.untagged
    return inner.circuit if isinstance(inner, cirq.CircuitOperation) else None


def _is_too_deep(body: cirq.FrozenCircuit) -> bool:
    """Goes down level by level, which needs no stack."""
    level = {id(body): body}
    for _ in range(MAX_DEPTH):
        inner = [_body(op) for one in level.values() for op in one.all_operations()]
        level = {id(one): one for one in inner if one is not None}
        if not level:
            return False
    return True
