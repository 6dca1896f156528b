"""Finds steps that repeat, as the blocks of an ansatz do, to run them in a loop.

A loop's graph and memory do not grow with the number of turns. Does not run it:
`evolution` does.
"""

from dataclasses import dataclass

import numpy as np

from tfq_bert._quiet import tf
from tfq_bert.layers.statevector.steps import Move, Multiply

MIN_TURNS = 6  # fewer are written out, which lets TensorFlow plan ahead


@dataclass(frozen=True, eq=False)
class Repeat:
    """Holds the steps of one turn, with the matrices of all turns.

    Attributes:
        body: The steps of the first turn.
        count: Number of turns.
        indices: For each position in `body` that multiplies, the matrix of each turn.
    """

    body: list[Move | Multiply]
    count: int
    indices: dict[int, list[int]]

    def stack(self, matrices) -> dict[int, tf.Tensor]:
        """Returns the matrices of each position, `(count, d, d[, batch])`."""
        return {
            position: tf.stack([matrices[i] for i in indices])
            for position, indices in self.indices.items()
        }


def find_repetition(steps: list[Move | Multiply]) -> list[Move | Multiply | Repeat]:
    """Returns the steps with the longest repetition written as one `Repeat`.

    Steps are equal if they apply one permutation, or matrices to the same qubits.
    """
    kinds = _kinds(steps)
    best = (0, 0, 0)  # covered steps, -period, start
    for period in range(1, len(steps) // MIN_TURNS + 1):
        same = np.concatenate([[False], kinds[:-period] == kinds[period:], [False]])
        edges = np.flatnonzero(np.diff(same.astype(int)))
        for start, end in edges.reshape(-1, 2).tolist():
            turns = (end - start) // period + 1
            if turns >= MIN_TURNS:
                best = max(best, (turns * period, -period, start))
    covered, period, start = best[0], -best[1], best[2]
    if not covered:
        return list(steps)
    turns = covered // period
    body = steps[start : start + period]
    indices = {
        position: [
            steps[start + turn * period + position].index for turn in range(turns)
        ]
        for position, step in enumerate(body)
        if isinstance(step, Multiply)
    }
    repeat = Repeat(body, turns, indices)
    return [*steps[:start], repeat, *steps[start + covered :]]


def _kinds(steps) -> np.ndarray:
    """Numbers the steps so that equal ones have equal numbers."""
    numbers: dict[object, int] = {}
    keys = [
        id(step) if isinstance(step, Move) else (step.start, step.size, step.per_row)
        for step in steps
    ]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys])
