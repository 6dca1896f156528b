"""What each piece of a comparison came to: a JSON file, and arrays where there are any.

Computes nothing.
"""

from pathlib import Path

import numpy as np

from tfq_bert.files import new_file, read_json, write_json


def write_record(folder: Path, key: str, record: dict, arrays=None) -> None:
    """Writes a record, behind its arrays: where it is, both are.

    Args:
        folder: Path.
        key: str. Of the piece.
        record: dict, plain JSON with a `format_version`.
        arrays: dict of NumPy arrays, or None.
    """
    if arrays:
        with new_file(folder / f"{key}.npz") as temporary:
            np.savez_compressed(temporary, **arrays)
    write_json(folder / f"{key}.json", record)


def read_record(folder: Path, key: str) -> dict | None:
    """Returns what a piece came to, or None if it is not done.

    Args:
        folder: Path.
        key: str. Of the piece.
    """
    path = folder / f"{key}.json"
    if not path.is_file():
        return None
    record = read_json(path)
    del record["format_version"]
    return record


def read_arrays(folder: Path, key: str) -> dict[str, np.ndarray]:
    """Returns the arrays of a piece.

    Args:
        folder: Path.
        key: str. Of the piece.
    """
    with np.load(folder / f"{key}.npz") as file:
        return {name: file[name] for name in file.files}
