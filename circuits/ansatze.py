"""Ansaetze: the trainable blocks of a circuit, one table entry each.

A block takes the angles of one repetition. It neither names symbols nor knows what
stands before it.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cirq

from circuits.blocks import each, gates
from circuits.counts import Counts
from circuits.hierarchical import qcnn, qcnn_counts, tree, tree_counts
from circuits.native_bricks import (
    brick_cz,
    brick_sqrt_iswap,
    brick_syc,
    native_counts,
)
from circuits.pairs import all_pairs, bricks, chain, ring

Block: TypeAlias = Callable[
    [Sequence[cirq.Qid], Sequence[cirq.TParamVal], int], Iterator[cirq.Moment]
]


@dataclass(frozen=True)
class Ansatz:
    """One kind of block, repeated `depth` times.

    Args:
        block: callable. Qubits, the block's angles and its index (from 0) to moments,
            in order.
        counts: callable. Number of qubits and the block's index to `Counts`, without
            building. All blocks have the same number of symbols.
        is_trained: bool. False draws the angles from the seed in place of weights.
    """

    block: Block
    counts: Callable[[int, int], Counts]
    is_trained: bool = True

    @property
    def summary(self) -> str:
        """What it does, in one line."""
        return (inspect.getdoc(self.block) or "").partition("\n")[0]


def brick_ry(
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
    index: int,  # noqa: ARG001
) -> Iterator[cirq.Moment]:
    """Applies two layers of CNOT bricks, then `RY(w)`: the paper's block.

    CNOT on (0, 1), (2, 3), ...; CNOT on (1, 2), (3, 4), ...; and one `RY` on every
    qubit.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        angles: sequence of symbols, as many as qubits; radians.
        index: int. Not used.

    Yields:
        Three moments, less those that would be empty.

    Example:
    >>> import sympy
    >>> weights = sympy.symbols("a b c")
    >>> print(cirq.Circuit(brick_ry(cirq.LineQubit.range(3), weights, 0)))
    0: ───@───────Ry(a)───
          │
    1: ───X───@───Ry(b)───
              │
    2: ───────X───Ry(c)───

    Reference:
        Mari et al. 2020, "Transfer learning in hybrid classical-quantum neural
        networks" (https://arxiv.org/abs/1912.08278).
    """
    yield from gates(cirq.CNOT, qubits, bricks(len(qubits)))
    yield each(cirq.ry, qubits, angles)


def none_ry(
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
    index: int,  # noqa: ARG001
) -> Iterator[cirq.Moment]:
    """Turns each qubit by `RY(w)` alone: the ablation without entanglement.

    Shows what entanglement is worth: the weights of `brick_ry`, and each output
    depends on its own qubit's angles alone.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        angles: sequence of symbols, as many as qubits; radians.
        index: int. Not used.

    Yields:
        One moment.

    Example:
    >>> import sympy
    >>> print(cirq.Circuit(none_ry([cirq.q(0)], sympy.symbols("a,"), 0)))
    0: ───Ry(a)───
    """
    yield each(cirq.ry, qubits, angles)


def fixed_random(
    qubits: Sequence[cirq.Qid], angles: Sequence[cirq.TParamVal], index: int
) -> Iterator[cirq.Moment]:
    """Applies `brick_ry` with random angles in place of weights: an ablation.

    Shows what training the circuit is worth. `build_circuit` draws the angles from
    `CircuitSpec.seed`, even in [0, 2 pi).

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        angles: sequence of numbers, as many as qubits; radians.
        index: int. Not used.

    Yields:
        As `brick_ry`.
    """
    yield from brick_ry(qubits, angles, index)


def su2(
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
    index: int,  # noqa: ARG001
) -> Iterator[cirq.Moment]:
    """Turns qubits by RY and RZ, then CNOTs down the line: hardware-efficient.

    `RY(w_i)`, `RZ(w_n+i)`, then CNOT on (0, 1), (1, 2), ..., one after the other. Where
    only Z is read, the RZ of the last block changes nothing.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        angles: sequence of symbols, twice as many as qubits: those of RY, then those
            of RZ; radians.
        index: int. Not used.

    Yields:
        `len(qubits) + 1` moments.

    Example:
    >>> import sympy
    >>> weights = sympy.symbols("a b c d")
    >>> print(cirq.Circuit(su2(cirq.LineQubit.range(2), weights, 0)))
    0: ───Ry(a)───Rz(c)───@───
                          │
    1: ───Ry(b)───Rz(d)───X───

    Reference:
        Kandala et al. 2017, "Hardware-efficient variational quantum eigensolver for
        small molecules and quantum magnets" (https://arxiv.org/abs/1704.05018).
        Differs: two rotations, and CNOT for the chip's own interaction.
    """
    num = len(qubits)
    yield each(cirq.ry, qubits, angles[:num])
    yield each(cirq.rz, qubits, angles[num:])
    yield from gates(cirq.CNOT, qubits, chain(num))


def strongly_entangling(
    qubits: Sequence[cirq.Qid], angles: Sequence[cirq.TParamVal], index: int
) -> Iterator[cirq.Moment]:
    """Turns qubits by RZ, RY, RZ, then a ring of CNOTs, wider each block.

    Block `index` has CNOT on `(i, i + r)`, counted around the ring, for i = 0, 1, ...
    in this order, with `r = index mod (n - 1) + 1`.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        angles: sequence of symbols, three a qubit: qubit `i` takes `3i`, `3i + 1` and
            `3i + 2`, in order of its gates; radians.
        index: int. Which block, from 0.

    Yields:
        Three moments of rotations, then the ring's.

    Example:
    >>> import sympy
    >>> weights = sympy.symbols("a b c d e f")
    >>> print(cirq.Circuit(strongly_entangling(cirq.LineQubit.range(2), weights, 0)))
    0: ───Rz(a)───Ry(b)───Rz(c)───@───X───
                                  │   │
    1: ───Rz(d)───Ry(e)───Rz(f)───X───@───

    Reference:
        Schuld et al. 2018, "Circuit-centric quantum classifiers"
        (https://arxiv.org/abs/1804.00633). Differs: CNOT for their controlled gates.
    """
    yield from _any_rotations(qubits, angles)
    yield from gates(cirq.CNOT, qubits, _ring(len(qubits), index))


def strongly_entangling_all(
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
    index: int,  # noqa: ARG001
) -> Iterator[cirq.Moment]:
    """Turns qubits by RZ, RY, RZ, then a CNOT on each pair: all to all.

    The first qubit of a pair controls. Pairs meet in rounds, as in a tournament; see
    `circuits.pairs.all_pairs` for the order.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        angles: sequence of symbols, as in `strongly_entangling`.
        index: int. Not used.

    Yields:
        Three moments of rotations, then a moment a round.
    """
    yield from _any_rotations(qubits, angles)
    yield from gates(cirq.CNOT, qubits, all_pairs(len(qubits)))


def _any_rotations(
    qubits: Sequence[cirq.Qid], angles: Sequence[cirq.TParamVal]
) -> Iterator[cirq.Moment]:
    for first, rotation in enumerate((cirq.rz, cirq.ry, cirq.rz)):
        yield each(rotation, qubits, angles[first::3])


def _ring(num_qubits: int, index: int) -> list[list[tuple[int, int]]]:
    return ring(num_qubits, index % max(num_qubits - 1, 1) + 1)


def _brick_counts(num_qubits: int, index: int) -> Counts:  # noqa: ARG001
    return Counts(num_qubits, 1 + len(bricks(num_qubits)), num_qubits - 1)


def _su2_counts(num_qubits: int, index: int) -> Counts:  # noqa: ARG001
    return Counts(2 * num_qubits, num_qubits + 1, num_qubits - 1)


def _ring_counts(num_qubits: int, index: int) -> Counts:
    rounds = _ring(num_qubits, index)
    return Counts(3 * num_qubits, 3 + len(rounds), sum(map(len, rounds)))


def _all_counts(num_qubits: int, index: int) -> Counts:  # noqa: ARG001
    rounds = len(all_pairs(num_qubits))
    return Counts(3 * num_qubits, 3 + rounds, num_qubits * (num_qubits - 1) // 2)


ANSATZE: dict[str, Ansatz] = {
    "brick_ry": Ansatz(brick_ry, _brick_counts),
    "su2": Ansatz(su2, _su2_counts),
    "strongly_entangling": Ansatz(strongly_entangling, _ring_counts),
    "strongly_entangling_all": Ansatz(strongly_entangling_all, _all_counts),
    "brick_cz": Ansatz(brick_cz, native_counts),
    "brick_sqrt_iswap": Ansatz(brick_sqrt_iswap, native_counts),
    "brick_syc": Ansatz(brick_syc, native_counts),
    "tree": Ansatz(tree, tree_counts),
    "qcnn": Ansatz(qcnn, qcnn_counts),
    "none_ry": Ansatz(none_ry, lambda num_qubits, _: Counts(num_qubits, 1)),
    "fixed_random": Ansatz(fixed_random, _brick_counts, is_trained=False),
}
