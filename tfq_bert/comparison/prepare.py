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
    encode_labels,
    leak_notes,
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
    if (folder / "entry.json").is_file():
        entry = read_json(folder / "entry.json")
        if entry.pop("sha256") != digest:
            raise InputError(
                "the data must be those that the comparison was begun with. Received: "
                f"other texts or labels in {source.name}. Bring them back, or start "
                "again with --overwrite."
            )
        del entry["format_version"]
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
    entry = _entry(source.name, source.data, names, ids, seconds, _notes(parts))
    write_json(folder / "entry.json", {"format_version": 1, "sha256": digest, **entry})
    return entry


def prepare_features(data: FeatureData, folder: Path) -> dict:
    """Writes features and labels into a folder, as `prepare_texts` does.

    Args:
        data: `FeatureData`.
        folder: Path. Made if absent.

    Returns:
        dict: the data set's entry in `comparison.json`.

    Raises:
        InputError: If there are fewer than two classes, or lengths differ.
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
    folder.mkdir(parents=True, exist_ok=True)
    ids = encode_labels(labels, names)
    write_rows(folder, data.name, names, ids, features=features)
    return _entry(data.name, "features", names, ids, 0.0, [])


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


def _notes(parts: dict) -> list[str]:
    """Says what was done to the rows, and which of them stand on two sides."""
    notes = list(parts["data"].notes)
    data = parts["data"]
    if data.num_repeats and len(parts) < 3:
        notes.append(
            f"{data.num_repeats} of {len(data)} rows repeat an earlier text; repeats "
            "stay together, so no text stands in two splits."
        )
    return notes + leak_notes(list(parts.values()))


def _entry(name, source, names, ids, seconds, notes) -> dict:
    counts = np.bincount(ids, minlength=len(names)).tolist()
    return {
        "name": name,
        "source": Path(source).name,
        "rows": len(ids),
        "counts": dict(zip(names, counts, strict=True)),
        "features_seconds": seconds,
        "notes": list(notes),
    }


def _fingerprint(parts: dict) -> str:
    digest = hashlib.sha256()
    for part, dataset in parts.items():
        content = [part, dataset.texts, dataset.labels]
        digest.update(json.dumps(content, ensure_ascii=True).encode())
    return digest.hexdigest()
