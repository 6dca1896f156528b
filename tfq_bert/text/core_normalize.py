"""Strips accents and lower-cases as `fold_text` does, with ops of TensorFlow alone.

TensorFlow has no NFD, so each character's outcome stands in a table, which `fold_text`
itself fills when the graph is built. Does not clean: `clean_text` does.
"""

import functools

from tfq_bert._quiet import tf
from tfq_bert.text.normalize import fold_text

# No character is written so in UTF-8.
_SAME = b"\xff"


class CoreFolding(tf.Module):
    """Replaces characters by what `fold_text` makes of them, one by one.

    The result is that of `fold_text` but for one thing: where spacing marks of two
    combining classes stand in another order than Unicode's, NFD sorts them. There are
    25 such marks (musical signs, tone marks of old Hangul, viramas), and a word with
    one is [UNK] in any order unless the vocabulary holds it; BERT's do not.

    Args:
        lowercase: bool. As in `fold_text`, for accents and case. False changes nothing.
    """

    def __init__(self, lowercase: bool):
        super().__init__(name="folding")
        self.lowercase = lowercase
        if lowercase:
            self._table = _string_table(character_table())

    def __call__(self, words: tf.Tensor) -> tf.Tensor:
        """Folds words, `(None,)` strings from `clean_text`."""
        if not self.lowercase:
            return words
        lowered = tf.strings.lower(words)
        characters = tf.strings.length(words, unit="UTF8_CHAR")
        rare = tf.where(characters < tf.strings.length(words))
        return tf.tensor_scatter_nd_update(
            lowered, rare, self._fold(tf.gather_nd(lowered, rare))
        )

    def _fold(self, words):
        starts, characters = _characters(words)
        found = self._table.lookup(characters)
        found = tf.where(found == _SAME, characters, found)
        return tf.strings.reduce_join(starts.with_flat_values(found), axis=-1)


def _characters(words):
    """Returns where each character starts, ragged, and all characters in a row.

    `tf.strings.unicode_split` would make U+FFFD of what Unicode calls noncharacters.
    """
    _, starts = tf.strings.unicode_decode_with_offsets(words, "UTF-8")
    # A character ends where the next one of its word starts, or with the word.
    lengths = tf.cast(tf.strings.length(words), tf.int64)
    ends = tf.concat([starts[:, 1:], lengths[:, None]], axis=1).flat_values
    owners = tf.gather(words, starts.value_rowids())
    sizes = ends - starts.flat_values
    return starts, tf.strings.substr(owners, starts.flat_values, sizes)


@functools.cache
def character_table() -> dict[str, str]:
    """Asks `fold_text` for every character; takes a second.

    Returns:
        dict from each character above U+007F that it changes to what it becomes.

    Example:
    >>> table = character_table()
    >>> table["É"], table["\u0301"], table["한"] == "\u1112\u1161\u11ab"
    ('e', '', True)
    """
    codes = [*range(0x80, 0xD800), *range(0xE000, 0x110000)]
    characters = [chr(code) for code in codes]
    folded = fold_text(tf.constant(characters), lowercase=True, strip_accents=True)
    pairs = zip(characters, folded.numpy().tolist(), strict=True)
    return {key: after.decode() for key, after in pairs if after.decode() != key}


def _string_table(content: dict[str, str]):
    keys, values = tf.constant([*content]), tf.constant([*content.values()])
    initializer = tf.lookup.KeyValueTensorInitializer(keys, values)
    return tf.lookup.StaticHashTable(initializer, default_value=_SAME)
