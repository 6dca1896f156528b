"""Reads the data of a comparison and computes BERT's output of it, once.

Trains nothing.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tfq_bert.comparison.config import CompareConfig, DataSource
from tfq_bert.comparison.rows import write_rows
from tfq_bert.data import (
    Splits,
    TextDataset,
    check_trainable,
    complete_splits,
    encode_labels,
)
from tfq_bert.errors import InputError
from tfq_bert.files import read_json, write_json
from tfq_bert.models import HybridTextClassifier
from tfq_bert.training.features import compute_features
from tfq_bert.training.load_splits import all_class_names, load_data, load_part

_PARTS = ("validation", "test")


@dataclass(frozen=True)
class FeatureData:
    """Holds features and labels in place of texts.

    Args:
        name: str. How tables name it.
        features: float array `(rows, hidden_dim)`.
        labels: sequence of class names `(rows,)`.
    """

    name: str
    features: np.ndarray
    labels: Sequence


def load_source(
    config: CompareConfig, source: DataSource, dataset: TextDataset | None = None
) -> dict[str, TextDataset]:
    """Reads the rows of a source, and those to validate or test on that it names.

    Args:
        config: `CompareConfig`.
        source: `DataSource`.
        dataset: `TextDataset` that was loaded from `source.data` already, or None.

    Returns:
        dict with "data", and "validation" and "test" where they are given.

    Raises:
        InputError: If one cannot be read, or is left with fewer than two classes.
    """
    train = config.train_config(source, 0, config.qubits[0])
    found = {"data": dataset or load_data(train)}
    for part in _PARTS:
        place = getattr(train, f"{part}_data")
        if place is not None:
            found[part] = load_part(train, place)
    _check_dropped(found["data"], source.drop_labels)
    found = {part: _without(d, source.drop_labels) for part, d in found.items()}
    check_trainable(found["data"])
    return found


def prepare_texts(
    config: CompareConfig, source: DataSource, folder: Path, progress, known=None
) -> dict:
    """Writes the rows of a source into a folder, with BERT's output if it is frozen.

    Args:
        config: `CompareConfig`.
        source: `DataSource`.
        folder: Path. Made if absent; what is there already is not computed again.
        progress: Function of (stage, done, total, detail).
        known: What `load_source` returned, or None.

    Returns:
        dict: the data set's entry in `comparison.json`.

    Raises:
        InputError: As `load_source`; or if the rows are not those of before.
    """
    parts = known or load_source(config, source)
    digest = _fingerprint(parts)
    folder.mkdir(parents=True, exist_ok=True)
    _check_same(folder, digest, source.name)
    if (entry := _read_entry(folder)) is not None:
        return entry
    texts = [text for part in parts.values() for text in part.texts]
    labels = [label for part in parts.values() for label in part.labels]
    names = _class_names(parts)
    seconds, features = 0.0, None
    if config.recipe == "frozen":
        features, seconds = _features(config, source, names, parts, folder, progress)
    given, start = {}, len(parts["data"])
    for part in _PARTS:
        if part in parts:
            given[part] = np.arange(start, start + len(parts[part]))
            start += len(parts[part])
    ids = encode_labels(labels, names)
    write_rows(
        folder, source.name, names, ids, texts=texts, given=given, features=features
    )
    notes = _notes(parts, config.seeds[0])
    return _write_entry(folder, source.name, source.data, names, ids, seconds, notes)


def prepare_features(data: FeatureData, folder: Path) -> dict:
    """Writes features and labels into a folder, as `prepare_texts` does.

    Args:
        data: `FeatureData`.
        folder: Path. Made if absent.

    Returns:
        dict: the data set's entry in `comparison.json`.

    Raises:
        InputError: If there are fewer than two classes, lengths differ, a feature is
            no number, or they are not those of before.
    """
    labels = list(map(str, data.labels))
    features = np.asarray(data.features, np.float32)
    names = sorted(set(labels))
    if len(names) < 2 or features.ndim != 2 or len(features) != len(labels):
        raise InputError(
            "`features` and `labels` must have equal length, and two classes at least. "
            f"Received: features of shape {features.shape}, {len(labels)} labels, "
            f"{len(names)} classes."
        )
    if not np.isfinite(features).all():
        row = int(np.flatnonzero(~np.isfinite(features).all(axis=1))[0])
        raise InputError(
            f"`features` must be finite. Received: row {row} is not. Leave it out."
        )
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(features.tobytes() + json.dumps(labels).encode())
    _check_same(folder, digest.hexdigest(), data.name)
    if (entry := _read_entry(folder)) is not None:
        return entry
    ids = encode_labels(labels, names)
    write_rows(folder, data.name, names, ids, features=features)
    return _write_entry(folder, data.name, "features", names, ids, 0.0, [])


def _check_dropped(dataset: TextDataset, labels: Sequence[str]) -> None:
    unknown = [label for label in labels if label not in dataset.counts]
    if unknown:
        raise InputError(
            f"`drop_labels` must be classes of {dataset.name}: "
            f"{', '.join(dataset.class_names)}. Received: {', '.join(unknown)}."
        )


def _without(dataset: TextDataset, labels: Sequence[str]) -> TextDataset:
    """Leaves out the rows of some classes, and says so."""
    if not labels:
        return dataset
    kept = [i for i, label in enumerate(dataset.labels) if label not in labels]
    dropped = len(dataset) - len(kept)
    note = f"{dropped:,} rows of {', '.join(map(repr, labels))} left out."
    return TextDataset(
        dataset.name,
        tuple(dataset.texts[i] for i in kept),
        tuple(dataset.labels[i] for i in kept),
        (*dataset.notes, note),
    )


def _class_names(parts: dict) -> list[str]:
    data = parts["data"]
    return all_class_names(
        Splits(data, parts.get("validation", data), parts.get("test", data))
    )


def _features(config, source, names, parts, folder, progress):
    """Computes BERT's output of all rows, in their order."""
    train = config.train_config(source, 0, config.qubits[0])
    begun = time.perf_counter()
    try:
        model = HybridTextClassifier.from_preset(
            train.preset,
            class_names=names,
            sequence_length=train.sequence_length,
            pooling=train.pooling,
        )
    except ValueError as error:
        raise InputError(str(error)) from error
    found = compute_features(model, list(parts.values()), progress, folder / "slices")
    features = np.concatenate([part["features"] for part in found])
    return features, round(time.perf_counter() - begun, 1)


