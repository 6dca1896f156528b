"""Device names to targets: a Cirq device, the gates to compile to, its error rates.

A target states facts about a chip. It neither compiles nor validates.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import cirq
import networkx as nx

from circuits.devices.calibration import (
    CALIBRATED,
    Calibration,
    load_calibration,
    uniform_calibration,
)
from circuits.devices.google import import_cirq_google
from circuits.devices.specification import GATESETS, Specification
from circuits.devices.target_file import read_target_file
from circuits.devices.willow import WILLOW


@dataclass(frozen=True)
class Target:
    """A chip and the two-qubit gate that circuits for it are written in.

    Args:
        name: str. As `get_target` knows it.
        device: `cirq.Device`. The judge of what the chip takes.
        gateset_name: str. Name of the two-qubit gate: "cz", "syc", "sqrt_iswap".
        gateset: `cirq.CompilationTargetGateset`. Rewrites any bound two-qubit
            gate in that gate.
        calibration: `Calibration` or None. Error rates of that gate and the rest;
            `calibration.source` says whose they are.
    """

    name: str
    device: cirq.Device
    gateset_name: str
    gateset: cirq.CompilationTargetGateset
    calibration: Calibration | None = field(default=None, hash=False)

    @property
    def metadata(self) -> cirq.GridDeviceMetadata:
        """The device's own facts."""
        return _metadata(self.device)

    @cached_property
    def qubits(self) -> tuple[cirq.GridQubit, ...]:
        """The chip's qubits, by row, then column."""
        return tuple(sorted(self.metadata.qubit_set))

    @cached_property
    def graph(self) -> nx.Graph:
        """The chip's qubits and couplers; a copy, in a fixed order."""
        graph = nx.Graph()
        graph.add_nodes_from(self.qubits)
        graph.add_edges_from(sorted(sorted(p) for p in self.metadata.qubit_pairs))
        return graph

    @cached_property
    def gatesets(self) -> tuple[str, ...]:
        """Names of all two-qubit gates that the chip can be compiled to."""
        return tuple(_gatesets(self.device))

    @cached_property
    def gate_durations_ns(self) -> dict[str, float]:
        """What the device states of each gate, by its name in Google's format."""
        return _durations_ns(self.device)

    def duration_ns(self, operation: cirq.Operation) -> float | None:
        """Looks up how long an operation takes on the chip.

        Args:
            operation: `cirq.Operation`. A native one.

        Returns:
            Nanoseconds; of a wait its own. None where the device states nothing,
            or 0 for a two-qubit gate (the CZ of rainbow and weber), or where a
            wait has a symbol.

        Example:
        >>> target = get_target("sycamore")
        >>> target.duration_ns(cirq.X(target.qubits[0]))
        25.0
        """
        gate = operation.gate
        if isinstance(gate, cirq.WaitGate):
            nanos = gate.duration.total_nanos()
            return None if cirq.is_parameterized(gate) else float(nanos)
        for family, duration in (self.metadata.gate_durations or {}).items():
            try:
                if operation in family:
                    nanos = float(duration.total_nanos())
                    stated = nanos or len(operation.qubits) == 1
                    return nanos if stated or cirq.is_measurement(operation) else None
            # cirq 1.5 raises this for an FSim with symbols in place of a no; may
            # go when https://github.com/quantumlib/Cirq no longer does.
            except AttributeError:
                continue
        return None


def list_targets() -> tuple[str, ...]:
    """Lists the chips that `get_target` knows.

    Returns:
        tuple of str, sorted.

    Example:
    >>> list_targets()
    ('rainbow', 'sycamore', 'sycamore23', 'weber', 'willow')
    """
    return tuple(sorted(_DEVICES))


def get_target(
    name: str | os.PathLike[str],
    gateset: str | None = None,
    calibration: str | None = None,
) -> Target:
    """Looks a chip up by name, or reads it from a file.

    Sycamore and Sycamore23 publish no calibration. They may borrow another chip's:
    then each of their qubits and pairs has that chip's median, since a position on
    one chip says nothing of the same position on another.

    Args:
        name: str. One of `list_targets()`, in any case; or the path of a file for
            `load_target`, which ends with ".json".
        gateset: str. Which of the chip's two-qubit gates to compile to, in any
            case. Defaults to the one that gives the shortest circuits: CZ if the
            chip states how long it takes, else SYC.
        calibration: str. "rainbow" or "weber", in any case, to take error rates
            from. Defaults to the chip's own, if it has any.

    Returns:
        The target; the same object each time, unless read from a file.

    Raises:
        TypeError: If a name is not a string.
        ValueError: If a name is not known; the message lists those that are.

    Example:
    >>> target = get_target("Sycamore")
    >>> len(target.qubits), target.graph.number_of_edges(), target.gateset_name
    (54, 88, 'syc')
    """
    if isinstance(name, os.PathLike) or (
        isinstance(name, str) and name.lower().endswith(".json")
    ):
        return load_target(name, gateset, calibration)
    known = _known("name", name, list_targets(), " Or a file's path, with '.json'.")
    return _named_target(known, *_choices(_load_device(known), gateset, calibration))


