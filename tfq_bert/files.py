"""Files and folders written whole or not at all.

Writes to a temporary sibling, then renames; knows nothing of what is written.
"""

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tfq_bert.errors import InputError

# The file of a folder that is held by one process.
LOCK = "lock"


@contextlib.contextmanager
def new_folder(
    folder: str | Path, *, overwrite: bool = False, replaces: str | None = None
) -> Iterator[Path]:
    """Yields a temporary sibling that becomes `folder` if the block ends well.

    Args:
        folder: The folder to make; its parents are made.
        overwrite: Whether an existing folder is replaced. The old one stays in place
            until the new one is complete.
        replaces: As in `check_new_folder`.

    Yields:
        The path to write into.

    Raises:
        InputError: If the folder exists without `overwrite`, is a file, or its parent
            cannot be written.
    """
    check_new_folder(folder, overwrite=overwrite, replaces=replaces)
    folder = Path(os.path.abspath(folder))
    parent = folder.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=parent))
    except OSError as error:
        raise _not_writable(parent, error.strerror) from error
    try:
        temporary.chmod(0o755)
        yield temporary
        move_into_place(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def move_into_place(new: Path, folder: Path) -> None:
    """Renames a complete folder to the name that it was made for.

    Args:
        new: The folder, a neighbour of the other.
        folder: Absolute path; a folder that is there is replaced.
    """
    if folder.exists():
        _swap(folder, new)
    else:
        os.replace(new, folder)


def _swap(folder: Path, new: Path) -> None:
    """Puts `new` in the place of `folder`; on any failure the old one is put back."""
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    old = aside / "folder"
    try:
        os.replace(folder, old)
        os.replace(new, folder)
    except BaseException:
        if old.exists():
            os.replace(old, folder)
        aside.rmdir()  # refuses to remove an old folder that could not be put back
        raise
    shutil.rmtree(aside, ignore_errors=True)


def check_new_folder(
    folder: str | Path, *, overwrite: bool = False, replaces: str | None = None
) -> None:
    """Refuses a folder that exists, or is a file, before any work is done for it.

    Args:
        folder: The folder that is to be made.
        overwrite: Whether an existing folder may be replaced.
        replaces: Name of a file that marks the folders that may be replaced; others
            are refused even with `overwrite`. None allows any.

    Raises:
        InputError: If it may not.
    """
    path = Path(os.path.abspath(folder))
    if path.is_dir() and any(path.iterdir()):
        if replaces is not None and not (path / replaces).is_file():
            raise InputError(
                f"The folder {str(folder)!r} must be new. Received: a folder with "
                f"files in it, which is never replaced, because it has no {replaces}. "
                "Choose another name."
            )
        if not overwrite:
            raise InputError(
                f"The folder {str(folder)!r} must be new, because it would be "
                "replaced. Received: a folder with files in it. Use --overwrite "
                "(overwrite=True), or another name."
            )
    elif path.exists() and not path.is_dir():
        raise InputError(
            f"{str(folder)!r} must be a folder or new. Received: a file. Choose "
            "another name."
        )
    nearest = next(p for p in path.parents if p.exists())
    if not nearest.is_dir():
        raise _not_writable(nearest, "a file")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise _not_writable(nearest, "permission denied")


def _not_writable(folder: Path, reason: str | None) -> InputError:
    return InputError(
        f"{str(folder)!r} must be a folder that can be written to. Received: "
        f"{reason}. Choose another place, or change its permissions."
    )


@contextlib.contextmanager
def locked_folder(folder: Path, what: str) -> Iterator[None]:
    """Makes a folder and holds it for this process, which no other may then do.

    The lock ends with the process, however that ends.

    Args:
        folder: The folder; it gets a file of the name `LOCK`.
        what: str. What it holds, for messages, for example "run".

    Raises:
        InputError: If another process holds it, or it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("w")
    except OSError as error:
        raise _not_writable(folder.parent, error.strerror) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError(
                f"a {what} must be made by one process. Received: {folder.name!r}, "
                "which another one is at. Wait for it, or stop it."
            ) from error
        yield


def clear_folder(folder: Path) -> None:
    """Removes what is in a folder, but for its lock.

    Args:
        folder: The folder, held by this process.
    """
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()


def check_output_file(
    path: str | Path | None,
    name: str = "--output",
    suffixes: tuple[str, ...] | None = None,
) -> None:
    """Refuses a file that cannot be written, before work is done for it.

    Args:
        path: The file, or None.
        name: str. The option or argument that it came by.
        suffixes: tuple of str. Endings that the file may have; None for any.

    Raises:
        InputError: If it has another ending, is a folder or a device, or is in a
            folder that does not exist or cannot be written to.
    """
    if path is None:
        return
    path = Path(path)
    if suffixes is not None and path.suffix.lower() not in suffixes:
        raise InputError(
            f"`{name}` must end in {' or '.join(suffixes)}, because the suffix "
            f"chooses the format. Received: {name.lstrip('-')}='{path}'."
        )
    found, shown, parent = None, path, path.absolute().parent
    if path.exists() and not path.is_file():
        found = "a folder" if path.is_dir() else "no plain file"
    elif not parent.is_dir():
        found, shown = "a folder that does not exist", path.parent
    else:
        # Tried, since permissions do not bind root, nor tell of a read-only disk.
        try:
            tempfile.TemporaryFile(dir=parent).close()
        except OSError:
            found, shown = "a folder that cannot be written to", path.parent
    if found is not None:
        raise InputError(
            f"`{name}` must be a plain file in a folder that can be written to. "
            f"Received: {found}, "
            f"{str(shown)!r}."
        )


@contextlib.contextmanager
def new_file(path: str | Path) -> Iterator[Path]:
    """Yields a temporary sibling that becomes the file if the block ends well.

    If it does not, the file is left as it was, if there was one.

    Args:
        path: The file; its folder exists.

    Yields:
        The path to write to, with the same ending.

    Raises:
        OSError: If it cannot be written; with the name of the file, not the sibling's.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def write_text(path: str | Path, text: str) -> None:
    """Writes a UTF-8 file by way of a temporary sibling.

    Args:
        path: The file.
        text: Its content.
    """
    with new_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path: str | Path, content: dict) -> None:
    """Writes a dict as indented JSON; NaN is refused, since JSON has none.

    Args:
        path: The file.
        content: Plain JSON, with a `format_version`.
    """
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def read_json(path: str | Path, format_version: int = 1) -> dict:
    """Reads a JSON file of ours and checks its version.

    Args:
        path: The file.
        format_version: The newest version that the caller reads.

    Returns:
        dict. The content.

    Raises:
        InputError: If the file is missing, is not JSON, or is of a newer version.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            f"{str(path)!r} must exist. Received: no such file."
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(f"{str(path)!r} must be JSON. Received: {error}.") from error
    found = content.get("format_version") if isinstance(content, dict) else None
    if not isinstance(found, int) or found > format_version:
        raise InputError(
            f"{str(path)!r} must have a format_version up to {format_version}. "
            f"Received: format_version={found}. Update tfq-bert."
        )
    return content
