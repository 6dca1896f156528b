"""What a target has against one operation: each reason, with its way out.

The device is the judge. This module asks it once for each reason, since it stops
at its first, and then as a whole. Order within a circuit is not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cirq

from circuits.devices.gate_values import name_not_finite
from circuits.devices.loops import LoopReader
from circuits.devices.remedies import unsupported_remedy
from circuits.devices.serialize import strange_symbol, why_unserializable
from circuits.devices.shown import show_error, show_qubits
from circuits.devices.targets import Target, has_too_many_qubits
from circuits.final_measurements import is_plain_measurement

KINDS = (
    "unsupported_gate",
    "qubit_off_device",
    "pair_not_coupled",
    "measurement_not_terminal",
    "no_measurement",
    "duplicate_key",
    "too_many_moments",
    "too_long",
    # As the data that circuits are checked by spells it.
    "unserialisable_symbol",
)


@dataclass(frozen=True)
class Violation:
    """One reason why a target would refuse a circuit.

    Args:
        kind: str. One of `KINDS`.
        message: str. What is wrong, for a reader.
        remedy: str. What to do about it.
        qubits: tuple of str. The qubits concerned.
        moment: int or None. Index of the moment; None for the whole circuit.
        operation: str or None. The operation as Cirq prints it.
    """

    kind: str
    message: str
    remedy: str
    qubits: tuple[str, ...] = ()
    moment: int | None = None
    operation: str | None = None

    def __str__(self) -> str:
        if self.moment is None:
            return f"Circuit: {self.message}."
        return f"Moment {self.moment}: {self.operation}: {self.message}."


def find_violations(
    operation: cirq.Operation,
    target: Target,
    *,
    is_serializable: bool = False,
    reader: LoopReader | None = None,
) -> tuple[Violation, ...]:
    """Lists all that a target has against one operation.

    Args:
        operation: `cirq.Operation`. A circuit operation is looked into.
        target: `Target`.
        is_serializable: bool. Whether the engine's format is known to hold the
            operation; if not, it is tried.
        reader: `LoopReader`. What has read circuit operations with the same bodies,
            to spare time. Defaults to a new one.

    Returns:
        The violations, without moment and operation; empty if the target takes
        the operation.

    Example:
    >>> from circuits.devices.targets import get_target
    >>> cnot = cirq.CNOT(*cirq.LineQubit.range(2))
    >>> [violation.kind for violation in find_violations(cnot, get_target("sycamore"))]
    ['unsupported_gate', 'qubit_off_device']
    """
    reader = reader or LoopReader()
    too_large = reader.why_unreadable(operation)
    if too_large is not None:
        return (
            _unreadable(too_large, operation),
            *_place_violations(operation, target),
        )
    leaves = reader.leaves(operation)
    is_looked_into = reader.one_round(operation) is not None
    refusal: str | None = f"a gate in it is not supported on '{target.name}'"
    if not any(map(has_too_many_qubits, leaves)):
        whole = _flattened(operation, leaves) if is_looked_into else operation
        refusal = _refusal(whole, target)
    found: list[Violation] = []
    for leaf in leaves:
        # The device looks at the gates of a circuit operation, not at its pairs.
        if refusal is not None or is_looked_into:
            found.extend(_device_violations(leaf, target))
    odd = [violation for leaf in leaves for violation in _number_violations(leaf)]
    if refusal is not None and not found:
        # Refused as a whole: a circuit operation counts as a gate on all its qubits.
        found.extend(_place_violations(operation, target))
        if not found and not odd:
            found.append(_unsupported(refusal, operation, target))
    found.extend(odd)
    if not is_serializable:
        found.extend(_engine_violations(operation, leaves, target, judge=not found))
    # One reason once, however often a circuit operation repeats it.
    return tuple(dict.fromkeys(found))


def _unreadable(reason: str, operation: cirq.Operation) -> Violation:
    """Stricter than Cirq, which does not come to an end, or to the end of its stack."""
    return Violation(
        "unsupported_gate",
        f"{reason}, too many to look into",
        "Write the inner ones out, or make them fewer.",
        show_qubits(operation.qubits),
    )


def _flattened(
    operation: cirq.Operation, leaves: list[cirq.Operation]
) -> cirq.Operation:
    """One circuit operation with the same gates and qubits, each gate once.

    Cirq would write all loops out to judge them, whatever their length and your
    memory.
    """
    idle = set(operation.qubits).difference(*(leaf.qubits for leaf in leaves))
    moments = [cirq.Moment(leaf) for leaf in leaves]
    if idle:
        # Loops of no rounds act on qubits, and on nothing.
        nothing = cirq.IdentityGate(qid_shape=cirq.qid_shape(sorted(idle)))
        body = cirq.FrozenCircuit.from_moments(cirq.Moment(nothing(*sorted(idle))))
        never = cirq.CircuitOperation(body, repetitions=0, use_repetition_ids=False)
        moments.append(cirq.Moment(never))
    body = cirq.FrozenCircuit.from_moments(*moments)
    return cirq.CircuitOperation(body, use_repetition_ids=False)


def _device_violations(
    operation: cirq.Operation, target: Target
) -> Iterator[Violation]:
    # Of odd numbers, Cirq says no to some gates, and cannot compute with others.
    if not _is_in_gateset(operation, target) and not name_not_finite(operation.gate):
        yield _unsupported(
            f"gate is not supported on '{target.name}'", operation, target
        )
    yield from _place_violations(operation, target)


def _number_violations(operation: cirq.Operation) -> Iterator[Violation]:
    """Stricter than Cirq, whose device takes a one-qubit gate whatever its numbers.

    The engine's format holds nan and infinity, too, but no chip can turn by them.
    """
    odd = name_not_finite(operation.gate)
    if odd is not None:
        yield Violation(
            "unsupported_gate",
            f"its {odd} is not a finite number",
            "Bind finite numbers.",
            show_qubits(operation.qubits),
        )


def _place_violations(operation: cirq.Operation, target: Target) -> Iterator[Violation]:
    metadata = target.metadata
    # A coupler (`cirq_google.Coupler`) stands for the two qubits at its ends.
    ends = [(q, tuple(getattr(q, "qubits", (q,)))) for q in operation.qubits]
    off = [q for q, parts in ends if not metadata.qubit_set.issuperset(parts)]
    if off:
        yield Violation(
            "qubit_off_device",
            f"{_listed(off)} not on '{target.name}'",
            "Try `compile_for_target` first, which places the circuit.",
            show_qubits(off),
        )
        return
    pairs = [parts for _, parts in ends if len(parts) == 2]
    if len(operation.qubits) == 2 and not _may_span(operation):
        pairs.append(operation.qubits)
    for pair in pairs:
        if frozenset(pair) not in metadata.qubit_pairs:
            yield Violation(
                "pair_not_coupled",
                "qubits are not coupled",
                "Try `compile_for_target` first, which places and routes the circuit.",
                show_qubits(pair),
            )


def _may_span(operation: cirq.Operation) -> bool:
    """Whether an operation needs no coupler, since it makes no qubits meet."""
    return is_plain_measurement(operation) or isinstance(
        operation.gate, cirq.WaitGate | cirq.IdentityGate
    )


def _engine_violations(
    operation: cirq.Operation,
    leaves: list[cirq.Operation],
    target: Target,
    *,
    judge: bool,
) -> Iterator[Violation]:
    """Yields what the engine's format cannot hold.

    Args:
        operation: `cirq.Operation`. As a whole.
        leaves: list of `cirq.Operation`. Those in it.
        target: `Target`.
        judge: bool. Whether to look beyond symbols: not at gates that the device
            refuses already.
    """
    for leaf in leaves:
        strange = strange_symbol(leaf)
        if strange is not None:
            judge = False
            yield Violation(
                "unserialisable_symbol",
                f"the engine's format cannot hold {strange}",
                "Use sums, products and powers of symbols only, or bind them first.",
                show_qubits(leaf.qubits),
            )
    reason = why_unserializable(operation) if judge else None
    if reason is not None:
        yield _unsupported(
            f"the engine's format cannot hold it ({reason})", operation, target
        )


def _unsupported(message: str, operation: cirq.Operation, target: Target) -> Violation:
    return Violation(
        "unsupported_gate",
        message,
        unsupported_remedy(operation, target),
        show_qubits(operation.qubits),
    )


def _is_in_gateset(operation: cirq.Operation, target: Target) -> bool:
    if has_too_many_qubits(operation):
        return False
    try:
        return operation in target.metadata.gateset
    # cirq 1.5 raises AttributeError for an FSim with symbols; a gate whose own
    # comparison fails, however it does, is no gate of the chip either.
    except Exception:
        return False


def _refusal(operation: cirq.Operation, target: Target) -> str | None:
    """The device's own word on the whole operation."""
    try:
        target.device.validate_operation(operation)
    # Whatever a gate's own code raises when it is compared.
    except Exception as error:
        return f"'{target.name}' refuses it ({show_error(error)})"
    return None


def _listed(qubits: list[cirq.Qid]) -> str:
    names = ", ".join(show_qubits(qubits))
    return f"qubit {names} is" if len(qubits) == 1 else f"qubits {names} are"
