r"""Splits comma or tab separated text into rows, and never guesses past a fault.

Reads RFC 4180: a field in double quotes may hold delimiters, line breaks and doubled
quotes. Rows end with `\n` or `\r\n`; a `\r` alone never ends one. Every cell stays a
string. Python's `csv` and pandas join rows at a stray quote, or end one at a lone `\r`,
without a word, and cannot say where a quote was opened; hence a scanner of our own.
"""

import os
import re
from dataclasses import dataclass, field
from itertools import islice

from tfq_bert.data.files import read_text_file
from tfq_bert.data.row_notes import count_rows, list_places
from tfq_bert.errors import InputError

# Those that are found from the rows, and what they are called.
DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
_SNIFFED_ROWS = 50


@dataclass(frozen=True)
class Table:
    """Holds the cells of a file, with the names of its columns.

    Args:
        name: str. The path as it was given.
        columns: list of str. The header, stripped of white space; without one `"1"`,
            `"2"`, ...
        rows: list of lists of str, each as long as `columns`.
        lines: list of int. The line on which each row begins, from 1.
        notes: list of str. What was decided while reading.
        delimiter: str or None. What stood between the cells, if they were delimited.
    """

    name: str
    columns: list[str]
    rows: list[list[str]]
    lines: list[int]
    notes: list[str] = field(default_factory=list)
    delimiter: str | None = None


class CsvFault(Exception):
    """A place where the text is not RFC 4180: its args are the line and the reason."""


def read_table(
    path: str | os.PathLike,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    no_header: bool = False,
) -> Table:
    """Reads a CSV or TSV file.

    Args:
        path: str or path.
        encoding: str.
        delimiter: str or None. One character. By default a tab for `.tsv` and `.tab`
            and a comma for other names, unless the rows only fit another one of
            comma, tab, semicolon and bar (then a note says so).
        no_header: bool. Whether the first line is a row, and no header.

    Returns:
        A `Table`. A blank line is a row if there is one column, else nothing. A line
        that repeats the header is no row either, which a note says.

    Raises:
        InputError: If the file cannot be read, has no row below the header, or is
            not well formed; the message has the line number.
    """
    name = str(path)
    delimiter = "\t" if delimiter == r"\t" else delimiter  # as a shell passes it
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise InputError(
            "`--delimiter` must be one character other than a quote or a line break. "
            f"Received: {delimiter!r}. Use for example ',' or '\\t'."
        )
    text = read_text_file(path, encoding)
    notes: list[str] = []
    if delimiter is None:
        usual = "\t" if name.lower().endswith((".tsv", ".tab")) else ","
        delimiter = sniff_delimiter(text, usual)
        if delimiter != usual:
            notes.append(f"The columns are separated by {DELIMITERS[delimiter]}.")
    records = _read_records(name, text, delimiter, notes)
    while not records[0][1]:  # blank lines above the header
        records.pop(0)
    header, body = name_columns(records[0][1]), records[1:]
    if no_header:
        header, body = [str(i + 1) for i in range(len(header))], records
    if len(header) > 1:
        body = [(line, fields) for line, fields in body if fields]
        body = body if no_header else _without_headers(header, body, notes)
    body = [(line, fields or [""]) for line, fields in body]
    _check_shape(name, header, body)
    return Table(
        name=name,
        columns=header,
        rows=[fields for _, fields in body],
        lines=[line for line, _ in body],
        notes=notes,
        delimiter=delimiter,
    )


def scan_records(text: str, delimiter: str = ",", quoting: bool = True):
    r"""Yields the records of a text, each with the line on which it begins.

    Args:
        text: str.
        delimiter: str. One character.
        quoting: bool. Whether double quotes may enclose a field.

    Yields:
        `(line, fields)`: int from 1, list of str; no field at all for a blank line.

    Raises:
        CsvFault: If the text is not well formed.

    Example:
    >>> list(scan_records('a,"b, ""c""\nd"\n\ne,f'))
    [(1, ['a', 'b, "c"\nd']), (3, []), (4, ['e', 'f'])]
    """
    stop = re.escape(delimiter)
    end = rf"(\r{{0,2}}\n|{stop}|\r?\Z)"
    quoted = r'"([^"]*(?:""[^"]*)*)"' if quoting else r"(?!)()"
    plain = rf'(?!")([^{stop}\r\n]*)' if quoting else rf"([^{stop}\r\n]*)"
    match = re.compile(rf"(?:{quoted}|{plain}){end}").match
    at, line, start, fields = 0, 1, 1, []
    while at < len(text) or fields:
        found = match(text, at)
        if not found:
            raise CsvFault(line, _explain(text, at, quoted))
        inside, outside, ending = found.groups()
        at = found.end()
        line += found.group().count("\n")
        is_last = ending != delimiter
        if not (is_last and not fields and outside == ""):
            fields.append(outside if inside is None else inside.replace('""', '"'))
        if is_last:
            yield start, fields
            start, fields = line, []


