import pytest

from tfq_bert.data.row_notes import (
    count_rows,
    describe_kept_rows,
    list_places,
    tidy_labels,
)


def test_counts_and_places_agree_in_number():
    assert (count_rows(1), count_rows(0)) == ("1 row", "0 rows")
    assert list_places([7], "line") == "line 7"
    assert list_places(range(1, 8), "row") == "rows 1, 2, 3, 4, 5 and 2 more"


@pytest.mark.parametrize(
    ("labels", "tidy", "notes"),
    [
        (["a", "", " "], ["a", "", ""], []),
        (
            ["1.0", "2", " 3.00", "-1.0"],
            ["1", "2", "3", "-1"],
            [
                "1 row had white space around the label, which was dropped (line 12).",
                "3 rows had a label such as '1.0', read as the whole number '1' (lines "
                "10, 12, 13).",
            ],
        ),
        (["1.5", "v1.0", ".0"], ["1.5", "v1.0", ".0"], []),
    ],
    ids=["missing", "whole", "other"],
)
def test_labels_are_tidied_with_a_count(labels, tidy, notes):
    places = range(10, 10 + len(labels))
    assert tidy_labels(labels, places, "line") == (tidy, notes)


def test_a_class_named_as_a_missing_value_is_pointed_out():
    notes = describe_kept_rows(["a", "b", "c"], ["x", "NaN", "nan"], [1, 2, 3], "row")
    assert notes[0] == (
        "2 rows are kept with a class name that elsewhere means a missing value, such "
        "as 'NaN' (rows 2, 3)."
    )
    assert notes[1].startswith("Class names 'NaN', 'nan' differ only by case")


def test_rows_with_nothing_odd_need_no_note():
    assert describe_kept_rows(["a", "nano"], ["x", "y"], [1, 2], "row") == []
