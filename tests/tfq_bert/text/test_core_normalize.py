"""The table against `fold_text` on whole texts, and against Python's own Unicode."""

import unicodedata

import pytest

from tests.hostile_texts import hostile_texts
from tfq_bert._quiet import tf
from tfq_bert.text.core_normalize import CoreFolding, character_table
from tfq_bert.text.normalize import clean_text, fold_text


def folded(words, lowercase=True):
    found = CoreFolding(lowercase)(tf.constant(words, tf.string))
    return [word.decode() for word in found.numpy().tolist()]


def test_words_are_folded_as_by_python():
    """By NFD, less non-spacing marks, in lower case; capitals of ASCII as well."""
    words = ["École", "Straße", "HELLO", "Ǻ", "ﬁ", "한국", "Σίσυφος", "cafe\u0301", ""]
    expected = [
        "".join(
            c
            for c in unicodedata.normalize("NFD", w)
            if unicodedata.category(c) != "Mn"
        ).lower()
        for w in words
    ]
    expected[6] = expected[6][:-1] + "ς"  # which stays: letters are taken one by one
    assert folded(words) == expected


def test_every_character_between_letters_is_folded_as_in_the_text_path():
    """NUL aside, which `clean_text` has dropped by then."""
    characters = [chr(c) for c in range(1, 0x110000) if not 0xD800 <= c < 0xE000]
    words = tf.constant([f"É{character}Z" for character in characters])
    expected = fold_text(words, lowercase=True, strip_accents=True)
    found = CoreFolding(True)(words)
    assert bool(tf.reduce_all(found == expected))


def test_hostile_texts_are_folded_as_in_the_text_path():
    texts = [text for texts in hostile_texts().values() for text in texts]
    cleaned = clean_text(tf.constant(texts))
    expected = fold_text(cleaned, lowercase=True, strip_accents=True)
    assert bool(tf.reduce_all(CoreFolding(True)(cleaned) == expected))


def test_a_cased_vocabulary_changes_nothing():
    assert folded(["École", "HELLO"], lowercase=False) == ["École", "HELLO"]


def test_no_word_gives_no_word():
    assert folded([]) == []


def test_the_table_holds_what_changes_alone():
    table = character_table()
    assert all(key != value for key, value in table.items())
    assert min(table) > "\x7f"
    assert sum("가" <= key <= "힣" for key in table) == 11_172


@pytest.mark.parametrize(
    ("text", "sorted_text"), [("\u302e\u1b44", "\u1b44\u302e"), ("a\u0301", "a")]
)
def test_spacing_marks_keep_their_order_which_nfd_changes(text, sorted_text):
    """The one difference that is known: two spacing marks of different classes."""
    expected = fold_text(tf.constant([text]), lowercase=True, strip_accents=True)
    assert expected.numpy()[0].decode() == sorted_text
    assert sorted(folded([text])[0]) == sorted(sorted_text)
