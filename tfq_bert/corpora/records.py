"""Cuts an open input file into records, from its start or from any record on.

A record is a line, or in CSV one or several; what is in it is not read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tfq_bert.corpora.source_file import DELIMITED, JSON_LINES, SourceFile
from tfq_bert.data.delimited import CsvFault, scan_records

# A quoted field that is longer is a quote that was never closed.
_LONGEST_FIELD = 1 << 18


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
    is_header = is_table and source.has_header and not offset
    cut = _csv_records if is_table else _line_records
    for record in cut(source, file, line, offset):
        blank = not record.data.strip()
        if is_header:
            is_header = blank
        elif not blank or keeps_blank:
            yield record


def _line_records(_, file, line: int, offset: int) -> Iterator[Record]:
    for data in file:
        yield Record(line, offset, data)
        line, offset = line + 1, offset + len(data)


def _csv_records(source, file, line: int, offset: int) -> Iterator[Record]:
    """Joins lines until no quote is open; a quote that stays open ends with its line.

    Between tabs a quote opens nothing that goes on in the next line.
    """
    while data := file.readline():
        is_odd = data.count(b'"') % 2 and source.delimiter != "\t"
        if is_odd and _is_open(source, data):
            whole = _close(file, data)
            if whole is None:
                file.seek(offset + len(data))
            data = whole or data
        record = Record(line, offset, data)
        yield record
        line, offset = record.after


def _close(file, data: bytes) -> bytes | None:
    """Reads on to the line that closes a quote; None if there is none."""
    parts, quotes, size = [data], data.count(b'"'), len(data)
    while quotes % 2:
        more = file.readline()
        if not more or size > _LONGEST_FIELD:
            return None
        parts.append(more)
        quotes, size = quotes + more.count(b'"'), size + len(more)
    return b"".join(parts)


def _is_open(source, data: bytes) -> bool:
    """Returns whether a line with an odd number of quotes ends inside a field."""
    text = data.decode(source.encoding, "replace")
    try:
        list(scan_records(text, source.delimiter))
    except CsvFault as fault:
        return "never closed" in fault.args[1]
    return False
