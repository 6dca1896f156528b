"""Batches of texts or features as `tf.data` pipelines, shuffled from a seed.

Does not compute features and knows no model.
"""

import numpy as np

from tfq_bert._quiet import keras, tf
from tfq_bert.models.examples import Examples, take_rows


def training_batches(examples: Examples, batch_size: int, seed: int | None, read):
    """Makes batches that come in a new order each epoch, drawn from the seed.

    The order depends on the number of rows and the seed alone, so texts and their
    features give the same batches.

    Args:
        examples: `Examples`.
        batch_size: int.
        seed: int, or None for the order of the rows in every epoch.
        read: Function from a batch of texts, `(batch_size,)` strings, to the model's
            input. Features need none.

    Returns:
        `tf.data.Dataset` of `(x, y)` or `(x, y, sample_weight)`.
    """
    if seed is None:
        return ordered_batches(examples, batch_size, read)
    count = len(examples.ids)
    # Not `Dataset.shuffle`, which mixes TensorFlow's global seed in.
    rng = np.random.default_rng(seed)
    return _batches(examples, batch_size, read, lambda: rng.permutation(count))


def ordered_batches(examples: Examples, batch_size: int, read):
    """Makes batches in the order of the rows; arguments as in `training_batches`."""
    return _batches(examples, batch_size, read, lambda: np.arange(len(examples.ids)))


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
    if len(rows) > _checked(batch_size):
        order = np.argsort([-len(row) for row in rows], kind="stable")
    batches = _batches(Examples(rows, None), batch_size, read, lambda: order)
    result = np.empty((len(rows), width), np.float32)
    result[order] = run(batches)
    return result


def collect(step, progress=None):
    """Makes a function for `run_by_length` that applies a step to every batch.

    Args:
        step: Function from a batch of inputs to a tensor, one row an example.
        progress: Function called with the number of rows done after each batch.

    Returns:
        Function from a `tf.data.Dataset` to the results, a NumPy array.
    """

    def run(batches):
        parts = []
        for batch in batches:
            parts.append(np.asarray(step(batch)))
            if progress is not None:
                progress(sum(map(len, parts)))
        return np.concatenate(parts)

    return run


def _batches(examples, batch_size, read, draw):
    """Makes batches in an order that is drawn anew for each epoch."""
    count = len(examples.rows)
    batch_size = _checked(batch_size)
    make = _feature_batches if isinstance(examples.rows, np.ndarray) else _text_batches
    dataset = make(examples, batch_size, read, draw)
    num_batches = -(-count // batch_size)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(num_batches))
    return dataset.prefetch(2)


def _checked(batch_size: int | None) -> int:
    """Returns the batch size, 32 for None as in Keras."""
    if batch_size is None:
        return 32
    if batch_size < 1:
        raise ValueError(
            f"`batch_size` must be at least 1. Received: batch_size={batch_size}."
        )
    return batch_size


def _feature_batches(examples, batch_size, _, draw):
    """Gathers rows of features inside `tf.data`, with one draw of Python an epoch."""
    order = tf.data.Dataset.from_generator(
        lambda: iter([draw()]), output_signature=tf.TensorSpec((None,), tf.int64)
    )
    arrays = ({"features": examples.rows}, examples.ids, examples.sample_weight)
    tensors = tf.nest.map_structure(
        lambda a: None if a is None else tf.constant(a), arrays
    )

    def gather(indices):
        x, y, weight = tf.nest.map_structure(
            lambda t: None if t is None else tf.gather(t, indices), tensors
        )
        return keras.utils.pack_x_y_sample_weight(x, y, weight)

    return order.unbatch().batch(batch_size).map(gather)


def _text_batches(examples, batch_size, read, draw):
    """Reads texts batch after batch.

    In Python and not in a `map`, which would trace `read` again in every call.
    """
    count = len(examples.rows)

    def pick(indices):
        x = take_rows(examples.rows, indices)
        x = read(tf.constant(x, tf.string, shape=(len(x),)))
        ids, weight = (
            None if values is None else values[indices]
            for values in (examples.ids, examples.sample_weight)
        )
        return keras.utils.pack_x_y_sample_weight(x, ids, weight)

    def generate():
        order = draw()
        for start in range(0, count, batch_size):
            yield pick(order[start : start + batch_size])

    signature = tf.nest.map_structure(
        lambda x: tf.TensorSpec((None,) * len(x.shape), x.dtype),
        pick(np.arange(min(count, batch_size))),
    )
    return tf.data.Dataset.from_generator(generate, output_signature=signature)
