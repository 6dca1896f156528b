"""Applies a plan's steps to states and takes them back for the gradient.

Does not build the matrices of the gates: `matrices` does.
"""

from tfq_bert._quiet import tf
from tfq_bert.layers.statevector.permutation import permute
from tfq_bert.layers.statevector.repetition import Repeat, find_repetition
from tfq_bert.layers.statevector.steps import Move, make_constants, run_steps


def evolve(steps, state, matrices, keep_states: bool):
    """Applies all steps to a state, with a gradient made for it.

    Args:
        steps: Moves and Multiplies, in order; each matrix is named once.
        state: `(2**num_qubits, batch)`.
        matrices: The matrices that the steps name.
        keep_states: Whether the gradient uses the states before each matrix, kept
            from the way forward. Otherwise it takes each step back by its adjoint,
            and the memory does not grow with the number of steps.

    Returns:
        The final state. Second derivatives run the steps anew and are right.
    """
    repeated = [] if keep_states else find_repetition(steps)

    @tf.custom_gradient
    def run(state, *matrices):
        kept, final = {}, state
        sources = make_constants(steps, "source")
        inverses = make_constants(steps, "inverse")
        for position, step in enumerate(steps if keep_states else repeated):
            if isinstance(step, Repeat):
                final = _loop_forward(step, sources, final, matrices)
            elif isinstance(step, Move):
                final = step.forward(final, sources[id(step)])
            else:
                kept[position] = final if keep_states else None
                final = step.forward(matrices[step.index], final)

        def gradient(upstream):
            def compute(upstream, *matrices):
                if keep_states:
                    return _from_kept(steps, inverses, upstream, matrices, kept)
                return _by_adjoint(repeated, inverses, upstream, matrices, final)

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
        by_matrix[step.index] = step.gradient(cotangent, kept[position])
        cotangent = step.backward(matrices[step.index], cotangent)
    return cotangent, *by_matrix


def _by_adjoint(steps, inverses, cotangent, matrices, state):
    """Does the same without states, taking state and cotangent back together."""
    by_matrix = [None] * len(matrices)
    pair = tf.concat([state, cotangent], axis=1)
    for step in reversed(steps):
        if isinstance(step, Repeat):
            pair = _loop_back(step, inverses, pair, matrices, by_matrix)
        elif isinstance(step, Move):
            pair = step.backward(pair, inverses[id(step)])
        else:
            pair, outer = _step_back(step, matrices[step.index], pair)
            by_matrix[step.index] = outer
    return pair[:, tf.shape(state)[1] :], *by_matrix


def _step_back(step, matrix, pair):
    """Takes state and cotangent back by one matrix; returns its gradient as well."""
    batch = tf.shape(pair)[1] // 2
    if step.per_row:
        doubled = tf.concat([matrix, matrix], axis=2)
        before = step.backward(doubled, pair)
    else:
        before = step.backward(matrix, pair)
    outer = step.gradient(pair[:, batch:], before[:, :batch])
    # TensorFlow would run the products late and keep every state until then.
    with tf.control_dependencies([outer]):
        return tf.identity(before), outer


def _loop_forward(loop, sources, state, matrices):
    stacks = loop.stack(matrices)

    def body(turn, state):
        for position, step in enumerate(loop.body):
            if isinstance(step, Move):
                state = step.forward(state, sources[id(step)])
            else:
                state = step.forward(stacks[position][turn], state)
        return turn + 1, state

    _, state = tf.while_loop(
        lambda turn, _: turn < loop.count, body, (0, state), parallel_iterations=1
    )
    return state


def _loop_back(loop, inverses, pair, matrices, by_matrix):
    stacks = loop.stack(matrices)
    positions = sorted(stacks)
    arrays = [tf.TensorArray(pair.dtype, size=loop.count) for _ in positions]

    def body(turn, pair, *arrays):
        arrays = dict(zip(positions, arrays, strict=True))
        for position, step in reversed(list(enumerate(loop.body))):
            if isinstance(step, Move):
                pair = step.backward(pair, inverses[id(step)])
            else:
                pair, outer = _step_back(step, stacks[position][turn], pair)
                arrays[position] = arrays[position].write(turn, outer)
        return turn - 1, pair, *(arrays[p] for p in positions)

    _, pair, *arrays = tf.while_loop(
        lambda turn, *_: turn >= 0,
        body,
        (loop.count - 1, pair, *arrays),
        parallel_iterations=1,
    )
    for position, array in zip(positions, arrays, strict=True):
        outers = tf.unstack(array.stack(), loop.count)
        for index, outer in zip(loop.indices[position], outers, strict=True):
            by_matrix[index] = outer
    return pair


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
                if None in gradients:  # no tape records inside an accumulator
                    raise NotImplementedError(
                        "derivatives by tf.autodiff.ForwardAccumulator are not made. "
                        "Use tf.GradientTape."
                    )
            return outer.gradient(
                gradients,
                [upstream, state, *matrices],
                output_gradients=list(by_gradient),
                unconnected_gradients="zero",
            )

        return compute(upstream, *matrices), second

    return first(upstream, state, *matrices)
