"""The only bridge from a trained model to devices: bound, compiled, validated.

Also reads the files that circuits come in. Does not run on hardware, and loads no
TensorFlow.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cirq
import numpy as np

from circuits import (
    BuiltCircuit,
    CircuitSpec,
    CircuitSpecError,
    CompiledCircuit,
    FidelityEstimate,
    Target,
    ValidationReport,
    build_circuit,
    compile_for_target,
    estimate_fidelity,
    get_target,
    list_targets,
    validate_circuit,
)
from tfq_bert.counted import counted
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
        verdict, *rest = str(self.validation).splitlines()
        if not self.ok:
            kinds = Counter(v.kind for v in self.validation.violations)
            counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
            rest = [f"  by kind: {counts}", *rest]
        if self.compile_error is not None:
            rest = [f"  could not be compiled: {self.compile_error}", *rest]
        lines = [verdict, *rest]
        if self.compiled is not None:
            lines += _compiled_lines(self.compiled)
        if self.fidelity is not None:
            lines.append(str(self.fidelity))
        if self.no_fidelity is not None:
            lines.append(f"No estimate of the fidelity: {self.no_fidelity}")
        return "\n".join(lines)


def _compiled_lines(compiled: CompiledCircuit) -> list[str]:
    """Says where a compiled circuit stands and what it costs."""
    metrics = compiled.metrics
    lines = [
        f"  placed: {_places(compiled.qubit_map)}",
        f"  gates: {metrics['two_qubit_gates']} two-qubit, "
        f"{metrics['one_qubit_gates']} one-qubit, "
        f"{counted(metrics['moments'], 'moment')}, "
        f"{counted(metrics['swaps'], 'swap')}",
    ]
    if metrics["swaps"]:
        lines.insert(1, f"  read on: {_places(compiled.final_map)}")
    if metrics["duration_ns"] is not None:
        lines.append(f"  duration before readout: {metrics['duration_ns']:,.0f} ns")
    return lines


def _places(spots: dict) -> str:
    return ", ".join(f"{logical} on {physical}" for logical, physical in spots.items())


def find_target(target, gateset=None, calibration=None) -> Target:
    """Looks a device up by its name or its file.

    Args:
        target: Name of a device, path of a JSON file, or a `circuits.Target`, which is
            returned as it is.
        gateset: As in `circuits.get_target`.
        calibration: As in `circuits.get_target`.

    Returns:
        `circuits.Target`.

    Raises:
        TypeError: If `target` is of another type.
        ValueError: If a name is unknown, or the file is no device.
    """
    if isinstance(target, Target):
        return target
    if not isinstance(target, str | os.PathLike):
        raise TypeError(
            "`target` must be a device's name, a file's path or a Target. Received: "
            f"target={target!r}."
        )
    name = os.fspath(target)
    if not name.lower().endswith(".json") and name.lower() not in list_targets():
        raise ValueError(
            "`target` must be a known device, or a JSON file. Received: "
            f"target={name!r}. Known: {', '.join(list_targets())}."
        )
    return get_target(name, gateset, calibration)


def hardware_report(model, target="sycamore", placement=None) -> HardwareReport:
    """Compiles a trained model's circuit for a device and validates it there.

    Args:
        model: `HybridTextClassifier`.
        target: Name of a device, or a `circuits.Target`.
        placement: As in `circuits.compile_for_target`.

    Returns:
        `HardwareReport`. Of a circuit that does not fit the device, it says so and
        lists what the device refuses.

    Raises:
        ValueError: If the device is unknown, or `placement` does not fit.
    """
    weights = np.array(list(model.circuit_weights().values()))
    return trained_report(build_circuit(model.circuit_spec), weights, target, placement)


def trained_report(
    built: BuiltCircuit, weights, target="sycamore", placement=None
) -> HardwareReport:
    """Compiles a circuit for a device and validates it with its weights bound.

    Args:
        built: `circuits.BuiltCircuit`.
        weights: `(num_weights,)`, radians.
        target: As in `hardware_report`.
        placement: As in `hardware_report`.

    Returns:
        `HardwareReport`.

    Raises:
        ValueError: As `hardware_report`.
    """
    target = find_target(target)
    compiled, compile_error = _compile(built, target, placement)
    circuit = (compiled or built).resolved(weights=np.asarray(weights))
    return _report(circuit, compiled, target, compile_error)


def _compile(
    circuit: BuiltCircuit | cirq.Circuit, target: Target, placement
) -> tuple[CompiledCircuit | None, str | None]:
    """Returns the compiled circuit, or why there is none."""
    try:
        return compile_for_target(circuit, target, placement=placement), None
    except ValueError as error:
        # A message begins with the argument at fault. A placement is for the caller to
        # mend; a circuit that does not fit, or measures halfway, is a finding.
        if str(error).startswith("`placement`"):
            raise
        return None, str(error)


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


def read_circuit(path: str | Path) -> cirq.Circuit | BuiltCircuit:
    """Reads a circuit from a file: Cirq JSON, or a `CircuitSpec`, which is built.

    Args:
        path: The file, such as an export's `circuit.json`.

    Returns:
        `cirq.Circuit`, or `circuits.BuiltCircuit` where the file holds a spec.

    Raises:
        InputError: If the file is missing or holds neither.
    """
    wanted = "a circuit as Cirq JSON, or a CircuitSpec as JSON"
    way_out = (
        "Write one with cirq.to_json(circuit, path), or with tfq-bert circuits "
        "--output FILE.json."
    )
    text, content = _read_json(path, wanted, way_out)
    if isinstance(content, dict) and "format_version" in content:
        return build_circuit(_as_spec(path, content))
    try:
        circuit = cirq.read_json(json_text=text)
    except Exception as error:  # Cirq raises what each gate's constructor raises
        raise _refused(path, wanted, str(error), way_out) from error
    if not isinstance(circuit, cirq.AbstractCircuit):
        raise _refused(path, wanted, type(circuit).__name__, way_out)
    return circuit.unfreeze()


def read_spec(path: str | Path) -> CircuitSpec:
    """Reads a `CircuitSpec` from a JSON file.

    Args:
        path: The file.

    Returns:
        `CircuitSpec`.

    Raises:
        InputError: If the file is missing or holds something else, such as a Cirq
            circuit, which does not tell data from weights.
    """
    wanted = "a CircuitSpec as JSON"
    way_out = "Write one with tfq-bert circuits --spec FILE.json, or spec.to_json()."
    _, content = _read_json(path, wanted, way_out)
    if isinstance(content, dict) and "cirq_type" in content:
        raise _refused(
            path,
            wanted,
            "a Cirq circuit",
            "Make a CircuitSpec of it with CircuitSpec.from_circuit(circuit, "
            "data_symbols), and write its to_json().",
        )
    if not isinstance(content, dict):
        raise _refused(path, wanted, f"JSON of a {type(content).__name__}", way_out)
    return _as_spec(path, content)


def _as_spec(path: str | Path, content: dict) -> CircuitSpec:
    try:
        return CircuitSpec.from_dict(content)
    except CircuitSpecError as error:
        raise InputError(f"{str(path)!r} must be a CircuitSpec. {error}") from error


def _read_json(path: str | Path, wanted: str, way_out: str) -> tuple[str, Any]:
    """Returns a file's text, and what it holds as JSON."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        return text, json.loads(text)
    except OSError as error:
        found = str(error.strerror)
        raise _refused(path, wanted, found, way_out) from error
    except UnicodeDecodeError as error:
        raise _refused(path, wanted, "a file that is no text", way_out) from error
    except (ValueError, RecursionError) as error:
        found = f"text that is no JSON ({error})"
        raise _refused(path, wanted, found, way_out) from error


