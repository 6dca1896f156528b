"""Moments that several encoders and ansaetze are made of.

Chooses no pairs: `circuits.pairs` does.
"""

from collections.abc import Callable, Iterator, Sequence

import cirq

from circuits.pairs import Rounds


def each(
    rotation: Callable[[cirq.TParamVal], cirq.Gate],
    qubits: Sequence[cirq.Qid],
    angles: Sequence[cirq.TParamVal],
) -> cirq.Moment:
    """Turns each qubit by its own angle.

    Args:
        rotation: callable. An angle in radians to a gate, such as `cirq.ry`.
        qubits: sequence of `cirq.Qid`.
        angles: sequence of symbols or numbers, as many as qubits; radians.

    Returns:
        One moment.

    Example:
    >>> import sympy
    >>> angles = sympy.symbols("a b")
    >>> print(cirq.Circuit(each(cirq.rz, cirq.LineQubit.range(2), angles)))
    0: ───Rz(a)───
    <BLANKLINE>
    1: ───Rz(b)───
    """
    return cirq.Moment(
        rotation(angle).on(qubit) for qubit, angle in zip(qubits, angles, strict=True)
    )


def gates(
    gate: cirq.Gate, qubits: Sequence[cirq.Qid], rounds: Rounds
) -> Iterator[cirq.Moment]:
    """Applies a gate to pairs of qubits, a moment a round.

    Args:
        gate: `cirq.Gate` on two qubits.
        qubits: sequence of `cirq.Qid`.
        rounds: Pairs of positions, in rounds.

    Yields:
        As many moments as rounds.

    Example:
    >>> qubits = cirq.LineQubit.range(3)
    >>> print(cirq.Circuit(gates(cirq.CZ, qubits, [[(0, 1)], [(1, 2)]])))
    0: ───@───────
          │
    1: ───@───@───
              │
    2: ───────@───
    """
    for pairs in rounds:
        yield cirq.Moment(gate.on(qubits[i], qubits[j]) for i, j in pairs)
