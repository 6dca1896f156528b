"""The trials of a tuning as ordinary training runs, each run once.

Does not choose their settings; the oracle does.
"""

import gc
import math
import time

from tfq_bert._quiet import keras, tf
from tfq_bert.data import TextDataset
from tfq_bert.errors import InputError
from tfq_bert.training.config import TrainConfig
from tfq_bert.training.one_of_many import one_of_many
from tfq_bert.training.train import train
from tfq_bert.training.tuning_folder import TuningFolder
from tfq_bert.training.tuning_ranks import ranked
from tfq_bert.training.tuning_space import trial_config


class TrialRuns:
    """Runs trials, keeps what they came to, and the run folder of the best so far.

    Args:
        config: `TrainConfig` of the tuning.
        dataset: `TextDataset`.
        folder: `TuningFolder`.
        objective: "loss" or "accuracy".
        count: int. How many trials there will be at most.
        progress: Function as in `tune`, or None.
        report: Function as in `tune`, or None.

    Attributes:
        records: list of dict. What the trials came to, in their order.
    """

    def __init__(
        self,
        config: TrainConfig,
        dataset: TextDataset,
        folder: TuningFolder,
        objective: str,
        count: int,
        progress=None,
        report=None,
    ):
        self.config, self.dataset, self.folder = config, dataset, folder
        self.objective, self.count = objective, count
        self._progress = progress or (lambda *_: None)
        self._report = report or (lambda *_: None)
        self.records: list[dict] = []
        self._num_kept: int | None = None
        self._told: set[str] = set()
        self._has_features = False

    def result(self, number: int, values: dict) -> dict:
        """Returns what a trial came to; runs it if it has not ended before.

        Args:
            number: int. Of the trial, from 1.
            values: dict, one value a setting.

        Returns:
            dict, plain JSON.

        Raises:
            InputError: If no trial can be run so.
        """
        record = self.folder.record(number)
        if record is None or record["values"] != values:
            record = self._run(number, values)
            self.folder.keep(record)
        self.records.append(record)
        self._keep_best_run()
        self._report("trial", record)
        return record

    def ensure_run(self, record: dict) -> None:
        """Trains a trial's run again if it was lost, as in a kill at its very end."""
        if not self.folder.run(record["number"]).is_dir():
            self._train(record["number"], record["values"], lambda *_: None)

    def _keep_best_run(self, unfinished: int = 0) -> None:
        best = ranked(self.records, self.objective)[:1]
        self.folder.keep_run(best[0]["number"] if best else 0, unfinished)

    def _run(self, number: int, values: dict) -> dict:
        self._keep_best_run(number)  # and what a kill left of this trial
        if self._num_kept is None:
            self._num_kept = len(self.records)
        record = {"number": number, "values": values}
        watch = _Watch(self._tell)
        try:
            scores = self._train(number, values, watch)
        except (InputError, MemoryError, tf.errors.OpError) as error:
            if self._is_fault_of_all(error, watch):
                raise
            return record | {"failed": _reason(error), "seconds": watch.seconds}
        return record | scores | {"seconds": watch.seconds}

    def _train(self, number: int, values: dict, progress) -> dict:
        path = str(self.folder.run(number))
        with one_of_many():
            result = train(
                trial_config(self.config, values, path),
                dataset=self.dataset,
                resume=True,
                features_folder=self.folder.features,
                progress=progress,
                report=self._tell_once,
            )
        kept, epochs = (result.metrics[n] for n in ("kept_epoch", "num_epochs"))
        scores = {
            name: float(result.history[f"val_{name}"][kept - 1])
            for name in ("loss", "accuracy")
        }
        # Else each model of the search stays in memory.
        del result
        keras.utils.clear_session()
        gc.collect()
        if not all(map(math.isfinite, scores.values())):
            raise InputError(
                "the validation loss must be a number. Received: "
                f"{scores['loss']}. Lower the learning rate."
            )
        return scores | {"epochs": epochs, "kept_epoch": kept}

    def _is_fault_of_all(self, error: Exception, watch: "_Watch") -> bool:
        """Whether the next trials would fail as well: before training, or a disk."""
        if isinstance(error.__cause__, OSError):
            return True
        return not watch.trained and all("failed" in r for r in self.records)

    def _tell(self, stage: str, done: float, total: int, detail: str) -> None:
        """Passes on a trial's progress, as a part of those that are left to run."""
        if stage == "features":
            if not self._has_features:  # later trials only read them
                self._progress(stage, done, total, detail)
                self._has_features = done >= total
            return
        ended = len(self.records) - self._num_kept
        best = ranked(self.records, self.objective)[:1]
        if best and "failed" not in best[0]:
            detail = f"best validation {self.objective} {best[0][self.objective]:.4f}"
        else:
            detail = ""
        left = self.count - self._num_kept
        self._progress("tuning", ended + done / total, left, detail)

    def _tell_once(self, stage: str, content) -> None:
        if stage not in self._told:
            self._told.add(stage)
            self._report(stage, content)


def _reason(error: Exception) -> str:
    """Words why a trial failed, without what a training says of its own folder."""
    if isinstance(error.__cause__, (InputError, tf.errors.OpError)):
        error = error.__cause__
    return (str(error) or "out of memory").splitlines()[0]


class _Watch:
    """Measures a trial from where its own work begins, and listens to its progress."""

    def __init__(self, tell):
        self._tell = tell
        self._start = time.monotonic()
        self.trained = False

    def __call__(self, stage: str, done: float, total: int, detail: str = "") -> None:
        if stage == "features":
            if not self.trained:
                # BERT's output is computed once; no trial is charged with it.
                self._start = time.monotonic()
                self._tell(stage, done, total, detail)
            return
        self.trained = True
        first, _, last = stage.rpartition(" ")[2].partition("/")
        share = done / total if total else 1.0
        if last:  # "training 2/3" is a stage of a recipe that has three
            share = (int(first) - 1 + share) / int(last)
        self._tell("tuning", share, 1, detail)

    @property
    def seconds(self) -> float:
        """Seconds since the trial's own work began."""
        return round(time.monotonic() - self._start, 2)
