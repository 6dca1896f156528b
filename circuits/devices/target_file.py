"""A target's JSON file to plain values.

Reads; what the values must be is for `specification.py` to say.
"""

import json
import os
from pathlib import Path


def read_target_file(path: str | os.PathLike[str]) -> object:
    """Reads a JSON file in UTF-8, with or without a byte order mark.

    Args:
        path: str or path.

    Returns:
        What the file holds.

    Raises:
        OSError: If the file cannot be read; the message says where it was looked for.
        ValueError: If it holds no JSON, or an object with the same name twice.
        RecursionError: If it is nested too deeply.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise type(error)(
            f"`path` must be a file with a target. Received: {str(path)!r}, looked for "
            f"at {str(file.absolute())!r}: {error.strerror}. Put the file there, or "
            "give the path of where it is."
        ) from error
    return json.loads(text, object_pairs_hook=_without_repeats)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = [name for name in values if names.count(name) > 1]
        raise ValueError(
            "An object must hold each name once, because the last would win. "
            f"Received more than once: {', '.join(map(repr, twice))}."
        )
    return values
