"""Reads a folder of BERT's features that `tfq-bert features` wrote, with their texts.

Computes none, and does not judge whether they fit a model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tfq_bert.data.dataset import TextDataset, build_dataset
from tfq_bert.errors import InputError
from tfq_bert.files import read_json

if TYPE_CHECKING:
    import numpy as np

# How a folder is named as a source: `features:FOLDER`.
SCHEME = "features"
FORMAT_VERSION = 1
_NEEDED = ("hidden_dim", "sequence_length", "pooling", "preset", "files")


@dataclass(frozen=True, eq=False)
class FeaturesFolder:
    """Holds the texts and features of a folder of features, row by row.

    Attributes:
        folder: Path.
        config: dict. The content of `config.json`: `preset` (None where the model was
            an export), `sequence_length`, `pooling`, `hidden_dim`, `class_names`.
        texts: list of str.
        features: `(rows, hidden_dim)`, float32.
    """

    folder: Path
    config: dict
    texts: list[str]
    features: "np.ndarray"


def read_features_config(folder: str | Path) -> dict:
    """Reads what a folder of features says of itself.

    Args:
        folder: What `tfq-bert features` wrote.

    Returns:
        dict. The content of its `config.json`.

    Raises:
        InputError: If it is no such folder, or not whole.
    """
    folder = Path(folder)
    if not (folder / "config.json").is_file():
        state = "a folder without it" if folder.is_dir() else "no such folder"
        raise InputError(
            f"{str(folder)!r} must be a folder of features, which holds config.json. "
            f"Received: {state}. Make one with: tfq-bert features MODEL --input FILE "
            f"--label-column NAME --output {folder}"
        )
    config = read_json(folder / "config.json", FORMAT_VERSION)
    missing = [name for name in _NEEDED if name not in config]
    files = [] if missing else config["files"]
    missing += [name for name in files if not (folder / name).is_file()]
    if missing:
        raise InputError(
            f"{str(folder)!r} must be a whole folder of features. Received: no "
            f"{', no '.join(missing[:3])}. Make it again with tfq-bert features."
        )
    return config


def read_features(folder: str | Path) -> FeaturesFolder:
    """Reads all rows of a folder of features.

    Args:
        folder: What `tfq-bert features` wrote.

    Returns:
        `FeaturesFolder`.

    Raises:
        InputError: If it is no such folder, or a file in it is damaged.
    """
    config, table = _read_tables(folder, ("text", "features"))
    # Views of Arrow's memory, a chunk a file: one copy puts them together.
    import numpy as np

    parts = [
        chunk.flatten().to_numpy(zero_copy_only=False).reshape(len(chunk), -1)
        for chunk in table["features"].chunks
    ]
    return FeaturesFolder(
        folder=Path(folder),
        config=config,
        texts=table["text"].to_pylist(),
        features=np.concatenate(parts).astype(np.float32, copy=False),
    )


def load_features_texts(folder: str | Path) -> TextDataset:
    """Reads the texts and labels of a folder of features as a data set.

    Args:
        folder: What `tfq-bert features` wrote.

    Returns:
        `TextDataset`, without rows that have no label.

    Raises:
        InputError: As `read_features`; or if no row has a label.
    """
    _, table = _read_tables(folder, ("text", "label"))
    labels = [label or "" for label in table["label"].to_pylist()]
    if not any(labels):
        raise InputError(
            f"{str(folder)!r} must have labels to learn from. Received: "
            f"{len(labels):,} rows without one. Make it again with: tfq-bert features "
            "--label-column NAME"
        )
    places: Sequence[int] = range(1, len(labels) + 1)
    name, texts = f"{SCHEME}:{folder}", table["text"].to_pylist()
    return build_dataset(name, texts, labels, places, place_word="row")


def _read_tables(folder: str | Path, columns: Sequence[str]):
    """Returns the configuration and one Arrow table of all files."""
    import pyarrow
    from pyarrow import parquet

    config = read_features_config(folder)
    try:
        tables = [
            parquet.read_table(Path(folder, name), columns=list(columns))
            for name in config["files"]
        ]
        return config, pyarrow.concat_tables(tables)
    except (pyarrow.ArrowException, OSError, KeyError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(
            f"{str(folder)!r} must be a whole folder of features. Received: {reason}. "
            "Make it again with tfq-bert features."
        ) from None
