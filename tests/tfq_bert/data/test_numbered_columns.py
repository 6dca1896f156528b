import pytest

from tfq_bert.data.delimited import Table
from tfq_bert.data.numbered_columns import tell_columns_apart


def _table(*rows):
    return Table("a.csv", ["1", "2"], [list(row) for row in rows], [])


@pytest.mark.parametrize("label", [0, 1])
def test_the_column_of_repeated_values_is_the_labels(label):
    rows = [("x", "a"), ("y", "b"), ("x ", "c"), ("y", "d"), ("x", "a")]
    table = _table(*(row if label == 0 else row[::-1] for row in rows))
    texts, found, note = tell_columns_apart(table)
    assert (texts, found) == ((1 - label,), label)
    first, second = (2, 4) if label == 0 else (4, 2)
    assert note == (
        f"Texts from column {2 - label}, labels from column {label + 1} (told by "
        f"{first} and {second} different values in 5 rows)."
    )


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("x", "a"), ("y", "b")], "2 and 2 different values in 2 rows"),
        ([("x", "a")] * 4, "1 and 1 different values in 4 rows"),
    ],
    ids=["none repeats", "both repeat"],
)
def test_what_is_not_clear_is_asked(error_of, rows, found):
    assert error_of(tell_columns_apart, _table(*rows)) == (
        "The columns must be named, because the first line is no header and their "
        "values do not tell which are the labels. Received: 'a.csv', with "
        f"{found}. Pass `--text-column 2 --label-column 1`, or the other way round."
    )
