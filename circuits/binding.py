"""Values for symbols: the one place where angles and weights enter a circuit.

It does not build circuits and does not order symbols.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import cirq
import numpy as np
import sympy
from numpy.typing import ArrayLike

from circuits.parameter_names import untold_names

Symbols: TypeAlias = Sequence[sympy.Symbol]


class WithSymbols(Protocol):
    """A circuit with the order of its symbols, such as `BuiltCircuit`."""

    @property
    def circuit(self) -> cirq.Circuit: ...

    @property
    def data_symbols(self) -> tuple[sympy.Symbol, ...]: ...

    @property
    def weight_symbols(self) -> tuple[sympy.Symbol, ...]: ...


def bind_symbols(
    circuit: cirq.AbstractCircuit,
    data_symbols: Symbols,
    weight_symbols: Symbols,
    angles: ArrayLike | None,
    weights: ArrayLike | None,
) -> cirq.Circuit:
    """Writes one sample's angles and the weights into a copy of a circuit.

    Args:
        circuit: `cirq.AbstractCircuit`. Not modified.
        data_symbols: sequence of `sympy.Symbol`, in the order of `angles`.
        weight_symbols: sequence of `sympy.Symbol`, in the order of `weights`.
        angles: array of shape `(len(data_symbols),)`, radians; None leaves
            those symbols in place.
        weights: array of shape `(len(weight_symbols),)`, radians; None leaves
            those symbols in place.

    Returns:
        The bound circuit. Gates that do not let values in, because they do not tell
        their symbols to Cirq, are written as their parts.

    Raises:
        ValueError: If an array has another shape or a value is not finite.

    Example:
    >>> x = sympy.Symbol("x")
    >>> circuit = cirq.Circuit(cirq.ry(x).on(cirq.q(0)))
    >>> print(bind_symbols(circuit, [x], [], [np.pi / 2], []))
    0: ───Ry(0.5π)───
    """
    values: dict[sympy.Symbol, float] = {}
    for name, symbols, given in (
        ("angles", data_symbols, angles),
        ("weights", weight_symbols, weights),
    ):
        if given is not None:
            values.update(zip(symbols, _checked(name, symbols, given), strict=True))
    bound = _resolved(circuit.unfreeze(), values)
    by_name = {symbol.name: value for symbol, value in values.items()}
    if by_name.keys().isdisjoint(cirq.parameter_names(bound)):
        return bound
    # What is left has assumptions, and is another symbol to sympy than ours.
    return _resolved(bound, by_name)


def resolved(
    self: WithSymbols,
    angles: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> cirq.Circuit:
    """Binds one sample's angles and the weights; a method of circuits with symbols.

    Args:
        self: The circuit and the order of its symbols.
        angles: array of shape `(len(data_symbols),)`, radians; None leaves
            the symbols in place.
        weights: array of shape `(len(weight_symbols),)`, radians; None
            leaves the symbols in place.

    Returns:
        A bound copy of the circuit.

    Raises:
        ValueError: If an array has another shape or a value is not finite.
    """
    return bind_symbols(
        self.circuit, self.data_symbols, self.weight_symbols, angles, weights
    )


def _resolved(circuit: cirq.Circuit, values: Mapping[Any, float]) -> cirq.Circuit:
    resolver = cirq.ParamResolver(dict(values))
    names = {str(symbol) for symbol in values}

    def put_in(operation: cirq.Operation) -> Iterator[cirq.Operation]:
        # Cirq 1.5 writes 1/pi as a number in what it resolves, changed or not. Powers
        # and rotations tell all their symbols, others may not.
        own = cirq.parameter_names(operation)
        is_power = isinstance(operation.gate, cirq.EigenGate)
        if is_power and own and names.isdisjoint(own):
            yield operation
            return
        new = cirq.resolve_parameters(operation, resolver)
        if names.isdisjoint(untold_names(new)):
            yield new
            return
        for part in cirq.decompose_once(new.untagged):  # It does not let values in.
            yield from put_in(part)

    moments: list[cirq.Moment] = []
    for moment in circuit:
        parts = [list(put_in(operation)) for operation in moment]
        if all(len(part) == 1 for part in parts):
            moments.append(cirq.Moment(parts))
        else:
            moments += cirq.Circuit(parts).moments
    return cirq.Circuit(moments)


def _checked(name: str, symbols: Symbols, given: ArrayLike) -> list[float]:
    array = np.asarray(given, dtype=np.float64)
    if array.shape != (len(symbols),):
        raise ValueError(
            f"`{name}` must have shape ({len(symbols)},), one value a symbol. "
            f"Received: {name}.shape={array.shape}. For a batch, call once a row."
        )
    if not np.isfinite(array).all():
        raise ValueError(f"`{name}` must be finite. Received: {name}={array.tolist()}.")
    return [float(value) for value in array]
