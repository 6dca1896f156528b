import os
import sys

import pytest

from tfq_bert.data.files import read_text_file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_text_reads_the_same_in_every_encoding_and_without_its_mark(write, encoding):
    path = write("a.csv", "text,label\ncafé,x\n".encode(encoding))
    assert read_text_file(path, encoding) == "text,label\ncafé,x\n"


def test_a_byte_order_mark_is_dropped_without_being_asked_for(write):
    assert read_text_file(write("a.csv", b"\xef\xbb\xbftext\n")) == "text\n"


def test_line_breaks_stay_as_they_are(write):
    assert read_text_file(write("a.csv", b"a\r\nb\rc\n")) == "a\r\nb\rc\n"


def test_a_missing_file_is_named_with_the_place_looked_for(
    tmp_path, error_of, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    looked = os.path.join(os.getcwd(), "no.csv")
    assert error_of(read_text_file, "no.csv") == (
        f"The file must exist. Received: 'no.csv' (looked for {looked!r})."
    )


def test_a_folder_is_not_a_file(tmp_path, error_of):
    assert error_of(read_text_file, str(tmp_path)) == (
        f"The path must be a file. Received: {str(tmp_path)!r}, which is a folder."
    )


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
def test_an_unreadable_path_says_why(write, error_of):
    path = write("a.csv", "x") + "/b.csv"
    assert error_of(read_text_file, path) == (
        f"The file must be readable. Received: {path!r} (Not a directory)."
    )


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \n"])
def test_a_file_without_text_is_empty(write, error_of, content):
    path = write("a.csv", content)
    assert error_of(read_text_file, path) == (
        f"The file must hold text. Received: {path!r}, which is empty."
    )


def test_bytes_that_are_not_utf8_name_their_offset_and_the_option(write, error_of):
    path = write("a.csv", b"text,label\ncaf\xe9,ham\n")
    assert error_of(read_text_file, path) == (
        f"The file must be utf-8 text. Received: {path!r}, with byte 0xe9 at offset "
        "14. Name its encoding, for example `--encoding latin-1` or "
        "`--encoding cp1252`."
    )


def test_utf16_with_a_mark_is_recognized(write, error_of):
    path = write("a.csv", "text,label\n".encode("utf-16-le").join([b"\xff\xfe", b""]))
    assert error_of(read_text_file, path) == (
        f"The file must be utf-8 text. Received: {path!r}, with byte 0xff at offset 0. "
        "It begins as UTF-16 does: pass `--encoding utf-16`."
    )


def test_nul_bytes_name_their_line(write, error_of):
    path = write("a.csv", b"text,label\nhi\0there,ham\n")
    assert error_of(read_text_file, path) == (
        f"The file must be text. Received: {path!r}, which holds NUL bytes (the first "
        "in line 2). If it is UTF-16, pass `--encoding utf-16`."
    )


@pytest.mark.parametrize("encoding", ["utf-99", "base64", ""])
def test_an_unknown_encoding_is_named(write, error_of, encoding):
    path = write("a.csv", "text\n")
    assert error_of(read_text_file, path, encoding) == (
        "`--encoding` must be a text encoding that Python knows. Received: "
        f"{encoding!r}. Use for example utf-8, latin-1, cp1252 or utf-16."
    )


def test_a_workbook_named_csv_is_recognized(write, error_of):
    path = write("a.csv", b"PK\x03\x04rest")
    assert error_of(read_text_file, path) == (
        f"The file must be text. Received: {path!r}, which is a zip archive or an "
        "Excel workbook. Save the table as CSV in UTF-8."
    )


@pytest.mark.parametrize("name", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["", "-le", "-be"])
def test_a_mark_of_wide_characters_names_the_encoding(write, error_of, name, order):
    marked = "\ufefftext" if order else "text"
    path = write("a.csv", marked.encode(name + order))
    message = error_of(read_text_file, path)
    assert message.endswith(
        f"It begins as {name.upper()} does: pass `--encoding {name}`."
    )
    assert read_text_file(path, name) == "text"


def test_half_a_pair_is_no_text(write, error_of):
    path = write("a.csv", b"one\n+2AA-")  # U+D800 in UTF-7
    assert error_of(read_text_file, path, "utf-7") == (
        f"The file must be utf-7 text. Received: {path!r}, with half of a surrogate "
        "pair in line 2. Name its encoding with `--encoding`."
    )


def test_marks_of_joined_files_are_dropped(write):
    assert read_text_file(write("a.csv", "\ufeff\ufefftext")) == "text"
