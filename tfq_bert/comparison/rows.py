"""The rows of one data set of a comparison, on disk: texts, labels and features.

Read by every process that trains a head. Loads no BERT.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from tfq_bert.data.repeats import repeat_groups
from tfq_bert.data.splits import (
    SHARES,
    SHARES_OF_TWO,
    check_filled,
    stratified_group_split,
)
from tfq_bert.files import new_file, read_json, write_text

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Rows:
    """Holds all rows of a data set.

    Attributes:
        name: str.
        class_names: list of str.
        ids: int array `(rows,)`. Class indices.
        texts: list of str, or None.
        groups: int array `(rows,)`. Rows of one number stay on one side of a split.
        given: dict from "validation" or "test" to the row numbers that were given.
        features: float array `(rows, hidden_dim)`, or None.
    """

    name: str
    class_names: list[str]
    ids: np.ndarray
    texts: list[str] | None
    groups: np.ndarray
    given: dict
    features: np.ndarray | None

    def split(self, seed: int) -> dict[str, np.ndarray]:
        """Returns the row numbers of each part, as `complete_splits` draws them.

        Args:
            seed: int.

        Raises:
            InputError: If a part would be empty.
        """
        taken = np.concatenate([np.zeros(0, int), *self.given.values()])
        free = np.setdiff1d(np.arange(len(self.ids)), taken)
        names = [name for name in PARTS if name not in self.given]
        found = dict(self.given)
        if len(names) == 1:
            found["train"] = free
        else:
            shares = SHARES if len(names) == len(PARTS) else SHARES_OF_TWO
            labels = [self.class_names[i] for i in self.ids[free]]
            parts = stratified_group_split(labels, self.groups[free], shares, seed)
            found |= {name: free[p] for name, p in zip(names, parts, strict=True)}
        parts = {name: found[name] for name in PARTS}
        check_filled(self.name, len(self.ids), parts)
        return parts

    def sample(self, rows: np.ndarray, fraction: float, seed: int) -> np.ndarray:
        """Returns a share of some rows: a smaller one is a part of a larger one.

        Args:
            rows: int array of row numbers.
            fraction: float in (0, 1].
            seed: int.

        Returns:
            int array, sorted; of each class the fraction, but at least two rows where
            it has them.
        """
        if fraction == 1:
            return rows
        rows = np.random.default_rng((seed, 1)).permutation(rows)
        kept = []
        for label in np.unique(self.ids[rows]):
            members = rows[self.ids[rows] == label]
            kept.append(members[: max(2, round(fraction * len(members)))])
        return np.sort(np.concatenate(kept))


def write_rows(
    folder: Path, name: str, class_names, ids, *, texts=None, given=None, features=None
) -> None:
    """Writes the rows of a data set into a folder that exists.

    Args:
        folder: Path.
        name: str.
        class_names: list of str.
        ids: int array `(rows,)`.
        texts: list of str, or None; without them every row is a group of its own.
        given: As in `Rows`, or None.
        features: As in `Rows`.
    """
    ids = np.asarray(ids, np.int64)
    groups = np.arange(len(ids)) if texts is None else np.array(repeat_groups(texts))
    given = given or {}
    if features is not None:
        with new_file(folder / "features.npy") as temporary:
            np.save(temporary, np.asarray(features, np.float32))
    content = {
        "format_version": 1,
        "name": name,
        "class_names": list(class_names),
        "ids": ids.tolist(),
        "texts": texts,
        "groups": groups.tolist(),
        "given": {part: np.asarray(rows).tolist() for part, rows in given.items()},
    }
    # In ASCII, since a text may hold half a surrogate pair.
    write_text(folder / "rows.json", json.dumps(content))


def read_rows(folder: Path) -> Rows:
    """Reads what `write_rows` wrote; the last two are kept in memory.

    Args:
        folder: Path.
    """
    return _read(folder, (folder / "rows.json").stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(folder: Path, written: int) -> Rows:  # noqa: ARG001
    content = read_json(folder / "rows.json")
    path = folder / "features.npy"
    return Rows(
        name=content["name"],
        class_names=content["class_names"],
        ids=np.array(content["ids"], np.int64),
        texts=content["texts"],
        groups=np.array(content["groups"], np.int64),
        given={k: np.array(v, np.int64) for k, v in content["given"].items()},
        features=np.load(path) if path.is_file() else None,
    )
