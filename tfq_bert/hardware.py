"""The only bridge from a trained model to devices: bound, compiled, validated.

Does not run on hardware.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class HardwareReport:
    """Tells whether a trained circuit fits a device, and what it costs there.

    Attributes:
        circuit: `cirq.Circuit`. Compiled, trained weights bound, data symbols free.
        compiled: `circuits.CompiledCircuit`, with all symbols.
        validation: `circuits.ValidationReport` of `circuit`.
    """

    circuit: cirq.Circuit
    compiled: CompiledCircuit
    validation: ValidationReport

    @property
    def ok(self) -> bool:
        """Whether the device takes the circuit."""
        return self.validation.ok

    def to_dict(self) -> dict:
        """Returns plain JSON: verdict, violations, metrics and qubit map."""
        return {
            "format_version": 1,
            **self.validation.to_dict(),
            "metrics": dict(self.compiled.metrics),
            "qubit_map": {str(a): str(b) for a, b in self.compiled.qubit_map.items()},
            "final_map": {str(a): str(b) for a, b in self.compiled.final_map.items()},
        }

    def __str__(self) -> str:
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
    compiled = compile_for_target(build_circuit(model.circuit), target)
    weights = np.array(list(model.quantum_layer.weights_by_name().values()))
    circuit = compiled.resolved(weights=weights)
    return HardwareReport(circuit, compiled, validate_circuit(circuit, target))
