"""The folder that a training run leaves: written by `train`, read by the others.

Does not train or score.
"""

import csv
import importlib.metadata
import platform
from dataclasses import dataclass
from pathlib import Path

from tfq_bert._quiet import keras
from tfq_bert.errors import InputError
from tfq_bert.files import read_json, write_json
from tfq_bert.models import HybridTextClassifier
from tfq_bert.training.config import TrainConfig

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
    if not (folder / "model.keras").is_file():
        state = "a folder without it" if folder.is_dir() else "no such folder"
        raise InputError(
            f"{str(folder)!r} must be a run folder, which holds model.keras. Received: "
            f"{state}. Make one with: tfq-bert train --data FILE --output RUN"
        )
    return Run(
        folder,
        TrainConfig.from_dict(read_json(folder / "config.json")),
        read_json(folder / "metrics.json"),
        keras.saving.load_model(folder / "model.keras"),
    )


def write_run(folder: Path, config: TrainConfig, model, history, metrics) -> None:
    """Writes what a run leaves: configuration, versions, scores, model, plots.

    Args:
        folder: Path of an existing folder.
        config: `TrainConfig`, filled.
        model: The trained `HybridTextClassifier`.
        history: dict of lists, one number an epoch.
        metrics: dict, plain JSON.
    """
    from tfq_bert.report import (
        draw_circuit,
        draw_confusion_matrix,
        draw_training_curves,
    )

    write_json(folder / "config.json", config.to_dict())
    write_json(folder / "versions.json", versions())
    write_json(folder / "metrics.json", metrics)
    with (folder / "history.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["epoch", *history])
        writer.writerows(
            (epoch, *row)
            for epoch, row in enumerate(zip(*history.values(), strict=True), start=1)
        )
    model.save(folder / "model.keras")
    loss = "Squared error" if config.recipe == "paper" else "Loss per row (nats)"
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
            title=f"Circuit of the head: {model.circuit.num_qubits} qubits, "
            f"depth {model.circuit.depth}",
            readout="⟨Z⟩",
        )


def versions() -> dict:
    """Returns the versions of Python and of the packages that a run depends on."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"format_version": 1, "python": platform.python_version(), **found}
