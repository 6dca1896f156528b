"""The folder of a tuning: `TUNING.unfinished` with a record a trial, then `TUNING`.

Keeps what a killed tuning needs to go on. Does not train or choose.
"""

import contextlib
import csv
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tfq_bert.files import new_folder, read_json, write_json, write_text
from tfq_bert.training.config import TrainConfig
from tfq_bert.training.run_folder import repeat_command
from tfq_bert.training.tuning_space import SETTINGS
from tfq_bert.unfinished_folder import check_same_data, unfinished_folder

# The file that makes a folder a tuning.
MARKER = "tuning.json"
COLUMNS = (
    *("rank", "trial", *SETTINGS, "val_loss", "val_accuracy"),
    *("epochs", "seconds", "failed"),
)


@dataclass(frozen=True)
class TuningFolder:
    """Says where the parts of an unfinished tuning are.

    Attributes:
        folder: Path of the unfinished tuning.
        output: Path of the tuning that it will be.
        overwrite: bool. Whether a tuning that is there is replaced in the end.
    """

    folder: Path
    output: Path
    overwrite: bool = False

    @property
    def features(self) -> Path:
        """The folder of a frozen BERT's output, the same for all trials."""
        return self.folder / "features"

    def run(self, number: int) -> Path:
        """Returns the run folder of a trial, counted from 1."""
        return self.folder / "runs" / f"trial_{number:04d}"

    def record(self, number: int) -> dict | None:
        """Returns what a trial came to, or None if it has not ended."""
        path = self._record(number)
        if not path.is_file():
            return None
        found = read_json(path)
        del found["format_version"]
        return found

    def known_values(self, number: int) -> dict | None:
        """Returns the values of a trial that ended, or None."""
        record = self.record(number)
        return record and record["values"]

    def keep(self, record: dict) -> None:
        """Writes what a trial came to; from then on it is not run again."""
        write_json(self._record(record["number"]), {"format_version": 1, **record})

    def keep_run(self, number: int, unfinished: int = 0) -> None:
        """Removes the runs of all trials but one, and but one that is half done."""
        kept = {self.run(number).name, f"{self.run(unfinished).name}.unfinished"}
        for path in self.run(0).parent.glob("*"):
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def check_data(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Refuses other data than the tuning was begun with.

        Args:
            texts: sequence of str.
            labels: sequence of str.

        Raises:
            InputError: If they are not those that were given first.
        """
        digest = hashlib.sha256()
        for text, label in zip(texts, labels, strict=True):
            digest.update(f"{len(text)} {text}{len(label)} {label}".encode())
        check_same_data(self.folder, digest.hexdigest(), "tuning")

    def finish(self, content: dict, best: dict, draw) -> None:
        """Writes the tuning's folder, whole or not at all, and forgets the rest.

        Args:
            content: dict, what `tuning.json` will hold.
            best: dict. The record of the best trial, whose run is there.
            draw: Function of a path, which draws the plot there.
        """
        with new_folder(
            self.output, overwrite=self.overwrite, replaces=MARKER
        ) as folder:
            shutil.copytree(self.run(best["number"]), folder / "best")
            path = folder / "best/config.json"
            config = TrainConfig.from_dict(read_json(path))
            config = replace(config, output=str(Path(content["tuning"]) / "best"))
            write_json(path, config.to_dict())
            command = repeat_command(folder / "best", config)
            write_text(folder / "best/command.txt", command + "\n")
            _write_csv(folder / "trials.csv", content["trials"])
            for suffix in ("png", "svg"):
                draw(folder / f"tuning.{suffix}")
            write_json(folder / MARKER, content)
        self.forget()

    def forget(self) -> None:
        """Removes what an unfinished tuning keeps."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _record(self, number: int) -> Path:
        return self.folder / f"trial_{number:04d}.json"


@contextlib.contextmanager
def unfinished_tuning(
    output: str, settings: dict, *, overwrite: bool = False, resume: bool = False
) -> Iterator[TuningFolder]:
    """Makes the folder of an unfinished tuning, or finds it.

    It is left where it is if the block fails after something was saved.

    Args:
        output: str. The folder that it will be.
        settings: dict, plain JSON. What makes it this tuning and no other.
        overwrite: Whether a finished tuning, or an unfinished one, is replaced.
        resume: Whether to go on with an unfinished tuning, if there is one.

    Yields:
        `TuningFolder`.

    Raises:
        InputError: If there is an unfinished tuning and neither is asked for, its
            settings differ, or TUNING itself may not be made.
    """
    with unfinished_folder(
        output,
        settings,
        what="tuning",
        marker=MARKER,
        has_progress=_has_progress,
        overwrite=overwrite,
        resume=resume,
    ) as (folder, overwrite):
        yield TuningFolder(folder, Path(os.path.abspath(output)), overwrite)


def _has_progress(folder: Path) -> bool:
    kept = any(folder.glob("features/*.npy"))
    return kept or any(folder.glob("trial_*.json"))


def _write_csv(path: Path, trials: list[dict]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        for trial in trials:
            row = {**trial, **trial["values"], "trial": trial["number"]}
            row |= {f"val_{n}": trial.get(n) for n in ("loss", "accuracy")}
            writer.writerow(row)
