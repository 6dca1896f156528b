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


def test_json_lines_take_the_columns_of_their_objects(tmp_path):
    rows = ["broken", "[]", {"id": 1, "Text": "a", "stars": 5}]
    source = find_one(write_lines(tmp_path / "a.jsonl", rows), label_column="stars")
    assert (source.form, source.texts) == (JSON_LINES, ("Text",))
    assert (source.id_column, source.label_column) == ("id", "stars")


def test_json_lines_take_the_keys_of_more_than_the_first_object(tmp_path):
    """Neither the only key of the first row is the text, nor is an id lost."""
    write_lines(tmp_path / "a.jsonl", [{"id": "a1"}])
    write_lines(tmp_path / "b.jsonl", [{}, {"id": 1, "text": "a"}])
    sources = find_sources([str(tmp_path / "*.jsonl")], Wanted())
    assert [(s.texts, s.id_column) for s in sources] == [(("text",), "id")] * 2
    with pytest.raises(InputError, match=r"text column must be named.*'id'"):
        find_one(tmp_path / "a.jsonl")


def test_columns_of_json_lines_that_are_named_need_not_be_in_the_first_rows(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", [{"text": "a"}])
    named = {"text_column": "title, body", "id_column": "key", "label_column": "y"}
    source = find_one(path, **named)
    assert (source.texts, source.id_column) == (("title", "body"), "key")
    assert source.label_column == "y"


@pytest.mark.parametrize("mark", [";", "|", "\t"])
def test_the_delimiter_of_a_table_is_found_as_for_one_file(tmp_path, mark):
    (tmp_path / "a.csv").write_text(f"id{mark}text\n1{mark}win, now\n2{mark}b\n")
    source = find_one(tmp_path / "a.csv")
    assert (source.delimiter, source.columns) == (mark, ("id", "text"))
    (tmp_path / "a.csv").write_text(f"id{mark}text\n1{mark}a\n2{mark}b{mark}c\n")
    with pytest.raises(InputError, match="`--delimiter` must be given"):
        find_one(tmp_path / "a.csv")
    assert find_one(tmp_path / "a.csv", delimiter=",").texts == (f"id{mark}text",)


def test_a_header_and_a_first_row_may_have_several_lines(tmp_path):
    (tmp_path / "a.csv").write_text('id,"the\ntext"\n1,"a\nb"\n')
    source = find_one(tmp_path / "a.csv", text_column="the\ntext")
    with open_file(source.path) as file:
        [record] = scan_file(source, file)
    assert read_record(source, record) == Row("1", "a\nb")
    (tmp_path / "a.csv").write_text('1,"a\nb"\n')
    source = find_one(tmp_path / "a.csv", text_column="2", no_header=True)
    assert source.columns == ("1", "2")


def test_empty_tables_have_no_rows_and_stop_nothing(tmp_path):
    for name, content in (("a.csv", ""), ("b.csv", "\n"), ("c.csv", "text\nx\n")):
        (tmp_path / name).write_text(content)
    counts = []
    for source in find_sources([str(tmp_path / "*.csv")], Wanted()):
        with open_file(source.path) as file:
            counts.append(len(list(scan_file(source, file))))
    assert counts == [0, 0, 1]


def test_utf_8_may_be_called_by_the_name_that_has_a_mark(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbftext\nx\n")
    source = find_one(tmp_path / "a.csv", encoding="UTF_8_sig")
    assert (source.encoding, source.columns) == ("utf-8", ("text",))


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
        ("a.csv", '"a\nb', {}, r"a CSV file must begin with.*where a quote is opened"),
        ("a.csv", b"\xff,text\n", {}, "where it is not utf-8 text"),
        ("a.csv", "x,y\n1,2\n", {}, "The text column must be named"),
        ("a.csv", "text,y\n", {"id_column": "z"}, "`--id-column` must name a column"),
        ("a.csv", "text,y\n", {"label_column": "z"}, "`--label-column` must name"),
        ("a.txt", "a", {"text_column": "z"}, "`--text-column` must go with files"),
        ("a.txt", "a", {"encoding": "utf-16"}, "`--encoding` must be one that"),
        ("a.txt", "a", {"encoding": "klingon"}, "`--encoding` must be one that"),
        ("a.txt", "a", {"encoding": "undefined"}, "`--encoding` must be one that"),
        ("a.txt", "a", {"encoding": "\udcff"}, "`--encoding` must be one that"),
        ("a.csv", "text\n", {"delimiter": "::"}, "`--delimiter` must be one character"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, name, content, wanted, message):
    content = content if isinstance(content, bytes) else content.encode()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        find_one(tmp_path / name, **wanted)
