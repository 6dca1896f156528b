"""Finds texts that say the same thing, so that splits never share them.

Compares whole texts only; a message with one word changed is another message.
"""

import unicodedata
from collections.abc import Iterable

import numpy as np


class _Dropped(dict):
    """Maps code points of punctuation, spaces and controls to None, on demand."""

    def __missing__(self, code: int) -> int | None:
        char = chr(code)
        category = unicodedata.category(char)
        # The ASCII symbols ($ + < = > ^ ` | ~) count as punctuation, as in BERT.
        drop = category[0] in "PZC" or (code < 128 and category[0] == "S")
        self[code] = None if drop else code
        return self[code]


_DROPPED = _Dropped()


def repeat_groups(texts: Iterable[str]) -> np.ndarray:
    """Numbers the texts so that repeats share a number.

    Two texts are repeats if they are equal after compatibility normalization (NFKC)
    and case folding, with punctuation, white space and control characters dropped.
    A text of which nothing is left, such as `":-)"`, is compared as it stands.

    Args:
        texts: iterable of str.

    Returns:
        `(len(texts),)` int64: group ids from 0, in order of first appearance.

    Example:
    >>> repeat_groups(["Call now!", "call  NOW", "Call me", ":)", ":("]).tolist()
    [0, 0, 1, 2, 3]
    """
    ids: dict[tuple[str, bool], int] = {}
    return np.array(
        [ids.setdefault(_key(text), len(ids)) for text in texts], dtype=np.int64
    )


def _key(text: str) -> tuple[str, bool]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    stripped = folded.translate(_DROPPED)
    return (stripped, True) if stripped else (folded, False)
