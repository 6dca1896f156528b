"""Splits rows by class and by text: stratified, seeded, no text on two sides.

Chooses rows only; it never drops, copies or changes one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tfq_bert.data.dataset import TextDataset, check_trainable, natural_key
from tfq_bert.data.repeats import repeat_groups
from tfq_bert.data.report import leak_notes
from tfq_bert.errors import InputError

_NAMES = ("train", "validation", "test")
# Shares of all three, and of those to train on beside those that are not given.
SHARES, SHARES_OF_TWO = (0.70, 0.15, 0.15), (0.85, 0.15)


@dataclass(frozen=True)
class Splits:
    """Holds three parts of one data set that share no text.

    Args:
        train: TextDataset.
        validation: TextDataset.
        test: TextDataset.
        notes: tuple of str. What was done: repeats kept together, rare classes.
    """

    train: TextDataset
    validation: TextDataset
    test: TextDataset
    notes: tuple[str, ...] = ()


def split_dataset(
    dataset: TextDataset,
    fractions: Sequence[float] = SHARES,
    seed: int = 0,
) -> Splits:
    """Splits a data set into train, validation and test.

    Args:
        dataset: TextDataset.
        fractions: three floats. Shares of train, validation and test; sum 1.
        seed: int. Equal seeds give equal splits.

    Returns:
        `Splits`. In each class, the counts are the fractions rounded to whole rows,
        except where repeats, which stay together, do not allow it.

    Raises:
        InputError: If the data cannot be trained on (`check_trainable`), has too few
            texts to fill every split, or the fractions are no shares.

    Example:
    >>> data = TextDataset("x", tuple("abcdefghij"), ("ham", "spam") * 5)
    >>> parts = split_dataset(data, (0.6, 0.2, 0.2))
    >>> len(parts.train), parts.validation.counts, parts.test.counts
    (6, {'ham': 1, 'spam': 1}, {'ham': 1, 'spam': 1})
    """
    if len(fractions) != len(_NAMES):
        raise InputError(
            "`fractions` must have three entries: train, validation, test. "
            f"Received: {tuple(fractions)}."
        )
    parts, notes = _split(dataset, _NAMES, fractions, seed)
    return Splits(*parts, notes=notes)


def complete_splits(
    dataset: TextDataset,
    validation: TextDataset | None = None,
    test: TextDataset | None = None,
    seed: int = 0,
) -> Splits:
    """Makes splits of which some are given, and splits off the others.

    Args:
        dataset: TextDataset. The rows to train on, and for what is not given.
        validation: TextDataset, or None for 15% of the rows.
        test: TextDataset, or None for 15% of the rows.
        seed: int. Equal seeds give equal splits.

    Returns:
        `Splits`. Texts of one that stand in another are counted in its notes, and
        kept.

    Raises:
        InputError: As `split_dataset`.

    Example:
    >>> data = TextDataset("x", tuple("abcdefghij"), ("ham", "spam") * 5)
    >>> test = TextDataset("y", ("a", "z"), ("ham", "spam"))
    >>> parts = complete_splits(data, test=test)
    >>> len(parts.train), len(parts.validation), len(parts.test)
    (8, 2, 2)
    """
    given = {"validation": validation, "test": test}
    given = {name: part for name, part in given.items() if part is not None}
    if not given:
        return split_dataset(dataset, seed=seed)
    names = [name for name in _NAMES if name not in given]
    if len(names) == 1:
        check_trainable(dataset)
        parts, notes = [dataset], ()
    else:
        parts, notes = _split(dataset, names, SHARES_OF_TWO, seed)
    found = given | dict(zip(names, parts, strict=True))
    leaks = leak_notes([found[name] for name in _NAMES])
    return Splits(*(found[name] for name in _NAMES), notes=(*notes, *leaks))


def _split(dataset: TextDataset, names, fractions, seed: int):
    """Splits a data set into named parts; returns them and what was done."""
    check_trainable(dataset)
    groups = repeat_groups(dataset.texts)
    parts = stratified_group_split(dataset.labels, groups, fractions, seed)
    check_filled(dataset.name, len(dataset), dict(zip(names, parts, strict=True)))
    notes = []
    if dataset.num_repeats:
        notes.append(
            f"{dataset.num_repeats} of {len(dataset)} rows repeat an earlier text; "
            "repeats stay together, so no text stands in two splits."
        )
    notes += _rare_class_notes(dataset, names, parts)
    chosen = [_take(dataset, n, r) for n, r in zip(names, parts, strict=True)]
    return chosen, tuple(notes)


def check_filled(name: str, num_rows: int, parts: dict[str, np.ndarray]) -> None:
    """Refuses splits of which one has no row.

    Args:
        name: str. Of the data set.
        num_rows: int. That it has.
        parts: Split to its row numbers.

    Raises:
        InputError: With the split that is empty.
    """
    empty = [part for part, rows in parts.items() if not rows.size]
    if empty:
        raise InputError(
            "The data must have enough different texts to fill every split. "
            f"Received: {name} with {num_rows} rows, which leaves {empty[0]} empty. "
            "Give more rows."
        )


def stratified_group_split(
    labels: Sequence, groups: Sequence[int], fractions: Sequence[float], seed: int
) -> list[np.ndarray]:
    """Splits row numbers so that classes keep their shares and groups stay whole.

    A group counts for the class of its first row. In each class, the splits' sizes
    are the fractions rounded by largest remainder; groups go, the largest first and
    otherwise in random order, to a split drawn in proportion to the rows it still
    needs. A class with fewer groups than there are splits fills the first split, then
    the last, then the others.

    Args:
        labels: sequence of str or int. One a row.
        groups: sequence of int. One a row; equal ids stay together.
        fractions: sequence of float, each above 0; sum 1.
        seed: int.

    Returns:
        One sorted int64 array of row numbers for each fraction.

    Raises:
        InputError: If the fractions are no shares, or the lengths differ.

    Example:
    >>> rows = stratified_group_split("aabbaabb", [0, 0, 1, 1, 2, 3, 4, 5], [.5, .5], 0)
    >>> [len(part) for part in rows]
    [4, 4]
    """
    _check_arguments(labels, groups, fractions)
    rng = np.random.default_rng(seed)
    labels = np.asarray([str(label) for label in labels], dtype=object)
    _, first, group_of_row, sizes = np.unique(
        np.asarray(groups), return_index=True, return_inverse=True, return_counts=True
    )
    class_of_group = labels[first]
    split_of_group = np.zeros(len(sizes), dtype=np.int64)
    for name in sorted(set(labels), key=natural_key):
        members = rng.permutation(np.flatnonzero(class_of_group == name))
        members = members[np.argsort(-sizes[members], kind="stable")]
        split_of_group[members] = _place(sizes[members], fractions, rng)
    split_of_row = split_of_group[group_of_row.reshape(-1)]
    return [np.flatnonzero(split_of_row == s) for s in range(len(fractions))]


def _place(
    sizes: np.ndarray, fractions: Sequence[float], rng: np.random.Generator
) -> list[int]:
    """Gives each group of one class, largest first, a split."""
    need = _whole_shares(int(sizes.sum()), fractions)
    last = len(fractions) - 1
    empty = [0, last, *range(1, last)] if last else [0]
    placed = []
    draws = rng.random(len(sizes))
    for i, size in enumerate(sizes.tolist()):
        if len(sizes) - i <= len(empty):
            split = empty[0]
        else:
            # A split too small for the group takes it only if all are.
            room = [n if n >= size else 0 for n in need]
            if not any(room):
                room = [int(n == max(need)) for n in need]
            mark, split = draws[i] * sum(room), 0
            while mark >= room[split]:
                mark -= room[split]
                split += 1
        need[split] -= size
        if split in empty:
            empty.remove(split)
        placed.append(split)
    return placed


def _whole_shares(total: int, fractions: Sequence[float]) -> list[int]:
    """Rounds `total * fractions` to whole numbers with the same sum."""
    exact = [total * fraction for fraction in fractions]
    whole = [int(share + 1e-9) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda s: (whole[s] - exact[s], s))
    for split in by_remainder[: total - sum(whole)]:
        whole[split] += 1
    return whole


def _check_arguments(
    labels: Sequence, groups: Sequence[int], fractions: Sequence[float]
) -> None:
    if any(not f > 0 for f in fractions) or abs(sum(fractions) - 1) > 1e-6:
        raise InputError(
            "`fractions` must be above 0 and sum to 1. "
            f"Received: {tuple(float(f) for f in fractions)}."
        )
    if len(labels) != len(groups):
        raise InputError(
            "`groups` must have one entry for each label. Received: "
            f"{len(labels)} labels, {len(groups)} groups."
        )


def _take(dataset: TextDataset, part: str, rows: np.ndarray) -> TextDataset:
    return TextDataset(
        name=f"{dataset.name} [{part}]",
        texts=tuple(dataset.texts[i] for i in rows),
        labels=tuple(dataset.labels[i] for i in rows),
    )


def _rare_class_notes(dataset: TextDataset, names, parts) -> list[str]:
    notes = []
    found = [{dataset.labels[i] for i in rows} for rows in parts]
    for name, count in dataset.counts.items():
        missing = [n for n, s in zip(names, found, strict=True) if name not in s]
        if missing:
            notes.append(
                f"Class {name!r} has too few different texts for every split ({count} "
                f"{'row' if count == 1 else 'rows'}): none in {' or '.join(missing)}."
            )
    return notes
