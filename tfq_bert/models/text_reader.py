"""Reads batches of texts with a preprocessor, traced once for all of them.

Does not choose the preprocessor.
"""

from tfq_bert._quiet import tf
from tfq_bert.models.arguments import check_preprocessor
from tfq_bert.models.traced_step import TracedStep

# What a change of means another graph.
_READ_OF = ("sequence_length", "lowercase", "length_multiple", "tokenizer")


class TextReader:
    """Calls a preprocessor as a graph; traced again when its settings change.

    Example:
    >>> reader = TextReader()
    >>> reader(tf.strings.length, tf.constant(["abc"])).numpy().tolist()
    [3]
    """

    def __init__(self):
        self._step = TracedStep((tf.TensorSpec((None,), tf.string),))

    def __call__(self, preprocessor, text):
        """Reads `(rows,)` strings; `preprocessor` is a layer, or None: an error."""
        check_preprocessor(preprocessor)
        key = [preprocessor, *(getattr(preprocessor, n, None) for n in _READ_OF)]
        return self._step(preprocessor, key, text)
