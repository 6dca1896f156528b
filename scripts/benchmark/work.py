"""The work that every engine is given, and where a right answer may differ.

Needs NumPy alone, since it runs in the environment of every peer.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Work:
    """One point of the grid: the paper's circuit on a batch of rows.

    H on every qubit; RY(angle); `depth` times CNOT on the even pairs, CNOT on the odd
    pairs, RY(weight) on every qubit; Z of every qubit.

    Args:
        num_qubits: int.
        batch_size: int.
        depth: int.
        seed: int. Of the angles, weights and cotangents.
    """

    num_qubits: int
    batch_size: int
    depth: int = 4
    seed: int = 0

    def __post_init__(self):
        for name in ("num_qubits", "batch_size", "depth"):
            value = getattr(self, name)
            if value < 1:
                raise ValueError(
                    f"`{name}` must be at least 1. Received: {name}={value}."
                )

    def draw(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Draws angles, weights and the cotangents of the values, all float32."""
        rng = np.random.default_rng(self.seed)
        shape = (self.batch_size, self.num_qubits)
        angles = rng.uniform(-np.pi / 2, np.pi / 2, shape)
        weights = rng.uniform(0, 2 * np.pi, self.depth * self.num_qubits)
        cotangent = rng.uniform(-1, 1, shape)
        return tuple(a.astype(np.float32) for a in (angles, weights, cotangent))

    def checked_rows(self) -> list[int]:
        """Returns the rows that are compared with Cirq: the first and the last."""
        return sorted({0, self.batch_size - 1})

    def check_cotangent(self) -> np.ndarray:
        """Returns cotangents that are zero in all rows but the checked ones.

        The gradient to the weights then comes from those rows alone.
        """
        cotangent = self.draw()[2]
        keep = np.zeros((self.batch_size, 1), np.float32)
        keep[self.checked_rows()] = 1
        return cotangent * keep


def pairs(num_qubits: int) -> list[tuple[int, int]]:
    """Returns control and target of one block's CNOTs: even pairs, then odd ones."""
    return [
        (control, control + 1)
        for first in (0, 1)
        for control in range(first, num_qubits - 1, 2)
    ]
