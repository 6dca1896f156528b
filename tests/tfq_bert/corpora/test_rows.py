import json
import os

import pytest

from tfq_bert.corpora.records import Record
from tfq_bert.corpora.rows import MAX_CHARACTERS, Failure, Row, read_record
from tfq_bert.corpora.source_file import DELIMITED, JSON_LINES, LINES, SourceFile

JSON = SourceFile(
    "a.jsonl", 9, JSON_LINES, texts=("text",), id_column="id", label_column="label"
)
CSV = SourceFile("a.csv", 9, DELIMITED, ("n", "t"), texts=("t",))


def read(source, data, line=7):
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read_record(source, Record(line, 0, data))


def test_a_row_has_its_own_id_and_label_or_the_place_where_it_stands():
    found = read(JSON, {"id": 3, "text": "hi", "label": " 1.0 "})
    assert found == Row(3, "hi", "1.0")
    assert read(JSON, {"id": "x", "text": "hi", "label": True}) == Row(
        "x", "hi", "True"
    )
    assert read(CSV, b'1,"a, ""b""\nc"\r\n') == Row("a.csv:7", 'a, "b"\nc')
    lines = SourceFile("a.txt", 9, LINES, encoding="latin-1")
    assert read(lines, b"\xe9t\xe9\r\n") == Row("a.txt:7", "été")


def test_between_tabs_quotes_enclose_a_field_or_are_ordinary():
    source = SourceFile("a", 9, DELIMITED, ("n", "t"), texts=("t",), delimiter="\t")
    assert read(source, b'1\t"a ""b""\nc"\n').text == 'a "b"\nc'
    assert read(source, b'1\t"so he said\n').text == '"so he said'
    assert read(source, b'"1\tleft"\n').text == 'left"'


def test_a_file_whose_name_is_no_text_is_shown_as_text():
    source = SourceFile(os.fsdecode(b"\xe9t\xe9.txt"), 9, LINES)
    assert read(source, b"a").id == r"\xe9t\xe9.txt:7"
    assert read(source, b" ").file == r"\xe9t\xe9.txt"


def test_several_text_columns_are_joined():
    both = SourceFile("a.jsonl", 9, JSON_LINES, texts=("title", "body"))
    assert read(both, {"title": "A", "body": "b"}).text == "A b"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"id": 1', "not JSON: Expecting ',' delimiter at character 9"),
        (b"[" * 100_000, "not JSON: maximum recursion depth"),
        (b'{"id": 1, "id": 2}', "not JSON: the key 'id' stands twice"),
        ([1], "not a JSON object: a list"),
        (b"\xff{}", "not utf-8 text: byte 0xff at 0"),
        ({"text": "a", "label": "x"}, "no id: no 'id'"),
        ({"id": 1.5, "text": "a"}, "id of a wrong type: float"),
        ({"id": True, "text": "a"}, "id of a wrong type: bool"),
        ({"id": "\ud800", "text": "a"}, "half of a surrogate pair in the id"),
        ({"id": 1}, "no text: no 'text'"),
        ({"id": 1, "text": None}, "no text: no 'text'"),
        ({"id": 1, "text": 5}, "text of a wrong type: int"),
        ({"id": 1, "text": ["a"]}, "text of a wrong type: list"),
        ({"id": 1, "text": " \u200b\n"}, "no text: blank"),
        ({"id": 1, "text": "a \udc00"}, "half of a surrogate pair in the text"),
        ({"id": 1, "text": "a" * (MAX_CHARACTERS + 1)}, "text too long: 1,000,001"),
        ({"id": 1, "text": "a"}, "no label: no 'label'"),
        ({"id": 1, "text": "a", "label": {}}, "label of a wrong type: dict"),
        (
            {"id": 1, "text": "a", "label": "\udc00"},
            "half of a surrogate pair in the l",
        ),
    ],
)
def test_a_record_that_is_no_row_says_why_and_keeps_what_it_was(data, reason):
    found = read(JSON, data)
    assert isinstance(found, Failure)
    assert found.reason.startswith(reason)
    assert (found.file, found.line) == ("a.jsonl", 7)
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    assert found.raw.encode("utf-8") == raw.replace(b"\xff", b"\\xff")


def test_a_failure_keeps_the_id_if_it_has_one():
    assert read(JSON, {"id": 5}).id == 5
    assert read(JSON, b"{").id == "a.jsonl:7"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"1,2,3", "not as many fields as the header: 3, not 2"),
        (b"1", "not as many fields as the header: 1, not 2"),
        (b'1,"open', "not CSV: a quote is opened and never closed"),
        (b'1,"a"b', "not CSV: characters follow the closing quote"),
        (b"1,", "no text: blank"),
    ],
)
def test_a_record_of_a_table_that_does_not_fit_its_header_fails(data, reason):
    assert read(CSV, data).reason.startswith(reason)


def test_a_quote_between_tabs_is_a_character():
    source = SourceFile("a.tsv", 9, DELIMITED, ("n", "t"), texts=("t",), delimiter="\t")
    assert read(source, b'1\t"so" it is').text == '"so" it is'
