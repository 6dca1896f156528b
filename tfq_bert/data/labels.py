"""Turns labels into class indices, and class counts into weights.

Guesses nothing: a label that the classes do not have is an error.
"""

from collections.abc import Iterable, Sequence
from numbers import Real

import numpy as np

from tfq_bert.errors import InputError


def encode_labels(labels: Iterable, class_names: Sequence[str]) -> np.ndarray:
    """Turns class names or class indices into indices.

    A string is a class name; the white space around it is dropped and case counts.
    A whole number is the index of a class, except where the class names are whole
    numbers themselves: there it is the name. (For the names `"0"`, `"1"`, ... both
    readings are the same.) A boolean is the name `"True"` or `"False"` if the classes
    have it, else the index 1 or 0.

    Args:
        labels: iterable of str, int, bool or whole floats, also as a NumPy array,
            pandas Series or tensor, of shape `(num_rows,)` or `(num_rows, 1)`.
        class_names: sequence of str. Class `i` is `class_names[i]`.

    Returns:
        `(len(labels),)` int32.

    Raises:
        InputError: If a label is missing, negative or unknown (the message has the
            label, its row from 1, and the known names), or rows hold several.

    Example:
    >>> encode_labels(["spam", "ham ", 1], ["ham", "spam"]).tolist()
    [1, 0, 1]
    >>> encode_labels([5, 1], ["1", "5"]).tolist()
    [1, 0]
    """
    labels = labels.numpy() if hasattr(labels, "numpy") else labels
    if getattr(labels, "ndim", 1) != 1:
        shape = tuple(labels.shape)
        if labels.size != shape[0]:
            raise InputError(
                "`labels` must be one class a row, shape (num_rows,). Received: "
                f"shape {shape}. For one-hot rows, use `labels.argmax(axis=-1)`."
            )
        labels = np.reshape(labels, -1)
    index = {str(name): i for i, name in enumerate(class_names)}
    names_are_numbers = all(_is_whole(name) for name in index)
    ids = [
        _encode_one(label, row, index, names_are_numbers)
        for row, label in enumerate(labels, start=1)
    ]
    return np.array(ids, dtype=np.int32)


def class_weights(ids: Iterable[int], num_classes: int) -> dict[int, float]:
    """Weighs classes so that each counts as much as any other.

    The weight of class `c` is `num_rows / (num_classes * num_rows_of_c)`.

    Args:
        ids: iterable of int. The class index of each row.
        num_classes: int.

    Returns:
        dict from class index to weight, as `class_weight` of Keras takes it. A class
        without rows gets 1.0, which nothing uses.

    Raises:
        InputError: If there is no row, or an index outside the classes.

    Example:
    >>> class_weights([0, 0, 0, 0, 1], 2)
    {0: 0.625, 1: 2.5}

    Reference:
        King and Zeng 2001, "Logistic Regression in Rare Events Data", as
        `class_weight="balanced"` of scikit-learn.
    """
    ids = np.asarray(ids if hasattr(ids, "__len__") else list(ids), dtype=np.int64)
    if not ids.size or ids.min() < 0 or ids.max() >= num_classes:
        found = f"{ids.min()} to {ids.max()}" if ids.size else "no row"
        raise InputError(
            f"`ids` must be class indices from 0 to {num_classes - 1}. "
            f"Received: {found}."
        )
    counts = np.bincount(ids, minlength=num_classes)
    return {
        c: float(ids.size / (num_classes * count)) if count else 1.0
        for c, count in enumerate(counts)
    }


def _encode_one(label, row: int, index: dict[str, int], names_are_numbers: bool) -> int:
    if isinstance(label, bytes):
        label = label.decode("utf-8", "replace")
    if isinstance(label, str):
        found = index.get(label, index.get(label.strip()))
    elif label is None or label != label:  # NaN and NaT differ from themselves
        raise InputError(
            f"Every row must have a label. Received: {label!r} in row {row}. Drop "
            "such rows."
        )
    elif isinstance(label, bool | np.bool_):
        found = index.get(str(bool(label)), _number(int(label), index, False))
    elif isinstance(label, Real) and float(label).is_integer():
        found = _number(int(label), index, names_are_numbers)
        label = int(label)
        if label < 0 and found is None:
            raise InputError(
                f"Labels must not be negative, because -1 marks a row without a "
                f"label. Received: {label} in row {row}. Test splits often have no "
                "labels: use the validation split."
            )
    else:
        found = None
    if found is None:
        shown = label.item() if isinstance(label, np.generic) else label
        raise InputError(
            f"Every label must be one of the known classes. Received: {shown!r} in row "
            f"{row}. Known: {', '.join(map(repr, index))}. Case counts."
        )
    return found


def _number(value: int, index: dict[str, int], as_name: bool) -> int | None:
    if as_name:
        return index.get(str(value))
    return value if 0 <= value < len(index) else None


def _is_whole(name: str) -> bool:
    return name.removeprefix("-").isdecimal() and str(int(name)) == name
