"""Applies a plan's steps to states and takes them back for the gradient.

Does not build the matrices of the gates: `matrices` does.
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
    indices = _constants(steps, "source")
    for step in steps:
        if isinstance(step, Move):
            source = step.source if gather is permute else indices[id(step)]
            state = step.forward(state, source, gather)
        else:
            state = step.forward(matrices[step.index], state)
    return state


def _constants(steps, name):
    """Returns one constant for each permutation, however often it is applied."""
    moves = {id(step): step for step in steps if isinstance(step, Move)}
    return {key: tf.constant(getattr(move, name)) for key, move in moves.items()}


def evolve(steps, state, matrices, keep_states: bool):
    """Applies all steps to a state, with a gradient made for it.

    Args:
        steps: Moves and Multiplies, in order.
        state: `(2**num_qubits, batch)`.
        matrices: The matrices that the steps name.
        keep_states: Whether the gradient uses the states before each matrix, kept
            from the way forward. Otherwise it takes each step back by its adjoint,
            and the memory does not grow with the number of steps.

    Returns:
        The final state. Second derivatives run the steps anew and are right.
    """

    @tf.custom_gradient
    def run(state, *matrices):
        kept = {}
        final = state
        sources = _constants(steps, "source")
        inverses = _constants(steps, "inverse")
        for position, step in enumerate(steps):
            if isinstance(step, Move):
                final = step.forward(final, sources[id(step)])
            else:
                if keep_states:
                    kept[position] = final
                final = step.forward(matrices[step.index], final)

        def gradient(upstream):
            def compute(upstream, *matrices):
                if keep_states:
                    return _from_kept(steps, inverses, upstream, matrices, kept)
                return _by_adjoint(steps, inverses, upstream, matrices, final)

            return _differentiable(steps, compute, upstream, state, matrices)

        return final, gradient

    return run(state, *matrices)


def _from_kept(steps, inverses, cotangent, matrices, kept):
    """Returns the gradients by the first state and by each matrix."""
    by_matrix = [None] * len(matrices)
    for position, step in reversed(list(enumerate(steps))):
        if isinstance(step, Move):
            cotangent = step.backward(cotangent, inverses[id(step)])
            continue
        _add(by_matrix, step.index, step.gradient(cotangent, kept[position]))
        cotangent = step.backward(matrices[step.index], cotangent)
    return cotangent, *by_matrix


def _by_adjoint(steps, inverses, cotangent, matrices, state):
    """Does the same without states, taking state and cotangent back together."""
    by_matrix = [None] * len(matrices)
    batch = tf.shape(state)[1]
    pair = tf.concat([state, cotangent], axis=1)
    for step in reversed(steps):
        if isinstance(step, Move):
            pair = step.backward(pair, inverses[id(step)])
            continue
        matrix = matrices[step.index]
        if step.per_row:
            matrix = tf.concat([matrix, matrix], axis=2)
        before = step.backward(matrix, pair)
        outer = step.gradient(pair[:, batch:], before[:, :batch])
        _add(by_matrix, step.index, outer)
        # TensorFlow would run the products late and keep every state until then.
        with tf.control_dependencies([outer]):
            pair = tf.identity(before)
    return pair[:, batch:], *by_matrix


def _add(sums, index, value):
    sums[index] = value if sums[index] is None else sums[index] + value


def _differentiable(steps, compute, upstream, state, matrices):
    """Computes a gradient whose own gradient is that of the plain steps."""

    @tf.custom_gradient
    def first(upstream, state, *matrices):
        def second(*by_gradient):
            with tf.GradientTape() as outer:
                outer.watch([upstream, state, *matrices])
                with tf.GradientTape() as inner:
                    inner.watch([state, *matrices])
                    final = run_steps(steps, state, matrices, permute)
                gradients = inner.gradient(
                    final, [state, *matrices], output_gradients=upstream
                )
            return outer.gradient(
                gradients,
                [upstream, state, *matrices],
                output_gradients=list(by_gradient),
                unconnected_gradients="zero",
            )

        return compute(upstream, *matrices), second

    return first(upstream, state, *matrices)
