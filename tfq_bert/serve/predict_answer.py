"""Writes outputs of a signature as the JSON that TensorFlow Serving answers with.

Does not run anything.
"""

from collections.abc import Mapping

import numpy as np
import orjson


def write_predict_answer(outputs: Mapping[str, np.ndarray], *, is_row: bool) -> bytes:
    """Writes an answer, in the format of the request.

    A signature with one output answers its values alone; with several, objects.

    Args:
        outputs: Output names to arrays whose first dimension is the rows; float32, or
            objects (bytes, UTF-8).
        is_row: bool. Whether one value a row, under `predictions`; otherwise one a
            name, under `outputs`.

    Returns:
        bytes. JSON.

    Example:
    >>> outputs = {"label": np.array([b"ham", b"spam"], object)}
    >>> write_predict_answer(outputs, is_row=True)
    b'{"predictions":["ham","spam"]}'
    """
    columns = {name: _plain(values) for name, values in outputs.items()}
    if len(columns) == 1:
        (content,) = columns.values()
    elif is_row:
        names = list(columns)
        rows = zip(*columns.values(), strict=True)
        content = [dict(zip(names, row, strict=True)) for row in rows]
    else:
        content = columns
    key = "predictions" if is_row else "outputs"
    # From arrays, so that float32 gets as few digits as tell it apart.
    return orjson.dumps({key: content}, option=orjson.OPT_SERIALIZE_NUMPY)


def _plain(values: np.ndarray) -> list | np.ndarray:
    if values.dtype == object:
        return [value.decode("utf-8", "replace") for value in values.tolist()]
    return np.ascontiguousarray(values)
