import numpy as np
import pytest
import sympy
import tensorflow as tf

from circuits import CircuitSpecError
from tfq_bert.layers.parameter_binding import make_binding

A, W, V = sympy.symbols("a w v")


def test_each_row_has_its_data_and_the_shared_weights():
    bind = make_binding([2 * A + 1, A * W, V], [A], [V, W])
    result = bind(tf.constant([[0.5], [-1.0]]), tf.constant([3.0, 4.0]))
    np.testing.assert_allclose(result, [[2, 2, 3], [-1, -4, 3]])


def test_the_gradients_reach_data_and_weights():
    """The sum of a w over rows a = 0.5 and -1: by w -0.5, by a w = 4."""
    bind = make_binding([A * W], [A], [V, W])
    data, weights = tf.constant([[0.5], [-1.0]]), tf.constant([3.0, 4.0])
    with tf.GradientTape() as tape:
        tape.watch([data, weights])
        total = tf.reduce_sum(bind(data, weights))
    by_data, by_weights = tape.gradient(total, [data, weights])
    np.testing.assert_allclose(by_data, [[4], [4]])
    np.testing.assert_allclose(by_weights, [0, -0.5])


def test_no_parameters_give_no_columns():
    assert make_binding([], [A], [])(tf.zeros((3, 1)), tf.zeros(0)).shape == (3, 0)


def test_what_is_no_polynomial_is_refused():
    with pytest.raises(CircuitSpecError, match="^an angle must be a real polynomial"):
        make_binding([sympy.sin(A)], [A], [])
