"""What is known of an input file before its rows are read: its form, its columns.

Reads a file's head only.
"""

import codecs
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass

from tfq_bert.corpora.storage import find_files, open_file, unpacked_name
from tfq_bert.data.columns import choose_text_columns
from tfq_bert.data.delimited import (
    DELIMITERS,
    CsvFault,
    name_columns,
    scan_records,
    sniff_delimiter,
)
from tfq_bert.errors import InputError

JSON_LINES, DELIMITED, LINES = "json lines", "delimited", "lines"
_FORMS = {
    **{".jsonl": JSON_LINES, ".ndjson": JSON_LINES, ".json": JSON_LINES},
    **{".csv": DELIMITED, ".tsv": DELIMITED, ".tab": DELIMITED, ".txt": LINES},
}
# A head that is longer is no header.
_HEAD_BYTES = 1 << 20
# Of JSON Lines: those that are looked at for keys.
_HEAD_OBJECTS = 1000


@dataclass(frozen=True)
class Wanted:
    """Holds which columns are wanted, and how files are written.

    Attributes:
        text_column: str. Several have commas between them; None to find it.
        id_column: str. None for "id" where there is one, and else FILE:LINE.
        label_column: str. None for no labels.
        encoding: str. One in which a line break is one byte, as in ASCII.
        delimiter: str. Of CSV and TSV; found from the first rows by default.
        no_header: bool. Of CSV and TSV: whether the first line is a row, and columns
            are named by their number, from 1.
    """

    text_column: str | None = None
    id_column: str | None = None
    label_column: str | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None
    no_header: bool = False


@dataclass(frozen=True)
class SourceFile:
    """Describes an input file, and where its rows have what is wanted.

    Attributes:
        path: str.
        size: int. Bytes, as it lies there.
        form: One of `JSON_LINES`, `DELIMITED` and `LINES`.
        columns: tuple of str. Of a delimited file, its header.
        texts: tuple of str. The columns of the text.
        id_column: str, or None for FILE:LINE.
        label_column: str, or None for no labels.
        encoding: str.
        delimiter: str.
        has_header: bool. Of a delimited file.
    """

    path: str
    size: int
    form: str
    columns: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    id_column: str | None = None
    label_column: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    has_header: bool = True


def find_sources(patterns: Sequence[str], wanted: Wanted) -> list[SourceFile]:
    """Finds the input files and the columns in each.

    In JSON Lines the first thousand objects say for all files what is there; a column
    that was named need not be there.

    Args:
        patterns: sequence of str. As in `find_files`.
        wanted: `Wanted`.

    Returns:
        list of `SourceFile`; an empty table has no columns.

    Raises:
        InputError: If there is no file, one is of an unknown form, or a column is
            missing.
    """
    encoding = _check_encoding(wanted.encoding)
    files = find_files(patterns)
    lines = [path for path, _ in files if _form(path) == JSON_LINES]
    chosen_lines = _choose_keys(lines, encoding, wanted) if lines else None
    found = []
    for path, size in files:
        form, delimiter, columns = _form(path), ",", []
        if form == DELIMITED:
            delimiter, columns = _read_header(path, encoding, wanted)
            chosen = _choose(path, columns, wanted) if columns else ((), None, None)
        elif form == JSON_LINES:
            chosen = chosen_lines
        else:
            _check_lines(path, wanted)
            chosen = ((), None, None)
        how = {"encoding": encoding, "delimiter": delimiter}
        how["has_header"] = not wanted.no_header
        found.append(SourceFile(path, size, form, tuple(columns), *chosen, **how))
    return found


def _form(path: str) -> str:
    ending = os.path.splitext(unpacked_name(path))[1].lower()
    if ending not in _FORMS:
        raise InputError(
            f"`--input` must be files that end in {', '.join(_FORMS)}, packed (.gz, "
            f".bz2, .xz) or not. Received: {path!r}. Rename it, or write it so."
        )
    return _FORMS[ending]


def _check_delimiter(given: str) -> str:
    given = "\t" if given == r"\t" else given
    if len(given) != 1 or given in '"\r\n':
        raise InputError(
            "`--delimiter` must be one character other than a quote or a line break. "
            f"Received: {given!r}. Use for example ',' or '\\t'."
        )
    return given


def _check_encoding(encoding: str) -> str:
    """Returns the name of an encoding in which any line can be read alone."""
    try:
        # A mark at the beginning of a file is dropped from utf-8 anyway.
        is_marked = codecs.lookup(encoding).name == "utf-8-sig"
        encoding = "utf-8" if is_marked else encoding
        is_plain = 'a,"\n'.encode(encoding) == b'a,"\n'
    except (LookupError, ValueError):
        is_plain = False
    if not is_plain:
        raise InputError(
            "`--encoding` must be one that Python knows and that has ASCII in it, "
            "because files are read from the middle too. Received: "
            f"{encoding!r}. Write the files as utf-8."
        )
    return encoding


