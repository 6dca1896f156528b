"""Files on this machine, or wherever Apache Beam reads: found and opened by name.

Knows no format. Paths with `://` go to Beam, which is imported for them alone.
"""

import bz2
import glob
import gzip
import lzma
import os
from collections.abc import Sequence
from typing import BinaryIO

from tfq_bert.errors import InputError

_PACKED = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}


def find_files(patterns: Sequence[str]) -> list[tuple[str, int]]:
    """Finds the files of name patterns, each once.

    Args:
        patterns: sequence of str. Paths, with `*`, `?` and `[...]` as in a shell; `**`
            stands for folders within folders. `gs://` and the like are as Beam reads
            them.

    Returns:
        list of (path, bytes), in the order of the patterns, then by name.

    Raises:
        InputError: If a pattern finds no file.
    """
    found: dict[str, int] = {}
    for pattern in patterns:
        sizes = _match_remote(pattern) if is_remote(pattern) else _match_local(pattern)
        if not sizes:
            raise InputError(
                f"`--input` must name files. Received: {pattern!r}, which finds none "
                f"from {os.getcwd()!r}. Put a pattern in quotes, so that the shell "
                "leaves it as it is."
            )
        found |= dict(sorted(sizes.items()))
    return list(found.items())


def open_file(path: str) -> BinaryIO:
    """Opens a file to read its bytes, unpacked if its name ends as packed ones do.

    Args:
        path: str. As `find_files` gave it.
    """
    if is_remote(path):
        return _file_systems().open(path)
    return _PACKED.get(_ending(path), open)(path, "rb")


def unpacked_name(path: str) -> str:
    """Returns the name of a file without the ending that says how it is packed."""
    return path[: -len(_ending(path))] if _ending(path) in _PACKED else path


def is_remote(path: str) -> bool:
    """Returns whether a path is of another place than this machine's folders."""
    return "://" in path


def _ending(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _match_local(pattern: str) -> dict[str, int]:
    # A file of that very name comes first: brackets are common in names.
    paths = [pattern] if os.path.isfile(pattern) else []
    paths = paths or [p for p in glob.glob(pattern, recursive=True)]
    return {path: os.path.getsize(path) for path in paths if os.path.isfile(path)}


def _match_remote(pattern: str) -> dict[str, int]:
    try:
        found = _file_systems().match([pattern])[0].metadata_list
    except (ValueError, OSError) as error:  # no such scheme, or no way there
        raise InputError(
            "`--input` must name files that can be read. Received: "
            f"{pattern!r} ({error})."
        ) from error
    return {metadata.path: metadata.size_in_bytes for metadata in found}


def _file_systems():
    from tfq_bert.corpora.engines import check_beam

    check_beam()
    from apache_beam.io.filesystems import FileSystems

    return FileSystems
