"""Trains one of many models in one process, as if it were the only one.

Trains nothing itself, and frees no weights: whoever holds a model keeps it.
"""

import contextlib
import importlib
import logging
from collections.abc import Iterator

from tfq_bert._quiet import tf

# What `tf.custom_gradient` calls the gradients that it registers.
_PREFIX = "CustomGradient-"


@contextlib.contextmanager
def one_of_many() -> Iterator[None]:
    """Forgets the graphs that are made in the block, and is quiet about tracing again.

    TensorFlow 2.18 keeps each gradient of one's own for as long as the process lives,
    and with it the graph, the model that was trained and its optimizer: half a gigabyte
    for each training of MiniLM. No graph that was made in the block can be
    differentiated once more afterwards. And it warns of functions that are traced
    again, as those of each model are.

    Example:
    >>> square = tf.function(tf.custom_gradient(lambda x: (x * x, lambda g: 2 * x * g)))
    >>> with one_of_many():
    ...     float(square(tf.constant(3.0)))
    9.0
    """
    # No public name leads to it.
    ops = importlib.import_module("tensorflow.python.framework.ops")
    registered = ops.gradient_registry._registry
    before = set(registered)
    logger = tf.get_logger()
    logger.addFilter(_is_other)
    try:
        yield
    finally:
        logger.removeFilter(_is_other)
        for name in set(registered) - before:
            if name.startswith(_PREFIX):
                del registered[name]


def _is_other(record: logging.LogRecord) -> bool:
    return "triggered tf.function retracing" not in record.getMessage()
