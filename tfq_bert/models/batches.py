"""Batches of texts or features as `tf.data` pipelines, shuffled from a seed.

Does not compute features and knows no model.
"""

import numpy as np

from tfq_bert._quiet import keras, tf
from tfq_bert.models.examples import Examples, take_rows


def training_batches(examples: Examples, batch_size: int, seed: int, read):
    """Makes batches that come in a new order each epoch, drawn from the seed.

    The order depends on the number of rows and the seed alone, so texts and their
    features give the same batches.

    Args:
        examples: `Examples`.
        batch_size: int.
        seed: int.
        read: Function from a batch of texts to the model's input; features need none.

    Returns:
        `tf.data.Dataset` of `(x, y)` or `(x, y, sample_weight)`.
    """
    count = len(examples.ids)
    # Not `Dataset.shuffle`, which mixes TensorFlow's global seed in.
    rng = np.random.default_rng(seed)
    order = tf.data.Dataset.from_generator(
        lambda: iter([rng.permutation(count)]),
        output_signature=tf.TensorSpec((count,), tf.int64),
    )
    order = order.unbatch().apply(tf.data.experimental.assert_cardinality(count))
    return _gathered(
        order,
        (examples.rows, examples.ids, examples.sample_weight),
        batch_size,
        read,
    )


def ordered_batches(examples: Examples, batch_size: int, read):
    """Makes batches in the order of the rows; arguments as in `training_batches`."""
    order = tf.data.Dataset.range(len(examples.ids))
    arrays = (examples.rows, examples.ids, examples.sample_weight)
    return _gathered(order, arrays, batch_size, read)


def run_by_length(rows, batch_size: int, width: int, read, run) -> np.ndarray:
    """Runs a function over batches of texts of like length, and restores the order.

    Padding reaches to the longest text of a batch only, so short texts cost little.

    Args:
        rows: list of str, or features.
        batch_size: int.
        width: int. Columns of the result.
        read: As in `training_batches`.
        run: Function from a `tf.data.Dataset` of inputs to the results of all rows.

    Returns:
        `(len(rows), width)`, float32.
    """
    if not len(rows):
        return np.zeros((0, width), np.float32)
    order = np.arange(len(rows))
    if len(rows) > batch_size:
        order = np.argsort([-len(row) for row in rows], kind="stable")
    indices = tf.data.Dataset.range(len(rows))
    arrays = (take_rows(rows, order), None, None)
    result = np.empty((len(rows), width), np.float32)
    result[order] = run(_gathered(indices, arrays, batch_size, read))
    return result


def _gathered(order, arrays, batch_size, read):
    """Batches row indices, and gathers and reads the rows of each batch."""
    rows, ids, weight = arrays
    if isinstance(rows, np.ndarray):
        rows, read = tf.constant(rows), lambda batch: {"features": batch}
    else:
        rows = tf.constant(rows, tf.string, shape=(len(rows),))
    tensors = (
        rows,
        None if ids is None else tf.constant(ids, tf.int32),
        None if weight is None else tf.constant(weight, tf.float32),
    )

    def gather(indices):
        x, y, w = (None if t is None else tf.gather(t, indices) for t in tensors)
        return keras.utils.pack_x_y_sample_weight(read(x), y, w)

    # One worker: the order of the batches must not depend on the machine's load.
    return order.batch(batch_size).map(gather).prefetch(2)
