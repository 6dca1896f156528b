"""Losses on class indices: the default, and the paper's mean squared error.

Does not weigh rows; Keras does.
"""

from tfq_bert._quiet import keras


@keras.saving.register_keras_serializable(package="tfq_bert")
class SparseMeanSquaredError(keras.losses.Loss):
    """Computes the mean squared error between probabilities and a one-hot class.

    `loss = mean_c (onehot(y)[c] - p[c])**2`.

    Args:
        name: str.
        **kwargs: Passed to `keras.losses.Loss` (`reduction`).

    Example:
    >>> loss = SparseMeanSquaredError()
    >>> float(loss([1], [[0.5, 0.5]]))
    0.25

    Reference:
        Masum et al. 2025 train their hybrid head with it
        (https://arxiv.org/abs/2511.17677).
    """

    def __init__(self, name="sparse_mean_squared_error", **kwargs):
        super().__init__(name=name, **kwargs)

    def call(self, y_true, y_pred):
        y_pred = keras.ops.convert_to_tensor(y_pred)
        classes = keras.ops.cast(keras.ops.reshape(y_true, (-1,)), "int32")
        target = keras.ops.one_hot(classes, y_pred.shape[-1], dtype=y_pred.dtype)
        return keras.ops.mean(keras.ops.square(target - y_pred), axis=-1)


def fill_compile(loss, metrics, activation):
    """Fills in what `compile` is to choose itself.

    Args:
        loss: Keras loss, or "auto" for the cross-entropy that fits the activation.
        metrics: List of Keras metrics, or "auto" for the accuracy.
        activation: Keras activation of the last layer; all but softmax are read as
            logits.

    Returns:
        The loss and the metrics.
    """
    if loss == "auto":
        is_softmax = activation is keras.activations.softmax
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=not is_softmax)
    if metrics == "auto":
        metrics = [keras.metrics.SparseCategoricalAccuracy(name="accuracy")]
    return loss, metrics
