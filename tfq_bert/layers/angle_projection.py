"""The Dense reduction: a pooled text vector to one angle per qubit.

Does not encode the angles into a circuit: that is `PQC`'s part.
"""

import math

from tfq_bert._quiet import keras


@keras.saving.register_keras_serializable(package="tfq_bert")
class AngleProjection(keras.layers.Layer):
    """Reduces a pooled text vector to one rotation angle per qubit.

    Computes `angles = max_angle * tanh(inputs @ kernel + bias)`. The tanh bounds each
    angle, so two different inputs never wrap onto the same rotation.

    Args:
        num_angles: int. Number of angles to produce; at least 1.
        max_angle: float. Largest absolute angle, in radians, in `(0, pi]`.
            Defaults to `pi / 2`.
        **kwargs: Passed to `keras.layers.Layer` (`name`, `dtype`, `trainable`).

    Input shape:
        `(batch_size, hidden_dim)`, float.

    Output shape:
        `(batch_size, num_angles)`, float, radians, each in `[-max_angle, max_angle]`.
        Column `i` is the circuit's data symbol `i`.

    Raises:
        ValueError: If `num_angles < 1` or `max_angle` is outside `(0, pi]`.

    Example:
    >>> layer = AngleProjection(num_angles=4)
    >>> tuple(layer(keras.ops.zeros((2, 384))).shape)
    (2, 4)

    Reference:
        Mari et al. 2020, "Transfer learning in hybrid classical-quantum neural
        networks" (https://arxiv.org/abs/1912.08278). Differs: `max_angle` is an
        argument here.
    """

    def __init__(self, num_angles, max_angle=math.pi / 2, **kwargs):
        super().__init__(**kwargs)
        if num_angles < 1:
            raise ValueError(
                f"`num_angles` must be at least 1. Received: num_angles={num_angles}."
            )
        if not 0 < max_angle <= math.pi:
            raise ValueError(
                "`max_angle` must be in (0, pi] radians, because larger angles wrap "
                f"around. Received: max_angle={max_angle}. For degrees, use "
                "math.radians."
            )
        self.num_angles = num_angles
        self.max_angle = max_angle
        self.dense = keras.layers.Dense(
            num_angles, activation="tanh", name="dense", dtype=self.dtype_policy
        )

    def build(self, input_shape):
        self.dense.build(input_shape)
        self.built = True

    def call(self, inputs):
        return self.max_angle * self.dense(inputs)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.num_angles)

    def get_config(self):
        return {
            **super().get_config(),
            "num_angles": self.num_angles,
            "max_angle": self.max_angle,
        }
