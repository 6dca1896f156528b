"""Reads lines that begin with their label, as SST and TREC are handed around."""

import os

from tfq_bert.data.delimited import Table
from tfq_bert.data.files import read_text_file
from tfq_bert.errors import InputError

_MAX_SHARE_OF_LABELS = 0.5


def read_label_lines(path: str | os.PathLike, encoding: str = "utf-8") -> Table:
    """Reads a file with one text a line, after its label and white space.

    Args:
        path: str or path. A `.txt` file.
        encoding: str.

    Returns:
        A `Table` with the columns `label` and `text`. A blank line is no row.

    Raises:
        InputError: If the file cannot be read, a carriage return stands alone in it, or
            more than half of the lines begin with a word of their own, so that it is no
            label.
    """
    name = str(path)
    lines = read_text_file(path, encoding).split("\n")
    lines = [line.rstrip("\r") for line in lines]
    alone = [number for number, line in enumerate(lines, start=1) if "\r" in line]
    if alone:
        raise InputError(
            "Every line of a .txt file must end with a line feed. Received: "
            f"{name!r}, where a carriage return stands alone in line {alone[0]}. Write "
            "a line feed for it where a row ends, or a space."
        )
    numbers = [number for number, line in enumerate(lines, start=1) if line.strip()]
    rows = [[*lines[number - 1].split(maxsplit=1), "", ""][:2] for number in numbers]
    labels = {label for label, _ in rows}
    if len(labels) > max(2, _MAX_SHARE_OF_LABELS * len(rows)):
        raise InputError(
            "Every line of a .txt file must begin with its label, then the text. "
            f"Received: {name!r}, where {len(rows)} lines begin with {len(labels)} "
            "different words. Write it as CSV with a header line."
        )
    note = "Labels are the first word of each line."
    return Table(name, ["label", "text"], rows, numbers, [note])