def _notes(parts: dict, seed: int) -> list[str]:
    """Says what was done to the rows, as a run of the first seed would."""
    given = (parts.get("validation"), parts.get("test"))
    splits = complete_splits(parts["data"], *given, seed=seed)
    return [*parts["data"].notes, *splits.notes]


def _check_same(folder: Path, digest: str, name: str) -> None:
    """Refuses other data than those that the folder was begun with."""
    path = folder / "digest.json"
    if not path.is_file():
        write_json(path, {"format_version": 1, "sha256": digest})
    elif read_json(path)["sha256"] != digest:
        raise InputError(
            "the data must be those that the comparison was begun with. Received: "
            f"other rows or labels in {name}. Bring them back, or start again with "
            "--overwrite."
        )


def _read_entry(folder: Path) -> dict | None:
    """Returns what was written of a data set, or None if it is not ready."""
    path = folder / "entry.json"
    return read_json(path)["entry"] if path.is_file() else None


def _write_entry(folder, name, source, names, ids, seconds, notes) -> dict:
    """Writes what `comparison.json` says of a data set: where it is, all is ready."""
    counts = np.bincount(ids, minlength=len(names)).tolist()
    entry = {
        "name": name,
        "source": Path(source).name,
        "rows": len(ids),
        "counts": dict(zip(names, counts, strict=True)),
        "features_seconds": seconds,
        "notes": list(notes),
    }
    write_json(folder / "entry.json", {"format_version": 1, "entry": entry})
    return entry


def _fingerprint(parts: dict) -> str:
    digest = hashlib.sha256()
    for part, dataset in parts.items():
        content = [part, dataset.texts, dataset.labels]
        digest.update(json.dumps(content, ensure_ascii=True).encode())
    return digest.hexdigest()
