"""The state of an unfinished training run in one file, written whole or not at all.

Does not decide when to save; `Checkpointing` does.
"""

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from tfq_bert.errors import InputError
from tfq_bert.files import new_file

FORMAT_VERSION = 1
_STOPPING = ("wait", "best", "best_epoch", "stopped_epoch")


@dataclass
class TrainState:
    """Says how far a run is.

    Attributes:
        stage: int. Stage of the recipe that is being run, from 0.
        first_epoch: int. Epochs of the stages before it.
        epoch: int. The epoch to go on with, from 0 over all stages.
        batch: int. Its batches that are done.
        logs: list of dict. What each finished epoch reported.
        stopping: dict of the early stopping's counters, or None.
        best: (validation loss, epoch) of the weights that the stage begins with, or
            None. It goes back to them if it finds no better ones.
    """

    stage: int = 0
    first_epoch: int = 0
    epoch: int = 0
    batch: int = 0
    logs: list[dict] = field(default_factory=list)
    stopping: dict | None = None
    best: list | None = None

    @property
    def stopped_early(self) -> bool:
        """Whether the stage has ended before its last epoch."""
        return bool(self.stopping and self.stopping["stopped_epoch"])


@dataclass(frozen=True)
class Checkpoint:
    """Holds what a checkpoint's file holds.

    Attributes:
        state: `TrainState`.
        tensors: dict from "GROUP/NUMBER" to NumPy array.
    """

    state: TrainState
    tensors: dict

    def group(self, name: str) -> dict[int, np.ndarray]:
        """Returns the arrays of a group by their numbers."""
        return {
            int(key.partition("/")[2]): value
            for key, value in self.tensors.items()
            if key.startswith(f"{name}/")
        }

    def restore(self, model, stopping=None) -> None:
        """Puts weights, optimizer and early stopping back as they were.

        Args:
            model: `HybridTextClassifier`, compiled, in the same stage.
            stopping: `keras.callbacks.EarlyStopping`, or None.

        Raises:
            InputError: If the checkpoint is of another model.
        """
        self.restore_weights(model)
        moments = self.group("optimizer")
        if moments:
            model.optimizer.build(model.trainable_variables)
            _assign(model.optimizer.variables, moments)
        if stopping is None or self.state.stopping is None:
            return
        for name, value in self.state.stopping.items():
            setattr(stopping, name, value)
        best = self.group("best")
        if best:
            stopping.best_weights = model.get_weights()
            for i, value in best.items():
                stopping.best_weights[i] = value

    def restore_best(self, model) -> None:
        """Puts the weights of the best epoch back, else the last; as `restore`."""
        self.restore_weights(model)
        _assign(model.weights, self.group("best"))

    def restore_weights(self, model) -> None:
        """Puts the model's own variables back, and no more; as `restore`."""
        _assign(model.variables, self.group("model"))


def take_checkpoint(model, state: TrainState, stopping=None) -> Checkpoint:
    """Copies what training changes: weights, optimizer, sums, early stopping.

    Weights of a frozen BERT are left out: the preset has them.

    Args:
        model: `HybridTextClassifier`, compiled.
        state: `TrainState`; it gets the counters of the early stopping.
        stopping: `keras.callbacks.EarlyStopping`, or None.

    Returns:
        `Checkpoint`, of copies.
    """
    frozen = _frozen(model)
    groups = {"model": _others(model.variables, frozen)}
    if (state.epoch, state.batch) != (state.first_epoch, 0):
        groups["optimizer"] = dict(enumerate(model.optimizer.variables))
    if state.batch:
        groups["metrics"] = dict(enumerate(model.metrics_variables))
    if stopping is not None:
        state.stopping = counters_of(stopping)
        if stopping.best_weights is not None:
            kept = _others(model.weights, frozen)
            groups["best"] = {i: stopping.best_weights[i] for i in kept}
    tensors = {
        f"{name}/{i}": np.array(value, order="C")
        for name, values in groups.items()
        for i, value in values.items()
    }
    return Checkpoint(replace(state, logs=list(state.logs)), tensors)


def counters_of(stopping) -> dict:
    """Returns the counters of a `keras.callbacks.EarlyStopping`, as plain JSON."""
    values = {name: getattr(stopping, name) for name in _STOPPING}
    best = values["best"]
    return {**values, "best": None if best is None else float(best)}


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Writes a checkpoint in the place of the one before.

    Args:
        path: The file.
        checkpoint: `Checkpoint`.

    Raises:
        OSError: If it cannot be written; the one before is kept.
    """
    from safetensors.numpy import save

    head = {"format_version": FORMAT_VERSION, **asdict(checkpoint.state)}
    content = save(checkpoint.tensors, metadata={"state": json.dumps(head)})
    with new_file(path) as temporary, temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_checkpoint(path: Path) -> Checkpoint | None:
    """Reads a checkpoint.

    Args:
        path: The file.

    Returns:
        `Checkpoint`, or None if there is no such file.

    Raises:
        InputError: If the file is not whole or of a newer version.
    """
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        return None
    try:
        with safe_open(str(path), framework="numpy") as file:
            state = json.loads(file.metadata()["state"])
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        if state.pop("format_version") != FORMAT_VERSION:
            raise ValueError("another format_version")
        return Checkpoint(TrainState(**state), tensors)
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{str(path)!r} must be a whole checkpoint. Received: {error}. Start the "
            "run again with --overwrite."
        ) from error


def _frozen(model) -> set[int]:
    backbone = model.backbone
    return set() if backbone.trainable else {id(v) for v in backbone.weights}


def _others(variables, frozen: set[int]) -> dict:
    """Returns the variables that training changes, by their numbers."""
    return {i: v for i, v in enumerate(variables) if id(v) not in frozen}


def _assign(variables, values: dict[int, np.ndarray]) -> None:
    fits = all(
        i < len(variables) and tuple(variables[i].shape) == value.shape
        for i, value in values.items()
    )
    if not fits:
        raise InputError(
            f"the checkpoint must be of this model. Received: {len(values)} arrays for "
            f"{len(variables)} variables, or other shapes. Start the run again with "
            "--overwrite."
        )
    for i, value in values.items():
        variables[i].assign(value)