def load_target(
    path: str | os.PathLike[str],
    gateset: str | None = None,
    calibration: str | None = None,
) -> Target:
    """Reads a chip of your own from a JSON file.

    Args:
        path: str or path. The form is described at `Specification.from_dict`.
        gateset: str. As for `get_target`.
        calibration: str. As for `get_target`; defaults to the file's medians.

    Returns:
        The target.

    Raises:
        OSError: If the file cannot be read; the message says where it was looked for.
        ValueError: If its content is not a target; the message says what is wrong.
    """
    try:
        chip = Specification.from_dict(read_target_file(path))
    except ValueError as error:
        raise ValueError(
            f"{str(path)!r} must hold a target as JSON. {error}"
        ) from error
    except RecursionError:
        raise ValueError(
            f"{str(path)!r} must hold a target as JSON. Received: lists or objects "
            "nested hundreds deep. The form is that of Specification.from_dict."
        ) from None
    device = chip.device()
    chosen, borrowed = _choices(device, gateset, calibration)
    rates = chip.calibration(chosen)
    if borrowed is not None:
        rates = _borrowed(device, borrowed, chosen)
    return Target(chip.name, device, chosen, _gatesets(device)[chosen], rates)


def _choices(
    device: cirq.Device, gateset: str | None, calibration: str | None
) -> tuple[str, str | None]:
    """Checks the two names, and fills in the first."""
    known = tuple(_gatesets(device))
    chosen = _default_gateset(device)
    if gateset is not None:
        chosen = _known("gateset", gateset, tuple(sorted(known)))
    if calibration is not None:
        calibration = _known("calibration", calibration, CALIBRATED)
    return chosen, calibration


@cache
def _named_target(name: str, gateset_name: str, borrowed: str | None) -> Target:
    device = _load_device(name)
    rates: Calibration | None = None
    if borrowed not in (None, name):
        rates = _borrowed(device, str(borrowed), gateset_name)
    elif name in CALIBRATED:
        rates = load_calibration(name, gateset_name)
    elif name == "willow":
        rates = Specification.from_dict(WILLOW).calibration(gateset_name)
    return Target(name, device, gateset_name, _gatesets(device)[gateset_name], rates)


def _borrowed(device: cirq.Device, chip: str, gateset_name: str) -> Calibration:
    medians = load_calibration(chip, gateset_name).medians()
    metadata = _metadata(device)
    return uniform_calibration(chip, medians, metadata.qubit_set, metadata.qubit_pairs)


def _metadata(device: cirq.Device) -> cirq.GridDeviceMetadata:
    metadata = device.metadata
    if not isinstance(metadata, cirq.GridDeviceMetadata):
        raise TypeError(
            f"`device` must have grid metadata. Received: {type(metadata)}."
        )
    return metadata


# === Devices ===


@cache
def _load_device(name: str) -> cirq.Device:
    return _DEVICES[name]()


def _load_known(name: str) -> Callable[[], cirq.Device]:
    def load() -> cirq.Device:
        device: cirq.Device = getattr(import_cirq_google(), name)
        return device

    return load


def _load_processor(name: str) -> Callable[[], cirq.Device]:
    def load() -> cirq.Device:
        engine = import_cirq_google().engine
        device: cirq.Device = engine.create_device_from_processor_id(name)
        return device

    return load


# To add a chip: one entry here, and its two-qubit gate in `pair_gates.py` if new.
_DEVICES: dict[str, Callable[[], cirq.Device]] = {
    "rainbow": _load_processor("rainbow"),
    "sycamore": _load_known("Sycamore"),
    "sycamore23": _load_known("Sycamore23"),
    "weber": _load_processor("weber"),
    "willow": lambda: Specification.from_dict(WILLOW).device(),
}

_GATESET_TYPES = {
    "GoogleCZTargetGateset": "cz",
    "SycamoreTargetGateset": "syc",
    "SqrtIswapTargetGateset": "sqrt_iswap",
}


def _gatesets(device: cirq.Device) -> dict[str, cirq.CompilationTargetGateset]:
    found = {
        _GATESET_TYPES.get(type(gateset).__name__): gateset
        for gateset in _metadata(device).compilation_target_gatesets
    }
    return {name: found[name] for name in GATESETS if name in found}


def _default_gateset(device: cirq.Device) -> str:
    """The first whose duration is stated: one CZ does what two of the others do.

    SYC before sqrt-iSWAP, since SYC takes 12 ns against 32.
    """
    known, durations = tuple(_gatesets(device)), _durations_ns(device)
    return next((name for name in known if durations[name] > 0), known[0])


def _durations_ns(device: Any) -> dict[str, float]:
    return {
        gate.WhichOneof("gate"): gate.gate_duration_picos / 1000
        for gate in device.to_proto().valid_gates
    }


def _known(argument: str, value: object, known: tuple[str, ...], more: str = "") -> str:
    if not isinstance(value, str):
        raise TypeError(
            f"`{argument}` must be a string. Received: {argument}={value!r}."
        )
    if value.lower() not in known:
        raise ValueError(
            f"`{argument}` must be a known name. Received: {argument}={value!r}. "
            f"Known: {', '.join(known)}.{more}"
        )
    return value.lower()
