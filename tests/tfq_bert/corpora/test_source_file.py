import gzip

import pytest

from tests.small_corpus import write_lines
from tfq_bert.corpora.records import scan_file
from tfq_bert.corpora.rows import Row, read_record
from tfq_bert.corpora.source_file import (
    DELIMITED,
    JSON_LINES,
    LINES,
    Wanted,
    find_sources,
)
from tfq_bert.corpora.storage import open_file
from tfq_bert.errors import InputError


def find_one(path, **wanted):
    [source] = find_sources([str(path)], Wanted(**wanted))
    return source


def test_json_lines_take_the_columns_of_the_first_object(tmp_path):
    rows = ["broken", "[]", {"id": 1, "Text": "a", "stars": 5}]
    source = find_one(write_lines(tmp_path / "a.jsonl", rows), label_column="stars")
    assert (source.form, source.texts) == (JSON_LINES, ("Text",))
    assert (source.id_column, source.label_column) == ("id", "stars")


def test_a_table_takes_those_of_its_own_header(tmp_path):
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbfkey\ttext\n1\ta\n"))
    source = find_one(tmp_path / "a.tsv.gz", id_column="key")
    assert (source.form, source.delimiter) == (DELIMITED, "\t")
    assert (source.columns, source.id_column) == (("key", "text"), "key")


def test_without_a_column_named_id_rows_have_none_of_their_own(tmp_path):
    source = find_one(write_lines(tmp_path / "a.jsonl", [{"text": "a"}]))
    assert source.id_column is None
    (tmp_path / "a.txt").write_text("a\n")
    assert find_one(tmp_path / "a.txt").form == LINES


def test_without_a_header_columns_are_numbered_and_the_first_line_is_a_row(tmp_path):
    (tmp_path / "a.csv").write_text("7,a text\n8,another\n")
    source = find_one(
        tmp_path / "a.csv", text_column="2", id_column="1", no_header=True
    )
    with open_file(source.path) as file:
        found = [read_record(source, record) for record in scan_file(source, file)]
    assert found == [Row("7", "a text"), Row("8", "another")]


def test_a_file_without_an_object_is_read_for_its_faults(tmp_path):
    source = find_one(write_lines(tmp_path / "a.jsonl", ["broken"]))
    assert source.texts == ("text",)


@pytest.mark.parametrize(
    ("name", "content", "wanted", "message"),
    [
        ("a.xlsx", "x", {}, "`--input` must be files that end in .jsonl"),
        ("a.csv", "", {}, "a CSV file must begin with a header line.*empty"),
        ("a.csv", '"a\nb', {}, "a CSV file must begin with a header line"),
        ("a.csv", "x,y\n1,2\n", {}, "The text column must be named"),
        ("a.csv", "text,y\n", {"id_column": "z"}, "`--id-column` must name a column"),
        ("a.jsonl", '{"text": 1}', {"label_column": "z"}, "`--label-column` must name"),
        ("a.txt", "a", {"text_column": "z"}, "`--text-column` must go with files"),
        ("a.txt", "a", {"encoding": "utf-16"}, "`--encoding` must be one that"),
        ("a.txt", "a", {"encoding": "klingon"}, "`--encoding` must be one that"),
        ("a.csv", "text\n", {"delimiter": "::"}, "`--delimiter` must be one character"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, name, content, wanted, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        find_one(tmp_path / name, **wanted)
