"""Training and test steps of a Keras model that work on one batch together.

Does not cut the batches; `RowOrder` does.
"""

import contextlib

from tfq_bert._quiet import keras, tf
from tfq_bert.distributed.collectives import Collectives


@contextlib.contextmanager
def shared_steps(model, collectives: Collectives):
    """Lets a model's `fit` treat each batch as the slice of one that all workers share.

    With `n_k` rows on worker `k`, the gradient is `sum_k n_k g_k / sum_k n_k`, which is
    that of the whole batch for a loss that is a mean over rows. What the metrics add to
    their sums is added up likewise, so that every worker reports those of the whole
    batch after every step. A slice may be empty.

    Args:
        model: Compiled Keras model, whose metrics are sums (as means, accuracies).
        collectives: `Collectives`.

    Raises:
        ValueError: If the model is to run eagerly.
    """
    if model.run_eagerly:
        raise ValueError(
            "`run_eagerly` must be False with several workers, because an empty slice "
            "is told by the graph. Received: run_eagerly=True."
        )
    if not model._compile_metrics.built:  # else they come to be within the first step
        labels = keras.KerasTensor((None,), "int64")
        model._compile_metrics.build(labels, model.outputs[0])
    was_compiled = model.jit_compile
    model.jit_compile = False  # XLA takes no collectives: it gets the rest alone
    model.train_step = _train_step(model, collectives, was_compiled)
    model.test_step = _test_step(model, collectives, was_compiled)
    _forget_traced(model)
    try:
        yield
    finally:
        del model.train_step, model.test_step
        model.jit_compile = was_compiled
        _forget_traced(model)


def _forget_traced(model) -> None:
    model.train_function = model.test_function = None


def _train_step(model, collectives, is_compiled):
    def train_step(data):
        weights, kept = model.trainable_weights, []

        def run(x, y, sample_weight, rows):
            with tf.GradientTape() as tape:
                prediction = model(x, training=True)
                loss = _track(model, x, y, prediction, sample_weight, rows, True)
                if model.optimizer is not None:
                    loss = model.optimizer.scale_loss(loss)
            gradients = tape.gradient(loss, weights)
            kept[:] = [i for i, g in enumerate(gradients) if g is not None]
            # An embedding's gradient is sparse, and does not know its own shape.
            dense = [
                tf.reshape(tf.convert_to_tensor(gradients[i]), weights[i].shape)
                for i in kept
            ]
            return [g * tf.cast(rows, g.dtype) for g in dense]

        def skip():
            return [tf.zeros(weights[i].shape, weights[i].dtype) for i in kept]

        local = _locally(model, data, run, skip, is_compiled)
        rows, found = _share(model, collectives, *local, "train")
        gradients = [None] * len(weights)
        for i, total in zip(kept, found, strict=True):
            gradients[i] = total / tf.cast(rows, total.dtype)
        model.optimizer.apply_gradients(zip(gradients, weights, strict=True))
        return model.get_metrics_result()

    return train_step


def _test_step(model, collectives, is_compiled):
    def test_step(data):
        def run(x, y, sample_weight, rows):
            prediction = model(x, training=False)
            _track(model, x, y, prediction, sample_weight, rows, False)
            return []

        local = _locally(model, data, run, list, is_compiled)
        _share(model, collectives, *local, "test")
        return model.get_metrics_result()

    return test_step


def _track(model, x, y, prediction, sample_weight, rows, training):
    """Computes the loss and updates the metrics as a step of Keras does."""
    loss = model._compute_loss(
        x=x, y=y, y_pred=prediction, sample_weight=sample_weight, training=training
    )
    model._loss_tracker.update_state(loss, sample_weight=rows)
    model.compute_metrics(x, y, prediction, sample_weight=sample_weight)
    return loss


def _locally(model, data, run, skip, is_compiled):
    """Runs a step on this worker's rows, if there are any, with the sums at zero.

    Returns:
        The number of rows, and what the step gave followed by the sums it made. The
        metrics themselves are as they were.
    """
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
    rows = tf.shape(tf.nest.flatten(x)[0])[0]
    if is_compiled:
        run = tf.function(run, jit_compile=True, reduce_retracing=True)
    sums = model.metrics_variables
    before = [tf.convert_to_tensor(variable) for variable in sums]
    for variable in sums:
        variable.assign(tf.zeros(variable.shape, variable.dtype))
    found = tf.cond(rows > 0, lambda: run(x, y, sample_weight, rows), skip)
    made = [tf.convert_to_tensor(variable) for variable in sums]
    for variable, value in zip(sums, before, strict=True):
        variable.assign(value)
    return rows, [*found, *made]


def _share(model, collectives, rows, found, purpose):
    """Adds up rows, gradients and sums over the workers, and moves the metrics on."""
    rows, *found = collectives.sum_all([tf.cast(rows, tf.float32), *found], purpose)
    sums = model.metrics_variables
    for variable, total in zip(sums, found[len(found) - len(sums) :], strict=True):
        variable.assign_add(tf.cast(total, variable.dtype))
    return rows, found[: len(found) - len(sums)]
