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
    tabs = {"columns": ("x", "text"), "delimiter": "\t"}
    assert len(scan(b"x\ttext\n\t\n\n1\ta\n", DELIMITED, **tabs)) == 2


def test_between_tabs_a_quote_opens_nothing():
    data = b'id\ttext\n1\t"so he said\n2\tand" left\n'
    columns = ("id", "text")
    assert len(scan(data, DELIMITED, columns=columns, delimiter="\t")) == 2
    plain = b'id\ttext\n1\t"he said\n2\tand left"\n'  # either way; TSV has no quoting
    assert len(scan(plain, DELIMITED, columns=columns, delimiter="\t")) == 2


def test_between_tabs_a_quoted_field_may_go_on_in_the_next_line():
    data = b'id\ttext\n1\t"a\nb"\n2\tc\n'
    found = scan(data, DELIMITED, columns=("id", "text"), delimiter="\t")
    assert [record.data for record in found] == [b'1\t"a\nb"\n', b"2\tc\n"]


@pytest.mark.parametrize("end", [b'last,"quoted"\n', b'5" disk,4\n', b'"again,4\n'])
def test_a_quote_left_open_takes_no_good_row_with_it(end):
    """Not even where a later quote seems to close it."""
    good = b"".join(b"good %d,3\n" % i for i in range(500))
    found = scan(b'text,id\n"open,1\n' + good + end, DELIMITED, columns=("text", "id"))
    assert [record.data for record in found] == [
        b'"open,1\n',
        *good.splitlines(keepends=True),
        end,
    ]


def test_a_row_of_many_lines_stays_one_however_long_or_wide_it_is():
    """Its lines would be answered as rows that nobody wrote."""
    text = b"a line of a book, as it is\n" * 20_000
    for row in (b'1,"' + text + b'"\n', b'1,"a\nb, c\nd",more\n'):
        found = scan(b"id,text\n" + row + b"2,c\n", DELIMITED, columns=("id", "text"))
        assert [record.data for record in found] == [row, b"2,c\n"]


def test_a_header_that_stands_again_is_no_row():
    """As where files were joined into one, each with its byte order mark."""
    data = b'id,text\n1,a\n\xef\xbb\xbf"id", text\n2,id text\nid,text\n'
    found = scan(data, DELIMITED, columns=("id", "text"))
    assert [record.data for record in found] == [b"1,a\n", b"2,id text\n"]
    lines = scan(data, DELIMITED, columns=("id", "text"), has_header=False)
    assert len(lines) == 5


def test_a_header_of_several_lines_is_skipped_whole():
    data = b'id,"the\ntext"\n1,a\n'
    [record] = scan(data, DELIMITED, columns=("id", "the\ntext"))
    assert (record.data, record.line) == (b"1,a\n", 3)
