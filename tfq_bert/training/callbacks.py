"""What watches a training run: logs, progress, the stop, and the state that is kept.

Does not train.
"""

import math
import signal
import threading
import time
from pathlib import Path

from tfq_bert._quiet import keras
from tfq_bert.training.checkpoint import (
    Checkpoint,
    TrainState,
    counters_of,
    take_checkpoint,
    write_checkpoint,
)
from tfq_bert.training.interrupts import DivergedError, TrainingInterrupted


class RowProgress(keras.callbacks.Callback):
    """Tells a progress function of every step, in rows.

    Args:
        progress: Function of (stage, done, total, detail), as in `train`.
        name: str. Name of the stage.
        state: `TrainState`, which says where the stage goes on.
        count: int. Epochs of the stage.
    """

    def __init__(self, progress, name: str, state: TrainState, count: int):
        super().__init__()
        self.tell, self.name, self.state, self.count = progress, name, state, count
        self.detail, self.epochs = "", state.epoch - state.first_epoch
        self.begun = state.batch

    def on_train_begin(self, logs=None):  # noqa: ARG002
        self._report(self.begun)

    def on_train_batch_end(self, batch, logs=None):  # noqa: ARG002
        done = self.begun + batch + 1
        if done < self.model.row_order.num_batches:  # else the epoch is to be validated
            self._report(done)

    def on_epoch_end(self, epoch, logs=None):
        self.epochs, self.begun = epoch + 1 - self.state.first_epoch, 0
        loss = (logs or {})["val_loss"]
        self.detail = f"epoch {self.epochs} of {self.count}, validation loss {loss:.4f}"
        self._report(0)

    def on_train_end(self, logs=None):  # noqa: ARG002
        if self.model.stop_training or self.state.stopped_early:
            rows = self.epochs * self.model.row_order.num_rows
            self.tell(self.name, rows, rows, self.detail)

    def _report(self, batches):
        order = self.model.row_order
        done = min(batches * order.batch_size, order.num_rows)
        done += self.epochs * order.num_rows
        self.tell(self.name, done, self.count * order.num_rows, self.detail)


class FiniteLoss(keras.callbacks.Callback):
    """Stops at the first step whose loss is no number.

    Args:
        state: `TrainState`, which says where the stage goes on.

    Raises:
        DivergedError: With the step and the rows of its batch.
    """

    def __init__(self, state: TrainState):
        super().__init__()
        self.begun = state.batch

    def on_epoch_begin(self, epoch, logs=None):  # noqa: ARG002
        self.epoch = epoch

    def on_epoch_end(self, epoch, logs=None):  # noqa: ARG002
        self.begun = 0

    def on_train_batch_end(self, batch, logs=None):
        loss = float(logs["loss"])
        if not math.isfinite(loss):
            batch += self.begun
            rows = self.model.row_order.batches(self.epoch)[batch]
            raise DivergedError(loss, self.epoch, batch, rows)


class Checkpointing(keras.callbacks.Callback):
    """Keeps the state of the run in a file, and puts it back when fit begins.

    Saves after every epoch, in between when enough time has passed, and on an
    interrupt, which it then raises. Stands behind the early stopping, whose counters
    it keeps too.

    Args:
        path: Path of the checkpoint, or None to write none.
        state: `TrainState` of the stage; kept up to date.
        found: `Checkpoint` to go on from, or None.
        stopping: `keras.callbacks.EarlyStopping`, or None.
        seconds: float. Least time between two checkpoints within an epoch.

    Attributes:
        last: `Checkpoint` after the last epoch, before the early stopping goes back to
            the best weights; of a fit that was to end an epoch begun before, else None.
    """

    def __init__(
        self,
        path: Path | None,
        state: TrainState,
        found: Checkpoint | None = None,
        stopping=None,
        seconds: float = 300.0,
    ):
        super().__init__()
        self.path, self.state, self.found = path, state, found
        self.stopping, self.seconds = stopping, seconds
        self.begun, self.metrics, self.last = state.batch, [], None
        self.signal, self.handlers = None, {}

    def on_train_begin(self, logs=None):  # noqa: ARG002
        if self.found is not None:
            self.found.restore(self.model, self.stopping)
            self.metrics = list(self.found.group("metrics").values())
            self.found = None
        if self.stopping and self.state.best and self.state.stopping is None:
            self.stopping.best, self.stopping.best_epoch = self.state.best
            self.stopping.best_weights = self.model.get_weights()
        self.saved = time.monotonic()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self.handlers[number] = signal.signal(number, self._ask)

    def on_train_batch_end(self, batch, logs=None):  # noqa: ARG002
        if self.metrics:  # sums so far, of an epoch that was begun before
            pairs = zip(self.model.metrics_variables, self.metrics, strict=True)
            for variable, value in pairs:
                variable.assign_add(value)
            self.metrics = []
        self.state.batch = self.begun + batch + 1
        is_last = self.state.batch >= self.model.row_order.num_batches
        is_due = time.monotonic() - self.saved > self.seconds
        if not is_last and (is_due or self.signal):
            self._save()

    def on_epoch_end(self, epoch, logs=None):
        was_begun, self.begun, self.state.batch = self.begun, 0, 0
        self.state.epoch = epoch + 1
        self.state.logs.append({k: float(v) for k, v in (logs or {}).items()})
        self._save()
        if was_begun:
            self.last = take_checkpoint(self.model, self.state, self.stopping)

    def on_train_end(self, logs=None):  # noqa: ARG002
        self.release()

    def __enter__(self) -> "Checkpointing":
        return self

    def __exit__(self, *_) -> None:
        self.release()

    def release(self) -> None:
        """Gives the signals back to whom they belonged."""
        while self.handlers:
            signal.signal(*self.handlers.popitem())

    def _ask(self, number, _):
        """Asks for a stop after the step; when asked twice, stops at once."""
        if self.signal:
            raise TrainingInterrupted(number, self.state, saved=False)
        self.signal = number

    def _save(self):
        if self.path is not None:
            checkpoint = take_checkpoint(self.model, self.state, self.stopping)
            write_checkpoint(self.path, checkpoint)
        elif self.stopping is not None:
            self.state.stopping = counters_of(self.stopping)
        self.saved = time.monotonic()
        if self.signal:
            raise TrainingInterrupted(self.signal, self.state)


def early_stopping(patience: int):
    """Makes the callback that stops and goes back to the best weights; None for 0."""
    if not patience:
        return None
    return keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=patience, restore_best_weights=True
    )


def tensorboard(folder: Path):
    """Makes the callback that writes logs for TensorBoard into a folder."""
    return keras.callbacks.TensorBoard(str(folder), write_graph=False)
