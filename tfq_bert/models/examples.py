"""Labeled examples in every form that users have, as rows and class indices.

Does not make batches or compute features.
"""

from dataclasses import dataclass, replace

import numpy as np

from tfq_bert.data import (
    class_weights,
    encode_labels,
    repeat_groups,
    stratified_group_split,
)
from tfq_bert.text.inputs import as_texts, as_texts_and_labels


@dataclass(frozen=True, eq=False)
class Examples:
    """Holds texts, or features in their place, with their labels.

    Attributes:
        rows: list of str, or `(rows, hidden_dim)` float32 features.
        ids: `(rows,)`, int32. Class indices; None where nothing is known.
        sample_weight: `(rows,)`, float32, or None.
    """

    rows: list[str] | np.ndarray
    ids: np.ndarray | None
    sample_weight: np.ndarray | None = None

    def take(self, indices) -> "Examples":
        """Returns the examples at some indices, in that order."""
        weight = None if self.sample_weight is None else self.sample_weight[indices]
        return Examples(take_rows(self.rows, indices), self.ids[indices], weight)

    def split(self, share: float, seed: int) -> tuple["Examples", "Examples"]:
        """Splits off a share of the rows: stratified, seeded, repeats kept together.

        Args:
            share: float in (0, 1). Share of the second part.
            seed: int.

        Returns:
            The two parts.

        Raises:
            ValueError: If `share` is out of range.
        """
        if not 0 < share < 1:
            raise ValueError(
                "`validation_split` must be above 0 and below 1. Received: "
                f"validation_split={share}."
            )
        if isinstance(self.rows, np.ndarray):
            groups = np.unique(self.rows, axis=0, return_inverse=True)[1].reshape(-1)
        else:
            groups = repeat_groups(self.rows)
        parts = stratified_group_split(self.ids, groups, (1 - share, share), seed)
        return self.take(parts[0]), self.take(parts[1])

    def with_class_weight(self, given, class_names) -> "Examples":
        """Multiplies the weight of each row with that of its class.

        Args:
            given: "balanced", or a dict from class name or index to weight.
            class_names: Class `i` is `class_names[i]`.
        """
        if given == "balanced":
            weights = class_weights(self.ids, len(class_names))
        else:
            keys = encode_labels(list(given), class_names)
            weights = dict(zip(map(int, keys), given.values(), strict=True))
        weight = np.array([weights.get(int(i), 1.0) for i in self.ids], np.float32)
        if self.sample_weight is not None:
            weight = weight * self.sample_weight
        return replace(self, sample_weight=weight)


def read_examples(
    x, y, sample_weight, class_names, hidden_dim, class_weight=None
) -> Examples:
    """Reads examples from what `fit` and `evaluate` are given.

    Args:
        x: Texts in any form of `as_texts`, `{"features": rows}`, or a finite
            `tf.data.Dataset` of (text, label).
        y: Class names or indices, or None for a data set of pairs.
        sample_weight: `(rows,)`, or None.
        class_names: Class `i` is `class_names[i]`.
        hidden_dim: int. Width of features.
        class_weight: As in `Examples.with_class_weight`, or None.

    Returns:
        `Examples`.

    Raises:
        ValueError: If there are no rows, no labels, or lengths differ.
    """
    if y is None and hasattr(x, "as_numpy_iterator"):
        rows, y = as_texts_and_labels(x)
    else:
        rows = as_rows(x, hidden_dim)
    if y is None:
        raise ValueError("`y` must hold the labels of the texts. Received: y=None.")
    if np.ndim(y) == 0:  # one text, one label
        y = np.reshape(y, 1)
    ids = encode_labels(y, class_names)
    if sample_weight is not None:
        sample_weight = np.asarray(sample_weight, np.float32).reshape(-1)
    lengths = [len(rows), len(ids)]
    lengths += [] if sample_weight is None else [len(sample_weight)]
    if len(set(lengths)) > 1:
        raise ValueError(
            "`x`, `y` and `sample_weight` must be of equal length. Received: "
            f"lengths {lengths}."
        )
    if not len(rows):
        raise ValueError("`x` must hold at least one text. Received: none.")
    examples = Examples(rows, ids, sample_weight)
    if class_weight is None:
        return examples
    return examples.with_class_weight(class_weight, class_names)


def read_fit_data(read, given, validation_data, split):
    """Reads the training examples, and those to validate on.

    Args:
        read: Function that returns `Examples`.
        given: tuple of its arguments for the training examples.
        validation_data: `(texts, labels)`, a data set of (text, label), or None.
        split: (share, seed) of the rows to validate on where no data are given.

    Returns:
        Two `Examples`; the second None where nothing is to be validated on.
    """
    examples = read(*given)
    if hasattr(validation_data, "as_numpy_iterator"):
        return examples, read(validation_data, None)
    if validation_data is not None:
        return examples, read(*validation_data)
    return examples.split(*split) if split[0] else (examples, None)


def as_rows(x, hidden_dim: int) -> list[str] | np.ndarray:
    """Returns `{"features": rows}` as an array, and all else as a list of texts.

    Args:
        x: Texts in any form of `as_texts`, or `{"features": rows}`.
        hidden_dim: int. Width that features must have.

    Raises:
        ValueError: If features have another shape.
    """
    if not isinstance(x, dict):
        return as_texts(x)
    features = np.asarray(x.get("features", ()), np.float32)
    if features.ndim != 2 or features.shape[1] != hidden_dim:
        raise ValueError(
            f'`x` must be texts or {{"features": rows}} of width {hidden_dim}. '
            f"Received: keys {sorted(x)}, features of shape {features.shape}."
        )
    return features


def take_rows(rows, indices):
    """Picks rows of a list of texts or an array of features."""
    if isinstance(rows, np.ndarray):
        return rows[indices]
    return [rows[i] for i in indices]
