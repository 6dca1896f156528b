"""Encoders: input angles to gates, one table entry each.

An encoder neither names symbols nor knows what follows it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cirq
import sympy


@dataclass(frozen=True)
class Encoder:
    """One way to write angles into a register.

    Args:
        num_data_symbols: callable. Number of qubits to number of angles.
        moments: callable. Qubits and symbols to moments, in order.
    """

    num_data_symbols: Callable[[int], int]
    moments: Callable[
        [Sequence[cirq.Qid], Sequence[sympy.Symbol]], Iterator[cirq.Moment]
    ]


def angle_ry(
    qubits: Sequence[cirq.Qid], symbols: Sequence[sympy.Symbol]
) -> Iterator[cirq.Moment]:
    """Writes angle `i` as a rotation about Y of qubit `i`, from an even state.

    Applies H to each qubit, then `RY(x_i)`, so that `<Z_i> = -sin(x_i)`.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        symbols: sequence of `sympy.Symbol`, as many as qubits; radians.

    Yields:
        Two moments.

    Example:
    >>> print(cirq.Circuit(angle_ry(cirq.LineQubit.range(1), [sympy.Symbol("x")])))
    0: ───H───Ry(x)───

    Reference:
        Mari et al. 2020, "Transfer learning in hybrid classical-quantum neural
        networks" (https://arxiv.org/abs/1912.08278).
    """
    yield cirq.Moment(cirq.H(qubit) for qubit in qubits)
    yield cirq.Moment(
        cirq.ry(symbol).on(qubit) for qubit, symbol in zip(qubits, symbols, strict=True)
    )


ENCODERS: dict[str, Encoder] = {
    "angle_ry": Encoder(lambda num_qubits: num_qubits, angle_ry),
}