def sniff_delimiter(text: str, usual: str) -> str:
    """Returns the usual delimiter unless only another one fits header and rows.

    Args:
        text: str. The head of a table.
        usual: str. What its name lets one expect.

    Returns:
        str. One of comma, tab, semicolon, bar and the usual one.
    """
    ways = [(usual, True), ("\t", False), *((d, True) for d in DELIMITERS)]
    for delimiter, quoting in ways:
        try:
            found = scan_records(text, delimiter, quoting)
            sample = list(islice(found, _SNIFFED_ROWS))
        except CsvFault:
            continue
        widths = {len(fields) for _, fields in sample if fields}
        if len(widths) == 1 and widths != {1}:
            return delimiter
    return usual


def name_columns(fields: list[str]) -> list[str]:
    """Takes the cells of a header as names, without white space around them.

    A byte order mark is left where files were joined into one; it is dropped too.

    Args:
        fields: list of str.

    Returns:
        list of str.
    """
    return [cell.strip().strip("\ufeff") for cell in fields]


def _explain(text: str, at: int, quoted: str) -> str:
    if text[at] != '"':
        return (
            "a carriage return stands alone in a field. End rows with a line feed and "
            "quote a field that holds a line break"
        )
    if re.compile(quoted + '(?!")').match(text, at):
        return (
            "characters follow the closing quote of a field. Double each quote inside "
            "a quoted field"
        )
    return "a quote is opened and never closed. Close it, or double it inside quotes"


def _read_records(
    name: str, text: str, delimiter: str, notes: list[str]
) -> list[tuple[int, list[str]]]:
    """Scans all records; in a tab separated file quotes may be ordinary characters."""
    fault, records = None, []
    try:
        records = list(scan_records(text, delimiter))
    except CsvFault as error:
        fault = error
    num_lines = text.count("\n") + (not text.endswith("\n"))
    if delimiter == "\t" and (fault or len(records) < num_lines):
        # TSV as IANA registers it has no quoting: one line is one row.
        try:
            plain = list(scan_records(text, delimiter, quoting=False))
        except CsvFault:
            plain = []
        if len({len(fields) for _, fields in plain if fields}) == 1:
            notes.append(
                "Double quotes were taken as ordinary characters, because every line "
                "is a row of equal length that way."
            )
            return plain
    if fault:
        line, reason = fault.args
        raise InputError(
            f"The file must be well-formed CSV. Received: {name!r}, where in line "
            f"{line} {reason}."
        )
    return records


def _without_headers(
    header: list[str], body: list[tuple[int, list[str]]], notes: list[str]
) -> list[tuple[int, list[str]]]:
    """Leaves the header out where it stands again, as in files joined into one."""
    again = [line for line, fields in body if name_columns(fields) == header]
    if again:
        notes.append(
            f"{count_rows(len(again))} with nothing but the header again: left out "
            f"({list_places(again, 'line')})."
        )
    lines = {*again}
    return [(line, fields) for line, fields in body if line not in lines]


def _check_shape(
    name: str, header: list[str], body: list[tuple[int, list[str]]]
) -> None:
    if not body:
        raise InputError(
            "The file must have rows below its header line. Received: "
            f"{name!r}, which has none."
        )
    ragged = [(line, len(cells)) for line, cells in body if len(cells) != len(header)]
    if ragged:
        line, width = ragged[0]
        more = f" ({len(ragged)} rows in all are off)" if len(ragged) > 1 else ""
        raise InputError(
            f"Every row must have {len(header)} field(s), as the header has. Received: "
            f"{name!r}, where line {line} has {width}{more}. Quote a text that holds "
            "the delimiter, or name another one with `--delimiter`."
        )
