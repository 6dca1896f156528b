"""Multiplies stacks of vectors or matrices by Kronecker products.

Does not know of gates.
"""

from tfq_bert._quiet import tf


def kron_vectors(vectors: tf.Tensor, count: int) -> tf.Tensor:
    """Returns the product of all vectors, column by column.

    Args:
        vectors: `(count, d, batch)`.
        count: How many vectors, known before the batch is.

    Returns:
        `(d**count, batch)`, the first vector most significant.
    """
    if count == 1:
        return tf.reshape(vectors, (vectors.shape[1], -1))
    pairs, rest = count // 2, count % 2
    dim = vectors.shape[1]
    even = vectors[: 2 * pairs] if rest else vectors
    left, right = tf.unstack(tf.reshape(even, (pairs, 2, dim, -1)), axis=1)
    merged = kron_vectors(_kron_columns(left, right), pairs)
    return _kron_columns(merged[None], vectors[-1:])[0] if rest else merged


def kron_matrices(matrices: tf.Tensor) -> tf.Tensor:
    """Returns the products of each row of matrices.

    Args:
        matrices: `(rows, count, d, d)`.

    Returns:
        `(rows, d**count, d**count)`.
    """
    rows, count, dim = matrices.shape[:3]
    if count == 1:
        return tf.reshape(matrices, (rows, dim, dim))
    if count % 2:
        left = kron_matrices(matrices[:, :-1])[:, None]
        return _kron_pairs(left, matrices[:, -1:])[:, 0]
    pairs = tf.reshape(matrices, (rows, count // 2, 2, dim, dim))
    return kron_matrices(_kron_pairs(*tf.unstack(pairs, axis=2)))


def _kron_pairs(left, right):
    """Multiplies `(rows, count, p, p)` and `(rows, count, q, q)`."""
    rows, count, p = left.shape[:3]
    q = right.shape[2]
    wide = tf.reshape(left, (rows, count, p, 1, p, 1))
    product = wide * tf.reshape(right, (rows, count, 1, q, 1, q))
    return tf.reshape(product, (rows, count, p * q, p * q))


def _kron_columns(left, right):
    """Multiplies `(count, p, batch)` and `(count, q, batch)` for each column."""
    count, p, q = left.shape[0], left.shape[1], right.shape[1]
    product = tf.expand_dims(left, 2) * tf.expand_dims(right, 1)
    return tf.reshape(product, (count, p * q, -1))
