import csv

import pytest

from tfq_bert.data.readers import read_labeled_file, read_texts


def test_a_byte_order_mark_changes_no_row(write):
    body = b"text,label\nhello,ham\nwin,spam\n"
    plain = read_labeled_file(write("a.csv", body))
    marked = read_labeled_file(write("b.csv", b"\xef\xbb\xbf" + body))
    assert (plain.texts, plain.labels) == (marked.texts, marked.labels)
    assert plain.labels == ("ham", "spam")


def test_words_that_look_like_missing_values_are_texts(write):
    words = ["NA", "null", "None", "NaN", "nan", "N/A", "#N/A", "-", "1.0", "true"]
    rows = "".join(f"{word},x\n" for word in words)
    data = read_labeled_file(write("a.csv", f"text,label\n{rows},y\nend,y\n"))
    assert data.texts == (*words, "end")
    assert data.notes[1:] == (
        "12 rows read, 11 kept.",
        "1 row with a blank text was dropped (line 12).",
        "7 rows are kept with a text that elsewhere means a missing value, such as "
        "'NA' (lines 2, 3, 4, 5, 6 and 2 more).",
    )


def test_labels_keep_their_spelling(write):
    path = write("a.csv", "text,label\na,1\nb,0\nc,\nd,10\ne,2\n")
    data = read_labeled_file(path)
    assert data.class_names == ("0", "1", "2", "10")
    assert "1 row without a label was dropped (line 4)." in data.notes
    data = read_labeled_file(write("b.csv", "text,label\na,True\nb,False\nc,\n"))
    assert data.class_names == ("False", "True")


def test_white_space_around_labels_is_dropped_and_case_is_kept(write):
    path = write("a.csv", "text,label\na,spam\nb, spam\nc,Spam\nd,ham \n")
    data = read_labeled_file(path)
    assert data.labels == ("spam", "spam", "Spam", "ham")
    assert data.notes[-2] == (
        "2 rows had white space around the label, which was dropped (lines 3, 5)."
    )
    assert data.notes[-1] == (
        "Class names 'Spam', 'spam' differ only by case and are kept apart, because "
        "labels are case-sensitive."
    )


@pytest.fixture
def sms_file(write):
    """A Latin-1 file as spread on the web: label first, three empty columns."""
    lines = [
        "v1,v2,,,",
        "ham,Got it £5,,,",
        'spam,"WIN £1,000 now!!",,,',
        'ham,"cut, off", and the rest,,',
    ]
    return write("spam.csv", "\r\n".join(lines).encode("latin-1"))


def test_the_latin1_sms_file_names_the_byte_and_the_option(sms_file, error_of):
    assert error_of(read_labeled_file, sms_file) == (
        f"The file must be utf-8 text. Received: {sms_file!r}, with byte 0xa3 at "
        "offset 21. Name its encoding, for example `--encoding latin-1` or "
        "`--encoding cp1252`."
    )


def test_the_latin1_sms_file_loads_with_its_columns_guessed(sms_file):
    data = read_labeled_file(sms_file, encoding="latin-1")
    assert data.texts == ("Got it £5", "WIN £1,000 now!!", "cut, off")
    assert data.class_names == ("ham", "spam")
    assert data.notes == (
        "Texts from column 'v2', labels from 'v1' (chosen by name).",
        "1 of 3 rows have cells in columns without a name, which were not read "
        "(line 4).",
        "3 rows read, 3 kept.",
    )


def test_the_row_index_that_pandas_writes_needs_no_note(write):
    data = read_labeled_file(write("a.csv", ",spam,text\n0,0,hi\n1,1,win\n"))
    assert data.notes == (
        "Texts from column 'text', labels from 'spam' (chosen by name).",
        "2 rows read, 2 kept.",
    )


def test_text_lines_are_answered_one_by_one(write):
    rows = read_texts(write("in.txt", "one\r\n\ntwo, three\u2028four\n \n"))
    assert rows.texts == ("one", "", "two, three\u2028four", " ")
    assert rows.blank == (1, 3)
    assert rows.notes == (
        "2 of 4 rows hold no text (rows 2, 4); they keep their place.",
    )


def test_blank_cells_keep_their_place_in_a_csv(write):
    path = write("in.csv", "id,text\n1,a\n2,\n3,c\n")
    rows = read_texts(path)
    assert (rows.texts, rows.blank, len(rows)) == (("a", "", "c"), (1,), 3)


def test_a_file_of_one_column_needs_no_known_name(write):
    rows = read_texts(write("in.csv", 'remarks\n"a, b"\n\nc\n'))
    assert rows.texts == ("a, b", "", "c")
    assert rows.notes[0] == "Texts from column 'remarks'."


def test_as_many_texts_are_read_as_were_written(tmp_path):
    texts = ["a\nb", "", '"', "NA", " , ", "c\rd"]
    path = tmp_path / "in.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["n", "text"], *enumerate(texts)])
    assert read_texts(path).texts == tuple(texts)


def test_options_for_columns_do_not_go_with_text_lines(write, error_of):
    path = write("in.txt", "one\n")
    assert error_of(read_texts, path, text_column="text") == (
        "`--text-column`, `--delimiter` and `--no-header` must go with a CSV or TSV "
        f"file, because a .txt file is one text a line. Received: {path!r}."
    )


def test_a_file_without_a_header_says_so_and_names_the_option(write, error_of):
    path = write("a.tsv", "ham\tsee you\nspam\twin\n")
    assert error_of(read_labeled_file, path) == (
        "The text column must be named, because none of the usual names is there. "
        f"Received: {path!r}. Columns present: 'ham', 'see you'. Pass "
        "`--text-column`, or `--no-header` if the first line is a row."
    )


def test_columns_without_a_header_have_numbers(write, error_of):
    path = write("a.csv", '"3","Title","what, then"\n"4","Other",""\n')
    data = read_labeled_file(path, no_header=True, text_column="2,3", label_column="1")
    assert data.texts == ("Title what, then", "Other")
    assert data.labels == ("3", "4")
    assert data.notes[0] == (
        "Texts from columns '2' and '3' with a space between, labels from '1'."
    )
    assert error_of(read_labeled_file, path, no_header=True) == (
        "The text column must be named, because none of the usual names is there. "
        f"Received: {path!r}. Columns present: '1', '2', '3'. Pass `--text-column`."
    )


def test_two_columns_without_a_header_are_told_apart(write):
    path = write("a.tsv", "ham\tsee you\nspam\twin\nham\tbye\nspam\tfree\n")
    data = read_labeled_file(path, no_header=True)
    assert data.texts == ("see you", "win", "bye", "free")
    assert data.labels == ("ham", "spam", "ham", "spam")


def test_a_list_of_texts_without_a_header_keeps_its_first(write):
    path = write("a.csv", '"a, b"\nc\n')
    assert read_texts(path, no_header=True).texts == ("a, b", "c")


@pytest.mark.parametrize("options", [{"no_header": True}, {"delimiter": ","}])
def test_options_of_tables_do_not_go_with_json_lines(write, error_of, options):
    path = write("a.jsonl", '{"text": "a", "label": 1}\n')
    word = "--no-header" if "no_header" in options else "--delimiter ','"
    assert error_of(read_labeled_file, path, **options) == (
        f"`{word.split()[0]}` must go with a CSV or TSV file. Received: {word} with "
        f"{path!r}. Leave it out."
    )
