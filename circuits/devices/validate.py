"""A circuit and a target to a report of every violation, not only the first.

The device is the judge of its gates; what no device check sees (a gate after a
measurement, a key used twice, a circuit longer than T1) is added here. Nothing is
repaired.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import cirq

from circuits.build import BuiltCircuit
from circuits.devices.compile import CompiledCircuit
from circuits.devices.durations import lowest_duration_ns, make_duration_lookup
from circuits.devices.loops import LoopReader
from circuits.devices.order import MeasurementOrder
from circuits.devices.serialize import why_unserializable
from circuits.devices.shown import show_error, show_operation
from circuits.devices.targets import Target
from circuits.devices.violations import Violation, find_violations
from circuits.errors import DeviceValidationError
from circuits.final_measurements import is_plain_measurement

FORMAT_VERSION = 2
# The engine refuses longer programs (cirq-google 1.5, `engine/validating_sampler`).
MAX_MOMENTS = 10_000


@dataclass(frozen=True)
class ValidationReport:
    """What a target says about a circuit.

    Args:
        target: str. Name of the target.
        num_qubits: int. Of the circuit.
        num_moments: int. Of the circuit.
        num_operations: int. Of the circuit.
        violations: tuple of `Violation`. Those of operations in their order,
            then those of the whole circuit; empty if it is valid.
    """

    target: str
    num_qubits: int
    num_moments: int
    num_operations: int
    violations: tuple[Violation, ...]

    @property
    def ok(self) -> bool:
        """Whether the target takes the circuit."""
        return not self.violations

    def to_dict(self) -> dict[str, Any]:
        """Writes the report as plain values, with the format's version.

        Returns:
            A dictionary that `json.dumps` takes.
        """
        return {
            "format_version": FORMAT_VERSION,
            "ok": self.ok,
            **asdict(self),
            "violations": [
                {**asdict(violation), "qubits": list(violation.qubits)}
                for violation in self.violations
            ],
        }

    def raise_if_invalid(self) -> None:
        """Turns a report with violations into an error.

        Raises:
            DeviceValidationError: If there is any violation.
        """
        if self.ok:
            return
        first, more = self.violations[0], len(self.violations) - 1
        rest = f" And {more} more." if more else ""
        raise DeviceValidationError(
            f"Circuit is not valid on '{self.target}' "
            f"({_counted(len(self.violations), 'violation')}). {first}{rest} "
            f"{first.remedy}"
        )

    def __str__(self) -> str:
        size = (
            f"{_counted(self.num_qubits, 'qubit')}, "
            f"{_counted(self.num_moments, 'moment')}, "
            f"{_counted(self.num_operations, 'operation')}"
        )
        if self.ok:
            return f"Circuit is valid on '{self.target}'.\n  {size}"
        lines = [
            f"Circuit is not valid on '{self.target}' "
            f"({_counted(len(self.violations), 'violation')}).",
            f"  {size}",
        ]
        lines.extend(f"  {violation}" for violation in self.violations)
        remedies = dict.fromkeys(violation.remedy for violation in self.violations)
        lines.append("  What to do:")
        lines.extend(f"    {remedy}" for remedy in remedies)
        return "\n".join(lines)


def validate_circuit(
    circuit: CompiledCircuit | BuiltCircuit | cirq.AbstractCircuit, target: Target
) -> ValidationReport:
    """Asks whether a target takes a circuit, and lists all that it would refuse.

    Args:
        circuit: `CompiledCircuit`, `BuiltCircuit` or `cirq.AbstractCircuit`.
        target: `Target`.

    Returns:
        The report.

    Raises:
        TypeError: If `circuit` or `target` is of another type.

    Example:
    >>> from circuits import get_target
    >>> q0, q1 = cirq.GridQubit.rect(1, 2, 4, 5)
    >>> circuit = cirq.Circuit(cirq.X(q0), cirq.measure(q0, q1))
    >>> print(validate_circuit(circuit, get_target("sycamore")))
    Circuit is valid on 'sycamore'.
      2 qubits, 2 moments, 2 operations
    """
    if isinstance(circuit, CompiledCircuit | BuiltCircuit):
        circuit = circuit.circuit
    if not isinstance(circuit, cirq.AbstractCircuit):
        raise TypeError(
            "`circuit` must be a CompiledCircuit, a BuiltCircuit or a cirq.Circuit. "
            f"Received: {type(circuit).__name__}."
        )
    if not isinstance(target, Target):
        raise TypeError(
            f"`target` must be a Target. Received: target={target!r}. "
            "For a chip's name, use get_target(name)."
        )
    reader = LoopReader()
    violations = [
        *_operation_violations(circuit, target, reader),
        *_circuit_violations(circuit, target, reader),
    ]
    return ValidationReport(
        target=target.name,
        num_qubits=len(circuit.all_qubits()),
        num_moments=len(circuit),
        num_operations=sum(len(moment) for moment in circuit),
        violations=tuple(violations),
    )


def _circuit_violations(
    circuit: cirq.AbstractCircuit, target: Target, reader: LoopReader
) -> Iterator[Violation]:
    if len(circuit) > MAX_MOMENTS:
        yield Violation(
            "too_many_moments",
            f"{len(circuit)} moments, and the engine takes {MAX_MOMENTS}",
            "Lower the depth.",
        )
    else:
        # Of too many moments, the time they take is no second fault.
        yield from _time_violations(circuit, target)
    operations = list(circuit.all_operations())
    if not any(map(_measures, operations)):
        inside = ""
        if any(_measures(operation, reader) for operation in operations):
            inside = ", for all that the engine sees: it looks into no CircuitOperation"
        yield Violation(
            "no_measurement",
            f"nothing is measured{inside}",
            "Append cirq.measure(*qubits), or compile with measure=True.",
        )


def _measures(operation: cirq.Operation, reader: LoopReader | None = None) -> bool:
    """Whether an operation measures, or one in it if there is a reader to look."""
    try:
        leaves = [operation] if reader is None else reader.leaves(operation)
        return any(map(is_plain_measurement, leaves))
    # The code of an operation of your own may raise anything.
    except Exception:
        return False


def _time_violations(
    circuit: cirq.AbstractCircuit, target: Target
) -> Iterator[Violation]:
    """Compares the time up to the readout with the chip's median T1."""
    rates = target.calibration
    t1_ns = None if rates is None else rates.medians()["t1_ns"]
    if rates is None or t1_ns is None:
        return
    duration_ns = lowest_duration_ns(circuit, make_duration_lookup(target))
    if duration_ns > t1_ns:
        yield Violation(
            "too_long",
            f"takes {duration_ns / 1000:,.2f} us before readout, longer than the "
            f"median T1 of '{rates.source}', {t1_ns / 1000:,.2f} us",
            "Lower the depth, or shorten its waits.",
        )


