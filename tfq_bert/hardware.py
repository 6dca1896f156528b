"""The only bridge from a trained model to devices: bound, compiled, validated.

Does not run on hardware, and loads no TensorFlow.
"""

from dataclasses import dataclass
from pathlib import Path

import cirq
import numpy as np

from circuits import (
    CompiledCircuit,
    FidelityEstimate,
    Target,
    ValidationReport,
    build_circuit,
    compile_for_target,
    estimate_fidelity,
    get_target,
    validate_circuit,
)
from tfq_bert.errors import InputError


@dataclass(frozen=True)
class HardwareReport:
    """Tells whether a trained circuit fits a device, and what it costs there.

    Attributes:
        circuit: `cirq.Circuit`. Compiled, trained weights bound, data symbols free.
        compiled: `circuits.CompiledCircuit`, with all symbols; None if the circuit was
            taken as it is.
        validation: `circuits.ValidationReport` of `circuit`.
        compile_error: Why the circuit could not be compiled; None if it could, or
            needed no compiling.
        fidelity: `circuits.FidelityEstimate`; None if the circuit is not valid or its
            error rates are not known.
        no_fidelity: Why there is no estimate for a valid circuit; None if there is.
    """

    circuit: cirq.Circuit
    compiled: CompiledCircuit | None
    validation: ValidationReport
    compile_error: str | None = None
    fidelity: FidelityEstimate | None = None
    no_fidelity: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the device takes the circuit."""
        return self.validation.ok

    @property
    def treatment(self) -> str:
        """Says what was validated: the circuit as given, or its compiled form."""
        if self.compiled is None:
            failed = "" if self.compile_error is None else ", since compiling failed"
            return f"validated as it is{failed}"
        return f"compiled for {self.validation.target!r}, then validated"

    def to_dict(self) -> dict:
        """Returns plain JSON: verdict, violations, fidelity, metrics and qubit map.

        `compile_error` is a key where compiling failed only.
        """
        report = {
            **self.validation.to_dict(),
            "compiled": self.compiled is not None,
            "fidelity": None if self.fidelity is None else self.fidelity.to_dict(),
        }
        if self.compile_error is not None:
            return {**report, "compile_error": self.compile_error}
        if self.compiled is None:
            return report
        return {
            **report,
            "metrics": dict(self.compiled.metrics),
            "qubit_map": {str(a): str(b) for a, b in self.compiled.qubit_map.items()},
            "final_map": {str(a): str(b) for a, b in self.compiled.final_map.items()},
        }

    def __str__(self) -> str:
        if self.compile_error is not None:
            return f"{self.validation}\n  could not be compiled: {self.compile_error}"
        rates = [str(self.fidelity)] if self.fidelity is not None else []
        if self.no_fidelity is not None:
            rates.append(f"No estimate of the fidelity: {self.no_fidelity}")
        if self.compiled is None:
            return "\n".join([str(self.validation), *rates])
        metrics = self.compiled.metrics
        places = ", ".join(
            f"{logical} on {physical}"
            for logical, physical in self.compiled.qubit_map.items()
        )
        duration = metrics.get("duration_ns")
        lines = [
            str(self.validation),
            f"  placed: {places}",
            f"  gates: {metrics['two_qubit_gates']} two-qubit, "
            f"{metrics['one_qubit_gates']} one-qubit, {metrics['moments']} moments, "
            f"{metrics['swaps']} swaps",
        ]
        if duration is not None:
            lines.append(f"  duration before readout: {duration:,.0f} ns")
        return "\n".join([*lines, *rates])


def hardware_report(model, target="sycamore", placement=None) -> HardwareReport:
    """Compiles a trained model's circuit for a device and validates it there.

    Args:
        model: `HybridTextClassifier`.
        target: Name of a device, or a `circuits.Target`.
        placement: As in `circuits.compile_for_target`.

    Returns:
        `HardwareReport`.

    Raises:
        ValueError: If the device is unknown or has too few qubits.
    """
    target = get_target(target) if isinstance(target, str) else target
    built = build_circuit(model.circuit_spec)
    compiled = compile_for_target(built, target, placement=placement)
    weights = np.array(list(model.circuit_weights().values()))
    circuit = compiled.resolved(weights=weights)
    return _report(circuit, compiled, target)


def _report(
    circuit: cirq.Circuit,
    compiled: CompiledCircuit | None,
    target: Target,
    compile_error: str | None = None,
) -> HardwareReport:
    validation = validate_circuit(circuit, target)
    fidelity, why_not = None, None
    if validation.ok:
        try:
            fidelity = estimate_fidelity(circuit, target)
        except ValueError as error:  # no calibration, or none of a gate
            why_not = str(error)
    return HardwareReport(
        circuit, compiled, validation, compile_error, fidelity, why_not
    )


def read_circuit(path: str | Path) -> cirq.Circuit:
    """Reads a circuit from Cirq JSON, such as an export's `circuit.json`.

    Args:
        path: The file.

    Returns:
        `cirq.Circuit`.

    Raises:
        InputError: If the file is missing, is not Cirq JSON, or holds no circuit.
    """
    try:
        circuit = cirq.read_json(json_text=Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"{str(path)!r} must be a circuit as Cirq JSON. Received: {error.strerror}."
        ) from error
    except Exception as error:  # Cirq raises what each gate's constructor raises
        raise InputError(
            f"{str(path)!r} must be a circuit as Cirq JSON. Received: {error}. Write "
            "one with cirq.to_json(circuit, path)."
        ) from error
    if not isinstance(circuit, cirq.AbstractCircuit):
        raise InputError(
            f"{str(path)!r} must be a circuit as Cirq JSON. Received: "
            f"{type(circuit).__name__}. Write one with cirq.to_json(circuit, path)."
        )
    return circuit.unfreeze()


def circuit_report(
    circuit: cirq.Circuit, target="sycamore", placement=None, compile=None
) -> HardwareReport:
    """Validates a circuit on a device, compiled first if it stands elsewhere.

    A circuit that cannot be compiled is taken as it is: the report then says why, and
    lists what the device refuses.

    Args:
        circuit: `cirq.Circuit`, with or without symbols.
        target: Name of a device, or a `circuits.Target`.
        placement: As in `circuits.compile_for_target`.
        compile: bool. Whether to compile it. None does so unless one of its qubits is
            on the device.

    Returns:
        `HardwareReport`.

    Raises:
        ValueError: If the device is unknown.
    """
    target = get_target(target) if isinstance(target, str) else target
    compiled, compile_error = None, None
    if compile is None:
        compile = circuit.all_qubits().isdisjoint(target.qubits)
    if compile:
        try:
            compiled = compile_for_target(circuit, target, placement=placement)
        except ValueError as error:  # It does not fit, measures halfway, or the like.
            compile_error = str(error)
    if compiled is not None:
        circuit = compiled.circuit
    return _report(circuit, compiled, target, compile_error)
