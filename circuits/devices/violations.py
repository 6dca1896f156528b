"""What a target has against one operation: each reason, with its way out.

The device is the judge. This module asks it once for each reason, since it stops
at its first, and then as a whole. Order within a circuit is not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cirq
import numpy as np
import sympy

from circuits.devices.targets import Target

# What the engine's format can hold (cirq-google 1.5, `serialization/arg_func_langs`).
_WRITABLE = (sympy.Symbol, sympy.Add, sympy.Mul, sympy.Pow, sympy.Number)
_MAX_ROUNDS = 2


@dataclass(frozen=True)
class Violation:
    """One reason why a target would refuse a circuit.

    Args:
        kind: str. One of "unsupported_gate", "qubit_off_device",
            "pair_not_coupled", "measurement_not_terminal", "duplicate_key",
            "no_measurement", "too_many_moments", "unserializable_symbol".
        reason: str. What is wrong, for a reader.
        remedy: str. What to do about it.
        qubits: tuple of str. The qubits concerned.
        moment: int or None. Index of the moment; None for the whole circuit.
        operation: str or None. The operation as Cirq prints it.
    """

    kind: str
    reason: str
    remedy: str
    qubits: tuple[str, ...] = ()
    moment: int | None = None
    operation: str | None = None

    def __str__(self) -> str:
        if self.moment is None:
            return f"Circuit: {self.reason}."
        return f"Moment {self.moment}: {self.operation}: {self.reason}."


def find_violations(operation: cirq.Operation, target: Target) -> tuple[Violation, ...]:
    """Lists all that a target has against one operation.

    Args:
        operation: `cirq.Operation`. A circuit operation is looked into.
        target: `Target`.

    Returns:
        The violations, without moment and operation; empty if the target takes
        the operation.

    Example:
    >>> from circuits.devices.targets import get_target
    >>> cnot = cirq.CNOT(*cirq.LineQubit.range(2))
    >>> [violation.kind for violation in find_violations(cnot, get_target("sycamore"))]
    ['unsupported_gate', 'qubit_off_device']
    """
    refusal = _refusal(shortened(operation), target)
    leaves = unrolled(operation)
    found: list[Violation] = []
    for leaf in leaves:
        # The device looks at the gates of a circuit operation, not at its pairs.
        if refusal is not None or leaf is not operation:
            found.extend(_device_violations(leaf, target))
    if refusal is not None and not found:
        found.append(_unsupported(refusal, operation, target))
    for leaf in leaves:
        found.extend(_engine_violations(leaf))
    # One reason once, however often a circuit operation repeats it.
    return tuple(dict.fromkeys(found))


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
    except (ValueError, TypeError):
        # A loop of unknown length: the device judges it as it is.
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


def _device_violations(
    operation: cirq.Operation, target: Target
) -> Iterator[Violation]:
    metadata = target.metadata
    if not _is_in_gateset(operation, target):
        yield _unsupported(
            f"gate is not supported on '{target.name}'", operation, target
        )
    off = [qubit for qubit in operation.qubits if qubit not in metadata.qubit_set]
    if off:
        yield Violation(
            "qubit_off_device",
            f"{_listed(off)} not on '{target.name}'",
            "Try `compile_for_target` first, which places the circuit.",
            _names(off),
        )
    elif (
        len(operation.qubits) == 2
        and not isinstance(operation.gate, cirq.MeasurementGate | cirq.WaitGate)
        and frozenset(operation.qubits) not in metadata.qubit_pairs
    ):
        yield Violation(
            "pair_not_coupled",
            "qubits are not coupled",
            "Try `compile_for_target` first, which places and routes the circuit.",
            _names(operation.qubits),
        )


def _engine_violations(operation: cirq.Operation) -> Iterator[Violation]:
    strange = _unwritable(operation)
    if strange is not None:
        yield Violation(
            "unserializable_symbol",
            f"the engine's format cannot hold {strange}",
            "Use sums, products and powers of symbols only, or bind them first.",
            _names(operation.qubits),
        )


def _unsupported(reason: str, operation: cirq.Operation, target: Target) -> Violation:
    size = min(len(operation.qubits), 2)
    native = ", ".join(_native_gates(target, size))
    return Violation(
        "unsupported_gate",
        reason,
        "Try `compile_for_target` first, which rewrites gates. Native on "
        f"{'one qubit' if size == 1 else 'two qubits'}: {native}.",
        _names(operation.qubits),
    )


def _is_in_gateset(operation: cirq.Operation, target: Target) -> bool:
    try:
        return operation in target.metadata.gateset
    # cirq 1.5 raises AttributeError for an FSim with symbols; a gate whose own
    # comparison fails is no gate of the chip either.
    except (AttributeError, TypeError, ValueError):
        return False


def _refusal(operation: cirq.Operation, target: Target) -> str | None:
    """The device's own word on the whole operation."""
    try:
        target.device.validate_operation(operation)
    except (AttributeError, TypeError, ValueError) as error:
        return f"'{target.name}' refuses it ({error})"
    return None


def _native_gates(target: Target, num_qubits: int) -> list[str]:
    """Short names of the gates of that size, as someone would write them."""
    names: list[str] = []
    for family in target.metadata.gateset.gates:
        if type(family) is not cirq.GateFamily:
            # Cirq's FSim families repeat a gate that is listed by itself.
            continue
        gate = family.gate
        if isinstance(gate, cirq.Gate):
            size, name = cirq.num_qubits(gate), str(gate)
        else:
            # The chips we know list gates by type for one qubit only.
            size, name = 1, gate.__name__.replace("PowGate", "**t")
        if size == num_qubits:
            names.append(name.removesuffix("Gate"))
    return sorted(dict.fromkeys(names))


def _unwritable(operation: cirq.Operation) -> str | None:
    gate = operation.gate
    if gate is None or not cirq.is_parameterized(gate):
        return None
    values: dict[str, object] = getattr(gate, "_json_dict_", dict)() or {}
    for value in values.values():
        if isinstance(value, sympy.Basic):
            for part in sympy.preorder_traversal(value):
                if not isinstance(part, _WRITABLE) and part != sympy.pi:
                    return f"'{type(part).__name__}' of a symbol"
    return None


def _listed(qubits: list[cirq.Qid]) -> str:
    names = ", ".join(_names(qubits))
    return f"qubit {names} is" if len(qubits) == 1 else f"qubits {names} are"


def _names(qubits: list[cirq.Qid] | tuple[cirq.Qid, ...]) -> tuple[str, ...]:
    return tuple(str(qubit) for qubit in qubits)
