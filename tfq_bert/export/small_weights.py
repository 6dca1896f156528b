"""BERT's weights as an export stores them: as they are, or its matrices in few bits.

Does not measure what that costs in accuracy: `accuracy_change` does.
"""

import contextlib
from collections.abc import Iterator

import numpy as np

from tfq_bert._quiet import keras, tf

QUANTIZE = ("float16", "int8")
# The largest whole number that is stored; -128 is not, so that both signs are alike.
_LARGEST = 127


class SmallWeights(tf.Module):
    """Stands in for a backbone's variables while a graph is traced.

    `"float16"` stores a matrix in half precision. `"int8"` stores
    `round(matrix / scale)`, with one float32 scale for each output of a layer and each
    row of a table, `scale = max |matrix| / 127`. The graph computes in the precision of
    the model: it widens each matrix when it is used, and of the table of words only
    the rows that are read. Biases and the scales of normalization stay as they are.

    Args:
        backbone: `keras_nlp.models.BertBackbone`.
        quantize: None, `"float16"` or `"int8"`.
    """

    def __init__(self, backbone, quantize: str | None):
        super().__init__(name="backbone")
        # Not the backbone itself: all that it has would be stored as well.
        self._stored = [_store(v, quantize) for v in backbone.variables]

    @contextlib.contextmanager
    def in_place(self, backbone, tokens: dict) -> Iterator[dict]:
        """Puts the stored weights in the place of the backbone's own.

        Args:
            backbone: As in the constructor.
            tokens: dict of its inputs.

        Yields:
            The inputs to give to the backbone instead.
        """
        pairs = []
        for variable, stored in zip(backbone.variables, self._stored, strict=True):
            if not isinstance(stored, _Matrix):
                continue
            rows = None
            if variable is backbone.token_embedding.embeddings:
                rows = tf.reshape(tokens["token_ids"], [-1])
                # Row `i` of the smaller table is the word at place `i`.
                places = tf.range(tf.size(rows))
                places = tf.reshape(places, tf.shape(tokens["token_ids"]))
                tokens = {**tokens, "token_ids": places}
            pairs.append((variable, stored.widened(variable.dtype, rows)))
        with keras.StatelessScope() as scope:
            for pair in pairs:
                scope.add_update(pair)  # at construction, shapes would have to agree
            yield tokens


class _Matrix(tf.Module):
    """Holds one matrix in few bits, and its scales if it has any."""

    def __init__(self, values: np.ndarray, scales: np.ndarray | None):
        super().__init__()
        self.values = tf.Variable(values, trainable=False)
        self.scales = None
        if scales is not None:
            self.scales = tf.Variable(scales, trainable=False)

    def widened(self, dtype: str, rows=None):
        """Returns the matrix, or some of its rows, as a tensor of a type."""
        values, scales = self.values, self.scales
        if rows is not None:
            values = tf.gather(values, rows)
            scales = None if scales is None else tf.gather(scales, rows)
        if scales is None:
            return tf.cast(values, dtype)
        return tf.cast(tf.cast(values, tf.float32) * scales, dtype)


def _store(variable, quantize):
    """Returns the variable itself, or a matrix of it in few bits."""
    if quantize is None or not variable.path.endswith(("/kernel", "/embeddings")):
        return variable.value
    weights = np.asarray(keras.ops.convert_to_numpy(variable), np.float32)
    if quantize == "float16":
        return _Matrix(weights.astype(np.float16), None)
    return _Matrix(*_rounded(weights, _input_axes(variable)))


def _rounded(weights: np.ndarray, axes) -> tuple[np.ndarray, np.ndarray]:
    """Returns whole numbers up to `_LARGEST`, and scales that make them weights."""
    largest = np.abs(weights).max(axis=axes, keepdims=True)
    scales = np.where(largest > 0, largest, 1).astype(np.float32) / _LARGEST
    return np.rint(weights / scales).astype(np.int8), scales


def _input_axes(variable) -> tuple[int, ...]:
    """Returns the axes that a layer sums over; of a table, those of a row."""
    if not variable.path.endswith("/kernel"):
        return (1,)
    # Attention's last product sums over heads and what each has.
    return (0, 1) if "attention_output" in variable.path else (0,)
