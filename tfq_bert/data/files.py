"""Reads a text file into a string, or says in one line why it cannot.

Knows encodings, not columns: those are `delimited.py`.
"""

import os
import re
from pathlib import Path

from tfq_bert.errors import InputError

_NOT_TEXT = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"SQLite format 3": "an SQLite database",
}
_MARKS = {  # the longer ones first
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_text_file(path: str | os.PathLike, encoding: str = "utf-8") -> str:
    """Reads a whole file of text; a byte order mark is dropped.

    Args:
        path: str or path. A file.
        encoding: str. Any text encoding that Python knows.

    Returns:
        str. Line breaks are as in the file.

    Raises:
        InputError: If the file is missing, a folder, unreadable or empty; if it is
            not text in that encoding (the message has the byte offset); if it holds
            NUL; if the encoding is unknown.
    """
    data = _read_bytes(Path(path))
    text = _decode(data, path, encoding).lstrip("\ufeff")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(
            f"The file must be text. Received: {str(path)!r}, which holds NUL bytes "
            f"(the first in line {line}). If it is UTF-16, pass `--encoding utf-16`."
        )
    if half := _SURROGATE.search(text):
        line = text.count("\n", 0, half.start()) + 1
        raise InputError(
            f"The file must be {encoding} text. Received: {str(path)!r}, with half of "
            f"a surrogate pair in line {line}. Name its encoding with `--encoding`."
        )
    if not text.strip():
        raise InputError(
            f"The file must hold text. Received: {str(path)!r}, which is empty."
        )
    return text


def check_readable(path: str | os.PathLike) -> None:
    """Refuses what is no file that can be opened.

    Args:
        path: str or path.

    Raises:
        InputError: If the file is missing, a folder or unreadable.
    """
    _read_bytes(Path(path), limit=1)


def _read_bytes(path: Path, limit: int = -1) -> bytes:
    if path.is_dir():
        raise InputError(
            f"The path must be a file. Received: {str(path)!r}, which is a folder."
        )
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except FileNotFoundError:
        raise InputError(
            f"The file must exist. Received: {str(path)!r} (looked for "
            f"{os.path.abspath(path)!r})."
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"The file must be readable. Received: {str(path)!r} ({reason})."
        ) from None


def _decode(data: bytes, path: str | os.PathLike, encoding: str) -> str:
    for mark, kind in _NOT_TEXT.items():
        if data.startswith(mark):
            raise InputError(
                f"The file must be text. Received: {str(path)!r}, which is {kind}. "
                "Save the table as CSV in UTF-8."
            )
    try:
        return data.decode(encoding)
    except (LookupError, TypeError, OverflowError):
        raise InputError(
            "`--encoding` must be a text encoding that Python knows. Received: "
            f"{encoding!r}. Use for example utf-8, latin-1, cp1252 or utf-16."
        ) from None
    except UnicodeDecodeError as error:
        at = f"byte 0x{data[error.start]:02x} at offset {error.start}"
    except UnicodeError as error:
        at = " ".join(str(error).split())
    marked = [name for mark, name in _MARKS.items() if data.startswith(mark)]
    if marked:
        name = marked[0]
        remedy = f"It begins as {name.upper()} does: pass `--encoding {name}`."
    else:
        remedy = (
            "Name its encoding, for example `--encoding latin-1` or "
            "`--encoding cp1252`."
        )
    raise InputError(
        f"The file must be {encoding} text. Received: {str(path)!r}, with {at}. "
        f"{remedy}"
    )
