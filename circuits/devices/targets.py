"""Device names to targets: a Cirq device and the gates to compile to.

A target states facts about a chip. It neither compiles nor validates.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import cirq
import networkx as nx


@dataclass(frozen=True)
class Target:
    """A chip and the two-qubit gate that circuits for it are written in.

    Args:
        name: str. As `get_target` knows it.
        device: `cirq.Device`. The judge of what the chip takes.
        gateset_name: str. Name of the two-qubit gate: "syc", "sqrt_iswap".
        gateset: `cirq.CompilationTargetGateset`. Rewrites any bound two-qubit
            gate in that gate.
    """

    name: str
    device: cirq.Device
    gateset_name: str
    gateset: cirq.CompilationTargetGateset

    @property
    def metadata(self) -> cirq.GridDeviceMetadata:
        """The device's own facts."""
        metadata = self.device.metadata
        if not isinstance(metadata, cirq.GridDeviceMetadata):
            raise TypeError(
                f"`device` must have grid metadata. Received: {type(metadata)}."
            )
        return metadata

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

    def duration_ns(self, operation: cirq.Operation) -> float | None:
        """Looks up how long an operation takes on the chip.

        Args:
            operation: `cirq.Operation`. A native one.

        Returns:
            Nanoseconds, or None where the device states nothing.

        Example:
        >>> target = get_target("sycamore")
        >>> target.duration_ns(cirq.X(target.qubits[0]))
        25.0
        """
        for family, duration in (self.metadata.gate_durations or {}).items():
            try:
                if operation in family:
                    return float(duration.total_nanos())
            # cirq 1.5 raises this for an FSim with symbols in place of a no; may
            # go when https://github.com/quantumlib/Cirq no longer does.
            except AttributeError:
                continue
        return None


@dataclass(frozen=True)
class _Entry:
    """How to make a device, and where its gatesets stand in its metadata."""

    load: Callable[[], cirq.Device]
    gatesets: dict[str, int]
    default_gateset: str


def _load_sycamore() -> cirq.Device:
    with warnings.catch_warnings():
        # google-api-core announces the end of its support for this Python.
        warnings.simplefilter("ignore", FutureWarning)
        import cirq_google

    return cirq_google.Sycamore


# To add a chip: one entry here, and its two-qubit gate in `native.py` if new.
_ENTRIES: dict[str, _Entry] = {
    # SYC before sqrt-iSWAP: both need two a CZ, and SYC takes 12 ns against 32.
    "sycamore": _Entry(_load_sycamore, {"syc": 0, "sqrt_iswap": 1}, "syc"),
}


def list_targets() -> tuple[str, ...]:
    """Lists the chips that `get_target` knows.

    Returns:
        tuple of str, sorted.

    Example:
    >>> list_targets()
    ('sycamore',)
    """
    return tuple(sorted(_ENTRIES))


def get_target(name: str, gateset: str | None = None) -> Target:
    """Looks a chip up by name.

    Args:
        name: str. One of `list_targets()`, in any case.
        gateset: str. Which of the chip's two-qubit gates to compile to, in any
            case. Defaults to the one that gives the shortest circuits.

    Returns:
        The target; the same object each time.

    Raises:
        TypeError: If a name is not a string.
        ValueError: If a name is not known; the message lists those that are.

    Example:
    >>> target = get_target("Sycamore")
    >>> len(target.qubits), target.graph.number_of_edges(), target.gateset_name
    (54, 88, 'syc')
    """
    entry = _ENTRIES[_known("name", name, list_targets())]
    if gateset is None:
        gateset = entry.default_gateset
    chosen = _known("gateset", gateset, tuple(sorted(entry.gatesets)))
    return _load_target(name.lower(), chosen)


@cache
def _load_target(name: str, gateset_name: str) -> Target:
    entry = _ENTRIES[name]
    device = entry.load()
    metadata = device.metadata
    assert isinstance(metadata, cirq.GridDeviceMetadata)  # our table, not user input
    gateset = metadata.compilation_target_gatesets[entry.gatesets[gateset_name]]
    return Target(name, device, gateset_name, gateset)


def _known(argument: str, value: object, known: tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise TypeError(
            f"`{argument}` must be a string. Received: {argument}={value!r}."
        )
    if value.lower() not in known:
        raise ValueError(
            f"`{argument}` must be a known name. Received: {argument}={value!r}. "
            f"Known: {', '.join(known)}."
        )
    return value.lower()
