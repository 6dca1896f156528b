"""Losses on class indices, and what `compile` takes by default.

Does not weigh rows; Keras does.
"""

from tfq_bert._quiet import keras


@keras.saving.register_keras_serializable(package="tfq_bert")
class SparseMeanSquaredError(keras.losses.Loss):
    """Computes the mean squared error between probabilities and a one-hot class.

    `loss = mean_c (target(y)[c] - p[c])**2`, with the target of `smoothed_targets`.

    Args:
        label_smoothing: float in [0, 1].
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

    def __init__(self, label_smoothing=0.0, name="sparse_mean_squared_error", **kwargs):
        super().__init__(name=name, **kwargs)
        self.label_smoothing = label_smoothing

    def call(self, y_true, y_pred):
        y_pred = keras.ops.convert_to_tensor(y_pred)
        target = smoothed_targets(y_true, y_pred, self.label_smoothing)
        return keras.ops.mean(keras.ops.square(target - y_pred), axis=-1)

    def get_config(self):
        return {**super().get_config(), "label_smoothing": self.label_smoothing}


@keras.saving.register_keras_serializable(package="tfq_bert")
class SmoothedCrossentropy(keras.losses.Loss):
    """Computes the cross-entropy of class indices with smoothed labels.

    `loss = -sum_c target(y)[c] log p[c]`, with the target of `smoothed_targets`.

    Args:
        label_smoothing: float in [0, 1].
        from_logits: bool. Whether the predictions are logits.
        name: str.
        **kwargs: Passed to `keras.losses.Loss` (`reduction`).

    Example:
    >>> round(float(SmoothedCrossentropy(0.5)([0], [[0.75, 0.25]])), 4)
    0.5623

    Reference:
        Szegedy et al. 2016, "Rethinking the Inception Architecture", section 7
        (https://arxiv.org/abs/1512.00567).
    """

    def __init__(
        self, label_smoothing, from_logits=False, name="smoothed_crossentropy", **kwargs
    ):
        super().__init__(name=name, **kwargs)
        self.label_smoothing, self.from_logits = label_smoothing, from_logits

    def call(self, y_true, y_pred):
        y_pred = keras.ops.convert_to_tensor(y_pred)
        target = smoothed_targets(y_true, y_pred, self.label_smoothing)
        return keras.ops.categorical_crossentropy(
            target, y_pred, from_logits=self.from_logits
        )

    def get_config(self):
        return {
            **super().get_config(),
            "label_smoothing": self.label_smoothing,
            "from_logits": self.from_logits,
        }


def smoothed_targets(y_true, y_pred, label_smoothing):
    """Returns `(1 - s) * onehot(y) + s / num_classes`, `(rows, num_classes)`.

    Args:
        y_true: `(rows,)` or `(rows, 1)`, class indices.
        y_pred: `(rows, num_classes)`, whose dtype the result takes.
        label_smoothing: float in [0, 1], the `s`.
    """
    classes = keras.ops.cast(keras.ops.reshape(y_true, (-1,)), "int32")
    count = y_pred.shape[-1]
    target = keras.ops.one_hot(classes, count, dtype=y_pred.dtype)
    return (1 - label_smoothing) * target + label_smoothing / count


def make_loss(name: str, label_smoothing: float = 0.0):
    """Makes a loss on probabilities by its name.

    Args:
        name: "cross_entropy" or "mean_squared_error".
        label_smoothing: float in [0, 1].

    Returns:
        `keras.losses.Loss`.
    """
    if name == "mean_squared_error":
        return SparseMeanSquaredError(label_smoothing)
    if label_smoothing:
        return SmoothedCrossentropy(label_smoothing)
    return keras.losses.SparseCategoricalCrossentropy()


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
