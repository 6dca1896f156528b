"""Holds the labeled texts of one source, and the rules every source shares.

Reads nothing: files, TFDS and packages are read by the modules beside this one.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tfq_bert.data.repeats import repeat_groups
from tfq_bert.data.row_notes import (
    count_rows,
    describe_kept_rows,
    list_places,
    tidy_labels,
)
from tfq_bert.errors import InputError


@dataclass(frozen=True)
class TextDataset:
    """Holds texts with one label each, and says what was done to get them.

    Args:
        name: str. Where the rows come from, for messages and reports.
        texts: tuple of str. One text a row, as found.
        labels: tuple of str. The class name of each row.
        notes: tuple of str. One line for each thing that was done or found, with
            the number of rows it touched.

    Raises:
        ValueError: If `texts` and `labels` differ in length.

    Example:
    >>> data = TextDataset("demo", ("hi", "win!", "Hi."), ("ham", "spam", "ham"))
    >>> data.class_names, data.counts, len(data), data.num_repeats
    (('ham', 'spam'), {'ham': 2, 'spam': 1}, 3, 1)
    """

    name: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.texts) != len(self.labels):
            raise ValueError(
                "`labels` must have one entry for each text. Received: "
                f"{len(self.texts)} texts, {len(self.labels)} labels."
            )

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def class_names(self) -> tuple[str, ...]:
        """The class names in natural order (`"2"` before `"10"`)."""
        return tuple(sorted(set(self.labels), key=natural_key))

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows of each class, in the order of `class_names`."""
        found = Counter(self.labels)
        return {name: found[name] for name in self.class_names}

    @cached_property
    def num_repeats(self) -> int:
        """Rows whose text repeats an earlier one (see `repeat_groups`)."""
        return len(self) - len(set(repeat_groups(self.texts).tolist()))


def build_dataset(
    name: str,
    texts: Sequence[str],
    labels: Sequence[str],
    places: Sequence[int],
    notes: Sequence[str] = (),
    place_word: str = "line",
) -> TextDataset:
    """Drops rows that cannot be learned from and writes down how many.

    Labels lose the white space around them, whole numbers among them a `.0`, and they
    keep their case. A row without a label, or whose text is blank, is dropped. Nothing
    else is changed.

    Args:
        name: str. Where the rows come from.
        texts: sequence of str.
        labels: sequence of str. As found; `""` is a missing one.
        places: sequence of int. Where each row stands in its source, from 1.
        notes: sequence of str. What the reader has to say already.
        place_word: str. What `places` counts: `"line"` or `"row"`.

    Returns:
        A `TextDataset`.

    Example:
    >>> data = build_dataset("x", ["a", " ", "b"], ["ham ", "ham", "ham"], [2, 3, 4])
    >>> data.texts, data.labels, data.notes[1]
    (('a', 'b'), ('ham', 'ham'), '1 row with a blank text was dropped (line 3).')
    """
    labels, changes = tidy_labels(labels, places, place_word)
    no_label = [i for i, label in enumerate(labels) if not label]
    blank = [i for i, text in enumerate(texts) if labels[i] and is_blank(text)]
    dropped = {*no_label, *blank}
    kept = [i for i in range(len(texts)) if i not in dropped]
    lines = [*notes, f"{count_rows(len(texts))} read, {len(kept):,} kept."]
    for rows, what in ((no_label, "without a label"), (blank, "with a blank text")):
        if rows:
            were = "was" if len(rows) == 1 else "were"
            where = list_places([places[i] for i in rows], place_word)
            lines.append(f"{count_rows(len(rows))} {what} {were} dropped ({where}).")
    lines += changes
    lines += describe_kept_rows(
        *([column[i] for i in kept] for column in (texts, labels, places)), place_word
    )
    return TextDataset(
        name=name,
        texts=tuple(texts[i] for i in kept),
        labels=tuple(labels[i] for i in kept),
        notes=tuple(lines),
    )


def check_not_empty(dataset: TextDataset) -> None:
    """Refuses a data set without a row.

    Args:
        dataset: TextDataset.

    Raises:
        InputError: If there is no row; it says what was dropped.
    """
    if not len(dataset):
        raise InputError(
            f"The data must have at least one labeled text. Received: {dataset.name} "
            f"with none. {' '.join(dataset.notes)}".rstrip()
        )


def check_trainable(dataset: TextDataset) -> None:
    """Refuses a data set that no classifier can learn from.

    Args:
        dataset: TextDataset.

    Raises:
        InputError: If there is no row, or only one class.
    """
    check_not_empty(dataset)
    if len(dataset.class_names) == 1:
        raise InputError(
            "The data must have at least two classes, because there is nothing to "
            f"tell apart in one. Received: {dataset.name}, where all {len(dataset)} "
            f"rows have the label {dataset.class_names[0]!r}. Check the label column."
        )


def is_blank(text: str) -> bool:
    """Says whether a text holds nothing but white space and control characters.

    Args:
        text: str.

    Returns:
        bool. True for `""`, a zero-width space or a line break.
    """
    if text[:1].isalnum():
        return False
    return all(unicodedata.category(char)[0] in "ZC" for char in text)


def natural_key(name: str) -> tuple:
    """Gives the sort key that puts `"class2"` before `"class10"`.

    Args:
        name: str.

    Returns:
        A tuple for `sorted(..., key=natural_key)`.
    """
    parts = re.split(r"([0-9]+)", name)
    return tuple(int(p) if i % 2 else p for i, p in enumerate(parts)), name
