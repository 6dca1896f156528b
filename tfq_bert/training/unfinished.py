"""The folder of a run that is not finished: `RUN.unfinished`, beside where RUN will be.

Keeps what a killed run needs to go on; does not train, and reads no checkpoint.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tfq_bert.errors import InputError
from tfq_bert.files import (
    LOCK,
    check_new_folder,
    clear_folder,
    locked_folder,
    move_into_place,
    read_json,
    write_json,
)
from tfq_bert.training.config import TrainConfig
from tfq_bert.training.run_folder import MARKER

_HEAD = "unfinished.json"


@dataclass(frozen=True)
class UnfinishedRun:
    """Says where the parts of an unfinished run are.

    Attributes:
        folder: Path of the unfinished run.
        output: Path of the run folder that it will be.
    """

    folder: Path
    output: Path

    @property
    def checkpoint(self) -> Path:
        """The file of the checkpoint."""
        return self.folder / "checkpoint.safetensors"

    @property
    def features(self) -> Path:
        """The folder of a frozen BERT's outputs."""
        return self.folder / "features"

    @property
    def run(self) -> Path:
        """What the run folder will hold."""
        return self.folder / "run"

    @property
    def has_progress(self) -> bool:
        """Whether there is something to lose."""
        kept = any(self.features.glob("*.npy")) or any(self.folder.glob("*.csv"))
        return kept or self.checkpoint.is_file()

    def check_data(self, fingerprint: str) -> None:
        """Refuses other data than the run was begun with.

        Args:
            fingerprint: str. Of the texts and labels.

        Raises:
            InputError: If it is another than the first one that was given.
        """
        head = read_json(self.folder / _HEAD)
        if head.setdefault("data_sha256", fingerprint) != fingerprint:
            raise InputError(
                "the data must be those that the run was begun with. Received: other "
                f"rows or labels than {self.folder.name} knows. Bring them back, or "
                "start again with --overwrite."
            )
        write_json(self.folder / _HEAD, head)

    def finish(self) -> None:
        """Renames the complete run to its place, and forgets the rest."""
        move_into_place(self.run, self.output)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def unfinished_run(
    config: TrainConfig, *, overwrite: bool = False, resume: bool = False
) -> Iterator[UnfinishedRun]:
    """Makes the folder of an unfinished run, or finds it, and locks it.

    It is left where it is if the block fails after something was saved.

    Args:
        config: `TrainConfig`, filled.
        overwrite: Whether a finished run, or an unfinished one, is replaced.
        resume: Whether to go on with an unfinished run, if there is one.

    Yields:
        `UnfinishedRun`.

    Raises:
        InputError: If there is an unfinished run and neither is asked for, another
            process trains it, its settings differ, or RUN itself may not be made.
    """
    run = find_unfinished(config.output)
    if resume and is_complete(config.output):
        raise InputError(
            f"The run {config.output!r} must be unfinished to go on with. Received: a "
            "complete one."
        )
    head = _read_head(run) if resume else None
    if head is not None:
        overwrite = overwrite or head["overwrite"]
        _check_settings(config, TrainConfig.from_dict(head["config"]))
    check_new_folder(config.output, overwrite=overwrite, replaces=MARKER)
    if head is None and run.has_progress and not overwrite:
        raise InputError(
            f"The run {config.output!r} must be new. Received: an unfinished one, "
            f"{run.folder.name!r}. Use --resume to go on with it, or --overwrite to "
            "start again."
        )
    found = {path.name for path in run.folder.glob("*")} - {LOCK}
    if found and _HEAD not in found:
        check_new_folder(run.folder)  # somebody else's
    with locked_folder(run.folder, "run"):
        if head is None:
            clear_folder(run.folder)
            head = {"format_version": 1, "overwrite": overwrite}
            write_json(run.folder / _HEAD, {**head, "config": config.to_dict()})
        run.run.mkdir(exist_ok=True)
        try:
            yield run
        finally:
            if not run.has_progress:
                shutil.rmtree(run.folder, ignore_errors=True)


def unfinished_config(output: str) -> TrainConfig:
    """Returns the settings of an unfinished run.

    Args:
        output: The run folder that it was to make.

    Raises:
        InputError: If there is none.
    """
    head = _read_head(find_unfinished(output))
    if head is None:
        raise InputError(
            f"{output!r} must be an unfinished run to go on with. Received: none of "
            "that name. Start one with --data."
        )
    return TrainConfig.from_dict(head["config"])


def is_complete(output: str) -> bool:
    """Returns whether a run is there, and none of its name is unfinished.

    Args:
        output: The run folder.
    """
    run = find_unfinished(output)
    return (run.output / MARKER).is_file() and not run.run.is_dir()


def find_unfinished(output: str) -> UnfinishedRun:
    """Says where the unfinished run of a run folder is, or would be.

    Args:
        output: The run folder.
    """
    path = Path(os.path.abspath(output))
    return UnfinishedRun(path.with_name(f"{path.name}.unfinished"), path)


def _read_head(run: UnfinishedRun) -> dict | None:
    path = run.folder / _HEAD
    return read_json(path) if path.is_file() else None


def _check_settings(given: TrainConfig, begun: TrainConfig) -> None:
    now, before = given.to_dict(), begun.to_dict()
    other = [n for n in now if n != "output" and now[n] != before[n]]
    if other:
        found = ", ".join(f"{n}={now[n]!r}, begun with {before[n]!r}" for n in other)
        raise InputError(
            f"a run must go on with the settings that it was begun with. Received: "
            f"{found}. Leave them out, or start again with --overwrite."
        )
