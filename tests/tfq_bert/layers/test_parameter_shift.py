import numpy as np
import pytest
import tensorflow as tf

from tfq_bert.layers.parameter_shift import differentiate_by_shifts, shift_rule


def test_one_frequency_gives_the_two_term_rule():
    """f'(x) = (f(x + pi/2) - f(x - pi/2)) / 2; in half-turns the shift is 1/2."""
    shifts, coefficients = shift_rule([np.pi])
    np.testing.assert_allclose(shifts, [0.5, -0.5])
    np.testing.assert_allclose(coefficients, [np.pi / 2, -np.pi / 2])


def test_controlled_rotations_have_the_published_four_terms():
    """Anselmetti et al. 2021 (https://arxiv.org/abs/2104.05695), equation 5."""
    shifts, coefficients = shift_rule([0.5, 1.0])
    root = np.sqrt(2)
    plus, minus = (root + 1) / (4 * root), (root - 1) / (4 * root)
    np.testing.assert_allclose(shifts, np.pi / 2 * np.array([1, 3, -1, -3]))
    np.testing.assert_allclose(coefficients, [plus, -minus, -plus, minus])


@pytest.mark.parametrize(
    "speeds", [(1, 2, 3), (0.5, 1, 1.5, 2), (1, 3), (0.3, 1.7, 2.2), (1, 2, 4, 8)]
)
def test_any_frequencies_give_the_derivative_of_any_sum_of_their_waves(speeds):
    rng = np.random.default_rng(0)
    cosines, sines = rng.normal(size=(2, len(speeds)))
    speeds = np.array(speeds, float)
    shifts, coefficients = shift_rule(speeds)

    def f(x):
        angles = np.multiply.outer(x, speeds)
        return 0.7 + np.cos(angles) @ cosines + np.sin(angles) @ sines

    for x in rng.normal(size=5):
        slope = speeds * (np.cos(speeds * x) * sines - np.sin(speeds * x) * cosines)
        np.testing.assert_allclose(coefficients @ f(x + shifts), slope.sum(), atol=1e-8)


def test_no_frequency_gives_no_terms():
    shifts, coefficients = shift_rule([])
    assert shifts.shape == coefficients.shape == (0,)


def _waves(parameters, _seed):
    """Columns: cos(a) sin(b / 2) and cos(a)."""
    a, b = tf.unstack(parameters, axis=1)
    return tf.stack([tf.cos(a) * tf.sin(b / 2), tf.cos(a)], axis=1)


SEED = tf.zeros(2, tf.int64)


@pytest.mark.parametrize("is_graph", [False, True])
def test_the_gradient_is_that_of_the_function(is_graph):
    function = differentiate_by_shifts(_waves, [(1.0,), (0.5,)])
    function = tf.function(function) if is_graph else function
    points = tf.constant([[0.3, 0.8], [-1.1, 0.2], [2.0, 0.0]])
    upstream = tf.constant([[1.0, 0.0], [0.5, -2.0], [0.0, 1.0]])
    gradients = []
    for run in (function, _waves):
        with tf.GradientTape() as tape:
            tape.watch(points)
            values = run(points, SEED)
        gradients.append(tape.gradient(values, points, output_gradients=upstream))
    np.testing.assert_allclose(*gradients, atol=1e-5)


def test_the_shifted_rows_go_through_one_run_with_a_seed_of_its_own():
    calls = []

    def run(parameters, seed):
        calls.append((parameters.shape[0], seed.numpy().tolist()))
        return _waves(parameters, seed)

    function = differentiate_by_shifts(run, [(0.5, 1.0), (0.5,)])
    points = tf.ones((5, 2))
    with tf.GradientTape() as tape:
        tape.watch(points)
        values = function(points, SEED)
    tape.gradient(values, points)
    assert [rows for rows, _ in calls] == [5, 5 * 6]
    assert calls[0][1] != calls[1][1]


def test_without_parameters_the_gradient_is_empty():
    function = differentiate_by_shifts(lambda rows, _: tf.ones((len(rows), 1)), [])
    points = tf.zeros((3, 0))
    with tf.GradientTape() as tape:
        tape.watch(points)
        values = function(points, SEED)
    assert tape.gradient(values, points).shape == (3, 0)


def test_a_second_derivative_is_refused():
    function = differentiate_by_shifts(_waves, [(1.0,), (0.5,)])
    points = tf.ones((1, 2))
    with tf.GradientTape() as outer:
        outer.watch(points)
        with tf.GradientTape() as inner:
            inner.watch(points)
            values = function(points, SEED)
        first = inner.gradient(values, points)
    with pytest.raises(NotImplementedError, match="^second derivatives of sampled"):
        outer.gradient(first, points)
