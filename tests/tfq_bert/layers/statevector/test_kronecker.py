import functools

import numpy as np
import pytest
import tensorflow as tf

from tfq_bert.layers.statevector.kronecker import kron_matrices, kron_vectors


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
def test_vectors_multiply_as_numpy_does_column_by_column(count):
    vectors = np.random.default_rng(count).normal(size=(count, 2, 3))
    product = kron_vectors(tf.constant(vectors), count)
    for column in range(3):
        expected = functools.reduce(np.kron, vectors[:, :, column])
        np.testing.assert_allclose(product[:, column], expected, atol=1e-12)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_matrices_multiply_as_numpy_does_row_by_row(count):
    matrices = np.random.default_rng(count).normal(size=(3, count, 2, 2))
    for product, factors in zip(
        kron_matrices(tf.constant(matrices)), matrices, strict=True
    ):
        expected = functools.reduce(np.kron, factors)
        np.testing.assert_allclose(product, expected, atol=1e-12)
