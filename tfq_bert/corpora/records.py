"""Cuts an open input file into records, from its start or from any record on.

A record is a line, or in CSV one or several; what is in it is not read here.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tfq_bert.corpora.source_file import DELIMITED, JSON_LINES, SourceFile
from tfq_bert.data.delimited import CsvFault, name_columns, scan_records

# A quoted field that is longer is a quote that was never closed; the longest text of a
# row has as many bytes.
_LONGEST_FIELD = 4_000_000


@dataclass(frozen=True)
class Record:
    """Holds the bytes of a record and where they stand.

    Attributes:
        line: int. On which it begins, from 1.
        offset: int. Of its first byte, unpacked.
        data: bytes. With its line break.
    """

    line: int
    offset: int
    data: bytes

    @property
    def after(self) -> tuple[int, int]:
        """The line and the offset behind it."""
        return self.line + self.data.count(b"\n"), self.offset + len(self.data)


def scan_file(
    source: SourceFile, file: BinaryIO, line: int = 1, offset: int = 0
) -> Iterator[Record]:
    """Yields the records of a file; blank lines of tables, and headers, are none.

    Args:
        source: `SourceFile`.
        file: What `open_file` returned, at its start.
        line: int. Of the record to begin at.
        offset: int. Its offset.

    Yields:
        `Record`.
    """
    if offset:
        file.seek(offset)
    is_table = source.form == DELIMITED
    # A text in a table of one column may be blank; elsewhere that is no row.
    keeps_blank = source.form not in (JSON_LINES, DELIMITED) or len(source.columns) == 1
    spaces = b" \r\n" if source.delimiter == "\t" else None  # tabs make empty cells
    is_header = is_table and source.has_header and not offset
    cut = _csv_records if is_table else _line_records
    for record in cut(source, file, line, offset):
        blank = not record.data.strip(spaces)
        if is_header:
            is_header = blank
        elif blank:
            if keeps_blank:
                yield record
        elif not (is_table and _is_header(source, record.data)):
            yield record


def split_fields(source: SourceFile, text: str) -> list[str]:
    """Splits a record of a table; between tabs a quote may be an ordinary character.

    Args:
        source: `SourceFile`.
        text: str. Without the line break at its end.

    Returns:
        list of str, of which there may be more or fewer than columns.

    Raises:
        CsvFault: If it is not well formed.
    """
    is_plain_row = source.delimiter == "\t" and "\n" not in text
    try:
        rows = list(scan_records(text, source.delimiter)) or [(1, [""])]
    except CsvFault:
        if not is_plain_row:
            raise
        return text.split("\t")
    if len(rows) > 1:
        raise CsvFault(rows[1][0], "a row ends before the line does")
    fields = rows[0][1] or [""]
    if is_plain_row and len(fields) != len(source.columns):
        return text.split("\t")
    return fields


def _line_records(_, file, line: int, offset: int) -> Iterator[Record]:
    for data in file:
        yield Record(line, offset, data)
        line, offset = line + 1, offset + len(data)


def _csv_records(source, file, line: int, offset: int) -> Iterator[Record]:
    """Joins lines until no quote is open, if they are a row then.

    Else the quote was never closed: the line stands alone, and the next ones are rows
    of their own.
    """
    ahead: deque[bytes] = deque()

    def read() -> bytes:
        return ahead.popleft() if ahead else file.readline()

    while data := read():
        if data.count(b'"') % 2 and _is_open(source, data):
            lines = [data, *_close(data, read)]
            if _is_row(source, lines):
                data = b"".join(lines)
            else:
                ahead.extendleft(reversed(lines[1:]))
        record = Record(line, offset, data)
        yield record
        line, offset = record.after


def _close(data: bytes, read) -> list[bytes]:
    """Reads on to the line that may close a quote, or as far as a field can go."""
    found: list[bytes] = []
    quotes, size = data.count(b'"'), len(data)
    while quotes % 2 and size <= _LONGEST_FIELD and (more := read()):
        found.append(more)
        quotes, size = quotes + more.count(b'"'), size + len(more)
    return found


def _is_open(source, data: bytes) -> bool:
    """Returns whether a line with an odd number of quotes ends inside a field."""
    text = data.decode(source.encoding, "replace")
    try:
        list(scan_records(text, source.delimiter))
    except CsvFault as fault:
        return "never closed" in fault.args[1]
    return False


def _is_row(source, lines: list[bytes]) -> bool:
    """Returns whether lines together are one row, and not one row each.

    It may have fields too many or too few: its parts would be rows that nobody wrote.
    """
    if sum(line.count(b'"') for line in lines) % 2:
        return False
    texts = [line.decode(source.encoding, "replace").rstrip("\r\n") for line in lines]
    widths = {text.count("\t") + 1 for text in texts}
    if source.delimiter == "\t" and widths == {len(source.columns)}:
        return False  # TSV as it is registered, without quoting
    try:
        split_fields(source, "\n".join(texts))
    except CsvFault:
        return False
    return True


def _is_header(source, data: bytes) -> bool:
    """Returns whether a record is the header again, as in files joined into one."""
    names = source.columns
    if not source.has_header or len(names) < 2:
        return False
    text = data.decode(source.encoding, "replace")
    if names[0] not in text or names[-1] not in text:  # nearly always, and faster
        return False
    try:
        fields = split_fields(source, text.lstrip("\ufeff").rstrip("\r\n"))
    except CsvFault:
        return False
    return tuple(name_columns(fields)) == names
