import math

import numpy as np
import pytest

from tests.contracts import check_layer_contract
from tfq_bert._quiet import keras
from tfq_bert.layers import AngleProjection


def test_the_contract_of_layers(tmp_path):
    inputs = np.linspace(-1, 1, 15, dtype="float32").reshape(3, 5)
    check_layer_contract(
        AngleProjection, {"num_angles": 4, "max_angle": 1.0}, inputs, tmp_path
    )


def test_angles_are_the_bounded_tanh_of_a_dense():
    """With kernel (1, 0; 0, 2) and bias (0, 0.5): 3 tanh(x0), 3 tanh(2 x1 + 0.5)."""
    layer = AngleProjection(2, max_angle=3.0)
    layer.build((None, 2))
    layer.set_weights([np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([0.0, 0.5])])
    result = layer(np.array([[0.3, -0.2], [50.0, -50.0]], "float32"))
    expected = [[3 * math.tanh(0.3), 3 * math.tanh(0.1)], [3.0, -3.0]]
    np.testing.assert_allclose(result, expected, atol=1e-6)


def test_the_default_reaches_a_right_angle_and_no_further():
    layer = AngleProjection(1, dtype="float32")
    layer.build((None, 1))
    layer.set_weights([np.array([[1.0]]), np.array([0.0])])
    assert float(layer(np.array([[1e6]]))[0, 0]) == pytest.approx(math.pi / 2)


def test_gradients_reach_the_kernel(seed):  # noqa: ARG001
    import tensorflow as tf

    layer = AngleProjection(2)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(np.array([[0.1, -0.3, 0.2]], "float32")))
    gradient = tape.gradient(total, layer.dense.kernel)
    kernel, x = np.array(layer.dense.kernel, float), np.array([0.1, -0.3, 0.2])
    slope = math.pi / 2 * (1 - np.tanh(x @ kernel) ** 2)
    np.testing.assert_allclose(gradient, x[:, None] * slope, atol=1e-5)


@pytest.mark.parametrize("num_angles", [0, -3])
def test_no_angles_are_refused(num_angles):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        AngleProjection(num_angles)
    assert str(caught.value) == (
        f"`num_angles` must be at least 1. Received: num_angles={num_angles}."
    )


@pytest.mark.parametrize("max_angle", [0, -1.0, 90, 3.15, float("nan")])
def test_degrees_and_empty_ranges_are_refused(max_angle):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        AngleProjection(2, max_angle=max_angle)
    assert str(caught.value) == (
        "`max_angle` must be in (0, pi] radians, because larger angles wrap around. "
        f"Received: max_angle={max_angle}. For degrees, use math.radians."
    )


def test_mixed_precision_keeps_the_shape():
    policy = keras.DTypePolicy("mixed_float16")
    result = AngleProjection(2, dtype=policy)(np.ones((3, 4), "float32"))
    assert (tuple(result.shape), result.dtype.name) == ((3, 2), "float16")
