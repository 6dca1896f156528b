"""Files on this machine, or wherever Apache Beam reads: found and opened by name.

Knows no format. Paths with `://` go to Beam, which is imported for them alone.
"""

import bz2
import contextlib
import glob
import gzip
import lzma
import os
import zlib
from collections.abc import Iterator, Sequence
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


@contextlib.contextmanager
def open_file(path: str) -> Iterator[BinaryIO]:
    """Opens a file to read its bytes, unpacked if its name ends as packed ones do.

    Args:
        path: str. As `find_files` gave it.

    Yields:
        The open file.

    Raises:
        InputError: If a packed file is damaged, as soon as that is read.
    """
    unpack = _PACKED.get(_ending(path))
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(_open(path))
        try:
            yield stack.enter_context(unpack(file, "rb")) if unpack else file
        except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
            # bz2 and gzip raise an OSError without a number; others are not theirs.
            if not unpack or getattr(error, "errno", None) is not None:
                raise
            raise InputError(
                f"{path!r} must be whole, and packed as its name says. Received: "
                f"{error}. Copy it again, or pack it anew."
            ) from error


def unpacked_name(path: str) -> str:
    """Returns the name of a file without the ending that says how it is packed."""
    return path[: -len(_ending(path))] if _ending(path) in _PACKED else path


def is_remote(path: str) -> bool:
    """Returns whether a path is of another place than this machine's folders."""
    return "://" in path


def shown_path(path: str) -> str:
    r"""Returns a path as text; bytes of its name that are none become `\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


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


def _open(path: str) -> BinaryIO:
    if not is_remote(path):
        return open(path, "rb")
    systems = _file_systems()
    from apache_beam.io.filesystem import CompressionTypes

    # Beam's own unpacking lacks what Python's file objects have.
    return systems.open(path, compression_type=CompressionTypes.UNCOMPRESSED)


def _file_systems():
    from tfq_bert.corpora.engines import check_beam
    from tfq_bert.corpora.quiet_beam import quiet_beam

    check_beam()
    with quiet_beam():
        from apache_beam.io.filesystems import FileSystems

    return FileSystems
