"""What is done with a shard: a model's answers to its rows, written as one file.

Knows nothing of who calls it; a shard's files depend on the shard and the model alone.
"""

import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tfq_bert.corpora.rows import Row
from tfq_bert.corpora.shards import Shard, ShardRows
from tfq_bert.files import new_file, write_json

PREDICTIONS, FEATURES = "predictions", "features"
_ENDINGS = {PREDICTIONS: ".jsonl", FEATURES: ".parquet"}
FAILED = "failed"
BATCH_SIZE = 32


@dataclass(frozen=True)
class Work:
    """Says what is done with each shard; can be sent to another process.

    Attributes:
        kind: `PREDICTIONS` or `FEATURES`.
        model: str. Folder of the export.
        folder: str. Where the parts go.
        rows_per_file: int. Of a shard.
    """

    kind: str
    model: str
    folder: str
    rows_per_file: int

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return _ENDINGS[self.kind]

    def load_model(self):
        """Loads the export; once in each process."""
        from tfq_bert.export import load_exported

        return load_exported(self.model)

    def compute(self, model, rows: list[Row]) -> np.ndarray:
        """Returns what the model says of rows, `(rows, columns)`, float32.

        Texts of like length share a batch, within the shard.

        Args:
            model: What `load_model` returned.
            rows: list of `Row`.
        """
        ask = model.predict if self.kind == PREDICTIONS else model.features
        return ask([row.text for row in rows], batch_size=BATCH_SIZE)

    def is_done(self, shard: Shard) -> bool:
        """Returns whether the files of a shard are there, all of them."""
        return self._path(shard, ".json").is_file()

    def write(self, found: ShardRows, values: np.ndarray, class_names) -> None:
        """Writes the files of a shard; the one that says they are there, last.

        Args:
            found: `ShardRows`.
            values: What `compute` returned for its rows.
            class_names: sequence of str. Of the predictions' columns.
        """
        shard, rows = found.shard, found.rows
        encode = encode_features
        if self.kind == PREDICTIONS:
            encode = encode_predictions
        if rows:
            _write(self._path(shard, self.ending), encode(rows, values, class_names))
        if found.failures:
            lines = _json_lines(map(asdict, found.failures))
            _write(self._path(shard, f".{FAILED}"), lines)
        reasons = Counter(each.reason.partition(":")[0] for each in found.failures)
        note = {
            "format_version": 1,
            "rows": len(rows),
            "failed": len(found.failures),
            "reasons": dict(sorted(reasons.items())),
            "labels": sorted({row.label for row in rows if row.label is not None}),
            "sha256": found.sha256,
        }
        write_json(self._path(shard, ".json"), note)

    def _path(self, shard: Shard, ending: str) -> Path:
        return Path(self.folder, f"{shard.name}{ending}")


def encode_predictions(rows: list[Row], values: np.ndarray, class_names) -> bytes:
    """Writes predictions as JSON Lines: id, label, and probability of each class.

    Args:
        rows: list of `Row`.
        values: `(rows, classes)` probabilities.
        class_names: sequence of str.

    Returns:
        bytes.
    """
    best = values.argmax(axis=1)
    # Six digits, as the CSV of `predict` has them.
    rounded = np.round(values.astype(np.float64), 6).tolist()
    return _json_lines(
        {
            "id": row.id,
            "label": class_names[best[i]],
            "probabilities": dict(zip(class_names, rounded[i], strict=True)),
        }
        for i, row in enumerate(rows)
    )


def encode_features(rows: list[Row], values: np.ndarray, _) -> bytes:
    """Writes features as Parquet: id, text, label (or null), and the features.

    Args:
        rows: list of `Row`.
        values: `(rows, hidden_dim)`, float32.

    Returns:
        bytes.
    """
    import pyarrow
    from pyarrow import parquet

    flat = pyarrow.array(np.ascontiguousarray(values, np.float32).reshape(-1))
    columns = {
        "id": pyarrow.array([str(row.id) for row in rows], pyarrow.string()),
        "text": pyarrow.array([row.text for row in rows], pyarrow.string()),
        "label": pyarrow.array([row.label for row in rows], pyarrow.string()),
        "features": pyarrow.FixedSizeListArray.from_arrays(flat, values.shape[1]),
    }
    file = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), file, compression="zstd")
    return file.getvalue()


def _json_lines(objects: Iterable[dict]) -> bytes:
    lines = (json.dumps(o, ensure_ascii=False, allow_nan=False) for o in objects)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def _write(path: Path, data: bytes) -> None:
    with new_file(path) as temporary:
        temporary.write_bytes(data)
