"""A TensorFlow function that belongs to a model but is not saved with it.

Does not decide when it is stale: the caller says so by another key.
"""

from tfq_bert._quiet import tf


class TracedStep:
    """Traces a function on its first call, and again when the key changes.

    A plain object, because TensorFlow saves every function that it finds among the
    attributes of a model.

    Args:
        signature: tuple of `tf.TensorSpec`, or None for whatever comes.

    Example:
    >>> step = TracedStep()
    >>> float(step(tf.square, "key", tf.constant(3.0)))
    9.0
    """

    def __init__(self, signature=None):
        self._signature = signature
        self._key, self._function = None, None

    def __call__(self, function, key, *arguments):
        if self._function is None or self._key != key:
            self._key = key
            self._function = tf.function(
                function, input_signature=self._signature, reduce_retracing=True
            )
        return self._function(*arguments)
