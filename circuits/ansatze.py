"""Ansaetze: the trainable blocks of a circuit, one table entry each.

Weight `layer * num_qubits + i` turns qubit `i` in block `layer`. An ansatz
neither names symbols nor knows what stands before it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cirq
import sympy


@dataclass(frozen=True)
class Ansatz:
    """One kind of trainable block, repeated `depth` times.

    Args:
        num_weights: callable. Number of qubits and depth to number of weights.
        moments: callable. Qubits, symbols and depth to moments, in order.
    """

    num_weights: Callable[[int, int], int]
    moments: Callable[
        [Sequence[cirq.Qid], Sequence[sympy.Symbol], int], Iterator[cirq.Moment]
    ]


def brick_ry(
    qubits: Sequence[cirq.Qid], symbols: Sequence[sympy.Symbol], depth: int
) -> Iterator[cirq.Moment]:
    """Alternates two layers of CNOT bricks with a layer of `RY(w)`.

    Each block is CNOT on (0, 1), (2, 3), ...; CNOT on (1, 2), (3, 4), ...; and
    one `RY` on every qubit.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        symbols: sequence of `sympy.Symbol`, `depth * len(qubits)` of them;
            radians.
        depth: int. Number of blocks.

    Yields:
        Three moments a block, less those that would be empty.

    Example:
    >>> weights = sympy.symbols("a b c")
    >>> print(cirq.Circuit(brick_ry(cirq.LineQubit.range(3), weights, 1)))
    0: ───@───────Ry(a)───
          │
    1: ───X───@───Ry(b)───
              │
    2: ───────X───Ry(c)───

    Reference:
        Mari et al. 2020, "Transfer learning in hybrid classical-quantum neural
        networks" (https://arxiv.org/abs/1912.08278).
    """
    for layer in range(depth):
        for first in (0, 1):
            bricks = list(zip(qubits[first::2], qubits[first + 1 :: 2], strict=False))
            if bricks:
                yield cirq.Moment(cirq.CNOT(*brick) for brick in bricks)
        yield _rotations(qubits, symbols, layer)


def none_ry(
    qubits: Sequence[cirq.Qid], symbols: Sequence[sympy.Symbol], depth: int
) -> Iterator[cirq.Moment]:
    """Keeps the rotations of `brick_ry` and leaves its CNOTs out.

    The ablation that shows what entanglement is worth: same weights, and each
    output depends on its own angle alone.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        symbols: sequence of `sympy.Symbol`, `depth * len(qubits)` of them;
            radians.
        depth: int. Number of layers.

    Yields:
        One moment a layer.

    Example:
    >>> print(cirq.Circuit(none_ry([cirq.q(0)], sympy.symbols("a b"), 2)))
    0: ───Ry(a)───Ry(b)───
    """
    for layer in range(depth):
        yield _rotations(qubits, symbols, layer)


def _rotations(
    qubits: Sequence[cirq.Qid], symbols: Sequence[sympy.Symbol], layer: int
) -> cirq.Moment:
    row = symbols[layer * len(qubits) : (layer + 1) * len(qubits)]
    return cirq.Moment(
        cirq.ry(symbol).on(qubit) for qubit, symbol in zip(qubits, row, strict=True)
    )


def _one_weight_per_qubit_and_layer(num_qubits: int, depth: int) -> int:
    return num_qubits * depth


ANSATZE: dict[str, Ansatz] = {
    "brick_ry": Ansatz(_one_weight_per_qubit_and_layer, brick_ry),
    "none_ry": Ansatz(_one_weight_per_qubit_and_layer, none_ry),
}
