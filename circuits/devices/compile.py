"""A logical circuit to a placed, native-gate copy, symbols and all.

The input is never modified. Whether a chip takes the result is for
`circuits.devices.validate` to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress
from typing import Any

import cirq
import sympy

from circuits.binding import resolved
from circuits.build import BuiltCircuit
from circuits.devices.calibrated import find_calibrated_spots
from circuits.devices.calibration import Calibration
from circuits.devices.decompose import decompose_to_pairs
from circuits.devices.durations import make_duration_lookup
from circuits.devices.native import lower_to_native
from circuits.devices.place import Placed, place_operations
from circuits.devices.targets import Target
from circuits.errors import CircuitSpecError
from circuits.observables import Observable
from circuits.parameter_names import parameter_names
from circuits.symbols import natural_order
from circuits.unroll import unroll_measured

MEASUREMENT_KEY = "m"


@dataclass(frozen=True)
class CompiledCircuit:
    """A circuit on a chip's qubits, and how to read it in logical order.

    Args:
        circuit: `cirq.Circuit`. Native gates, then one joint measurement under
            the key "m" whose bit `i` is logical qubit `i`.
        qubit_map: dict. Logical qubit to the physical qubit it starts on.
        final_map: dict. Logical qubit to the physical qubit it ends on, which
            differs from `qubit_map` only where routing swapped.
        metrics: dict. Plain JSON: `num_qubits`, `moments`, `two_qubit_gates`,
            `one_qubit_gates`, `swaps`, `routed_because` (None where nothing was
            routed) and `duration_ns` (None where the device states no duration),
            all without the measurement.
        data_symbols: tuple of `sympy.Symbol`, as in the logical circuit.
        weight_symbols: tuple of `sympy.Symbol`, as in the logical circuit.
        observables: tuple of `cirq.PauliString` or `cirq.PauliSum`, on the final
            physical qubits.
        target: `Target`. What it was compiled for.
    """

    circuit: cirq.Circuit
    qubit_map: dict[cirq.Qid, cirq.Qid]
    final_map: dict[cirq.Qid, cirq.Qid]
    metrics: dict[str, Any]
    data_symbols: tuple[sympy.Symbol, ...]
    weight_symbols: tuple[sympy.Symbol, ...]
    observables: tuple[Observable, ...]
    target: Target

    resolved = resolved


def compile_for_target(
    circuit: BuiltCircuit | cirq.AbstractCircuit,
    target: Target,
    *,
    measure: bool = True,
    placement: Mapping[cirq.Qid, cirq.Qid] | str | None = None,
) -> CompiledCircuit:
    """Places a circuit on a chip and rewrites it in the chip's gates.

    Symbols stay, so one compilation serves every sample. Identities and waits are
    left out. Measurements at the end
    are taken off, also out of subcircuits, and replaced by a joint one of all qubits,
    in logical order, which keeps what their `invert_mask` inverts.

    Args:
        circuit: `BuiltCircuit` or `cirq.AbstractCircuit`, with or without
            symbols. Of a plain circuit, qubits and symbols are taken in natural
            order, the symbols as weights, with no observables.
        target: `Target`.
        measure: bool. Whether to append the measurement. Defaults to True.
        placement: mapping, "calibrated" or None. A mapping names the physical qubit
            of each logical one. None takes the first place that the search finds,
            "calibrated" the one with the smallest errors that a longer search
            finds, by the gates that are really used. Defaults to None.

    Returns:
        The compiled circuit; equal to the logical one up to global phase and
        `final_map`.

    Raises:
        TypeError: If `circuit`, `target` or `placement` is of another type.
        CircuitSpecError: If the circuit measures before its end or with a confusion
            map, or an operation is not unitary or cannot be taken apart.
        ValueError: If the circuit does not fit the target, or the placement does not
            fit either, or is "calibrated" where the target has no calibration.

    Example:
    >>> from circuits import CircuitSpec, build_circuit, get_target
    >>> built = build_circuit(CircuitSpec(num_qubits=4, depth=4))
    >>> compiled = compile_for_target(built, get_target("sycamore"))
    >>> compiled.metrics["two_qubit_gates"]
    24
    """
    if not isinstance(target, Target):
        raise TypeError(
            f"`target` must be a Target. Received: target={target!r}. "
            "For a chip's name, use get_target(name)."
        )
    wanted, calibration = _checked_placement(placement, target)
    logical = _logical(circuit)
    unmeasured, inverted = _without_measurements(logical.circuit)
    operations = decompose_to_pairs(unmeasured)
    placed = place_operations(operations, logical.qubits, target.graph, wanted)
    native = lower_to_native(placed.operations, target)
    # A qubit whose gates cancel is still read out: an identity keeps its place.
    used = native.all_qubits()
    idle = [spot for spot in placed.final_map.values() if spot not in used]
    native = cirq.Circuit(native, cirq.I.on_each(*idle))
    qubit_map, final_map = placed.qubit_map, placed.final_map
    if calibration is not None:
        read = final_map.values() if measure else ()
        spots = find_calibrated_spots(native, read, target.graph, calibration)
        native = native.transform_qubits(spots)
        qubit_map = {qubit: spots[spot] for qubit, spot in qubit_map.items()}
        final_map = {qubit: spots[spot] for qubit, spot in final_map.items()}
    final = [final_map[qubit] for qubit in logical.qubits]
    metrics = _metrics(native, placed, target)
    if measure and final:
        mask = tuple(qubit in inverted for qubit in logical.qubits)
        readout = cirq.measure(
            *final, key=MEASUREMENT_KEY, invert_mask=mask if inverted else ()
        )
        native.append(cirq.Moment(readout))
    return CompiledCircuit(
        circuit=native,
        qubit_map=qubit_map,
        final_map=final_map,
        metrics=metrics,
        data_symbols=logical.data_symbols,
        weight_symbols=logical.weight_symbols,
        observables=tuple(
            observable.with_qubits(*(final_map[q] for q in observable.qubits))
            for observable in logical.observables
        ),
        target=target,
    )


@dataclass(frozen=True)
class _Logical:
    circuit: cirq.AbstractCircuit
    qubits: tuple[cirq.Qid, ...]
    data_symbols: tuple[sympy.Symbol, ...]
    weight_symbols: tuple[sympy.Symbol, ...]
    observables: tuple[Observable, ...]


def _logical(circuit: BuiltCircuit | cirq.AbstractCircuit) -> _Logical:
    if isinstance(circuit, BuiltCircuit):
        return _Logical(
            circuit.circuit,
            circuit.qubits,
            circuit.data_symbols,
            circuit.weight_symbols,
            circuit.observables,
        )
    if not isinstance(circuit, cirq.AbstractCircuit):
        raise TypeError(
            "`circuit` must be a BuiltCircuit or a cirq.Circuit. "
            f"Received: {type(circuit).__name__}."
        )
    names = parameter_names(circuit)
    qubits = tuple(sorted(circuit.all_qubits()))
    return _Logical(circuit, qubits, (), natural_order(names), ())


def _without_measurements(
    circuit: cirq.AbstractCircuit,
) -> tuple[cirq.Circuit, set[cirq.Qid]]:
    """Takes measurements off the end, and tells which qubits they invert."""
    done: set[cirq.Qid] = set()
    inverted: set[cirq.Qid] = set()
    moments: list[cirq.Moment] = []
    for index, moment in enumerate(unroll_measured(circuit)):
        kept: list[cirq.Operation] = []
        for operation in moment:
            measured = done.intersection(operation.qubits)
            if measured or cirq.control_keys(operation):
                raise CircuitSpecError(
                    "`circuit` must measure at its end only, because a measured "
                    f"qubit cannot be compiled further. Received: moment {index}, "
                    f"{operation}, after a measurement. Take that measurement out."
                )
            gate = operation.gate
            if not isinstance(gate, cirq.MeasurementGate):
                kept.append(operation)
                continue
            if gate.confusion_map:
                raise CircuitSpecError(
                    "`circuit` must measure without a confusion map, because a chip "
                    f"has its own errors. Received: moment {index}, key "
                    f"{gate.key!r} on {', '.join(map(str, operation.qubits))} with a "
                    "confusion_map. Take the map out."
                )
            done.update(operation.qubits)
            inverted.update(compress(operation.qubits, gate.full_invert_mask()))
        moments.append(cirq.Moment(kept))
    return cirq.Circuit(moments), inverted


def _checked_placement(
    placement: object, target: Target
) -> tuple[Mapping[cirq.Qid, cirq.Qid] | None, Calibration | None]:
    """Tells the three kinds apart: a mapping, or a calibration to search by."""
    if placement is None or isinstance(placement, Mapping):
        return placement, None
    if not isinstance(placement, str):
        raise TypeError(
            '`placement` must be a mapping, "calibrated" or None. '
            f"Received: placement={placement!r}."
        )
    if placement != "calibrated":
        raise ValueError(
            '`placement` must be a mapping, "calibrated" or None. Received: '
            f"placement={placement!r}. Leave it out to have one found."
        )
    if target.calibration is None:
        raise ValueError(
            '`placement` must not be "calibrated" for a target without a calibration, '
            f"because it goes by error rates. Received: target '{target.name}'. "
            "Leave `placement` out, or use a target with a calibration of its own."
        )
    return None, target.calibration


def _metrics(circuit: cirq.Circuit, placed: Placed, target: Target) -> dict[str, Any]:
    sizes = [len(op.qubits) for op in circuit.all_operations()]
    return {
        "num_qubits": len(placed.final_map),
        "moments": len(circuit),
        "two_qubit_gates": sizes.count(2),
        "one_qubit_gates": sizes.count(1),
        "swaps": placed.swaps,
        "routed_because": placed.reason,
        "duration_ns": _duration_ns(circuit, target),
    }


def _duration_ns(circuit: cirq.Circuit, target: Target) -> float | None:
    """Adds up each moment's longest gate."""
    lookup = make_duration_lookup(target)
    total = 0.0
    for moment in circuit:
        durations = [lookup(operation) for operation in moment]
        known = [duration for duration in durations if duration is not None]
        if len(known) < len(durations):
            return None
        total += max(known, default=0.0)
    return total
