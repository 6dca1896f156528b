"""A circuit that the user wrote, with its symbols in order, and its JSON.

Holds no observables: the `readout` of a `CircuitSpec` does.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cirq
import numpy as np
import sympy

from circuits.counts import Counts
from circuits.errors import CircuitSpecError
from circuits.final_measurements import without_final_measurements
from circuits.parameter_names import parameter_names
from circuits.plan import circuit_gates
from circuits.symbols import natural_order
from circuits.unroll import unroll

_KEYS = ("circuit", "qubits", "data_symbols", "weight_symbols")


@dataclass(frozen=True)
class OwnCircuit:
    """A user's circuit and the order of its symbols and qubits.

    Args:
        circuit: `cirq.FrozenCircuit`. Unitary, without measurements.
        qubits: tuple of `cirq.Qid`, of any kind, in their own order.
        data_symbols: tuple of `sympy.Symbol`. Symbol `i` is `angles[:, i]`.
        weight_symbols: tuple of `sympy.Symbol`, in the weight vector's order.
    """

    circuit: cirq.FrozenCircuit
    qubits: tuple[cirq.Qid, ...]
    data_symbols: tuple[sympy.Symbol, ...]
    weight_symbols: tuple[sympy.Symbol, ...]

    @classmethod
    def make(
        cls,
        circuit: cirq.AbstractCircuit,
        qubits: Sequence[cirq.Qid],
        data_symbols: Sequence[sympy.Symbol | str],
        weight_symbols: Sequence[sympy.Symbol | str] | None,
    ) -> "OwnCircuit":
        """Checks a circuit and copies it.

        Args:
            circuit: `cirq.AbstractCircuit`. Measurements at its end are left out.
            qubits: sequence of `cirq.Qid`, besides those of the circuit.
            data_symbols: sequence of symbols or names.
            weight_symbols: sequence of symbols or names, or None for all that are not
                data, in natural order.

        Returns:
            `OwnCircuit`.

        Raises:
            TypeError: If an argument is of another type.
            CircuitSpecError: If the circuit is not unitary, an angle is no polynomial
                of symbols, or the symbols are not those of the circuit.
        """
        if not isinstance(circuit, cirq.AbstractCircuit):
            raise TypeError(
                "`circuit` must be a cirq.Circuit. Received: "
                f"circuit={circuit!r} of type {type(circuit).__name__}."
            )
        used = tuple(sorted(circuit.all_qubits() | set(qubits)))
        if not used:
            raise CircuitSpecError(
                "`circuit` must act on at least one qubit. Received: an empty circuit."
            )
        # The measured circuit itself may hold nothing but measurements of a qubit.
        circuit = without_final_measurements(circuit)
        for _ in circuit_gates(circuit, {qubit: i for i, qubit in enumerate(used)}):
            pass  # each is checked on the way
        with contextlib.suppress(CircuitSpecError):
            # Without the assumptions of symbols, which JSON does not keep.
            circuit = cirq.read_json(json_text=_to_json(circuit))
        names = parameter_names(circuit)
        data = _as_symbols("data_symbols", data_symbols)
        _check_in_circuit(data, names)
        rest = natural_order(names - {symbol.name for symbol in data})
        if weight_symbols is not None:
            weights = _as_symbols("weight_symbols", weight_symbols)
            if set(weights) != set(rest):
                raise CircuitSpecError(
                    "`weight_symbols` must be all symbols that are not data. Received: "
                    f"{_names(weights)}, expected {_names(rest)}."
                )
            rest = weights
        return cls(circuit.freeze(), used, data, rest)

    @cached_property
    def counts(self) -> Counts:
        """Symbols, moments and two-qubit gates, with subcircuits written out."""
        flat = unroll(self.circuit)
        sizes = [len(operation.qubits) for operation in flat.all_operations()]
        symbols = len(self.data_symbols) + len(self.weight_symbols)
        return Counts(symbols, len(flat), sizes.count(2))

    def to_dict(self) -> dict[str, Any]:
        """Writes the circuit as plain values, the Cirq parts as Cirq JSON.

        Returns:
            A dictionary that `json.dumps` takes.

        Raises:
            CircuitSpecError: If Cirq does not write all of the circuit.
        """
        return {
            "circuit": _to_json(self.circuit.unfreeze()),
            "qubits": cirq.to_json(list(self.qubits), indent=None),
            "data_symbols": _names(self.data_symbols),
            "weight_symbols": _names(self.weight_symbols),
        }

    @classmethod
    def from_dict(cls, values: Any) -> "OwnCircuit":
        """Rebuilds a circuit from what `to_dict` wrote.

        Args:
            values: mapping.

        Returns:
            The circuit.

        Raises:
            CircuitSpecError: If a key is unknown or missing, or a value wrong.
        """
        if not isinstance(values, Mapping) or set(values) != set(_KEYS):
            found = sorted(values) if isinstance(values, Mapping) else values
            raise CircuitSpecError(
                f"`own_circuit` must hold {', '.join(_KEYS)}. Received: {found!r}."
            )
        try:
            circuit = read_cirq_json("own_circuit", values["circuit"])
            qubits = read_cirq_json("own_circuit", values["qubits"])
            if not isinstance(qubits, list) or not all(
                isinstance(qubit, cirq.Qid) for qubit in qubits
            ):
                raise TypeError(
                    "`qubits` must be a list of qubits as Cirq JSON. Received: "
                    f"{values['qubits']!r}."
                )
            symbols = values["data_symbols"], values["weight_symbols"]
            return cls.make(circuit, qubits, *symbols)
        except TypeError as error:
            # A wrong type in a file is a wrong value to whoever reads the file.
            raise CircuitSpecError(str(error)) from error


def read_cirq_json(argument: str, text: object) -> Any:
    """Reads what `cirq.to_json` wrote.

    Args:
        argument: str. Name of the argument, for the message.
        text: str.

    Returns:
        What it holds.

    Raises:
        CircuitSpecError: If it cannot be read.
    """
    try:
        return cirq.read_json(json_text=text)  # type: ignore[arg-type]
    except Exception as error:  # Cirq raises what each gate's constructor raises
        raise CircuitSpecError(
            f"`{argument}` must be Cirq JSON. Received: {str(text)[:60]!r} ({error}). "
            "For gates of your own, append their resolver to cirq.DEFAULT_RESOLVERS."
        ) from error


def _to_json(circuit: cirq.Circuit) -> str:
    """Writes a circuit as Cirq JSON, or says what would be lost."""
    try:
        text = cirq.to_json(circuit, indent=None)
        restored = cirq.read_json(json_text=text)
        lost = _find_lost(circuit, restored)
    except (TypeError, ValueError) as error:
        raise _not_writable(str(error).rstrip(".")) from error
    if lost is not None:
        raise _not_writable(f"{lost!r}, which comes back as another gate")
    return text


def _not_writable(found: str) -> CircuitSpecError:
    return CircuitSpecError(
        "`circuit` must have a JSON form, because Cirq does not write or read all of "
        f"this one. Received: {found}. Write constants as numbers, and give gates of "
        "your own `_json_dict_`, `_json_namespace_` and a resolver in "
        "cirq.DEFAULT_RESOLVERS."
    )


def _find_lost(
    circuit: cirq.Circuit, restored: cirq.AbstractCircuit
) -> cirq.Operation | None:
    """Returns the first operation that JSON turned into another, or None.

    Cirq 1.5 writes a PauliInteractionGate without its exponent.
    """
    pairs = zip(circuit.all_operations(), restored.all_operations(), strict=True)
    for before, after in pairs:
        if before == after:
            continue
        # Assumptions of symbols are lost harmlessly, and not all gates can be compared.
        left, right = _matrix(before), _matrix(after)
        if (left is None) != (right is None):
            return before
        if left is not None and not np.allclose(left, right, atol=1e-8):
            return before
    return None


def _matrix(operation: cirq.Operation) -> Any:
    """Returns the unitary at some values of the symbols, or None."""
    names = sorted(parameter_names(cirq.Circuit(operation)))
    values = {name: 0.1 + 0.37 * i for i, name in enumerate(names)}
    return cirq.unitary(cirq.resolve_parameters(operation, values), None)


def _as_symbols(argument: str, values: object) -> tuple[sympy.Symbol, ...]:
    if not isinstance(values, list | tuple) or not all(
        isinstance(value, str | sympy.Symbol) for value in values
    ):
        raise TypeError(
            f"`{argument}` must be a list of symbols or names, because its order "
            f"counts. Received: {argument}={values!r}."
        )
    symbols = tuple(sympy.Symbol(str(value)) for value in values)
    doubled = sorted({s.name for s in symbols if symbols.count(s) > 1})
    if doubled:
        raise CircuitSpecError(
            f"`{argument}` must be distinct. Received: {doubled} more than once."
        )
    return symbols


def _check_in_circuit(data: Sequence[sympy.Symbol], names: frozenset[str]) -> None:
    missing = [symbol.name for symbol in data if symbol.name not in names]
    if missing:
        raise CircuitSpecError(
            "`data_symbols` must stand in the circuit, because an angle without a gate "
            f"has no effect. Received: {missing}, the circuit has "
            f"{_names(natural_order(names))}."
        )


def _names(symbols: Sequence[sympy.Symbol]) -> list[str]:
    return [symbol.name for symbol in symbols]
