"""Counts: what a part of a circuit costs, known before it is built.

Counts nothing itself: each encoder and ansatz states its own.
"""

from typing import NamedTuple


class Counts(NamedTuple):
    """Symbols, moments and two-qubit gates of one part of a circuit.

    Args:
        symbols: int. Angles that the part takes.
        moments: int. Time steps, as built: nothing is merged or compiled.
        two_qubit_gates: int. Operations on exactly two qubits, each counted as one,
            whatever a chip makes of it.

    Example:
    >>> Counts(4, 2) + Counts(4, 3, 3)
    Counts(symbols=8, moments=5, two_qubit_gates=3)
    """

    symbols: int
    moments: int
    two_qubit_gates: int = 0

    def __add__(self, other: object) -> "Counts":
        if not isinstance(other, Counts):
            return NotImplemented
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))
