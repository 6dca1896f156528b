"""A logical circuit on a sampler: compiled once, one sweep over all rows, read back.

Does not make samplers: `circuits.devices.virtual` and `engine` do.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cirq
import numpy as np
from numpy.typing import ArrayLike, NDArray

from circuits.build import BuiltCircuit
from circuits.devices.compile import (
    MEASUREMENT_KEY,
    CompiledCircuit,
    compile_for_target,
)
from circuits.devices.targets import Target
from circuits.errors import CircuitSpecError, DeviceRunError
from circuits.measurements import MeasurementGroup, Measurements, plan_measurements

# Turns before the measurement, after which Z reads the letter.
_TO_Z = {"X": cirq.Y**-0.5, "Y": cirq.X**0.5}


@dataclass(frozen=True)
class DeviceRun:
    """Holds what a sampler measured, in the order of the logical circuit.

    Attributes:
        expectations: `(rows, num_observables)`, float64. Means over the shots as read.
        corrected: The same, with the errors of readout taken out by the rates of the
            calibration, qubit by qubit; None where the calibration does not hold both
            rates of each qubit, or a reading says nothing (p00 + p11 of 1 or more).
            May pass 1 in absolute value.
        compiled: One `CompiledCircuit` for each basis of measurement.
        shots: int. Of each row in each basis.
        seconds: float. Spent in the sampler.
    """

    expectations: NDArray[np.float64]
    corrected: NDArray[np.float64] | None
    compiled: tuple[CompiledCircuit, ...]
    shots: int
    seconds: float


def run_on_sampler(
    built: BuiltCircuit,
    target: Target,
    angles: ArrayLike,
    weights: ArrayLike,
    *,
    sampler: cirq.Sampler,
    shots: int,
    placement: str | Mapping[cirq.Qid, cirq.Qid] | None = None,
) -> DeviceRun:
    """Estimates the observables of a circuit for many rows of angles.

    The circuit is compiled once, with its symbols; each basis of measurement takes one
    `sampler.run_sweep` over all rows.

    Args:
        built: `BuiltCircuit`, logical.
        target: `Target` that it is compiled for.
        angles: `(rows, num_data_symbols)`, radians.
        weights: `(num_weights,)`, radians.
        sampler: `cirq.Sampler`: of a virtual or a real processor.
        shots: int. Repetitions of each row in each basis, at least 1.
        placement: As in `compile_for_target`.

    Returns:
        `DeviceRun`.

    Raises:
        TypeError: If `built` or `sampler` is of another type.
        ValueError: If the circuit does not fit the target, an array has another shape,
            `shots` is less than 1, or no observable needs a measurement.
        DeviceRunError: If the sampler fails.

    Example:
    >>> from circuits import CircuitSpec, build_circuit, get_target
    >>> built = build_circuit(CircuitSpec(num_qubits=2, depth=0))
    >>> run = run_on_sampler(
    ...     built, get_target("sycamore"), [[0.0, 0.0], [1.5708, -1.5708]], [],
    ...     sampler=cirq.Simulator(seed=0), shots=1000)
    >>> run.expectations.round(1).tolist()[1]
    [-1.0, 1.0]
    """
    _check_types(built, sampler)
    rows = _checked_rows(angles, len(built.data_symbols))
    if isinstance(shots, bool) or not isinstance(shots, int | np.integer) or shots < 1:
        raise ValueError(
            f"`shots` must be an integer of at least 1. Received: shots={shots!r}."
        )
    positions: dict[cirq.Qid, int] = {qubit: i for i, qubit in enumerate(built.qubits)}
    plan = plan_measurements(built.observables, positions)
    if not plan.groups:
        raise CircuitSpecError(
            "`built.observables` must hold one that is no constant, because nothing "
            f"else is measured. Received: observables={list(built.observables)}."
        )
    compiled = tuple(
        _compiled(built, group, target, placement) for group in plan.groups
    )
    started = time.perf_counter()
    samples = [_sample(c, rows, weights, sampler, int(shots)) for c in compiled]
    seconds = time.perf_counter() - started
    raw = _estimate(plan, samples, [_AS_READ] * len(compiled), len(rows))
    corrected = None
    readings = [_reading(c, built.qubits) for c in compiled]
    known = [reading for reading in readings if reading is not None]
    if len(known) == len(readings):
        corrected = _estimate(plan, samples, known, len(rows))
    return DeviceRun(raw, corrected, compiled, int(shots), seconds)


def _check_types(built: object, sampler: object) -> None:
    if not isinstance(built, BuiltCircuit):
        raise TypeError(
            "`built` must be a BuiltCircuit, because it says which symbols are angles "
            f"and what is measured. Received: {type(built).__name__}. Use "
            "build_circuit, with CircuitSpec.from_circuit for a circuit of your own."
        )
    if not isinstance(sampler, cirq.Sampler):
        raise TypeError(
            f"`sampler` must be a cirq.Sampler. Received: sampler={sampler!r}. Use "
            "virtual_engine(...).get_sampler(name) or engine_sampler."
        )


def _checked_rows(angles: ArrayLike, num_symbols: int) -> NDArray[np.float64]:
    try:
        rows = np.asarray(angles, float)
    except (TypeError, ValueError):  # words, rows of several lengths
        rows = np.full((), np.nan)
    if rows.ndim != 2 or rows.shape[1] != num_symbols or not np.isfinite(rows).all():
        told = f"angles of shape {rows.shape}" if rows.ndim else f"angles={angles!r}"
        raise ValueError(
            f"`angles` must be finite, of shape (rows, {num_symbols}). Received: "
            f"{told}."
        )
    return rows


def _compiled(
    built: BuiltCircuit,
    group: MeasurementGroup,
    target: Target,
    placement: str | Mapping[cirq.Qid, cirq.Qid] | None,
) -> CompiledCircuit:
    """Compiles the circuit with the turns into a basis at its end."""
    turns = [
        _TO_Z[letter](qubit)
        for qubit, letter in zip(built.qubits, group.basis, strict=True)
        if letter in _TO_Z
    ]
    circuit = built.circuit + cirq.Circuit(turns)
    measured = replace(built, circuit=circuit, observables=())
    return compile_for_target(measured, target, placement=placement)


def _sample(
    compiled: CompiledCircuit,
    rows: NDArray[np.float64],
    weights: ArrayLike,
    sampler: cirq.Sampler,
    shots: int,
) -> NDArray[np.int8]:
    """Returns the bits, `(rows, shots, num_qubits)`, in logical order."""
    program = as_phased_xz(compiled.resolved(weights=weights))
    names = [symbol.name for symbol in compiled.data_symbols]
    points = [cirq.Points(n, v.tolist()) for n, v in zip(names, rows.T, strict=True)]
    sweep = cirq.Zip(*points) if names else [cirq.ParamResolver({})] * len(rows)
    if not len(rows):
        return np.zeros((0, shots, len(compiled.final_map)), np.int8)
    try:
        results = sampler.run_sweep(program, sweep, shots)
        return np.stack([r.measurements[MEASUREMENT_KEY] for r in results])
    except Exception as error:
        told = " ".join(str(error).split())
        raise DeviceRunError(
            f"`sampler` could not run the circuit on '{compiled.target.name}': "
            f"{type(error).__name__}: {told}"
        ) from error


def as_phased_xz(circuit: cirq.AbstractCircuit) -> cirq.Circuit:
    """Writes X and Y powers as `PhasedXZGate`, for which Google's noise has rates.

    Args:
        circuit: `cirq.AbstractCircuit`, compiled. Not modified.

    Returns:
        A circuit equal up to a global phase. Powers of Z stay: they are virtual.

    Example:
    >>> print(as_phased_xz(cirq.Circuit(cirq.Y(cirq.q(0)) ** 0.25)))
    0: ───PhXZ(a=0.5,x=0.25,z=0)───
    """

    def written(operation: cirq.Operation) -> cirq.Operation:
        gate = operation.gate
        if isinstance(gate, cirq.PhasedXPowGate):
            axis: Any = gate.phase_exponent
        elif isinstance(gate, cirq.XPowGate | cirq.YPowGate):
            axis = 0.0 if isinstance(gate, cirq.XPowGate) else 0.5
        else:
            return operation
        new = cirq.PhasedXZGate(
            x_exponent=gate.exponent, z_exponent=0.0, axis_phase_exponent=axis
        )
        return new.on(*operation.qubits).with_tags(*operation.tags)

    return cirq.Circuit(cirq.Moment(map(written, moment)) for moment in circuit)


# Each qubit's reading is `scale * z + offset` in the mean, of the true `z` = 1 or -1.
_Reading = tuple[NDArray[np.float64] | float, NDArray[np.float64] | float]
_AS_READ: _Reading = (1.0, 0.0)


def _reading(compiled: CompiledCircuit, qubits: Sequence[cirq.Qid]) -> _Reading | None:
    """How readings are to be taken back; None if the rates do not tell."""
    calibration = compiled.target.calibration
    if calibration is None:
        return None
    spots = [compiled.final_map[qubit] for qubit in qubits]
    rates = [
        [table.get(spot, np.nan) for spot in spots]
        for table in (calibration.p00_error, calibration.p11_error)
    ]
    zeros, ones = np.array(rates)
    if not (zeros + ones < 1).all():  # nor where one is not a number
        return None
    return 1 - zeros - ones, ones - zeros


def _estimate(
    plan: Measurements,
    samples: Sequence[NDArray[np.int8]],
    readings: Sequence[_Reading],
    num_rows: int,
) -> NDArray[np.float64]:
    total = np.tile(plan.constants, (num_rows, 1))
    for group, bits, (scale, offset) in zip(
        plan.groups, samples, readings, strict=True
    ):
        for row, shots in enumerate(bits):  # one by one, for the sake of memory
            values = (1.0 - 2.0 * shots - offset) / scale
            means = [
                values[:, is_read].prod(axis=1).mean() for is_read in group.is_read
            ]
            total[row] += group.coefficients @ means
    return total
