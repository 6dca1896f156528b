import io

import pytest

from tfq_bert.corpora.records import scan_file
from tfq_bert.corpora.source_file import DELIMITED, JSON_LINES, LINES, SourceFile


def scan(data, form, line=1, offset=0, **more):
    source = SourceFile("a", len(data), form, **more)
    return list(scan_file(source, io.BytesIO(data), line, offset))


CSV = b'text,id\n"a\nb",1\n\n5" disk,2\n"never, closed,3\nlast,4\n'


def test_records_of_a_table_are_whole_and_a_quote_left_open_costs_one_line():
    found = scan(CSV, DELIMITED, columns=("text", "id"))
    assert [record.data for record in found] == [
        b'"a\nb",1\n',
        b'5" disk,2\n',
        b'"never, closed,3\n',
        b"last,4\n",
    ]
    assert [record.line for record in found] == [2, 5, 6, 7]


@pytest.mark.parametrize(
    ("data", "form", "columns"),
    [
        (CSV, DELIMITED, ("text", "id")),
        (b"text\n\n a\n", DELIMITED, ("text",)),
        (b"a\n\n\nb", LINES, ()),
        (b"{}\n\n[]\n", JSON_LINES, ()),
    ],
)
def test_a_file_goes_on_from_any_record_as_it_would_from_its_start(data, form, columns):
    whole = scan(data, form, columns=columns)
    assert len(whole) >= 2
    for number, record in enumerate(whole):
        assert data[record.offset :].startswith(record.data)
        place = (record.line, record.offset)
        again = scan(data, form, *place, columns=columns) if record.offset else whole
        assert again == whole[number:]


def test_blank_lines_are_rows_of_plain_lines_and_of_one_column_only():
    assert len(scan(b"a\n\nb\n", LINES)) == 3
    assert len(scan(b"text\na\n\nb\n", DELIMITED, columns=("text",))) == 3
    assert len(scan(b"x,text\n1,a\n\n2,b\n", DELIMITED, columns=("x", "text"))) == 2
    assert len(scan(b"{}\n \n{}\n", JSON_LINES)) == 2


def test_between_tabs_a_quote_opens_nothing():
    data = b'id\ttext\n1\t"so he said\n2\tand" left\n'
    columns = ("id", "text")
    assert len(scan(data, DELIMITED, columns=columns, delimiter="\t")) == 2
