"""Runs a function on a batch in chunks, in both directions.

Does not choose the size of the chunks: `memory` does.
"""

from tfq_bert._quiet import tf


def run_in_chunks(compute, data: tf.Tensor, weights: tf.Tensor, rows: int):
    """Returns `compute(data, weights)`, made from chunks of at most `rows` rows.

    The gradient computes each chunk anew, so that only one chunk's states are alive
    at a time in both directions. It has no derivative of its own.

    Args:
        compute: From `(batch, num_data_symbols)` and the weights to `(batch, columns)`;
            each row of the result depends on its own row of the data only.
        data: `(batch, num_data_symbols)`, at least one row.
        weights: `(num_weight_symbols,)`.
        rows: int.
    """

    @tf.custom_gradient
    def run(data, weights):
        def gradient(upstream):
            return _gradient(compute, data, weights, upstream, rows)

        return _values(compute, data, weights, rows), gradient

    return run(data, weights)


def must_stay_whole(*tensors: tf.Tensor) -> bool:
    """Tells whether a graph may be asked for second derivatives by these tensors.

    TensorFlow 2.18 then differentiates all branches and loops twice while it traces
    them, asked or not, and fails on conditions in conditions.
    """
    # No public name tells it. After the quiet import of TensorFlow, hence here.
    from tensorflow.python.ops import gradients_util

    kinds = gradients_util.PossibleTapeGradientTypes(tensors)
    is_twice = kinds == gradients_util.POSSIBLE_GRADIENT_TYPES_HIGHER_ORDER
    return is_twice and not tf.executing_eagerly()


def _values(compute, data, weights, rows):
    count = (tf.shape(data)[0] + rows - 1) // rows

    def body(index, parts):
        part = data[index * rows : (index + 1) * rows]
        return index + 1, parts.write(index, compute(part, weights))

    _, parts = tf.while_loop(
        lambda index, _: index < count,
        body,
        (0, tf.TensorArray(data.dtype, size=count, infer_shape=False)),
        parallel_iterations=1,
    )
    return parts.concat()


def _gradient(compute, data, weights, upstream, rows):
    @tf.custom_gradient
    def first(data, weights, upstream):
        def refuse(*_):
            raise NotImplementedError(
                "second derivatives of a batch that runs in chunks are not made. "
                f"Received: more than {rows} rows. Give fewer rows at once or a larger "
                "`memory_budget`."
            )

        count = (tf.shape(data)[0] + rows - 1) // rows

        def body(index, parts, total):
            part = data[index * rows : (index + 1) * rows]
            with tf.GradientTape() as tape:
                tape.watch([part, weights])
                values = compute(part, weights)
            by_data, by_weights = tape.gradient(
                values,
                [part, weights],
                output_gradients=upstream[index * rows : (index + 1) * rows],
                unconnected_gradients="zero",
            )
            return index + 1, parts.write(index, by_data), total + by_weights

        parts = tf.TensorArray(data.dtype, size=count, infer_shape=False)
        _, parts, total = tf.while_loop(
            lambda index, *_: index < count,
            body,
            (0, parts, tf.zeros_like(weights)),
            parallel_iterations=1,
        )
        return (parts.concat(), total), refuse

    return first(data, weights, upstream)
