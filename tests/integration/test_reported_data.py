"""Reports from public bug trackers about data, each as the file that showed it.

What is done is said once, with the rows it touched; expected values are by hand.
"""

import json

import pandas
import pytest

from tfq_bert.data import load_dataset
from tfq_bert.errors import InputError

CHOSEN = "Texts from column 'text', labels from 'label' (chosen by name)."
MISSING = (
    "3 rows are kept with a text that elsewhere means a missing value, such as 'NA' "
    "({word} {first}, {second}, {third})."
)


def _load(tmp_path, name, content, **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_dataset(path, **options)


def _refusal(tmp_path, name, content, **options):
    with pytest.raises(InputError) as caught:
        _load(tmp_path, name, content, **options)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path, mark):
    """pandas#13497, #4793; orange3#7000."""
    data = _load(tmp_path, "a.csv", f"{mark}text,label\nhi,ham\nwin,spam\n")
    assert (data.texts, data.labels) == (("hi", "win"), ("ham", "spam"))
    assert data.notes == (CHOSEN, "2 rows read, 2 kept.")


WORDS = ["NA", "null", "None", None, "last"]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_only_an_empty_cell_is_a_missing_text(tmp_path, kind):
    """pandas#32084, #10647, #24681, in each format that has cells."""
    rows = [{"text": text, "label": "ab"[i % 2]} for i, text in enumerate(WORDS)]
    path = tmp_path / f"a.{kind}"
    if kind == "parquet":
        pandas.DataFrame(rows).to_parquet(path)
    elif kind == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        lines = [f"{row['text'] or ''},{row['label']}\n" for row in rows]
        path.write_text("text,label\n" + "".join(lines))
    data = load_dataset(path)
    assert data.texts == ("NA", "null", "None", "last")
    word = "row" if kind == "parquet" else "line"
    at = [2, 3, 4, 5] if kind == "csv" else [1, 2, 3, 4]
    missing = MISSING.format(word=f"{word}s", first=at[0], second=at[1], third=at[2])
    assert data.notes == (
        CHOSEN,
        "5 rows read, 4 kept.",
        f"1 row with a blank text was dropped ({word} {at[3]}).",
        missing,
    )


def test_a_quoted_line_break_makes_no_row(tmp_path):
    """turicreate#907; huggingface/datasets#622."""
    body = 'text,label\n"a ""b""\nc",x\n"d\re",y\n'
    data = _load(tmp_path, "a.csv", body)
    assert data.texts == ('a "b"\nc', "d\re")
    assert data.notes[1] == (
        "1 row with line breaks inside quotes, which were kept (line 2)."
    )
    assert "where in line 3 a carriage return stands alone" in _refusal(
        tmp_path, "a.csv", "text,label\nok,x\nd\re,y\n"
    )


def test_the_sms_file_as_it_is_spread(tmp_path):
    """flair PR#1499; MLwR#2: Latin-1, label first, three columns without a name."""
    body = "v1,v2,,,\nham,got it £5,,,\nspam,win £9,,,\n".encode("latin-1")
    assert "with byte 0xa3 at offset 20. Name its encoding, for example " in _refusal(
        tmp_path, "a.csv", body
    )
    data = _load(tmp_path, "a.csv", body, encoding="latin-1")
    assert data.class_names == ("ham", "spam")
    assert data.texts == ("got it £5", "win £9")


@pytest.mark.parametrize(
    ("labels", "names", "notes"),
    [
        (
            ["1", "0", ""],
            ("0", "1"),
            ["1 row without a label was dropped (line 4)."],
        ),
        (
            ["1.0", "0.0", ""],
            ("0", "1"),
            [
                "1 row without a label was dropped (line 4).",
                "2 rows had a label such as '1.0', read as the whole number '1' (lines "
                "2, 3).",
            ],
        ),
        (["True", "False", "True"], ("False", "True"), []),
        (
            ["spam", " spam", "Spam", "ham "],
            ("Spam", "ham", "spam"),
            [
                "2 rows had white space around the label, which was dropped (lines 3, "
                "5).",
                "Class names 'Spam', 'spam' differ only by case and are kept apart, "
                "because labels are case-sensitive.",
            ],
        ),
    ],
    ids=["a gap", "a gap by pandas", "booleans", "white space"],
)
def test_the_type_of_a_label_is_never_guessed(tmp_path, labels, names, notes):
    """datasets#1989, #4210, #2153."""
    lines = [f"t{i},{label}\n" for i, label in enumerate(labels)]
    data = _load(tmp_path, "a.csv", "text,label\n" + "".join(lines))
    assert data.class_names == names
    assert list(data.notes[2:]) == notes


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_numbers_beside_a_gap_and_booleans_keep_their_names(tmp_path, kind):
    rows = {"text": ["a", "b", "c"], "label": [1.0, 0.0, None]}
    flags = {"text": ["a", "b"], "label": [True, False]}
    found = []
    for columns in (rows, flags):
        path = tmp_path / f"a.{kind}"
        frame = pandas.DataFrame(columns)
        if kind == "parquet":
            frame.to_parquet(path)
        else:
            frame.to_json(path, orient="records", lines=True)
        found.append(load_dataset(path).class_names)
    assert found == [("0", "1"), ("False", "True")]
