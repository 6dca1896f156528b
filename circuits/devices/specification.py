"""A chip's facts, written by hand, to a Cirq device and a calibration.

Reads and checks; the form is that of `willow.py`. Compiles nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cirq

from circuits.devices.calibration import Calibration, uniform_calibration
from circuits.devices.google import import_cirq_google

if TYPE_CHECKING:
    from cirq_google.api import v2

# Two-qubit gates that circuits can be compiled to.
GATESETS = ("cz", "syc", "sqrt_iswap")
FORMAT_VERSION = 1
# Keeps out infinities, and durations that Google's format cannot hold.
_MAX_NUMBER = 1e12

# Name in a file to name in a calibration, and the factor between their units.
MEDIANS = {
    "single_qubit_pauli_error": ("one_qubit_error", 1.0),
    "p00_error": ("p00_error", 1.0),
    "p11_error": ("p11_error", 1.0),
    "t1_microseconds": ("t1_ns", 1000.0),
}
_PAIR_MEDIANS = {
    f"{gate}_pauli_error{kind}": gate
    for gate in GATESETS
    # Parallel last: it counts where a file has both.
    for kind in ("", "_isolated_xeb", "_parallel_xeb")
}
_GATES = ("phased_xz", "virtual_zpow", "meas")
_REQUIRED = ("name", "grid", "gates_ns")
_OPTIONAL = ("source", "missing_pairs", "medians", "expected", "format_version")


@dataclass(frozen=True)
class Specification:
    """The facts of a chip, checked.

    Args:
        name: str. What the chip is called.
        qubits: tuple of `cirq.GridQubit`, by row, then column.
        pairs: tuple of coupled pairs.
        gates_ns: dict. Name of each gate to its duration.
        medians: dict. Name of each metric in the file to its value; may be empty.
    """

    name: str
    qubits: tuple[cirq.GridQubit, ...]
    pairs: tuple[frozenset[cirq.GridQubit], ...]
    gates_ns: dict[str, float]
    medians: dict[str, float]

    @classmethod
    def from_dict(cls, values: object) -> "Specification":
        """Checks what a file holds.

        Args:
            values: Content of the JSON file, a dictionary of
                `name`: str;
                `grid`: list of str, a row each, "x" for a qubit and "." for none;
                `gates_ns`: gate name to duration in ns, at least "phased_xz",
                "virtual_zpow", "meas" and one of "cz", "syc", "sqrt_iswap";
                and if wanted `missing_pairs`: list of `[[row, column], [row,
                column]]`, neighbors without a coupler;
                `medians`: metric to value, see `willow.py`;
                `expected`: "qubits", "pairs" or both, numbers to check the grid by;
                `source`: str; `format_version`: 1.

        Returns:
            The specification.

        Raises:
            ValueError: If anything is missing, unknown or of a wrong type.

        Example:
        >>> from circuits.devices.willow import WILLOW
        >>> len(Specification.from_dict(WILLOW).pairs)
        182
        """
        if not isinstance(values, dict):
            raise ValueError(
                f"A target must be a JSON object. Received: {_kind(values)}."
            )
        _check_keys("target", values, _REQUIRED, (*_REQUIRED, *_OPTIONAL))
        version = values.get("format_version", FORMAT_VERSION)
        if type(version) is not int or version != FORMAT_VERSION:
            raise ValueError(
                f"`format_version` must be {FORMAT_VERSION}. Received: {version!r}."
            )
        name = values["name"]
        if not isinstance(name, str) or not name.strip():
            raise ValueError(
                f"`name` must be a string that is not blank. Received: name={name!r}."
            )
        source = values.get("source", "")
        if not isinstance(source, str):
            raise ValueError(
                "`source` must be a string, where the facts are from. Received: "
                f"source={_short(source)}. It may be left out."
            )
        qubits = _read_grid(values["grid"])
        pairs = _read_pairs(qubits, values.get("missing_pairs", []))
        found = {"qubits": len(qubits), "pairs": len(pairs)}
        _check_expected(values.get("expected", found), found)
        gates_ns = _read_gates(values["gates_ns"])
        medians = _read_medians(values.get("medians", {}))
        return cls(name, qubits, pairs, gates_ns, medians)

    def device(self) -> cirq.Device:
        """Builds the device, from the format in which Google describes its own.

        Returns:
            `cirq_google.GridDevice`.
        """
        grid = import_cirq_google().GridDevice
        device: cirq.Device = grid.from_proto(self._proto())
        return device

    def calibration(self, gateset_name: str) -> Calibration | None:
        """Gives the medians to every qubit and pair.

        Args:
            gateset_name: str. Name of the two-qubit gate.

        Returns:
            The calibration; None if the file has no medians.
        """
        if not self.medians:
            return None
        medians: dict[str, float | None] = {
            name: self.medians[key] * factor
            for key, (name, factor) in MEDIANS.items()
            if key in self.medians
        }
        for key, gate in _PAIR_MEDIANS.items():
            if gate == gateset_name and key in self.medians:
                medians["two_qubit_error"] = self.medians[key]
        return uniform_calibration(self.name, medians, self.qubits, self.pairs)

    def _proto(self) -> "v2.device_pb2.DeviceSpecification":
        import_cirq_google()
        from cirq_google.api import v2

        proto = v2.device_pb2.DeviceSpecification()
        proto.valid_qubits.extend(v2.qubit_to_proto_id(q) for q in self.qubits)
        couplers = proto.valid_targets.add()
        couplers.name = "2_qubit_targets"
        couplers.target_ordering = v2.device_pb2.TargetSet.SYMMETRIC
        for pair in self.pairs:
            target = couplers.targets.add()
            target.ids.extend(v2.qubit_to_proto_id(q) for q in sorted(pair))
        for name, duration in self.gates_ns.items():
            gate = proto.valid_gates.add()
            getattr(gate, name).SetInParent()
            gate.gate_duration_picos = round(1000 * duration)
        return proto


def known_gates() -> tuple[str, ...]:
    """Lists the gate names that a specification can hold.

    Returns:
        tuple of str, sorted.

    Example:
    >>> "cz" in known_gates(), "reset" in known_gates()
    (True, False)
    """
    import_cirq_google()
    from cirq_google.api import v2

    oneof = v2.device_pb2.GateSpecification.DESCRIPTOR.oneofs_by_name["gate"]
    return tuple(sorted(field.name for field in oneof.fields))


def _read_grid(grid: object) -> tuple[cirq.GridQubit, ...]:
    rows = grid if isinstance(grid, list) else []
    if not rows or any(not isinstance(r, str) or set(r) - {"x", "."} for r in rows):
        raise ValueError(
            "`grid` must be a list of strings, a row each, of 'x' for a qubit and '.' "
            f"for none. Received: grid={_short(grid)}."
        )
    qubits = tuple(
        cirq.GridQubit(row, column)
        for row, line in enumerate(rows)
        for column, mark in enumerate(line)
        if mark == "x"
    )
    if not qubits:
        raise ValueError(
            "`grid` must have at least one qubit. Received: no 'x' in "
            f"{len(rows)} rows."
        )
    return qubits


def _read_pairs(
    qubits: tuple[cirq.GridQubit, ...], missing: object
) -> tuple[frozenset[cirq.GridQubit], ...]:
    """Couples all neighbors but the missing pairs."""
    places = set(qubits)
    neighbors = {
        frozenset((qubit, other)): None
        for qubit in qubits
        for other in (qubit + (0, 1), qubit + (1, 0))
        if other in places
    }
    if not isinstance(missing, list):
        raise ValueError(
            "`missing_pairs` must be a list of [[row, column], [row, column]]. "
            f"Received: missing_pairs={_short(missing)}."
        )
    for pair in missing:
        spots = frozenset(cirq.GridQubit(*spot) for spot in _positions(pair))
        if spots not in neighbors:
            raise ValueError(
                "`missing_pairs` must hold [[row, column], [row, column]] of two "
                f"neighbors on the grid, each pair once. Received: {_short(pair)}."
            )
        del neighbors[spots]
    return tuple(neighbors)


def _positions(pair: object) -> Sequence[Sequence[int]]:
    """A pair as it is in a file; nothing if it is not one of two integers each."""
    spots = pair if isinstance(pair, list | tuple) else []
    are_spots = all(
        isinstance(spot, list | tuple) and [type(part) for part in spot] == [int, int]
        for spot in spots
    )
    return spots if are_spots else []


def _check_expected(expected: object, found: dict[str, int]) -> None:
    counts = expected if isinstance(expected, dict) else {"": expected}
    if any(type(n) is not int or found.get(key) != n for key, n in counts.items()):
        raise ValueError(
            f"`expected` must be what `grid` and `missing_pairs` give, {found}. "
            f"Received: expected={_short(expected)}."
        )


def _read_gates(gates: object) -> dict[str, float]:
    if not isinstance(gates, dict) or not gates:
        raise ValueError(
            "`gates_ns` must be an object with at least one gate, name to duration in "
            f"ns. Received: gates_ns={_short(gates)}."
        )
    known = known_gates()
    _check_keys("gates_ns", gates, (), known)
    if "virtual_zpow" not in gates and "phased_xz" in gates:
        raise ValueError(
            "`gates_ns` must hold virtual_zpow, because compiled circuits have powers "
            f"of Z, which take no time. Received: {', '.join(gates)}. Add "
            '"virtual_zpow": 0.'
        )
    _check_keys("gates_ns", gates, _GATES, known)
    if not any(gate in gates for gate in GATESETS):
        raise ValueError(
            "`gates_ns` must have a two-qubit gate to compile to, one of "
            f"{', '.join(GATESETS)}. Received: {', '.join(gates)}."
        )
    for name, duration in gates.items():
        if not _is_number(duration) or duration < 0:
            raise ValueError(
                f"`gates_ns` must hold durations in ns, 0 or more. Received: "
                f"{name}={duration!r}."
            )
    return {name: float(duration) for name, duration in gates.items()}


def _read_medians(medians: object) -> dict[str, float]:
    if not isinstance(medians, dict):
        raise ValueError(
            "`medians` must be an object, metric to value. Received: "
            f"medians={_short(medians)}."
        )
    _check_keys("medians", medians, (), (*MEDIANS, *_PAIR_MEDIANS))
    for name, value in medians.items():
        is_time = name == "t1_microseconds"
        if not _is_number(value) or not (value > 0 if is_time else 0 <= value < 1):
            wanted = "a time above 0" if is_time else "a rate, from 0 to below 1"
            raise ValueError(
                f"`medians` must hold {wanted}, under '{name}'. Received: "
                f"{name}={value!r}."
            )
    return {name: float(value) for name, value in medians.items()}


def _check_keys(
    what: str,
    values: Mapping[Any, Any],
    required: tuple[str, ...],
    known: tuple[str, ...],
) -> None:
    unknown = [str(key) for key in values if key not in known]
    if unknown:
        raise ValueError(
            f"`{what}` must hold known names only. Received: {', '.join(unknown)}. "
            f"Known: {', '.join(known)}."
        )
    lacking = [key for key in required if key not in values]
    if lacking:
        raise ValueError(
            f"`{what}` must hold {', '.join(required)}. Received: no "
            f"{', '.join(lacking)}."
        )


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < _MAX_NUMBER
    )


def _kind(value: object) -> str:
    return type(value).__name__


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
