"""Steps and matrices that the tests of the statevector engine share."""

import numpy as np
import tensorflow as tf

from tfq_bert.layers.statevector.steps import Multiply, make_move

# Three qubits: a matrix on the last, a permutation with phases, one on the first two.
STEPS = [
    Multiply(0, 2, 1),
    make_move(
        np.array([3, 0, 1, 2, 7, 4, 6, 5], np.int32), np.exp(1j * np.arange(8.0))
    ),
    Multiply(1, 0, 2),
    Multiply(2, 0, 1, per_row=True),
]


def draw_unitaries(rng):
    """Draws the three matrices that the steps name, the last for five rows."""

    def draw(*shape):
        matrix = rng.normal(size=shape) + 1j * rng.normal(size=shape)
        return np.linalg.qr(matrix)[0]

    per_row = np.stack([draw(2, 2) for _ in range(5)], axis=2)
    return [tf.constant(m) for m in (draw(2, 2), draw(4, 4), per_row)]
