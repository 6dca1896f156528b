"""WordPiece as keras-hub does it, with the reference's limit on the length of a word.

Does not normalize: see `normalize.py`.
"""

from tfq_bert._quiet import keras, keras_nlp, tf, tf_text

# The reference's `max_input_chars_per_word`.
MAX_CHARACTERS = 100
_MAX_BYTES_PER_CHARACTER = 4


@keras.saving.register_keras_serializable(package="tfq_bert")
class HybridTokenizer(keras_nlp.models.BertTokenizer):
    """Looks up the pieces of words of up to 100 characters; longer words are unknown.

    keras-hub's limit is 100 bytes. That is 33 characters of Thai, which writes no
    spaces between words: most of its sentences would be one unknown word.

    Args:
        vocabulary: list of str, or str, a path; the line of a token is its id.
        lowercase: bool. Whether the tokenizer folds case. Defaults to False.
        **kwargs: Passed to `keras_nlp.models.BertTokenizer`.

    Call arguments:
        inputs: `(batch_size,)`, string.

    Output shape:
        `(batch_size, None)`, int32, ragged.

    Example:
    >>> tokenizer = HybridTokenizer(
    ...     ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "\u0436", "##\u0436"])
    >>> [len(row) for row in tokenizer(["\u0436" * 100, "\u0436" * 101])]
    [100, 1]
    """

    def set_vocabulary(self, vocabulary):
        """Sets the vocabulary, a list of str or a path, or takes it away (None)."""
        super().set_vocabulary(vocabulary)
        if self.vocabulary is None:
            return
        self._fast_word_piece = _CharacterLimit(
            self.oov_token,
            vocab=self.vocabulary,
            token_out_type=self.compute_dtype,
            suffix_indicator=self.suffix_indicator,
            max_bytes_per_word=MAX_CHARACTERS * _MAX_BYTES_PER_CHARACTER,
            unknown_token=self.oov_token,
            no_pretokenization=True,
            support_detokenization=True,
        )


class _CharacterLimit(tf_text.FastWordpieceTokenizer):
    """Takes words of more characters than the limit for unknown."""

    def __init__(self, unknown, **kwargs):
        super().__init__(**kwargs)
        self._unknown = unknown

    def tokenize(self, input):  # noqa: A002
        """Looks up the pieces of each word of a string tensor, dense or ragged."""
        return super().tokenize(tf.ragged.map_flat_values(self._cut, input))

    def _cut(self, words):
        is_long = tf.strings.length(words, unit="UTF8_CHAR") > MAX_CHARACTERS
        return tf.where(is_long, self._unknown, words)
