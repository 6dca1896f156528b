"""Turns records into rows of id, text and label, or says why that cannot be.

Reads no file. A record that is no row never stops the others.
"""

import json
from dataclasses import dataclass
from typing import Any

from tfq_bert.corpora.records import Record, split_fields
from tfq_bert.corpora.source_file import DELIMITED, JSON_LINES, SourceFile
from tfq_bert.corpora.storage import shown_path
from tfq_bert.data.columns import join_cells
from tfq_bert.data.dataset import is_blank
from tfq_bert.data.delimited import CsvFault
from tfq_bert.data.records import as_cell, without_repeats

# What is longer is no text of a row; a model cuts at 512 tokens anyway.
MAX_CHARACTERS = 1_000_000


@dataclass(frozen=True)
class Row:
    """Holds a text to work on.

    Attributes:
        id: str or int. Its own, or FILE:LINE.
        text: str. Not blank, without lone surrogates.
        label: str, or None where none is wanted.
    """

    id: str | int
    text: str
    label: str | None = None


@dataclass(frozen=True)
class Failure:
    r"""Holds a record that is no row: a line of the dead-letter file.

    Attributes:
        id: str or int. Its own, or FILE:LINE.
        file: str.
        line: int. On which it begins, from 1.
        reason: str. A kind of fault, and details after a colon.
        raw: str. The record as found; bytes that are no text as `\xNN`.
    """

    id: str | int
    file: str
    line: int
    reason: str
    raw: str


class _Fault(Exception):
    """Says why a record is no row."""


def read_record(source: SourceFile, record: Record) -> Row | Failure:
    """Reads a record.

    Args:
        source: `SourceFile` that it is of.
        record: `Record`.

    Returns:
        `Row`, or `Failure` if it is not well formed, lacks a text, id or label that is
        wanted, or one of them is of a wrong type.
    """
    path = shown_path(source.path)
    identity: str | int = f"{path}:{record.line}"
    try:
        text = _decode(record.data, source.encoding)
        if source.form == JSON_LINES:
            cells = _read_object(text)
        elif source.form == DELIMITED:
            cells = _read_fields(source, text)
        else:
            return Row(identity, _check_text(text))
        if source.id_column is not None:
            identity = _read_id(cells, source.id_column)
        label = None
        found = _check_text(join_cells([_text(cells, c) for c in source.texts]))
        if source.label_column is not None:
            label = _read_label(cells, source.label_column)
        return Row(identity, found, label)
    except _Fault as fault:
        raw = record.data.decode(source.encoding, "backslashreplace").rstrip("\r\n")
        return Failure(identity, path, record.line, str(fault), raw)


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).lstrip("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{data[error.start]:02x} at {error.start}"
        raise _Fault(f"not {encoding} text: {byte}") from None


def _read_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text, object_pairs_hook=without_repeats)
    except json.JSONDecodeError as error:
        found = f"{error.msg} at character {error.pos + 1}"
        raise _Fault(f"not JSON: {found}") from None
    except (ValueError, RecursionError) as error:
        raise _Fault(f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise _Fault(f"not a JSON object: a {type(value).__name__}")
    return value


def _read_fields(source: SourceFile, text: str) -> dict[str, str]:
    try:
        fields = split_fields(source, text)
    except CsvFault as fault:
        raise _Fault(f"not CSV: {fault.args[1]}") from None
    if len(fields) != len(source.columns):
        count = f"{len(fields)}, not {len(source.columns)}"
        raise _Fault(f"not as many fields as the header: {count}")
    return dict(zip(source.columns, fields, strict=True))


def _text(cells: dict[str, Any], column: str) -> str:
    value = cells.get(column)
    if value is None:
        raise _Fault(f"no text: no {column!r}")
    if not isinstance(value, str):
        raise _Fault(f"text of a wrong type: {type(value).__name__}")
    return value


def _check_text(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise _Fault(f"text too long: {len(text):,} characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _Fault("half of a surrogate pair in the text") from None
    if is_blank(text):
        raise _Fault("no text: blank")
    return text


def _read_id(cells: dict[str, Any], column: str) -> str | int:
    value = cells.get(column)
    if value is None or value == "":
        raise _Fault(f"no id: no {column!r}")
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise _Fault(f"id of a wrong type: {type(value).__name__}")
    try:
        str(value).encode()
    except UnicodeEncodeError:
        raise _Fault("half of a surrogate pair in the id") from None
    return value


def _read_label(cells: dict[str, Any], column: str) -> str:
    value = cells.get(column)
    if isinstance(value, dict | list):
        raise _Fault(f"label of a wrong type: {type(value).__name__}")
    label = as_cell(value).strip()
    if not label:
        raise _Fault(f"no label: no {column!r}")
    try:
        label.encode()
    except UnicodeEncodeError:
        raise _Fault("half of a surrogate pair in the label") from None
    return label
