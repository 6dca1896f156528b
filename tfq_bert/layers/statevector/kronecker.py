"""Multiplies vectors by Kronecker products, column by column.

Does not know of gates.
"""

from tfq_bert._quiet import tf


def kron_vectors(vectors: list[tf.Tensor]) -> tf.Tensor:
    """Returns the product of all vectors.

    Args:
        vectors: `(size, batch)` or `(size, 1)`, the same for all columns.

    Returns:
        `(product of the sizes, batch)`, the first vector most significant.
    """
    while len(vectors) > 1:
        pairs = zip(vectors[::2], vectors[1::2], strict=False)
        rest = vectors[len(vectors) - len(vectors) % 2 :]
        vectors = [_kron(left, right) for left, right in pairs] + rest
    return vectors[0]


def _kron(left, right):
    product = tf.expand_dims(left, 1) * tf.expand_dims(right, 0)
    return tf.reshape(product, (left.shape[0] * right.shape[0], -1))
