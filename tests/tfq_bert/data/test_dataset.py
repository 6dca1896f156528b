import pytest

from tfq_bert.data.dataset import (
    TextDataset,
    build_dataset,
    check_trainable,
    is_blank,
    list_places,
    natural_key,
)


def test_class_names_are_in_natural_order_and_counts_follow():
    data = TextDataset("x", tuple("abcde"), ("c10", "c2", "c10", "c1", "02"))
    assert data.class_names == ("02", "c1", "c2", "c10")
    assert list(data.counts.items()) == [("02", 1), ("c1", 1), ("c2", 1), ("c10", 2)]


def test_any_two_names_can_be_ordered():
    names = ["1a", "a1", "", "10", "2", "01", "1", "a", "²", "٣"]
    ordered = sorted(names, key=natural_key)
    assert sorted(reversed(names), key=natural_key) == ordered
    assert [n for n in ordered if n in ("1", "2", "10")] == ["1", "2", "10"]


def test_repeats_are_counted_without_the_first():
    data = TextDataset("x", ("Hi!", "hi", "HI ", "yo"), ("a", "a", "b", "b"))
    assert data.num_repeats == 2


def test_texts_and_labels_must_be_as_many():
    with pytest.raises(ValueError, match=r"^`labels` must .* 1 texts, 2 labels\.$"):
        TextDataset("x", ("a",), ("a", "b"))


def test_dropped_rows_are_counted_once_and_named():
    data = build_dataset(
        "x",
        texts=["a", "", " \t", "", "b", "\u200b", "c"],
        labels=["p", "p", "q", " ", "", "q", "q"],
        places=range(2, 9),
    )
    assert (data.texts, data.labels) == (("a", "c"), ("p", "q"))
    assert data.notes == (
        "7 rows read, 2 kept.",
        "2 rows without a label were dropped (lines 5, 6).",
        "3 rows with a blank text were dropped (lines 3, 4, 7).",
    )


def test_windows_controls_are_kept_and_counted():
    data = build_dataset("x", ["it\x92s", "a"], ["p", "q"], [1, 2], place_word="row")
    assert data.texts == ("it\x92s", "a")
    assert data.notes[-1] == (
        "1 row with control characters U+0080 to U+009F kept as found (row 1); they "
        "are often Windows-1252 punctuation read as Latin-1."
    )


@pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\u3000", "\u200b", "\ufeff\0"])
def test_white_space_and_controls_are_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " .", "\n😀", "\u200bx", "\u0301"])
def test_any_visible_character_is_not_blank(text):
    assert not is_blank(text)


def test_places_are_listed_up_to_a_limit():
    assert list_places([4], "line") == "line 4"
    assert list_places([4, 9, 10], "row", limit=2) == "rows 4, 9 and 1 more"


def test_one_class_is_not_trainable(error_of):
    data = TextDataset("a.csv", ("x", "y"), ("ham", "ham"))
    assert error_of(check_trainable, data) == (
        "The data must have at least two classes, because there is nothing to tell "
        "apart in one. Received: a.csv, where all 2 rows have the label 'ham'. Check "
        "the label column."
    )


def test_no_row_is_not_trainable_and_the_notes_say_where_they_went(error_of):
    data = build_dataset("a.csv", [" "], ["ham"], [2])
    assert error_of(check_trainable, data) == (
        "The data must have at least one labeled text. Received: a.csv with none. "
        "1 row read, 0 kept. 1 row with a blank text was dropped (line 2)."
    )
