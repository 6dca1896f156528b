import pytest

from tfq_bert.data.delimited import Table
from tfq_bert.data.readers import read_labeled_file
from tfq_bert.data.table_notes import describe_table

BROKEN = "1 row with line breaks inside quotes, which were kept (line {})."
JOINED = (
    "1 row with a line inside quotes that looks like a row of its own (line {}): look "
    "for a stray quote."
)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('text,label\na,x\n"b,x\nc",y\nd,y\n', 3),
        ('label,text\nx,"a\ny,b"\ny,c\n', 2),
        ('id,label,text\n1,x,"a\n2,y,b"\n3,y,c\n', 2),
        ('id,text,label,date\n1,"a,x,d\n2,b",y,d\n3,c,x,d\n', 2),
        ('label,text\r\nx,"a\r\ny,b"\r\ny,c\r\n', 2),
    ],
    ids=["label last", "label first", "text last", "text inside", "CRLF"],
)
def test_two_stray_quotes_do_not_join_rows_in_silence(write, body, line):
    notes = read_labeled_file(write("a.csv", body)).notes
    assert BROKEN.format(line) in notes
    assert JOINED.format(line) in notes


def test_line_breaks_of_a_text_are_counted_and_no_more(write):
    """A line of a label alone, or of one within prose, is no row."""
    body = 'text,label\n"b, well\nham\nso, ham, y",ham\nd,spam\n'
    notes = read_labeled_file(write("a.csv", body)).notes
    assert notes == (
        "Texts from column 'text', labels from 'label' (chosen by name).",
        BROKEN.format(2),
        "2 rows read, 2 kept.",
    )


def test_lines_of_json_and_parquet_are_never_joined():
    table = Table("a.jsonl", ["text", "label"], [["a,x\nb", "x"]], [1])
    assert describe_table(table, 1) == []


def test_cells_without_a_name_are_counted_but_for_an_index():
    table = Table("a.csv", ["t", "l", ""], [["a", "x", "b"], ["c", "y", " "]], [2, 3])
    assert describe_table(table, 1) == [
        "1 of 2 rows have cells in columns without a name, which were not read (line "
        "2)."
    ]
    table = Table("a.csv", ["", "t", "l"], [["0", "a", "x"]], [2])
    assert describe_table(table, 2) == []
