"""Reads JSON Lines and Parquet files into a table of strings.

Numbers, booleans and missing values become the strings that a CSV file would hold.
"""

import json
import math
import os
from collections.abc import Sequence
from typing import Any

from tfq_bert.data.delimited import Table
from tfq_bert.data.files import check_readable, read_text_file
from tfq_bert.errors import InputError


def read_json_lines(path: str | os.PathLike, encoding: str = "utf-8") -> Table:
    """Reads a file with one JSON object a line.

    Args:
        path: str or path.
        encoding: str.

    Returns:
        A `Table` whose columns are the keys of all objects, in order of appearance. A
        key that an object lacks, or whose value is null, is an empty cell.

    Raises:
        InputError: If the file cannot be read, or a line is no JSON object; the message
            has the line number.
    """
    name = str(path)
    text = read_text_file(path, encoding)
    if text.lstrip().startswith("["):
        raise InputError(
            f"The file must hold one JSON object a line. Received: {name!r}, which "
            "begins with a list. Write its objects without the list, one a line."
        )
    objects: list[dict[str, Any]] = []
    lines: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=without_repeats)
            if "\\ud" in line.lower():  # half of a pair stands for no character
                json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"Every line must be a JSON object. Received: {name!r}, where line "
                f"{number} is none ({error}). Mend the line, or drop it."
            ) from None
        if not isinstance(value, dict):
            raise InputError(
                f"Every line must be a JSON object. Received: {name!r}, where line "
                f"{number} is of type {type(value).__name__}. Write it as "
                '{"text": ..., "label": ...}.'
            )
        objects.append(value)
        lines.append(number)
    columns = list(dict.fromkeys(key for value in objects for key in value))
    rows = [[as_cell(value.get(key)) for key in columns] for value in objects]
    return Table(name, columns, rows, lines)


def read_parquet(path: str | os.PathLike) -> Table:
    """Reads a Parquet file.

    Args:
        path: str or path.

    Returns:
        A `Table`; its lines count rows, from 1.

    Raises:
        InputError: If the file is missing or no Parquet, or has no row.
    """
    import pandas

    name = str(path)
    check_readable(path)
    try:
        # Whole numbers beside missing ones stay whole with Arrow's own types.
        frame = pandas.read_parquet(
            path,
            engine="pyarrow",
            dtype_backend="pyarrow",
            page_checksum_verification=True,
        )
        values = frame.astype(object).where(frame.notna(), None)
    except Exception as error:  # Arrow has a dozen kinds, some of them without a base
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise InputError(
            f"The file must be Parquet. Received: {name!r} ({reason}). Write it anew, "
            "or save it as CSV with a header line."
        ) from None
    if not len(frame):
        raise InputError(f"The file must hold rows. Received: {name!r}, with none.")
    rows = [[as_cell(v) for v in row] for row in values.itertuples(index=False)]
    return Table(name, list(map(str, frame)), rows, list(range(1, len(rows) + 1)))


def check_cells(table: Table, columns: Sequence[int]) -> None:
    """Refuses lists and objects in the columns that are read.

    Args:
        table: What a function of this module returned.
        columns: sequence of int. The columns of texts and labels.

    Raises:
        InputError: If a cell of them held a list or an object.
    """
    for line, row in zip(table.lines, table.rows, strict=True):
        for column in columns:
            if isinstance(row[column], _Nested):
                raise InputError(
                    f"Texts and labels must be strings, numbers or booleans. Received: "
                    f"{table.name!r}, where row {line} has a list or an object in "
                    f"{table.columns[column]!r}. Choose another column."
                )


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Builds an object; of two values for a key, Python would drop one.

    Args:
        pairs: list of key and value, as `json.loads` gives to an `object_pairs_hook`.

    Returns:
        dict.

    Raises:
        ValueError: If a key stands twice.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise ValueError(f"the key {twice[:40]!r} stands twice")
    return found


class _Nested(str):
    """What stands in a cell for a list or an object."""


def as_cell(value: Any) -> str:
    """Writes a value of JSON or Parquet as the string that a CSV file would hold.

    Args:
        value: Of any type; None and NaN are an empty cell.

    Returns:
        str. Lists and objects keep their kind, which `check_cells` refuses.
    """
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        # Large ones too keep the form that `tidy_labels` knows.
        return f"{int(value)}.0" if value.is_integer() else repr(value)
    if isinstance(value, dict | list):
        return _Nested(value)
    return str(value)
