"""Strings to token tensors, inside the graph: normalize, WordPiece, pack, trim.

Does not read files, and does not know labels.
"""

from tfq_bert._quiet import keras, keras_nlp, tf
from tfq_bert.text.normalize import normalize_text


@keras.saving.register_keras_serializable(package="tfq_bert")
class HybridPreprocessor(keras_nlp.models.BertTextClassifierPreprocessor):
    """Turns strings into what BERT reads, as the reference BERT tokenizer does.

    Normalizes before keras-hub's WordPiece, whose own rules keep accents, glue words
    at Unicode spaces and stop at NUL. Cuts the padding that all rows of a batch share.

    Args:
        tokenizer: `keras_nlp.models.BertTokenizer`; a `HybridTokenizer` also reads
            words of 101 to 400 bytes as the reference does.
        sequence_length: int. Longest sequence, `[CLS]` and `[SEP]` included; the rest
            of a text is cut off. At least 3. Defaults to 128.
        lowercase: bool or None. Whether the vocabulary is uncased. Defaults to what
            the tokenizer says; give it where the tokenizer's own lower-casing (which
            also folds compatibility forms) is off.
        length_multiple: int. A batch's length is a multiple of it, or
            `sequence_length`: fewer lengths, so that XLA compiles less often.
            Defaults to 1.
        **kwargs: Passed to `BertTextClassifierPreprocessor`.

    Call arguments:
        x: `(batch_size,)`, string.

    Output shape:
        dict of `token_ids`, `segment_ids` and `padding_mask`, each
        `(batch_size, length)`, int32, `length <= sequence_length`.

    Raises:
        ValueError: If `sequence_length < 3` or `length_multiple < 1`.

    Example:
    >>> words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cafe"]
    >>> tokenizer = keras_nlp.models.BertTokenizer(words, lowercase=True)
    >>> preprocessor = HybridPreprocessor(tokenizer, sequence_length=8)
    >>> preprocessor(["Café", ""])["token_ids"].numpy().tolist()
    [[2, 5, 3], [2, 3, 0]]
    """

    def __init__(
        self,
        tokenizer,
        sequence_length=128,
        lowercase=None,
        length_multiple=1,
        **kwargs,
    ):
        if sequence_length < 3:
            raise ValueError(
                "`sequence_length` must be at least 3, because [CLS] and [SEP] take "
                f"two places. Received: sequence_length={sequence_length}."
            )
        if length_multiple < 1:
            raise ValueError(
                "`length_multiple` must be at least 1. Received: "
                f"length_multiple={length_multiple}."
            )
        # keras-hub's second, eager tokenizer is another program with other rules.
        kwargs["_allow_python_workflow"] = False
        super().__init__(tokenizer, sequence_length=sequence_length, **kwargs)
        self.lowercase = tokenizer.lowercase if lowercase is None else lowercase
        self.length_multiple = length_multiple

    def call(self, x, y=None, sample_weight=None):
        x = x[0] if isinstance(x, tuple) else x
        # One row more, because keras-hub's packer cannot take none.
        text = tf.concat([tf.convert_to_tensor(x, tf.string), [""]], axis=0)
        packed = super().call(normalize_text(text, self.lowercase))
        lengths = tf.reduce_sum(tf.cast(packed["padding_mask"], tf.int32), axis=1)
        step = self.length_multiple
        longest = -(-tf.reduce_max(lengths) // step) * step
        # The mask too: `tf.distribute` cannot add booleans up.
        tokens = {
            name: tf.cast(value[:-1, :longest], tf.int32)
            for name, value in packed.items()
        }
        return keras.utils.pack_x_y_sample_weight(tokens, y, sample_weight)

    def count_tokens(self, texts):
        """Counts the tokens of uncut texts, `[CLS]` and `[SEP]` included.

        Args:
            texts: list of str.

        Returns:
            `(rows,)`, int NumPy array.
        """
        return self.count_unknown(texts)[0]

    def count_unknown(self, texts):
        """Counts the tokens of uncut texts, and those that the vocabulary lacks.

        Args:
            texts: list of str.

        Returns:
            Two `(rows,)` int NumPy arrays: tokens as in `count_tokens`, and `[UNK]`.
        """
        unknown = self.tokenizer.token_to_id("[UNK]")

        @tf.function  # the same tokenizer as in `call`, not keras-hub's eager one
        def count(text):
            ids = self.tokenizer(normalize_text(text, self.lowercase))
            is_unknown = tf.cast(ids == unknown, tf.int32)
            return ids.row_lengths(), tf.reduce_sum(is_unknown, axis=1)

        lengths, missing = count(tf.constant(texts, tf.string))
        return lengths.numpy() + 2, missing.numpy()

    def get_config(self):
        return {
            **super().get_config(),
            "lowercase": self.lowercase,
            "length_multiple": self.length_multiple,
        }

    @classmethod
    def from_config(cls, config):
        return super().from_config(dict(config))  # keras-hub modifies it
