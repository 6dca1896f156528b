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
from circuits.devices.decompose import decompose_to_pairs
from circuits.devices.native import lower_to_native
from circuits.devices.place import place_operations
from circuits.devices.targets import Target
from circuits.errors import CircuitSpecError
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
            `one_qubit_gates`, `swaps` and `duration_ns` (all without the
            measurement; None where the device states no duration).
        data_symbols: tuple of `sympy.Symbol`, as in the logical circuit.
        weight_symbols: tuple of `sympy.Symbol`, as in the logical circuit.
        observables: tuple of `cirq.PauliString`, on the final physical qubits.
        target: `Target`. What it was compiled for.
    """

    circuit: cirq.Circuit
    qubit_map: dict[cirq.Qid, cirq.Qid]
    final_map: dict[cirq.Qid, cirq.Qid]
    metrics: dict[str, Any]
    data_symbols: tuple[sympy.Symbol, ...]
    weight_symbols: tuple[sympy.Symbol, ...]
    observables: tuple[cirq.PauliString[cirq.Qid], ...]
    target: Target

    resolved = resolved


def compile_for_target(
    circuit: BuiltCircuit | cirq.AbstractCircuit,
    target: Target,
    *,
    measure: bool = True,
    placement: Mapping[cirq.Qid, cirq.Qid] | None = None,
) -> CompiledCircuit:
    """Places a circuit on a chip and rewrites it in the chip's gates.

    Symbols stay, so one compilation serves every sample. Measurements at the end
    are taken off, also out of subcircuits, and replaced by a joint one of all qubits,
    in logical order, which keeps what their `invert_mask` inverts.

    Args:
        circuit: `BuiltCircuit` or `cirq.AbstractCircuit`, with or without
            symbols. Of a plain circuit, qubits and symbols are taken in natural
            order, the symbols as weights, with no observables.
        target: `Target`.
        measure: bool. Whether to append the measurement. Defaults to True.
        placement: mapping. Logical to physical qubits; found by search if None.

    Returns:
        The compiled circuit; equal to the logical one up to global phase and
        `final_map`.

    Raises:
        TypeError: If `circuit` or `target` is of another type.
        CircuitSpecError: If the circuit measures before its end or with a confusion
            map.
        ValueError: If the circuit is not unitary otherwise or does not fit the target.

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
    logical = _logical(circuit)
    unmeasured, inverted = _without_measurements(logical.circuit)
    operations = decompose_to_pairs(unmeasured)
    placed = place_operations(operations, logical.qubits, target.graph, placement)
    native = lower_to_native(placed.operations, target)
    final = [placed.final_map[qubit] for qubit in logical.qubits]
    # A qubit whose gates cancel is still read out: an identity keeps its place.
    idle = [spot for spot in final if spot not in native.all_qubits()]
    native = cirq.Circuit(native, cirq.I.on_each(*idle))
    metrics = _metrics(native, len(final), placed.swaps, target)
    if measure and final:
        mask = tuple(qubit in inverted for qubit in logical.qubits)
        readout = cirq.measure(
            *final, key=MEASUREMENT_KEY, invert_mask=mask if inverted else ()
        )
        native.append(cirq.Moment(readout))
    return CompiledCircuit(
        circuit=native,
        qubit_map=placed.qubit_map,
        final_map=placed.final_map,
        metrics=metrics,
        data_symbols=logical.data_symbols,
        weight_symbols=logical.weight_symbols,
        observables=tuple(
            observable.map_qubits(placed.final_map)
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
    observables: tuple[cirq.PauliString[cirq.Qid], ...]


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


def _metrics(
    circuit: cirq.Circuit, num_qubits: int, swaps: int, target: Target
) -> dict[str, Any]:
    sizes = [len(op.qubits) for op in circuit.all_operations()]
    return {
        "num_qubits": num_qubits,
        "moments": len(circuit),
        "two_qubit_gates": sizes.count(2),
        "one_qubit_gates": sizes.count(1),
        "swaps": swaps,
        "duration_ns": _duration_ns(circuit, target),
    }


def _duration_ns(circuit: cirq.Circuit, target: Target) -> float | None:
    """Adds up each moment's longest gate."""
    known: dict[object, float | None] = {}
    total = 0.0
    for moment in circuit:
        longest = 0.0
        for operation in moment:
            # One-qubit gates of a kind take the same time at every angle.
            gate = operation.gate
            key = type(gate) if len(operation.qubits) == 1 else gate
            if key not in known:
                known[key] = target.duration_ns(operation)
            duration = known[key]
            if duration is None:
                return None
            longest = max(longest, duration)
        total += longest
    return total