def _refused(path: str | Path, wanted: str, found: str, way_out: str) -> InputError:
    return InputError(f"{str(path)!r} must be {wanted}. Received: {found}. {way_out}")


def circuit_report(
    circuit: cirq.Circuit | BuiltCircuit,
    target="sycamore",
    placement=None,
    compile=None,
) -> HardwareReport:
    """Validates a circuit on a device, compiled first if it stands elsewhere.

    A circuit that cannot be compiled is taken as it is: the report then says why, and
    lists what the device refuses.

    Args:
        circuit: `cirq.Circuit` or `circuits.BuiltCircuit`, with or without symbols.
        target: Name of a device, or a `circuits.Target`.
        placement: As in `circuits.compile_for_target`.
        compile: bool. Whether to compile it. None does so unless it is a
            `cirq.Circuit` with a qubit on the device.

    Returns:
        `HardwareReport`.

    Raises:
        ValueError: If the device is unknown, or `placement` does not fit.
    """
    target = find_target(target)
    given = circuit.circuit if isinstance(circuit, BuiltCircuit) else circuit
    if compile is None:
        compile = given is not circuit or given.all_qubits().isdisjoint(target.qubits)
    compiled, compile_error = None, None
    if compile:
        compiled, compile_error = _compile(circuit, target, placement)
    placed = given if compiled is None else compiled.circuit
    return _report(placed, compiled, target, compile_error)
