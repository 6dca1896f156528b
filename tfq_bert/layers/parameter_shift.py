"""Differentiates expectation values by running the circuit at shifted parameters.

The way for what has no derivative to follow: samples. Does not run circuits.
"""

import numpy as np

from tfq_bert._quiet import tf


def shift_rule(frequencies):
    """Makes the rule `f'(x) = sum_m coefficients[m] * f(x + shifts[m])`.

    Exact for `f(x) = a_0 + sum_l a_l cos(W_l x) + b_l sin(W_l x)`. With R frequencies
    it has 2 R terms, at `+-(2 m - 1) pi / (2 W_R)`; one frequency gives the two-term
    rule, `(1/2, 1)` the four-term rule of controlled rotations.

    Args:
        frequencies: Distinct, above 0, ascending.

    Returns:
        `(shifts, coefficients)`, float64, each of length `2 * len(frequencies)`.

    Example:
    >>> shifts, coefficients = shift_rule([1.0])
    >>> shifts.round(4).tolist(), coefficients.round(4).tolist()
    ([1.5708, -1.5708], [0.5, -0.5])

    Reference:
        Wierichs et al. 2022, "General parameter-shift rules for quantum gradients"
        (https://arxiv.org/abs/2107.12390), section 3.1. Differs: solves for the
        coefficients, so that the frequencies need not be multiples of one.
    """
    speeds = np.asarray(frequencies, float)
    steps = (2 * np.arange(len(speeds)) + 1) * np.pi / 2
    steps = steps / speeds[-1] if len(speeds) else steps
    # f(x + s) - f(x - s) has the factor 2 sin(W s) where f' has W.
    half = np.linalg.solve(2 * np.sin(np.outer(speeds, steps)), speeds)
    return np.concatenate([steps, -steps]), np.concatenate([half, -half])


def differentiate_by_shifts(run, frequencies):
    """Gives a function of parameters its gradient, from runs at shifted parameters.

    Args:
        run: From `(rows, num_parameters)`, float32, and a seed, `(2,)`, to
            `(rows, columns)`, float32; each row on its own.
        frequencies: For each parameter the frequencies of the result as a function of
            it, as `shift_rule` takes them.

    Returns:
        A function of `(parameters, seed)` with the values of `run`. Its gradient makes
        one more call of `run`, with all shifted rows, and another seed. It refuses a
        second derivative.
    """
    moves, coefficients = _tables(frequencies)

    @tf.custom_gradient
    def expectations(parameters, seed):
        def gradient(upstream):
            return _gradient(run, parameters, seed, upstream, moves, coefficients), None

        return run(parameters, seed), gradient

    return expectations


def _tables(frequencies):
    """Returns moves and coefficients, `(runs, num_parameters)`: one entry a row."""
    rules = [shift_rule(speeds) for speeds in frequencies]
    total = sum(len(shifts) for shifts, _ in rules)
    moves = np.zeros((total, len(rules)), np.float32)
    coefficients = np.zeros_like(moves)
    start = 0
    for column, (shifts, weights) in enumerate(rules):
        rows = slice(start, start + len(shifts))
        moves[rows, column], coefficients[rows, column] = shifts, weights
        start += len(shifts)
    return moves, coefficients


def _gradient(run, parameters, seed, upstream, moves, coefficients):
    if not len(moves):
        return tf.zeros_like(parameters)

    @tf.custom_gradient
    def first(parameters, upstream):
        def refuse(*_):
            raise NotImplementedError(
                "second derivatives of sampled expectation values are not made, "
                "because a shift of a shift adds noise to noise. Use exact ones: "
                "without `shots` and `sampler`."
            )

        shifted = parameters[:, None] + moves
        rows = tf.reshape(shifted, (-1, moves.shape[1]))
        values = run(rows, tf.random.experimental.stateless_fold_in(seed, 1))
        shape = (-1, len(moves), upstream.shape[-1])
        slopes = tf.einsum("bsk,bk->bs", tf.reshape(values, shape), upstream)
        return tf.matmul(slopes, coefficients), refuse

    return first(parameters, upstream)