def _read_header(path: str, encoding: str, wanted: Wanted) -> tuple[str, list[str]]:
    """Finds the delimiter of a table, and the names of its columns; none if empty."""
    with open_file(path) as file:
        data = file.read(_HEAD_BYTES)
    if len(data) == _HEAD_BYTES:  # a row that is cut off would be too short
        data = data[: data.rfind(b"\n") + 1] or data
    text = data.decode(encoding, "surrogateescape").lstrip("\ufeff")
    if wanted.delimiter is None:
        tabs = unpacked_name(path).lower().endswith((".tsv", ".tab"))
        delimiter = sniff_delimiter(text, "\t" if tabs else ",")
    else:
        delimiter = _check_delimiter(wanted.delimiter)
    if not text.strip():
        return delimiter, []
    try:
        columns = name_columns(_first_fields(text, delimiter))
    except CsvFault as error:
        raise _no_header(path, error.args[1]) from None
    if wanted.no_header:
        return delimiter, [str(i + 1) for i in range(len(columns))]
    try:
        "".join(columns).encode()
    except UnicodeError:  # what stands for bytes that are no text
        raise _no_header(path, f"it is not {encoding} text") from None
    if wanted.delimiter is None and len(columns) == 1:
        _check_lone(path, columns[0])
    return delimiter, columns


def _first_fields(text: str, delimiter: str) -> list[str]:
    """Reads the first row that is not blank, as `records` will."""
    records = scan_records(text, delimiter)
    try:
        return next(fields for _, fields in records if fields)
    except CsvFault:
        if delimiter != "\t":
            raise
        return text.lstrip("\r\n").partition("\n")[0].rstrip("\r").split("\t")


def _no_header(path: str, reason: str) -> InputError:
    return InputError(
        "a CSV file must begin with a header line, or with a row and --no-header. "
        f"Received: {path!r}, where {reason}."
    )


def _check_lone(path: str, name: str) -> None:
    """Refuses a header that looks like several columns of which no row is split so."""
    found = [delimiter for delimiter in DELIMITERS if delimiter in name]
    if found:
        raise InputError(
            "`--delimiter` must be given, because the header is one column or several, "
            f"and the first rows do not fit. Received: {path!r}, with {name!r}. Use "
            f"--delimiter {found[0]!r}, or --delimiter ',' for one column."
        )


def _choose_keys(paths: list[str], encoding: str, wanted: Wanted):
    """Finds the columns of JSON Lines by the keys of the first objects."""
    keys = _first_keys(paths, encoding)
    if wanted.text_column is not None:
        is_one = wanted.text_column.strip() in keys
        names = [wanted.text_column] if is_one else wanted.text_column.split(",")
        texts = tuple(name.strip() for name in names)
    elif keys:
        texts = tuple(keys[i] for i in choose_text_columns(paths[0], keys))
    else:  # no object at all: every row is at fault
        texts = ("text",)
    default = "id" if "id" in keys and "id" not in texts else None
    return texts, wanted.id_column or default, wanted.label_column


def _first_keys(paths: list[str], encoding: str) -> list[str]:
    """Returns the keys of the first rows that are objects, of all files in turn."""
    keys: dict[str, None] = {}
    left = _HEAD_OBJECTS
    for path in paths:
        with open_file(path) as file:
            for line in file:
                try:
                    value = json.loads(line.decode(encoding).lstrip("\ufeff"))
                except (ValueError, RecursionError):
                    continue
                if isinstance(value, dict):
                    keys |= dict.fromkeys(value)
                    left -= 1
                    if not left:
                        return list(keys)
    return list(keys)


def _choose(path: str, columns: list[str], wanted: Wanted):
    """Finds the columns of texts, ids and labels in the header of a table."""
    if len(columns) == 1 and wanted.text_column is None:
        texts = (columns[0],)
    else:
        chosen = choose_text_columns(path, columns, wanted.text_column)
        texts = tuple(columns[i] for i in chosen)
    for option in ("id_column", "label_column"):
        name = getattr(wanted, option)
        if name is not None and columns.count(name) != 1:
            shown = ", ".join(map(repr, columns[:20]))
            raise InputError(
                f"`--{option.replace('_', '-')}` must name a column of {path!r}. "
                f"Received: {name!r}. Columns present: {shown}."
            )
    default = "id" if columns.count("id") == 1 and "id" not in texts else None
    return texts, wanted.id_column or default, wanted.label_column


def _check_lines(path: str, wanted: Wanted) -> None:
    names = ("text_column", "id_column", "label_column", "delimiter", "no_header")
    given = [f"--{name.replace('_', '-')}" for name in names if getattr(wanted, name)]
    if given:
        raise InputError(
            f"`{given[0]}` must go with files that have columns, because a .txt file "
            f"is one text a line. Received: {path!r}. Leave it out."
        )
