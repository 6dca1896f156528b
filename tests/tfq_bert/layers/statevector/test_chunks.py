import numpy as np
import pytest
import tensorflow as tf

from tfq_bert.layers.statevector.chunks import run_in_chunks


@pytest.mark.parametrize("batch", [1, 3, 4, 7])
def test_chunks_give_the_values_and_gradients_of_the_whole(batch):
    """`y = w x**2` a row, at most 3 rows at once."""
    data = tf.constant(np.arange(batch, dtype=np.float32)[:, None] + 1)
    weights = tf.constant([2.0])
    seen = []

    def compute(rows, weights):
        seen.append(rows.shape[0])
        return weights * rows**2

    with tf.GradientTape() as tape:
        tape.watch([data, weights])
        values = run_in_chunks(compute, data, weights, 3)
        loss = tf.reduce_sum(values)
    by_data, by_weights = tape.gradient(loss, [data, weights])
    np.testing.assert_allclose(values, 2 * data**2)
    np.testing.assert_allclose(by_data, 4 * data)
    np.testing.assert_allclose(by_weights, [np.sum(data**2)])
    assert all(rows <= 3 for rows in seen)
