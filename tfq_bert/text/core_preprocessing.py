"""Strings to token tensors with ops of TensorFlow alone, for an export.

Does not train: `HybridPreprocessor` does, of which this is the copy that runs in a
process without tensorflow-text.
"""

from tfq_bert._quiet import tf
from tfq_bert.text.core_normalize import CoreFolding
from tfq_bert.text.core_word_piece import CoreWordPiece
from tfq_bert.text.normalize import clean_text
from tfq_bert.text.preprocessing import HybridPreprocessor
from tfq_bert.text.tokenizer import HybridTokenizer

# Signs of ASCII that Unicode calls symbols ("$", "^") are punctuation to BERT.
_PUNCTUATION = r"[!-/:-@\[-`{-~\p{P}]"
# What a tokenizer of the library may do besides, which this one does not.
_PLAIN = {
    "lowercase": False,
    "strip_accents": False,
    "split": True,
    "special_tokens_in_strings": False,
    "suffix_indicator": "##",
}


class CorePreprocessor(tf.Module):
    """Turns strings into what BERT reads, as the `HybridPreprocessor` that is given.

    Each word of a batch is folded and cut into pieces once, however often it stands
    there.

    Args:
        preprocessor: `HybridPreprocessor` with a `HybridTokenizer`.

    Raises:
        ValueError: If it is another, or its tokenizer does more than look up pieces.
    """

    def __init__(self, preprocessor):
        super().__init__(name="preprocessor")
        _check(preprocessor)
        tokenizer = preprocessor.tokenizer
        vocabulary = tokenizer.get_vocabulary()
        self._ends = (tokenizer.start_token_id, tokenizer.end_token_id)
        self._padding = tokenizer.pad_token_id
        self._sequence_length = preprocessor.sequence_length
        self._multiple = preprocessor.length_multiple
        self._fold = CoreFolding(preprocessor.lowercase)
        self._word_piece = CoreWordPiece(vocabulary, tokenizer.oov_token)

    def __call__(self, text: tf.Tensor) -> dict[str, tf.Tensor]:
        """Returns the tensors of `HybridPreprocessor`, each `(rows, length)`, int32.

        Args:
            text: tf.Tensor of string, `(rows,)`.
        """
        ids = self._tokenize(text)[:, : self._sequence_length - 2]
        ends = [tf.fill([ids.nrows(), 1], end) for end in self._ends]
        ids = tf.concat([ends[0], ids, ends[1]], axis=1)
        longest = tf.reduce_max(tf.concat([[2], ids.row_lengths()], axis=0))
        longest = -(-longest // self._multiple) * self._multiple
        length = tf.minimum(longest, self._sequence_length)
        ids = ids.to_tensor(self._padding)
        missing = length - tf.shape(ids, tf.int64)[1]
        ids = tf.pad(ids, [[0, 0], [0, missing]], constant_values=self._padding)
        return {
            "token_ids": ids,
            "padding_mask": tf.cast(ids != self._padding, tf.int32),
            "segment_ids": tf.zeros_like(ids),
        }

    def _tokenize(self, text) -> tf.RaggedTensor:
        words = tf.strings.split(clean_text(text))
        each, places = tf.unique(words.flat_values)
        parts = tf.strings.regex_replace(self._fold(each), _PUNCTUATION, r" \0 ")
        parts = tf.strings.split(parts)
        part, part_places = tf.unique(parts.flat_values)
        pieces = tf.gather(self._word_piece(part), part_places)
        pieces = parts.with_flat_values(pieces).merge_dims(1, 2)
        return words.with_flat_values(tf.gather(pieces, places)).merge_dims(1, 2)


def _check(preprocessor) -> None:
    if type(preprocessor) is not HybridPreprocessor:
        found = f"a {type(preprocessor).__name__}"
    elif type(preprocessor.tokenizer) is not HybridTokenizer:
        found = f"one with a {type(preprocessor.tokenizer).__name__}"
    else:
        config = preprocessor.tokenizer.get_config()
        other = {key: config[key] for key, v in _PLAIN.items() if config[key] != v}
        if not other:
            return
        found = f"one with a tokenizer of {other}"
    raise ValueError(
        "`preprocessor` must be a HybridPreprocessor with a plain HybridTokenizer, "
        'because ops="core" writes the rules of these two. Received: '
        f'{found}. Make one with from_preset, or export with ops="text".'
    )
