"""Pooling: one vector a text out of the vectors of its tokens.

Does not use BERT's pooler: `HybridTextClassifier(pooling="cls")` does.
"""

from tfq_bert._quiet import keras


@keras.saving.register_keras_serializable(package="tfq_bert")
class MaskedPooling(keras.layers.Layer):
    """Averages token vectors over the tokens that are not padding.

    Computes `sum_t mask[t] * sequence[t] / max(1, sum_t mask[t])`, in float32.
    Takes the arguments of every `keras.layers.Layer` (`name`, `dtype`, `trainable`).

    Call arguments:
        sequence: `(batch_size, num_tokens, hidden_dim)`, float.
        padding_mask: `(batch_size, num_tokens)`, int or bool; 1 marks a token.

    Output shape:
        `(batch_size, hidden_dim)`, float32.

    Example:
    >>> layer = MaskedPooling()
    >>> vectors = keras.ops.array([[[1.0, 3.0], [3.0, 5.0], [9.0, 9.0]]])
    >>> layer(vectors, keras.ops.array([[1, 1, 0]])).numpy().tolist()
    [[2.0, 4.0]]

    Reference:
        Reimers and Gurevych 2019, "Sentence-BERT", section 3
        (https://arxiv.org/abs/1908.10084): the MEAN strategy.
    """

    def call(self, sequence, padding_mask):
        weights = keras.ops.cast(padding_mask, "float32")[..., None]
        total = keras.ops.sum(keras.ops.cast(sequence, "float32") * weights, axis=1)
        return total / keras.ops.maximum(keras.ops.sum(weights, axis=1), 1.0)

    def build(self, *_):
        self.built = True

    def compute_output_shape(self, sequence_shape, *_):
        return (sequence_shape[0], sequence_shape[2])

    def compute_output_spec(self, sequence, padding_mask):  # noqa: ARG002
        return keras.KerasTensor((sequence.shape[0], sequence.shape[2]), "float32")
