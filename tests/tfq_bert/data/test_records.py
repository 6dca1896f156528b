import json

import pandas as pd
import pytest

from tfq_bert.data import load_dataset
from tfq_bert.data.readers import read_texts
from tfq_bert.data.records import read_json_lines, read_parquet


def _lines(*objects):
    return "".join(json.dumps(value) + "\n" for value in objects)


def test_values_become_the_strings_of_a_csv(write):
    path = write(
        "a.jsonl",
        _lines(
            {"text": "NA", "label": 1},
            {"text": "null", "label": 0.0, "more": [1, 2]},
            {"label": True, "text": "a\nb"},
            {"text": "c", "label": None},
            {"text": None, "label": 1},
        ),
    )
    data = load_dataset(path)
    assert data.texts == ("NA", "null", "a\nb")
    assert data.labels == ("1", "0", "True")
    assert data.notes[1:] == (
        "5 rows read, 3 kept.",
        "1 row without a label was dropped (line 4).",
        "1 row with a blank text was dropped (line 5).",
        "1 row had a label such as '1.0', read as the whole number '1' (line 2).",
        "2 rows are kept with a text that elsewhere means a missing value, such as "
        "'NA' (lines 1, 2).",
    )


def test_blank_lines_and_a_byte_order_mark_change_no_row(write):
    path = write("a.jsonl", "\ufeff" + _lines({"a": "x"}) + "\n" + _lines({"a": "y"}))
    table = read_json_lines(path)
    assert (table.rows, table.lines) == ([["x"], ["y"]], [1, 3])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"text": "a"}\n{"text": \n', "where line 2 is none"),
        ("[1, 2]", "begins with a list"),
        ('"a"\n', "where line 1 is of type str"),
        ("[" * 100_000, "begins with a list"),
        ('{"a":' * 100_000, "where line 1 is none"),
        ('{"text": "a", "text": "b"}', "(the key 'text' stands twice)"),
        ('{"text": "a\\ud800"}', "surrogates not allowed"),
        ('{"a": {}}\n{"text": [1], "label": 1}\n', "row 2 has a list or an object"),
    ],
    ids=["cut", "list", "string", "deep list", "deep", "twice", "half", "nested"],
)
def test_what_is_no_row_of_cells_is_one_line(write, error_of, text, words):
    message = error_of(load_dataset, write("a.jsonl", text))
    assert words in message
    assert "\n" not in message


def test_a_parquet_file_is_read_as_its_csv_would_be(tmp_path):
    frame = pd.DataFrame(
        {
            "text": ["NA", "b", None, "d"],
            "label": [1.0, 0.0, 1.0, None],
            "score": [0.5, 1.0, 2.0, 3.0],
        }
    )
    frame.to_parquet(tmp_path / "a.parquet")
    data = load_dataset(tmp_path / "a.parquet")
    assert (data.texts, data.labels) == (("NA", "b"), ("1", "0"))
    assert read_parquet(tmp_path / "a.parquet").columns == ["text", "label", "score"]
    texts = read_texts(tmp_path / "a.parquet")
    assert (texts.texts, texts.blank) == (("NA", "b", "", "d"), (2,))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.parquet", b"text,label\n", "The file must be Parquet"),
        ("a.parquet", b"PAR1", "The file must be Parquet"),
        ("missing.parquet", None, "The file must exist"),
    ],
)
def test_a_file_that_is_no_parquet_is_one_line(
    write, tmp_path, error_of, name, content, words
):
    path = tmp_path / name if content is None else write(name, content)
    message = error_of(load_dataset, path)
    assert words in message
    assert "\n" not in message


def test_a_delimiter_belongs_to_csv(write, error_of):
    path = write("a.jsonl", _lines({"text": "a", "label": 1}))
    assert "`--delimiter` must go with a CSV" in error_of(
        load_dataset, path, delimiter=","
    )


def test_a_parquet_page_that_differs_from_its_sum_is_refused(tmp_path, error_of):
    path = tmp_path / "a.parquet"
    pd.DataFrame({"text": ["one", "two"], "label": ["x", "y"]}).to_parquet(
        path, compression=None, write_page_checksum=True
    )
    path.write_bytes(path.read_bytes().replace(b"two", b"tow", 1))
    message = error_of(load_dataset, path)
    assert message.startswith("The file must be Parquet.")
    assert "CRC" in message
