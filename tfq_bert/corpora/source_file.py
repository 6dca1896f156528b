"""What is known of an input file before its rows are read: its form, its columns.

Reads a file's head only.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass

from tfq_bert.corpora.storage import find_files, open_file, unpacked_name
from tfq_bert.data.columns import choose_text_columns
from tfq_bert.data.delimited import CsvFault, scan_records
from tfq_bert.errors import InputError

JSON_LINES, DELIMITED, LINES = "json lines", "delimited", "lines"
_FORMS = {
    **{".jsonl": JSON_LINES, ".ndjson": JSON_LINES, ".json": JSON_LINES},
    **{".csv": DELIMITED, ".tsv": DELIMITED, ".tab": DELIMITED, ".txt": LINES},
}
# A head that is longer is no header.
_HEAD_BYTES = 1 << 20


@dataclass(frozen=True)
class Wanted:
    """Holds which columns are wanted, and how files are written.

    Attributes:
        text_column: str. Several have commas between them; None to find it.
        id_column: str. None for "id" where there is one, and else FILE:LINE.
        label_column: str. None for no labels.
        encoding: str. One in which a line break is one byte, as in ASCII.
        delimiter: str. Of CSV and TSV; None for a tab in `.tsv` and a comma.
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

    In JSON Lines the first row that is an object says for all files what is there.

    Args:
        patterns: sequence of str. As in `find_files`.
        wanted: `Wanted`.

    Returns:
        list of `SourceFile`.

    Raises:
        InputError: If there is no file, one is of an unknown form, or a column is
            missing.
    """
    _check_encoding(wanted.encoding)
    files = find_files(patterns)
    keys: list[str] | None = None
    found = []
    for path, size in files:
        form = _form(path)
        delimiter, columns = _delimiter(path, wanted.delimiter), []
        if form == DELIMITED:
            columns = _read_header(path, wanted.encoding, delimiter)
            if wanted.no_header:
                columns = [str(i + 1) for i in range(len(columns))]
            chosen = _choose(path, columns, wanted)
        elif form == JSON_LINES:
            keys = keys or _first_keys(path, wanted.encoding)
            chosen = _choose(path, keys, wanted) if keys else _named(wanted)
        else:
            _check_lines(path, wanted)
            chosen = ((), None, None)
        how = {"encoding": wanted.encoding, "delimiter": delimiter}
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


def _delimiter(path: str, given: str | None) -> str:
    if given is None:
        tabs = unpacked_name(path).lower().endswith((".tsv", ".tab"))
        return "\t" if tabs else ","
    given = "\t" if given == r"\t" else given
    if len(given) != 1 or given in '"\r\n':
        raise InputError(
            "`--delimiter` must be one character other than a quote or a line break. "
            f"Received: {given!r}. Use for example ',' or '\\t'."
        )
    return given


def _check_encoding(encoding: str) -> None:
    try:
        is_plain = 'a,"\n'.encode(encoding) == b'a,"\n'
    except LookupError:
        is_plain = False
    if not is_plain:
        raise InputError(
            "`--encoding` must be one that Python knows and that has ASCII in it, "
            "because files are read from the middle too. Received: "
            f"{encoding!r}. Write the files as utf-8."
        )


def _read_header(path: str, encoding: str, delimiter: str) -> list[str]:
    """Reads the names of a delimited file's columns."""
    with open_file(path) as file:
        line = b"\n"
        while line and not line.strip():
            line = file.readline(_HEAD_BYTES)
    try:
        text = line.decode(encoding).lstrip("\ufeff")
        _, fields = next(scan_records(text, delimiter), (1, []))
    except (CsvFault, UnicodeError) as error:
        raise InputError(
            f"a CSV file must begin with a header line. Received: {path!r} ({error})."
        ) from None
    if not fields:
        raise InputError(
            f"a CSV file must begin with a header line. Received: {path!r}, which is "
            "empty."
        )
    return [cell.strip() for cell in fields]


def _first_keys(path: str, encoding: str) -> list[str] | None:
    """Returns the keys of the first row that is an object; None if there is none."""
    with open_file(path) as file:
        for line in file:
            try:
                value = json.loads(line.decode(encoding).lstrip("\ufeff"))
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict):
                return list(value)
    return None


def _choose(path: str, columns: list[str], wanted: Wanted):
    """Finds the columns of texts, ids and labels by their names."""
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


def _named(wanted: Wanted):
    """What is wanted of files without a single object, of which all rows fail."""
    texts = tuple((wanted.text_column or "text").split(","))
    return texts, wanted.id_column, wanted.label_column


def _check_lines(path: str, wanted: Wanted) -> None:
    names = ("text_column", "id_column", "label_column", "delimiter", "no_header")
    given = [f"--{name.replace('_', '-')}" for name in names if getattr(wanted, name)]
    if given:
        raise InputError(
            f"`{given[0]}` must go with files that have columns, because a .txt file "
            f"is one text a line. Received: {path!r}. Leave it out."
        )