def _operation_violations(
    circuit: cirq.AbstractCircuit, target: Target, reader: LoopReader
) -> Iterator[Violation]:
    order = MeasurementOrder(reader)
    # Written at once, which is fast; one by one only to find what cannot be.
    is_serializable = why_unserializable(circuit) is None
    find = _remembering(
        partial(
            find_violations,
            target=target,
            is_serializable=is_serializable,
            reader=reader,
        )
    )
    for index, moment in enumerate(circuit):
        for operation in moment:
            try:
                found = (*find(operation), *order.violations(operation))
            # The code of an operation or qubit of your own may raise anything.
            except Exception as error:
                found = (_unjudged(error),)
            if found:
                shown = show_operation(operation)
                for violation in found:
                    yield replace(violation, moment=index, operation=shown)


def _remembering(
    find: Callable[[cirq.Operation], tuple[Violation, ...]],
) -> Callable[[cirq.Operation], tuple[Violation, ...]]:
    """Judges equal operations once, since circuits repeat their gates."""
    known: dict[Hashable, tuple[Violation, ...]] = {}

    def remembered(operation: cirq.Operation) -> tuple[Violation, ...]:
        # CZ(a, b) equals CZ(b, a), and a report names qubits in their order.
        key = (type(operation.gate), operation.qubits, operation)
        try:
            if key in known:
                return known[key]
        # No hash, or a gate's own code.
        except Exception:
            return find(operation)
        known[key] = find(operation)
        return known[key]

    return remembered


def _unjudged(error: Exception) -> Violation:
    return Violation(
        "unsupported_gate",
        f"it fails when it is looked at ({show_error(error)})",
        "Use gates and qubits of Cirq's own.",
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
