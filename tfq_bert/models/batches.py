"""Batches of texts or features as `tf.data` pipelines.

Does not draw their order or compute features, and knows no model.
"""

import numpy as np

from tfq_bert._quiet import keras, tf
from tfq_bert.models.examples import Examples, take_rows
from tfq_bert.models.order import RowOrder


def make_batches(examples: Examples, order: RowOrder, read):
    """Makes the batches of the epoch that the order stands at, each time anew.

    The order knows nothing of the rows' kind, so texts and their features give the
    same batches.

    Args:
        examples: `Examples`.
        order: `RowOrder`.
        read: Function from a batch of texts, `(batch_size,)` strings, to the model's
            input. Features need none.

    Returns:
        `tf.data.Dataset` of `(x, y)` or `(x, y, sample_weight)`.
    """
    is_array = isinstance(examples.rows, np.ndarray)
    make = _feature_batches if is_array else _text_batches
    dataset = make(examples, order, read)
    count = order.num_batches - order.first[1]
    return dataset.apply(tf.data.experimental.assert_cardinality(count)).prefetch(2)


def ordered_batches(examples, batch_size: int | None, read, share=(0, 1)):
    """Makes batches in the order of the rows; arguments as in `make_batches`."""
    order = RowOrder(len(examples.rows), batch_size, share=share)
    return make_batches(examples, order, read)


def run_by_length(rows, batch_size: int, width: int, read, run) -> np.ndarray:
    """Runs a function over batches of texts of like length, and restores the order.

    Padding reaches to the longest text of a batch only, so short texts cost little.

    Args:
        rows: list of str, or features.
        batch_size: int.
        width: int. Columns of the result.
        read: As in `make_batches`.
        run: Function from a `tf.data.Dataset` of inputs to the results of all rows.

    Returns:
        `(len(rows), width)`, float32.
    """
    if not len(rows):
        return np.zeros((0, width), np.float32)
    order = np.argsort([-len(row) for row in rows], kind="stable")
    batches = ordered_batches(Examples(take_rows(rows, order), None), batch_size, read)
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


def _feature_batches(examples, order, _):
    """Gathers rows of features inside `tf.data`, with one draw of Python an epoch."""
    vector = tf.TensorSpec((None,), tf.int64)

    def draw():
        batches = order.current()
        ends = np.cumsum([0, *map(len, batches)])
        yield np.concatenate(batches), ends

    epoch = tf.data.Dataset.from_generator(draw, output_signature=(vector, vector))
    arrays = ({"features": examples.rows}, examples.ids, examples.sample_weight)
    tensors = tf.nest.map_structure(
        lambda a: None if a is None else tf.constant(a), arrays
    )

    def split(rows, ends):
        def gather(i):
            x, y, weight = tf.nest.map_structure(
                lambda t: (
                    None if t is None else tf.gather(t, rows[ends[i] : ends[i + 1]])
                ),
                tensors,
            )
            return keras.utils.pack_x_y_sample_weight(x, y, weight)

        return tf.data.Dataset.range(tf.size(ends, tf.int64) - 1).map(gather)

    return epoch.flat_map(split)


def _text_batches(examples, order, read):
    """Reads texts batch after batch.

    In Python and not in a `map`, which would trace `read` again in every call.
    """

    def pick(indices):
        x = take_rows(examples.rows, indices)
        x = read(tf.constant(x, tf.string, shape=(len(x),)))
        ids, weight = (
            None if values is None else values[indices]
            for values in (examples.ids, examples.sample_weight)
        )
        return keras.utils.pack_x_y_sample_weight(x, ids, weight)

    signature = tf.nest.map_structure(
        lambda x: tf.TensorSpec((None,) * len(x.shape), x.dtype),
        pick(np.arange(min(len(examples.rows), order.batch_size))),
    )
    return tf.data.Dataset.from_generator(
        lambda: map(pick, order.current()), output_signature=signature
    )
