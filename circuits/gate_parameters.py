"""Gives each parameter of each gate a symbol of its own.

A parameter-shift rule needs this: it moves one gate at a time, while a user's symbol
may drive many gates, through expressions. Evaluates nothing.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cirq
import sympy

from circuits.errors import CircuitSpecError
from circuits.frequencies import expectation_frequencies
from circuits.gates import Gate, gates_of
from circuits.parameter_names import untold_names
from circuits.unroll import unroll


@dataclass(frozen=True)
class SeparatedCircuit:
    """Holds a circuit whose symbols each stand alone, once.

    Attributes:
        circuit: The circuit, with new symbols.
        symbols: The new symbols, in order of their gates.
        expressions: What the user wrote in the place of each new symbol: an exponent,
            or an angle in radians, as the gate has it.
        frequencies: For each new symbol the frequencies of an expectation value as a
            function of it, ascending, in radians per unit of the symbol.
    """

    circuit: cirq.Circuit
    symbols: tuple[sympy.Symbol, ...]
    expressions: tuple[Any, ...]
    frequencies: tuple[tuple[float, ...], ...]


def separate_parameters(circuit: cirq.AbstractCircuit) -> SeparatedCircuit:
    """Replaces each expression in a gate's parameters by a new symbol.

    A gate stays the gate that it is, on its moment, as long as its parameters are its
    own (powers, rotations, FSim, PhasedXZ, and these with controls), because noise
    and devices go by gates and moments. Any other is decomposed first.

    Args:
        circuit: `cirq.AbstractCircuit`. Not modified. Operations without symbols may
            be anything; subcircuits are written out.

    Returns:
        The new circuit and the table of its symbols.

    Raises:
        CircuitSpecError: If an operation with symbols is not unitary, holds them in a
            way that no decomposition resolves, or a symbol counts repetitions.

    Example:
    >>> q, a = cirq.q(0), sympy.Symbol("a")
    >>> separated = separate_parameters(cirq.Circuit(cirq.Y(q) ** a, cirq.Z(q) ** a))
    >>> print(separated.circuit)
    0: ───Y^t_0000───Z^t_0001───
    >>> separated.expressions
    (a, a)
    """
    flat = unroll(circuit)
    table: dict[sympy.Symbol, tuple[Any, tuple[float, ...]]] = {}
    moments: list[cirq.Moment] = []
    for index, moment in enumerate(flat):
        if not any(map(_has_symbols, moment)):
            moments.append(moment)
            continue
        parts: list[cirq.Operation] = []
        for operation in moment:
            if _has_symbols(operation):
                # Raises what is wrong in the words of the user's own operation.
                plain = operation.without_classical_controls()
                list(gates_of(plain, _positions(plain), index))
            parts += _separate(operation, table)
        moments += cirq.Circuit(parts).moments
    return SeparatedCircuit(
        cirq.Circuit(moments),
        tuple(table),
        tuple(expression for expression, _ in table.values()),
        tuple(frequencies for _, frequencies in table.values()),
    )


def _separate(
    operation: cirq.Operation,
    table: dict[sympy.Symbol, tuple[Any, tuple[float, ...]]],
) -> Iterator[cirq.Operation]:
    """Yields an operation with new symbols, or its parts; enters them in a table."""
    if not _has_symbols(operation):
        yield operation
        return
    if not operation.qubits:  # A global phase moves no expectation value.
        return
    if cirq.control_keys(operation):
        for part in _separate(operation.without_classical_controls(), table):
            yield part.with_classical_controls(*operation.classical_controls)
        return
    numbers = itertools.count(len(table))
    replaced: dict[sympy.Symbol, Any] = {}

    def replace(expression: Any) -> sympy.Symbol:
        symbol = sympy.Symbol(f"t_{next(numbers):04d}")
        replaced[symbol] = expression
        return symbol

    gate = _with_new_symbols(operation.gate, replace)
    if gate is not None:
        new = gate.on(*operation.qubits).with_tags(*operation.tags)
        frequencies = _frequencies(new, list(replaced))
        if frequencies is not None:
            entries = zip(replaced.values(), frequencies, strict=True)
            table.update(zip(replaced, entries, strict=True))
            yield new
            return
    for part in cirq.decompose_once(operation.untagged):
        yield from _separate(part, table)


def _with_new_symbols(
    gate: cirq.Gate | None, replace: Callable[[Any], sympy.Symbol]
) -> cirq.Gate | None:
    """Rebuilds a gate from its constructor's arguments; None where that fails."""
    if isinstance(gate, cirq.ControlledGate):
        inner = _with_new_symbols(gate.sub_gate, replace)
        if inner is None:
            return None
        return cirq.ControlledGate(inner, control_values=gate.control_values)
    if isinstance(gate, cirq.EigenGate):
        new = gate._with_exponent(0.0)
        if not cirq.is_parameterized((new, new._global_shift)):
            return gate._with_exponent(replace(gate.exponent))
    if isinstance(gate, cirq.GlobalPhaseGate):
        power: Any = gate.coefficient  # exp(i angle), as `gates_of` has seen
        return cirq.GlobalPhaseGate(
            sympy.exp(sympy.I * replace(power.args[0] / sympy.I))
        )
    if gate is None or not hasattr(gate, "_json_dict_"):
        return None
    # Cirq's JSON holds the arguments of the constructor, by name.
    arguments: dict[str, Any] = {
        name: replace(value) if isinstance(value, sympy.Basic) else value
        for name, value in gate._json_dict_().items()
    }
    try:
        return type(gate)(**arguments)
    except (TypeError, ValueError):
        return None


def _frequencies(
    operation: cirq.Operation, symbols: list[sympy.Symbol]
) -> list[tuple[float, ...]] | None:
    """Returns the frequencies by each symbol; None if a gate's angle mixes them."""
    if cirq.parameter_symbols(operation) != set(symbols):
        return None
    gate = operation.gate
    if isinstance(gate, cirq.ControlledGate):  # One control has the frequencies of all.
        qubits = cirq.LineQubit.range(1 + cirq.num_qubits(gate.sub_gate))
        operation = cirq.ControlledGate(gate.sub_gate).on(*qubits)
    try:
        gates = list(gates_of(operation, _positions(operation), 0))
    except CircuitSpecError:
        return None
    factors: dict[sympy.Symbol, list[tuple[Gate, float]]] = {s: [] for s in symbols}
    for part in gates:
        for symbol in getattr(part.angle, "free_symbols", set()):
            slope = sympy.diff(part.angle, symbol)
            if slope.free_symbols:
                return None
            factors[symbol].append((part, float(slope)))
    return [expectation_frequencies(factors[symbol]) for symbol in symbols]


def _has_symbols(operation: cirq.Operation) -> bool:
    return cirq.is_parameterized(operation) or bool(untold_names(operation))


def _positions(operation: cirq.Operation) -> dict[cirq.Qid, int]:
    return {qubit: i for i, qubit in enumerate(operation.qubits)}
