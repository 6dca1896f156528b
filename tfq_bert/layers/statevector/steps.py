"""The steps that change a state: permutations and products with matrices.

Does not build the matrices: `matrices` does. Does not order the steps: `engine` does.
"""

from dataclasses import dataclass

import numpy as np

from tfq_bert._quiet import tf
from tfq_bert.layers.statevector.permutation import invert, permute
from tfq_bert.layers.statevector.readout import rephase


@dataclass(frozen=True, eq=False)
class Move:
    """Holds `new[i] = phases[i] * old[source[i]]` and its inverse."""

    source: np.ndarray
    inverse: np.ndarray
    phases: np.ndarray | None = None

    def forward(self, state, source, gather=tf.gather):
        return rephase(gather(state, source), self.phases)

    def backward(self, state, inverse):
        phases = None if self.phases is None else self.phases.conj()
        return tf.gather(rephase(state, phases), inverse)


@dataclass(frozen=True)
class Multiply:
    """Holds the place of a matrix on `size` neighbouring qubits from `start`.

    Attributes:
        index: Which of the matrices.
        start: First qubit.
        size: Number of qubits.
        per_row: Whether the batch's rows have matrices of their own, `(d, d, batch)`.
    """

    index: int
    start: int
    size: int
    per_row: bool = False

    def _rows(self, state):
        """Shapes a state so that the matrix multiplies its first or second axis."""
        rows, dim = state.shape[0], 2**self.size
        if self.per_row:
            return tf.reshape(state, (dim, rows // dim, -1))
        if rows == dim:
            return state
        if self.start == 0:
            return tf.reshape(state, (dim, -1))
        return tf.reshape(state, (2**self.start, dim, -1))

    def forward(self, matrix, state):
        rows = self._rows(state)
        if self.per_row:
            product = tf.einsum("ijb,jrb->irb", matrix, rows)
        else:
            product = tf.matmul(matrix, rows)
        return product if rows is state else tf.reshape(product, (state.shape[0], -1))

    def backward(self, matrix, state):
        """Multiplies with the adjoint; `matrix` holds a matrix a column if per row."""
        rows = self._rows(state)
        if self.per_row:
            product = tf.einsum("jib,jrb->irb", tf.math.conj(matrix), rows)
        else:
            product = tf.matmul(matrix, rows, adjoint_a=True)
        return product if rows is state else tf.reshape(product, (state.shape[0], -1))

    def gradient(self, cotangent, before):
        """Returns the gradient by the matrix: `before` it, `cotangent` after it."""
        upstream, rows = self._rows(cotangent), self._rows(before)
        if self.per_row:
            return tf.einsum("irb,jrb->ijb", upstream, tf.math.conj(rows))
        outer = tf.matmul(upstream, rows, adjoint_b=True)
        return outer if self.start == 0 else tf.reduce_sum(outer, axis=0)


def make_move(source, phases=None) -> Move:
    """Returns the step of a permutation, with its inverse."""
    return Move(source, invert(source), phases)


def run_steps(steps, state, matrices, gather=tf.gather):
    """Applies all steps to a state; TensorFlow differentiates it by itself."""
    indices = make_constants(steps, "source")
    for step in steps:
        if isinstance(step, Move):
            source = step.source if gather is permute else indices[id(step)]
            state = step.forward(state, source, gather)
        else:
            state = step.forward(matrices[step.index], state)
    return state


def make_constants(steps, name):
    """Returns one constant for each permutation, however often it is applied."""
    moves = {id(step): step for step in steps if isinstance(step, Move)}
    return {key: tf.constant(getattr(move, name)) for key, move in moves.items()}
