"""The folder that a training run leaves: written by `train`, read by the others.

Does not train or score.
"""

import csv
import importlib.metadata
import platform
import shlex
from dataclasses import dataclass
from pathlib import Path

from tfq_bert._quiet import keras
from tfq_bert.errors import InputError
from tfq_bert.files import read_json, write_json, write_text
from tfq_bert.models import HybridTextClassifier
from tfq_bert.training.config import TrainConfig

# The file that makes a folder a run.
MARKER = "model.keras"
PACKAGES = (
    "tensorflow",
    "tensorflow-quantum",
    "tensorflow-text",
    "keras",
    "keras-hub",
    "cirq-core",
    "numpy",
    "tfq-bert",
)


@dataclass(frozen=True)
class Run:
    """Holds what a run folder holds.

    Attributes:
        folder: Path.
        config: `TrainConfig`.
        metrics: dict, the content of `metrics.json`.
        model: The trained `HybridTextClassifier`.
    """

    folder: Path
    config: TrainConfig
    metrics: dict
    model: HybridTextClassifier


def load_run(folder: str | Path) -> Run:
    """Loads a run folder.

    Args:
        folder: What `train` wrote.

    Returns:
        `Run`.

    Raises:
        InputError: If the folder is missing or not a run.
    """
    folder = Path(folder)
    if not (folder / MARKER).is_file():
        state = "a folder without it" if folder.is_dir() else "no such folder"
        state = "a file" if folder.is_file() else state
        raise InputError(
            f"{str(folder)!r} must be a run folder, which holds model.keras. Received: "
            f"{state}. Make one with: tfq-bert train --data FILE --output RUN"
        )
    config = TrainConfig.from_dict(read_json(folder / "config.json"))
    metrics = read_json(folder / "metrics.json")
    model = _load(folder / MARKER, "Train the run again.")
    return Run(folder, config, metrics, model)


def load_model(path: str | Path) -> HybridTextClassifier:
    """Loads a model from a file that its `save` wrote.

    Args:
        path: The `.keras` file.

    Returns:
        `HybridTextClassifier`.

    Raises:
        InputError: If the file is missing or holds something else.
    """
    return _load(Path(path), "Write one with model.save(path).")


def _load(path: Path, way_out: str) -> HybridTextClassifier:
    if not path.is_file():
        raise InputError(
            f"{str(path)!r} must be a model's file. Received: no such file. {way_out}"
        )
    try:
        model = keras.saving.load_model(path)
    except Exception as error:  # Keras raises what its reader of each part raises
        raise InputError(
            f"{str(path)!r} must be a whole model. Received: "
            f"{type(error).__name__}: {error}. {way_out}"
        ) from error
    if not isinstance(model, HybridTextClassifier):
        raise InputError(
            f"{str(path)!r} must hold a HybridTextClassifier. Received: "
            f"{type(model).__name__}. {way_out}"
        )
    return model


def write_run(folder, config: TrainConfig, model, history, metrics, data) -> None:
    """Writes what a run leaves: configuration, versions, scores, model, plots.

    Args:
        folder: Path of an existing folder.
        config: `TrainConfig`, filled.
        model: The trained `HybridTextClassifier`.
        history: dict of lists, one number an epoch.
        metrics: dict, plain JSON.
        data: str. The SHA-256 of its texts and labels.
    """
    from tfq_bert.report import (
        draw_circuit,
        draw_confusion_matrix,
        draw_training_curves,
    )

    write_json(folder / "config.json", config.to_dict())
    write_json(folder / "versions.json", {**versions(), "data_sha256": data})
    write_text(folder / "command.txt", repeat_command(folder, config) + "\n")
    write_json(folder / "metrics.json", metrics)
    with (folder / "history.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["epoch", *history])
        writer.writerows(
            (epoch, *row)
            for epoch, row in enumerate(zip(*history.values(), strict=True), start=1)
        )
    model.save(folder / MARKER)
    squared = config.loss == "mean_squared_error"
    loss = "Squared error" if squared else "Loss per row (nats)"
    for suffix in ("png", "svg"):
        draw_training_curves(
            history, folder / f"training_curves.{suffix}", loss_label=loss
        )
        draw_confusion_matrix(
            metrics["confusion_matrix"],
            metrics["class_names"],
            folder / f"confusion_matrix.{suffix}",
        )
        draw_circuit(
            model.quantum_layer.model_circuit,
            folder / f"circuit.{suffix}",
            data_symbols=model.quantum_layer.data_symbols,
            weight_symbols=model.quantum_layer.weight_symbols,
            title=_circuit_title(model.circuit_spec),
            readout="⟨Z⟩" if model.circuit_spec.readout == "z" else None,
        )


def repeat_command(folder: Path, config: TrainConfig) -> str:
    """Writes the command that makes an equal run beside this one.

    Args:
        folder: Path. Gets `circuit_spec.json` where the circuit has no name.
        config: `TrainConfig`, filled.

    Returns:
        str. One line of a shell, to be typed in the folder that the run was made in.
    """
    words = ["tfq-bert", "train"]
    for name, value in config.to_dict().items():
        option = f"--{name.replace('_', '-')}"
        if name == "output":
            value = f"{value}-again"
        elif isinstance(value, dict):
            write_json(folder / "circuit_spec.json", value)
            value = Path(config.output, "circuit_spec.json")
        if name == "format_version" or value is None or value is False:
            continue
        if name in ("qubits", "depth") and isinstance(config.circuit, dict):
            continue
        words += [option] if value is True else [option, str(value)]
    return shlex.join(words)


def _circuit_title(spec) -> str:
    size = f"depth {spec.depth}"
    if spec.own_circuit is not None:
        size = f"{spec.num_moments} moments"
    return f"Circuit of the head: {spec.num_qubits} qubits, {size}"


def versions() -> dict:
    """Returns the versions of Python and of the packages that a run depends on."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"format_version": 1, "python": platform.python_version(), **found}
