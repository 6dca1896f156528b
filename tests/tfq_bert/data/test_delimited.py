import csv
import io

import hypothesis
import hypothesis.strategies as st
import pytest

from tfq_bert.data.delimited import CsvFault, read_table, scan_records

CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0")
    | st.sampled_from('",\t\r\n '),
    max_size=8,
)
ROWS = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)
)


@hypothesis.given(rows=ROWS, delimiter=st.sampled_from(",;\t|"))
@hypothesis.settings(deadline=None, max_examples=300)
def test_what_the_csv_module_writes_is_read_back_equal(rows, delimiter):
    # The header keeps the sniffing and the stripping of column names out of it.
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    records = list(scan_records(out.getvalue(), delimiter))
    assert [fields for _, fields in records] == rows


@hypothesis.given(text=st.text(st.sampled_from('ab,"\r\n'), max_size=12))
@hypothesis.settings(deadline=None, max_examples=1000)
def test_what_is_accepted_agrees_with_the_csv_module_in_strict_mode(text):
    try:
        ours = [fields for _, fields in scan_records(text)]
    except CsvFault:
        return
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    assert ours == list(csv.reader(lines, strict=True))


def test_rows_know_the_line_they_begin_on():
    text = 'text,label\n"two\nlines",a\r\n\r\n"a ""quoted"" word",b'
    assert list(scan_records(text)) == [
        (1, ["text", "label"]),
        (2, ["two\nlines", "a"]),
        (4, []),
        (5, ['a "quoted" word', "b"]),
    ]


def test_quoted_line_breaks_and_carriage_returns_stay_in_their_row(write):
    table = read_table(write("a.csv", 'text,label\n"one\r\ntwo\rthree",x\n"a\nb",y\n'))
    assert table.rows == [["one\r\ntwo\rthree", "x"], ["a\nb", "y"]]
    assert table.lines == [2, 4]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (
            "text,label\nok,x\nlone\rreturn,ham\n",
            3,
            "a carriage return stands alone in a field. End rows with a line feed and "
            "quote a field that holds a line break",
        ),
        (
            "text,label\rold,mac\r",
            1,
            "a carriage return stands alone in a field. End rows with a line feed and "
            "quote a field that holds a line break",
        ),
        (
            'text,label\n"a",x\n"never closed,y\nz,w\n',
            3,
            "a quote is opened and never closed. Close it, or double it inside quotes",
        ),
        (
            'text,label\n"say "hi" now",x\n',
            2,
            "characters follow the closing quote of a field. Double each quote inside "
            "a quoted field",
        ),
    ],
)
def test_what_is_not_csv_names_its_line(write, error_of, content, line, reason):
    path = write("a.csv", content)
    assert error_of(read_table, path) == (
        f"The file must be well-formed CSV. Received: {path!r}, where in line {line} "
        f"{reason}."
    )


def test_a_row_of_another_length_names_its_line(write, error_of):
    path = write("a.csv", 'text,label\n"a\nb",x\nhello, world,y\nz\n')
    assert error_of(read_table, path) == (
        f"Every row must have 2 field(s), as the header has. Received: {path!r}, where "
        "line 4 has 3 (2 rows in all are off). Quote a text that holds the delimiter, "
        "or name another one with `--delimiter`."
    )


def test_a_header_without_rows_is_an_error(write, error_of):
    path = write("a.csv", "text,label\n\n")
    assert error_of(read_table, path) == (
        "The file must have rows below its header line. Received: "
        f"{path!r}, which has none."
    )


@pytest.mark.parametrize("delimiter", ["", ",,", '"', "\n"])
def test_a_delimiter_is_one_plain_character(write, error_of, delimiter):
    path = write("a.csv", "a,b\n1,2\n")
    assert error_of(read_table, path, delimiter=delimiter) == (
        "`--delimiter` must be one character other than a quote or a line break. "
        f"Received: {delimiter!r}. Use for example ',' or '\\t'."
    )


@pytest.mark.parametrize(
    ("sign", "word"), [("\t", "tabs"), (";", "semicolons"), ("|", "bars")]
)
def test_a_csv_with_another_delimiter_is_found_out(write, sign, word):
    lines = ["text", "label"], ["well, well", "x"], ["no, no, no", "y"]
    table = read_table(write("a.csv", "\n".join(sign.join(row) for row in lines)))
    assert table.rows == [["well, well", "x"], ["no, no, no", "y"]]
    assert table.notes == [f"The columns are separated by {word}."]


def test_a_tsv_is_tab_separated_without_a_note(write):
    table = read_table(write("a.tsv", "text\tlabel\na, b\tx\n"))
    assert (table.columns, table.rows) == (["text", "label"], [["a, b", "x"]])
    assert table.notes == []


def test_a_delimiter_given_as_backslash_t_is_a_tab(write):
    assert read_table(write("a", "a,b\tc\n1,2\t3\n"), delimiter=r"\t").rows == [
        ["1,2", "3"]
    ]


def test_stray_quotes_in_a_tsv_join_no_rows(write):
    path = write(
        "a.tsv", 'label\ttext\nham\t"Hi\nspam\tfree\nham\t"bye"\nham\tsay "x\n'
    )
    table = read_table(path)
    assert [row[1] for row in table.rows] == ['"Hi', "free", '"bye"', 'say "x']
    assert table.notes == [
        "Double quotes were taken as ordinary characters, because every line is a row "
        "of equal length that way."
    ]


def test_quoted_line_breaks_in_a_tsv_are_kept(write):
    table = read_table(write("a.tsv", 'text\tlabel\n"a\nb"\tx\n'))
    assert table.rows == [["a\nb", "x"]]


def test_a_blank_line_is_a_row_only_where_there_is_one_column(write):
    assert read_table(write("a.csv", "text\na\n\nb\n")).rows == [["a"], [""], ["b"]]
    assert read_table(write("b.csv", "\ntext,label\na,x\n\nb,y\n\n")).rows == [
        ["a", "x"],
        ["b", "y"],
    ]


def test_a_field_longer_than_the_csv_module_allows_is_read(write):
    text = "x" * (csv.field_size_limit() + 1)
    assert read_table(write("a.csv", f"text,label\n{text},y\n")).rows == [[text, "y"]]


def test_a_header_that_stands_again_is_left_out_and_counted(write):
    table = read_table(
        write("a.csv", "text,label\na,x\n\ufefftext, label\nb,y\ntext,label\n")
    )
    assert table.rows == [["a", "x"], ["b", "y"]]
    assert table.lines == [2, 4]
    assert table.notes == [
        "2 rows with nothing but the header again: left out (lines 3, 5)."
    ]


def test_without_a_header_every_line_is_a_row(write):
    table = read_table(write("a.csv", "\n1,2\na,x\n1,2\n"), no_header=True)
    assert table.columns == ["1", "2"]
    assert table.rows == [["1", "2"], ["a", "x"], ["1", "2"]]
    assert table.lines == [2, 3, 4]
