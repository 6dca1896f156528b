"""Texts in every form that users have, as one list of strings.

Does not normalize or tokenize.
"""

import numpy as np

FORMS = (
    "a string, or a list, tuple, NumPy array, pandas Series, tensor or tf.data.Dataset "
    "of strings"
)


def as_texts(x) -> list[str]:
    """Returns texts as a list of strings.

    Args:
        x: One string, or a list, tuple, NumPy array (str, bytes or object), pandas
            Series, string tensor, or finite `tf.data.Dataset` of strings, batched or
            not; of a data set of `(text, label)` the texts are taken.

    Returns:
        The texts, in order; bytes are read as UTF-8, bad bytes replaced.

    Raises:
        TypeError: If the form is another, or an element is not a string.

    Example:
    >>> as_texts("hi"), as_texts(np.array(["a", "b"]))
    (['hi'], ['a', 'b'])
    """
    if isinstance(x, str | bytes):
        return [_as_text(x, 1)]
    if hasattr(x, "as_numpy_iterator"):
        return as_texts_and_labels(x)[0]
    if hasattr(x, "numpy"):
        x = x.numpy()
        if isinstance(x, bytes):  # a scalar tensor
            return [_as_text(x, 1)]
    elif hasattr(x, "to_numpy"):
        x = x.to_numpy()
    if isinstance(x, np.ndarray):
        if x.ndim == 2 and x.shape[1] == 1:
            x = x[:, 0]
        if x.ndim > 1:
            raise TypeError(f"texts must be {FORMS}. Received: shape {x.shape}.")
        x = x.reshape(-1).tolist()
    if not isinstance(x, list | tuple):
        raise TypeError(f"texts must be {FORMS}. Received: type {type(x)}.")
    return [_as_text(value, row) for row, value in enumerate(x, start=1)]


def as_one_text(x) -> str:
    """Returns the one text that is given, in any form of `as_texts`.

    Args:
        x: As in `as_texts`.

    Raises:
        TypeError: If the form is another, or an element is not a string.
        ValueError: If there is none, or more than one.
    """
    texts = as_texts(x)
    if len(texts) != 1:
        raise ValueError(
            f"`text` must be one text. Received: {len(texts)} texts. Give them one by "
            "one."
        )
    return texts[0]


def as_texts_and_labels(dataset) -> tuple[list[str], list | None]:
    """Reads a finite `tf.data.Dataset` of `text` or `(text, label)` into lists.

    Args:
        dataset: Elements are single or batched.

    Returns:
        The texts, and the labels or None where the elements have none.

    Raises:
        TypeError: If the data set is infinite or its elements have another form.
    """
    if int(dataset.cardinality()) == -1:
        raise TypeError(
            "a tf.data.Dataset of texts must be finite, because every epoch sees every "
            "text. Received: an infinite one. Use `.take(n)`."
        )
    texts, labels = [], []
    for element in dataset.as_numpy_iterator():
        text, label = _pair(element)
        texts += np.reshape(text, -1).tolist()
        if label is not None:
            labels += np.reshape(label, -1).tolist()
    return as_texts(texts), [_decoded(v) for v in labels] if labels else None


def _pair(element):
    """Returns the text and the label (or None) of an element of a data set."""
    text, label = element, None
    if isinstance(element, tuple) and len(element) == 2:
        text, label = element
    is_text = isinstance(text, bytes) or str(getattr(text, "dtype", "")) == "object"
    if not is_text or (label is not None and np.size(label) != np.size(text)):
        raise TypeError(
            "elements of a tf.data.Dataset must be `text` or `(text, label)`, strings "
            f"and one class each. Received: {element!r}."
        )
    return text, label


def _as_text(value, row: int) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if not isinstance(value, str):
        raise TypeError(
            f"every text must be a string. Received: {value!r} of type "
            f"{type(value).__name__} in row {row}. Drop the row, or use an "
            "empty string."
        )
    # A lone surrogate has no UTF-8 form, and TensorFlow would refuse the batch.
    return value.encode("utf-8", errors="replace").decode("utf-8")


def _decoded(label):
    return label.decode("utf-8") if isinstance(label, bytes) else label
