"""Trains a head on features: as `fit` does, many times as fast.

Computes no features and scores nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tfq_bert._quiet import keras, tf
from tfq_bert.errors import InputError
from tfq_bert.models.order import RowOrder
from tfq_bert.training.fit_stages import NOT_DECAYED, STEP_EPSILON

_FACTORS = (1, 3, 10, 1 / 3, 30, 1 / 10, 100)


@dataclass(frozen=True)
class HeadFit:
    """Holds what the training of a head came to.

    Attributes:
        learning_rate: float. The one that was kept.
        validation_loss: float. Of the weights that were kept.
        epochs: int. How many were run.
        kept_epoch: int. Whose weights the head has, from 1.
        history: dict of lists: `loss` and `val_loss` of each epoch.
    """

    learning_rate: float
    validation_loss: float
    epochs: int
    kept_epoch: int
    history: dict


class HeadTrainer:
    """Trains a Keras head by AdamW with early stopping, an epoch in one call.

    The same steps as `HybridTextClassifier.fit` on features with the recipe `frozen`:
    the same batches from the same seed, the same optimizer and stopping. Keras runs
    Python between the steps, which takes longer than a step of a small head.

    Args:
        head: `keras.Sequential`, built, whose outputs are probabilities.
        train: (features, class ids) to train on.
        validation: (features, class ids) to stop by.
        batch_size: int.
        weight_decay: float. Of AdamW.
    """

    def __init__(self, head, train, validation, *, batch_size=32, weight_decay=0.004):
        self.head, self.batch_size = head, batch_size
        self._train, self._validation = _constants(train), _constants(validation)
        self._num_rows = len(train[1])
        self._start = head.get_weights()
        self._loss = keras.losses.SparseCategoricalCrossentropy()
        self._optimizer = keras.optimizers.AdamW(
            weight_decay=weight_decay, epsilon=STEP_EPSILON
        )
        self._optimizer.exclude_from_weight_decay(var_names=NOT_DECAYED)
        self._optimizer.build(head.trainable_variables)
        self._moments = [np.array(v) for v in self._optimizer.variables]
        self._run_epoch = tf.function(self._epoch, reduce_retracing=True)
        self._run_check = tf.function(self._check)

    def fit(
        self,
        learning_rate: float,
        *,
        start=None,
        epochs: int = 30,
        patience: int = 5,
        seed: int = 0,
    ) -> HeadFit:
        """Trains the head from the weights that it had at first, or others.

        Args:
            learning_rate: float.
            start: list of arrays in the order of `head.get_weights()`, or None.
            epochs: int. At most so many.
            patience: int. Epochs without a better validation loss before it stops; the
                head has the best weights afterwards.
            seed: int. Of the batches.

        Returns:
            `HeadFit`; a loss that is no number ends it with a loss of infinity.
        """
        start = self._start if start is None else start
        self.head.set_weights(start)
        for variable, value in zip(
            self._optimizer.variables, self._moments, strict=True
        ):
            variable.assign(value)
        self._optimizer.learning_rate = learning_rate
        order = RowOrder(self._num_rows, self.batch_size, seed)
        best, kept, weights = np.inf, 0, start
        history: dict[str, list[float]] = {"loss": [], "val_loss": []}
        for epoch in range(epochs):
            rows = np.concatenate(order.batches(epoch))
            loss = float(self._run_epoch(tf.constant(rows)))
            found = float(self._run_check())
            history["loss"].append(loss)
            history["val_loss"].append(found)
            if found < best:
                best, kept, weights = found, epoch + 1, self.head.get_weights()
            if epoch + 1 - kept >= patience or not np.isfinite(loss):
                break
        self.head.set_weights(weights)
        return HeadFit(learning_rate, best, len(history["loss"]), kept, history)

    def tune(
        self, rates: Sequence[float], starts: Sequence[list], **settings
    ) -> tuple[HeadFit, list[dict[str, float]]]:
        """Trains with each learning rate and keeps the lowest validation loss.

        Args:
            rates: sequence of float.
            starts: sequence of first weights, one a rate: the losses of circuits have
                many hollows.
            **settings: As in `fit`.

        Returns:
            The `HeadFit` whose weights the head has, and for each rate `learning_rate`
            and `validation_loss`, None where it was no number.

        Raises:
            InputError: If no rate ended with a number.
        """
        best, weights, tried = None, None, []
        for rate, start in zip(rates, starts, strict=True):
            fit = self.fit(rate, start=start, **settings)
            tried.append(tried_rate(rate, fit.validation_loss))
            if best is None or fit.validation_loss < best.validation_loss:
                best, weights = fit, self.head.get_weights()
        check_one_converged(tried)
        self.head.set_weights(weights)
        return best, tried

    def _epoch(self, rows):
        """Runs the batches of an epoch; returns the mean loss of the rows."""
        total, size = tf.constant(0.0), self.batch_size
        features, ids = self._train
        for start in tf.range(0, tf.size(rows), size):
            batch = rows[start : start + size]
            x, y = tf.gather(features, batch), tf.gather(ids, batch)
            with tf.GradientTape() as tape:
                loss = self._loss(y, self.head(x, training=True))
            variables = self.head.trainable_variables
            gradients = tape.gradient(loss, variables)
            self._optimizer.apply(gradients, variables)
            total += loss * tf.cast(tf.size(batch), tf.float32)
        return total / tf.cast(tf.size(rows), tf.float32)

    def _check(self):
        features, ids = self._validation
        return self._loss(ids, self.head(features, training=False))


def rates_to_try(rate: float, tries: int) -> list[float]:
    """Returns the first learning rates to try, around one.

    Args:
        rate: float. The first.
        tries: int, 1 to 7.

    Example:
    >>> rates_to_try(0.002, 3)
    [0.002, 0.006, 0.02]
    """
    return [float(f"{rate * factor:.2g}") for factor in _FACTORS[:tries]]


def tried_rate(rate: float, loss: float) -> dict[str, float | None]:
    """Writes what came of a learning rate; a loss that is no number is None.

    Args:
        rate: float.
        loss: float. On the validation rows.
    """
    known = loss if np.isfinite(loss) else None
    return {"learning_rate": rate, "validation_loss": known}


def check_one_converged(tried: list[dict]) -> None:
    """Refuses a head whose loss became no number with every rate.

    Args:
        tried: list of what `tried_rate` returned.

    Raises:
        InputError: With the rates.
    """
    if all(each["validation_loss"] is None for each in tried):
        rates = ", ".join(f"{each['learning_rate']:g}" for each in tried)
        raise InputError(
            "The loss of a head must stay a number with one learning rate at least. "
            f"Received: none of {rates} did. Look at the features for huge values."
        )


def _constants(examples):
    features, ids = examples
    return tf.constant(features, tf.float32), tf.constant(ids, tf.int64)
