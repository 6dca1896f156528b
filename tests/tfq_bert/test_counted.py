import pytest

from tfq_bert.counted import counted


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (1, "row", "1 row"),
        (0, "row", "0 rows"),
        (4837, "row", "4,837 rows"),
        (2, "class", "2 classes"),
    ],
)
def test_numbers_agree_with_their_noun(number, noun, words):
    assert counted(number, noun) == words
