"""Looks up the pieces of words as `HybridTokenizer` does, with ops of TensorFlow alone.

Does not normalize or split words.
"""

from tfq_bert._quiet import tf
from tfq_bert.text.tokenizer import MAX_CHARACTERS

_SUFFIX = "##"


class CoreWordPiece(tf.Module):
    """Cuts each word into the longest pieces of the vocabulary, from its start on.

    All words advance together, a piece a step; a word of which a rest is in no piece,
    or of over 100 characters, is unknown as a whole.

    Args:
        vocabulary: list of str; the index of a piece is its id.
        unknown: str. The piece of unknown words.
    """

    def __init__(self, vocabulary: list[str], unknown: str = "[UNK]"):
        super().__init__(name="word_piece")
        self._unknown = vocabulary.index(unknown)
        sizes = sorted({len(piece.encode()) for piece in vocabulary} - {0})
        self._sizes = tf.constant([sizes], tf.int32)
        ids = tf.range(len(vocabulary), dtype=tf.int32)
        initializer = tf.lookup.KeyValueTensorInitializer(tf.constant(vocabulary), ids)
        self._table = tf.lookup.StaticHashTable(initializer, default_value=-1)

    def __call__(self, words: tf.Tensor) -> tf.RaggedTensor:
        """Looks up `(None,)` strings, none empty; returns ids, `(None, None)`."""
        ids = self._table.lookup(words)
        is_long = tf.strings.length(words, unit="UTF8_CHAR") > MAX_CHARACTERS
        ids = tf.where(is_long, self._unknown, ids)
        # Few words are left: those that are no piece as a whole.
        rows = tf.where(ids < 0)[:, 0]
        pieces = tf.RaggedTensor.from_row_lengths(ids, tf.ones_like(ids, tf.int64))
        cut = self._cut(tf.gather(words, rows))
        # Word `i` has its own row, or that of its pieces, which follow all words.
        where = tf.tensor_scatter_nd_update(
            tf.range(tf.size(words, tf.int64)),
            rows[:, None],
            tf.size(words, tf.int64) + tf.range(tf.size(rows, tf.int64)),
        )
        return tf.gather(tf.concat([pieces, cut], axis=0), where)

    def _cut(self, words):
        """Returns the ids of words that need more than one piece, or are unknown."""
        state = (
            tf.zeros([tf.size(words), 0], tf.int32),
            words,
            tf.range(tf.size(words)),
            tf.constant(0),
        )
        shapes = (
            tf.TensorShape([None, None]),
            tf.TensorShape([None]),
            tf.TensorShape([None]),
            tf.TensorShape([]),
        )
        ids, *_ = tf.while_loop(
            lambda ids, rests, rows, prefix: tf.size(rests) > 0,  # noqa: ARG005
            self._step,
            state,
            shapes,
        )
        is_unknown = tf.reduce_any(ids == self._unknown, axis=1, keepdims=True)
        alone = tf.range(tf.shape(ids)[1])[None] == 0
        ids = tf.where(is_unknown, tf.where(alone, self._unknown, -1), ids)
        return tf.ragged.boolean_mask(ids, ids >= 0)

    def _step(self, ids, rests, rows, prefix):
        """Takes the longest piece off the start of each rest.

        A rest but the first begins with "##", `prefix` bytes that are no piece alone.
        A cut within a character finds nothing, since pieces are whole characters.
        """
        starts = tf.strings.substr(
            rests[:, None], tf.zeros_like(self._sizes), self._sizes
        )
        found = self._table.lookup(starts)
        fits = (found >= 0) & (self._sizes > prefix)
        sizes = tf.where(fits, self._sizes, 0)
        best = tf.argmax(sizes, axis=1)
        piece = tf.gather(found, best, batch_dims=1)
        is_found = tf.reduce_any(fits, axis=1)
        piece = tf.where(is_found, piece, self._unknown)
        column = tf.fill([tf.shape(ids)[0]], -1)
        column = tf.tensor_scatter_nd_update(column, rows[:, None], piece)
        lengths = tf.strings.length(rests)
        size = tf.minimum(tf.reduce_max(sizes, axis=1), lengths)
        goes_on = is_found & (size < lengths)
        rests = tf.boolean_mask(rests, goes_on)
        size = tf.boolean_mask(size, goes_on)
        rests = _SUFFIX + tf.strings.substr(rests, size, tf.fill(tf.shape(size), 2**30))
        return (
            tf.concat([ids, column[:, None]], axis=1),
            rests,
            tf.boolean_mask(rows, goes_on),
            tf.constant(len(_SUFFIX)),
        )
