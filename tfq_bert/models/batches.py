"""Batches of texts or features as `tf.data` pipelines, shuffled from a seed.

Does not compute features and knows no model.
"""

from tfq_bert._quiet import keras, tf


def training_batches(inputs, ids, sample_weight, batch_size, seed, preprocess):
    """Makes batches that come in a new order each epoch, drawn from the seed.

    The order depends on the number of rows and the seed alone, so texts and their
    features give the same batches.

    Args:
        inputs: Tensor or array with one row an example.
        ids: `(rows,)`, int. Class indices.
        sample_weight: `(rows,)`, float, or None.
        batch_size: int.
        seed: int.
        preprocess: Function from a batch of `inputs` to what the model reads.

    Returns:
        `tf.data.Dataset` of `(x, y)` or `(x, y, sample_weight)`.
    """
    rows = len(ids)
    order = tf.data.Dataset.range(rows).shuffle(max(rows, 1), seed=seed)
    arrays = _tensors(inputs, ids, sample_weight)
    return _gathered(order, arrays, batch_size, preprocess)


def ordered_batches(inputs, ids, sample_weight, batch_size, preprocess):
    """Makes batches in the order of the rows; arguments as in `training_batches`."""
    order = tf.data.Dataset.range(int(inputs.shape[0]))
    arrays = _tensors(inputs, ids, sample_weight)
    return _gathered(order, arrays, batch_size, preprocess)


def _tensors(inputs, ids, sample_weight):
    inputs = tf.convert_to_tensor(inputs)
    ids = None if ids is None else tf.convert_to_tensor(ids, tf.int32)
    if sample_weight is not None:
        sample_weight = tf.convert_to_tensor(sample_weight, tf.float32)
    return inputs, ids, sample_weight


def _gathered(order, arrays, batch_size, preprocess):
    def gather(rows):
        x, y, weight = (None if a is None else tf.gather(a, rows) for a in arrays)
        return keras.utils.pack_x_y_sample_weight(preprocess(x), y, weight)

    # One worker: the order of the batches must not depend on the machine's load.
    return order.batch(batch_size).map(gather).prefetch(2)
