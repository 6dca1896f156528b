"""A circuit and a target to a report of every violation, not only the first.

The device is the judge of its gates; what no device check sees (a gate after a
measurement, a key used twice, a circuit longer than T1) is added here. Nothing is
repaired.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import cirq

from circuits.build import BuiltCircuit
from circuits.devices.compile import CompiledCircuit
from circuits.devices.durations import lowest_duration_ns, make_duration_lookup
from circuits.devices.loops import unrolled
from circuits.devices.serialize import why_unserializable
from circuits.devices.targets import Target
from circuits.devices.violations import Violation, find_violations
from circuits.errors import DeviceValidationError
from circuits.final_measurements import is_plain_measurement

FORMAT_VERSION = 2
# The engine refuses longer programs (cirq-google 1.5, `engine/validating_sampler`).
MAX_MOMENTS = 10_000
_MAX_TEXT = 90


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
    violations = [
        *_operation_violations(circuit, target),
        *_circuit_violations(circuit, target),
    ]
    return ValidationReport(
        target=target.name,
        num_qubits=len(circuit.all_qubits()),
        num_moments=len(circuit),
        num_operations=sum(len(moment) for moment in circuit),
        violations=tuple(violations),
    )


def _circuit_violations(
    circuit: cirq.AbstractCircuit, target: Target
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
    if not any(map(is_plain_measurement, operations)):
        inside = ""
        if any(
            is_plain_measurement(leaf) for op in operations for leaf in unrolled(op)
        ):
            inside = ", for all that the engine sees: it looks into no CircuitOperation"
        yield Violation(
            "no_measurement",
            f"nothing is measured{inside}",
            "Append cirq.measure(*qubits), or compile with measure=True.",
        )


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
    circuit: cirq.AbstractCircuit, target: Target
) -> Iterator[Violation]:
    measured: set[cirq.Qid] = set()
    keys: set[str] = set()
    # Written at once, which is fast; one by one only to find what cannot be.
    is_serializable = why_unserializable(circuit) is None
    for index, moment in enumerate(circuit):
        for operation in moment:
            found = [
                *find_violations(operation, target, is_serializable=is_serializable)
            ]
            found.extend(_order_violations(operation, measured, keys))
            for violation in found:
                yield replace(violation, moment=index, operation=_shown(operation))


def _order_violations(
    operation: cirq.Operation, measured: set[cirq.Qid], keys: set[str]
) -> Iterator[Violation]:
    """Checks an operation against what was measured before it, and adds to that."""
    for leaf in unrolled(operation):
        again = [qubit for qubit in leaf.qubits if qubit in measured]
        if again:
            yield Violation(
                "measurement_not_terminal",
                f"{', '.join(map(str, again))} was measured before",
                "Measure at the end only.",
                tuple(str(qubit) for qubit in again),
            )
        if not is_plain_measurement(leaf):
            continue
        measured.update(leaf.qubits)
        for key in sorted(cirq.measurement_key_names(leaf)):
            if key in keys:
                yield Violation(
                    "duplicate_key",
                    f"measurement key '{key}' was used before",
                    "Give each measurement a key of its own.",
                    tuple(str(qubit) for qubit in leaf.qubits),
                )
            keys.add(key)


def _shown(operation: cirq.Operation) -> str:
    """One line for an operation, of a length that leaves room for the reason."""
    qubits = ", ".join(str(qubit) for qubit in operation.qubits)
    gate = operation.gate
    if isinstance(gate, cirq.MeasurementGate):
        return f"measure({qubits}, key='{gate.key}')"
    text = " ".join(str(operation).split())
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 3]}..."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
