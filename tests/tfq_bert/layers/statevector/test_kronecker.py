import functools

import numpy as np
import pytest
import tensorflow as tf

from tfq_bert.layers.statevector.kronecker import kron_vectors


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
def test_vectors_multiply_as_numpy_does_column_by_column(count):
    """Of sizes 2, 3, 2, 3, ..., the second with one column for all."""
    rng = np.random.default_rng(count)
    vectors = [rng.normal(size=(2 + i % 2, 1 if i == 1 else 4)) for i in range(count)]
    product = kron_vectors([tf.constant(v) for v in vectors])
    for column in range(4):
        columns = [v[:, min(column, v.shape[1] - 1)] for v in vectors]
        expected = functools.reduce(np.kron, columns)
        np.testing.assert_allclose(product[:, column], expected, atol=1e-12)
