import pytest

from tfq_bert._quiet import tf
from tfq_bert.text.core_word_piece import CoreWordPiece

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "##a", "a"]
VOCABULARY += ["#", "##é", "é", "unaf", "##f"]


def pieces(words, vocabulary=VOCABULARY):
    found = CoreWordPiece(vocabulary)(tf.constant(words, tf.string)).to_list()
    return [[vocabulary[i] for i in row] for row in found]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a", ["a"]),
        ("una", ["un", "##a"]),
        # Longest first, though "un ##aff ##able" would be fewer and "un" is there.
        ("unaffable", ["unaf", "##f", "##able"]),
        ("un!", ["[UNK]"]),
        ("xun", ["[UNK]"]),
        ("éa", ["é", "##a"]),
        ("aéé", ["a", "##é", "##é"]),
        ("aè", ["[UNK]"]),  # begins as "é" does, in UTF-8
        ("a#", ["[UNK]"]),  # "#" and what marks a piece inside a word are not confused
    ],
)
def test_a_word_is_cut_by_hand(word, expected):
    assert pieces([word]) == [expected]


def test_words_keep_their_places_in_a_batch():
    words = ["a", "unaffable", "x", "una", "a", "un"]
    assert pieces(words) == [pieces([word])[0] for word in words]


def test_a_word_of_100_characters_is_read_and_one_of_101_is_unknown():
    found = pieces(["é" * 100, "é" * 101, "a" * 100, "a" * 101])
    assert [len(row) for row in found] == [100, 1, 100, 1]
    assert found[1] == found[3] == ["[UNK]"]
    assert pieces(["a" * 101], [*VOCABULARY, "a" * 101]) == [["[UNK]"]]


def test_no_word_gives_no_row():
    assert pieces([]) == []
