"""Bricks of the gates that Google's chips have: CZ, sqrt-iSWAP and Sycamore's own.

Neighbors on a line alone meet, so a chip that holds the line needs no routing. RZ and
RY after one another are one PhasedXZ gate on a chip.
"""

import math
from collections.abc import Iterator, Sequence

import cirq

from circuits.blocks import each, gates
from circuits.counts import Counts
from circuits.pairs import bricks

# `cirq_google.SYC`, which this room does not import.
SYCAMORE = cirq.FSimGate(math.pi / 2, math.pi / 6)


def brick_cz(
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
    index: int,  # noqa: ARG001
) -> Iterator[cirq.Moment]:
    """Applies two layers of CZ bricks, then RZ and RY: native to Willow.

    CZ on (0, 1), (2, 3), ...; CZ on (1, 2), (3, 4), ...; `RZ(w_i)`, then `RY(w_n+i)`.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        angles: sequence of symbols, twice as many as qubits: those of RZ, then those
            of RY; radians.
        index: int. Not used.

    Yields:
        Four moments, less those that would be empty.

    Example:
    >>> import sympy
    >>> weights = sympy.symbols("a b c d")
    >>> print(cirq.Circuit(brick_cz(cirq.LineQubit.range(2), weights, 0)))
    0: ───@───Rz(a)───Ry(c)───
          │
    1: ───@───Rz(b)───Ry(d)───
    """
    yield from _bricks(cirq.CZ, qubits, angles)


def brick_sqrt_iswap(
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
    index: int,  # noqa: ARG001
) -> Iterator[cirq.Moment]:
    """Applies two layers of sqrt-iSWAP bricks, then RZ and RY: native to Weber.

    As `brick_cz`, with the square root of iSWAP.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        angles: sequence of symbols, as in `brick_cz`.
        index: int. Not used.

    Yields:
        Four moments, less those that would be empty.

    Example:
    >>> import sympy
    >>> weights = sympy.symbols("a b c d")
    >>> print(cirq.Circuit(brick_sqrt_iswap(cirq.LineQubit.range(2), weights, 0)))
    0: ───iSwap───────Rz(a)───Ry(c)───
          │
    1: ───iSwap^0.5───Rz(b)───Ry(d)───
    """
    yield from _bricks(cirq.SQRT_ISWAP, qubits, angles)


def brick_syc(
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
    index: int,  # noqa: ARG001
) -> Iterator[cirq.Moment]:
    """Applies two layers of Sycamore gates, then RZ and RY: native to Sycamore.

    As `brick_cz`, with the Sycamore gate, `FSim(pi/2, pi/6)`.

    Args:
        qubits: sequence of `cirq.Qid`. The register.
        angles: sequence of symbols, as in `brick_cz`.
        index: int. Not used.

    Yields:
        Four moments, less those that would be empty.

    Example:
    >>> import sympy
    >>> weights = sympy.symbols("a b c d")
    >>> print(cirq.Circuit(brick_syc(cirq.LineQubit.range(2), weights, 0)))
    0: ───FSim(0.5π, 0.167π)───Rz(a)───Ry(c)───
          │
    1: ───FSim(0.5π, 0.167π)───Rz(b)───Ry(d)───

    Reference:
        Arute et al. 2019, "Quantum supremacy using a programmable superconducting
        processor" (https://arxiv.org/abs/1910.11333).
    """
    yield from _bricks(SYCAMORE, qubits, angles)


def native_counts(num_qubits: int, index: int) -> Counts:  # noqa: ARG001
    """Counts a block of `brick_cz`, `brick_sqrt_iswap` or `brick_syc`.

    Args:
        num_qubits: int.
        index: int. Not used.

    Returns:
        `Counts`.

    Example:
    >>> native_counts(4, 0)
    Counts(symbols=8, moments=4, two_qubit_gates=3)
    """
    return Counts(2 * num_qubits, 2 + len(bricks(num_qubits)), num_qubits - 1)


def _bricks(
    gate: cirq.Gate, qubits: Sequence[cirq.Qid], angles: Sequence[cirq.TParamVal]
) -> Iterator[cirq.Moment]:
    num = len(qubits)
    yield from gates(gate, qubits, bricks(num))
    # RY last: before a readout of Z, an RZ would change nothing.
    yield each(cirq.rz, qubits, angles[:num])
    yield each(cirq.ry, qubits, angles[num:])
