"""The only bridge from a trained model to devices: bound, compiled, validated.

Does not run on hardware, and loads no TensorFlow.
"""

from dataclasses import dataclass
from pathlib import Path

import cirq
import numpy as np

from circuits import (
    CompiledCircuit,
    ValidationReport,
    build_circuit,
    compile_for_target,
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
    """

    circuit: cirq.Circuit
    compiled: CompiledCircuit | None
    validation: ValidationReport
    compile_error: str | None = None

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
        """Returns plain JSON: verdict, violations, metrics and qubit map.

        `compile_error` is a key where compiling failed only.
        """
        report = {
            "format_version": 1,
            **self.validation.to_dict(),
            "compiled": self.compiled is not None,
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
        if self.compiled is None:
            return str(self.validation)
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
        return "\n".join(lines)


def hardware_report(model, target="sycamore") -> HardwareReport:
    """Compiles a trained model's circuit for a device and validates it there.

    Args:
        model: `HybridTextClassifier`.
        target: Name of a device, or a `circuits.Target`.

    Returns:
        `HardwareReport`.

    Raises:
        ValueError: If the device is unknown or has too few qubits.
    """
    target = get_target(target) if isinstance(target, str) else target
    compiled = compile_for_target(build_circuit(model.circuit_spec), target)
    weights = np.array(list(model.quantum_layer.weights_by_name().values()))
    circuit = compiled.resolved(weights=weights)
    return HardwareReport(circuit, compiled, validate_circuit(circuit, target))


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


def circuit_report(circuit: cirq.Circuit, target="sycamore") -> HardwareReport:
    """Validates a circuit on a device, compiled first if it stands elsewhere.

    A circuit whose qubits are all on the device is taken as it is. So is one that
    cannot be compiled: the report then says why, and lists what the device refuses.

    Args:
        circuit: `cirq.Circuit`, with or without symbols.
        target: Name of a device, or a `circuits.Target`.

    Returns:
        `HardwareReport`.

    Raises:
        ValueError: If the device is unknown.
    """
    target = get_target(target) if isinstance(target, str) else target
    compiled, compile_error = None, None
    if not circuit.all_qubits() <= set(target.qubits):
        try:
            compiled = compile_for_target(circuit, target)
        except ValueError as error:  # It does not fit, measures halfway, or the like.
            compile_error = str(error)
    if compiled is not None:
        circuit = compiled.circuit
    validation = validate_circuit(circuit, target)
    return HardwareReport(circuit, compiled, validation, compile_error)
