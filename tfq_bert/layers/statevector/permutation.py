"""Permutes the rows of a state with a gradient that gathers as well.

Does not compose permutations: `circuits` does.
"""

import numpy as np

from tfq_bert._quiet import tf


def permute(state: tf.Tensor, source: np.ndarray) -> tf.Tensor:
    """Returns `state[source]`; the gradient is the inverse gather, no slow scatter.

    Args:
        state: `(rows, batch)`.
        source: A permutation of the rows, `(rows,)`.
    """
    inverse = invert(source)

    @tf.custom_gradient
    def gather(x):
        return tf.gather(x, source), lambda upstream: permute(upstream, inverse)

    return gather(state)


def invert(source: np.ndarray) -> np.ndarray:
    """Returns the inverse of a permutation."""
    inverse = np.empty_like(source)
    inverse[source] = np.arange(len(source), dtype=source.dtype)
    return inverse
