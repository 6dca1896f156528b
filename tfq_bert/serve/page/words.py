"""Which words of a text mattered: each is left out once (occlusion).

Makes the texts to run and reads the answers; runs nothing.
"""

import re
from typing import NamedTuple

import numpy as np

# A run of the model each; later words may well matter, which the page says.
MOST_WORDS = 64


class Word(NamedTuple):
    """A word in its text.

    Attributes:
        start: int. Index of its first character.
        stop: int. Index after its last one.
    """

    start: int
    stop: int


def find_words(text: str) -> list[Word]:
    """Finds what stands between blanks, the first `MOST_WORDS` of it.

    Args:
        text: str.

    Example:
    >>> find_words("win now")
    [Word(start=0, stop=3), Word(start=4, stop=7)]
    """
    found = (Word(*match.span()) for match in re.finditer(r"\S+", text))
    return [word for word, _ in zip(found, range(MOST_WORDS), strict=False)]


def has_more_words(text: str, words: list[Word]) -> bool:
    """Whether a text has more words than those that were found.

    Args:
        text: str.
        words: From `find_words`.
    """
    return len(words) == MOST_WORDS and bool(text[words[-1].stop :].strip())


def leave_out(text: str, words: list[Word]) -> list[str]:
    """Returns the text without each word in turn.

    Args:
        text: str.
        words: From `find_words`.

    Example:
    >>> leave_out("win it now", find_words("win it now"))
    ['it now', 'win now', 'win it']
    """
    return [
        f"{text[: word.start].rstrip()} {text[word.stop :].lstrip()}".strip()
        for word in words
    ]


def word_effects(whole: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Returns how much each word adds to the probability of the winning class.

    Args:
        whole: `(num_classes,)`. Probabilities of the text.
        without: `(num_words, num_classes)`. Those without each word.

    Returns:
        `(num_words,)`. Positive where the word speaks for the class.
    """
    winner = int(whole.argmax())
    return whole[winner] - without[:, winner]
