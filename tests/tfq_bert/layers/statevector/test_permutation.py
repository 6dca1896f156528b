import numpy as np
import tensorflow as tf

from tfq_bert.layers.statevector.permutation import invert, permute


def test_rows_move_and_so_do_their_gradients():
    """`y = x[[2, 0, 1]]`, so the weight of `y[0]` belongs to `x[2]`."""
    source = np.array([2, 0, 1], np.int32)
    x = tf.constant([[1.0], [2.0], [3.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        moved = permute(x, source)
        loss = tf.reduce_sum(moved * [[10.0], [20.0], [30.0]])
    np.testing.assert_array_equal(moved, [[3], [1], [2]])
    np.testing.assert_array_equal(tape.gradient(loss, x), [[20], [30], [10]])


def test_the_inverse_undoes_a_permutation():
    source = np.random.default_rng(0).permutation(16)
    np.testing.assert_array_equal(source[invert(source)], np.arange(16))
