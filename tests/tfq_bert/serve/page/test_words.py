import numpy as np

from tfq_bert.serve.page.words import (
    MOST_WORDS,
    find_words,
    has_more_words,
    leave_out,
    word_effects,
)


def test_words_stand_between_blanks_where_they_are():
    text = "  Win\ta prize!  "
    assert [text[a:b] for a, b in find_words(text)] == ["Win", "a", "prize!"]
    assert find_words(" \n ") == []


def test_later_words_of_a_long_text_are_left_alone():
    for count, more in ((1000, True), (MOST_WORDS + 1, True), (MOST_WORDS, False)):
        text = "a " * count
        found = find_words(text)
        assert len(found) == MOST_WORDS
        assert has_more_words(text, found) is more
    assert not has_more_words("", [])


def test_each_word_is_left_out_once():
    text = "a b  c"
    assert leave_out(text, find_words(text)) == ["b  c", "a c", "a b"]
    assert leave_out("alone", find_words("alone")) == [""]


def test_an_effect_is_what_the_winning_class_loses():
    """By hand: the winner has 0.8; without the words 0.5, 0.9 and 0.8."""
    whole = np.array([0.2, 0.8])
    without = np.array([[0.5, 0.5], [0.1, 0.9], [0.2, 0.8]])
    np.testing.assert_allclose(word_effects(whole, without), [0.3, -0.1, 0], atol=1e-12)
