"""A folder of work that is not finished: `OUTPUT.unfinished`, beside where it will be.

Keeps what killed work needs to go on. Does not know what the work is.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tfq_bert.errors import InputError
from tfq_bert.files import (
    LOCK,
    check_new_folder,
    clear_folder,
    locked_folder,
    read_json,
    write_json,
)

_HEAD = "unfinished.json"


@contextlib.contextmanager
def unfinished_folder(
    output: str | Path,
    settings: dict,
    *,
    what: str,
    marker: str,
    has_progress: Callable[[Path], bool],
    overwrite: bool = False,
    resume: bool = False,
) -> Iterator[tuple[Path, bool]]:
    """Makes the folder of unfinished work, or finds it, and locks it.

    It is left where it is if the block fails after something was saved.

    Args:
        output: The folder that it will be.
        settings: dict, plain JSON. What makes it this work and no other.
        what: str. What it is, for messages: "tuning".
        marker: str. The file that makes a finished folder one of these.
        has_progress: Function of the unfinished folder: whether there is something
            to lose.
        overwrite: Whether a finished folder, or an unfinished one, is replaced.
        resume: Whether to go on with an unfinished one, if there is one.

    Yields:
        The unfinished folder, and whether a finished one is to be replaced in the end.

    Raises:
        InputError: If there is an unfinished one and neither is asked for, its
            settings differ, or the output itself may not be made.
    """
    path = Path(os.path.abspath(output))
    folder = path.with_name(f"{path.name}.unfinished")
    head = None
    if resume and (folder / _HEAD).is_file():
        head = read_json(folder / _HEAD)
        overwrite = overwrite or head["overwrite"]
        _check_settings(what, settings, head["settings"])
    check_new_folder(output, overwrite=overwrite, replaces=marker)
    if head is None:
        found = {entry.name for entry in folder.glob("*")} - {LOCK}
        if found and _HEAD not in found:
            check_new_folder(folder)  # somebody else's
        if has_progress(folder) and not overwrite:
            raise InputError(
                f"The {what} {str(output)!r} must be new. Received: an unfinished one, "
                f"{folder.name!r}. Use --resume to go on with it, or --overwrite to "
                "start again."
            )
    with locked_folder(folder, what):
        if head is None:
            clear_folder(folder)
            head = {"overwrite": overwrite, "settings": settings}
            write_json(folder / _HEAD, {"format_version": 1, **head})
        try:
            yield folder, overwrite
        finally:
            if not has_progress(folder):
                shutil.rmtree(folder, ignore_errors=True)


def check_same_data(folder: Path, fingerprint: str, what: str) -> None:
    """Refuses other data than unfinished work was begun with.

    Args:
        folder: Path that `unfinished_folder` gave.
        fingerprint: str. Of the data.
        what: As in `unfinished_folder`.

    Raises:
        InputError: If it is another than the first one that was given.
    """
    head = read_json(folder / _HEAD)
    if head.setdefault("data_sha256", fingerprint) != fingerprint:
        raise InputError(
            f"the data must be those that the {what} was begun with. Received: "
            f"other texts or labels than {folder.name} knows. Bring them "
            "back, or start again with --overwrite."
        )
    write_json(folder / _HEAD, head)


def _check_settings(what: str, now: dict, before: dict) -> None:
    other = [name for name in now if now[name] != before.get(name)]
    if other:
        found = ", ".join(
            f"{name}={now[name]!r}, begun with {before.get(name)!r}" for name in other
        )
        raise InputError(
            f"a {what} must go on with the settings that it was begun with. Received: "
            f"{found}. Give the same ones, or start again with --overwrite."
        )
