"""The rows of a run: read from its sources, split, and told apart from others.

Does not know models.
"""

import hashlib
import json

from tfq_bert.data import Splits, TextDataset, complete_splits, load_dataset
from tfq_bert.errors import InputError
from tfq_bert.training.config import TrainConfig


def load_splits(config: TrainConfig, dataset: TextDataset | None = None) -> Splits:
    """Reads the data of a run and splits off what is not given.

    Args:
        config: `TrainConfig`.
        dataset: `TextDataset` that was loaded from `config.data` already, or None.

    Returns:
        `Splits`.

    Raises:
        InputError: If a source cannot be read, or has too few rows.
    """
    held = (config.validation_data, config.test_data)
    held = [source and load_part(config, source) for source in held]
    return complete_splits(dataset or load_data(config), *held, seed=config.seed)


def load_data(config: TrainConfig) -> TextDataset:
    """Reads the data of a run, without those to validate or test on.

    Args:
        config: `TrainConfig`.

    Returns:
        `TextDataset`.

    Raises:
        InputError: If the source cannot be read.
    """
    return load_part(config, config.data, config.split)


def load_part(
    config: TrainConfig, source: str, split: str | None = None
) -> TextDataset:
    """Reads a source as the options of a run say.

    Args:
        config: `TrainConfig`.
        source: A source that `load_dataset` takes.
        split: Split of a TFDS set, or None.

    Returns:
        `TextDataset`.

    Raises:
        InputError: If the source cannot be read.
    """
    return load_dataset(
        source,
        text_column=config.text_column,
        label_column=config.label_column,
        encoding=config.encoding,
        delimiter=config.delimiter,
        no_header=config.no_header,
        split=split,
        data_dir=config.data_dir,
    )


def all_class_names(splits: Splits) -> list[str]:
    """Returns the class names of all splits, those of training first in order.

    Args:
        splits: `Splits`.

    Raises:
        InputError: If a class stands outside the training rows only.
    """
    names = list(splits.train.class_names)
    for part in (splits.validation, splits.test):
        unseen = [name for name in part.class_names if name not in names]
        if unseen:
            raise InputError(
                "every class must stand in the training rows. Received: "
                f"{', '.join(map(repr, unseen))} outside them only. Add rows of it."
            )
    return names


def fingerprint(splits: Splits) -> str:
    """Returns the SHA-256 of all texts and labels, in order, as hexadecimal digits.

    Args:
        splits: `Splits`.
    """
    digest = hashlib.sha256()
    for part in (splits.train, splits.validation, splits.test):
        rows = [part.texts, part.labels]
        digest.update(json.dumps(rows, ensure_ascii=True).encode())
    return digest.hexdigest()
