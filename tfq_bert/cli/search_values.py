"""Values of a setting as they are typed: `1,2,4`, `angle_ry,zz`, `1e-4:1e-2`.

Knows no setting; the training checks what the values mean.
"""

from tfq_bert.errors import InputError


def parse_counts(option: str, text: str | None) -> tuple[int, ...] | None:
    """Reads whole numbers with commas between them.

    Args:
        option: str. Name of the option, for the message.
        text: str, or None.

    Returns:
        tuple of int, or None for None.

    Raises:
        InputError: If one is no whole number.

    Example:
    >>> parse_counts("depth", "1,2")
    (1, 2)
    """
    return _parse(option, text, int, "whole numbers such as 1,2,4")


def parse_numbers(option: str, text: str | None) -> tuple[float, ...] | None:
    """Reads numbers with commas between them; as `parse_counts`."""
    return _parse(option, text, float, "numbers such as 0.01,0.25,1")


def parse_seeds(option: str, text: str | None) -> tuple[int, ...] | None:
    """Reads how many seeds, or which.

    Args:
        option: str. Name of the option, for the message.
        text: str, or None.

    Returns:
        tuple of int, or None for None.

    Raises:
        InputError: If it is neither.

    Example:
    >>> parse_seeds("seeds", "3"), parse_seeds("seeds", "3,7")
    ((0, 1, 2), (3, 7))
    """
    if text is None:
        return None
    wanted = "how many, such as 10, or which, such as 3,7"
    values = _parse(option, text.rstrip(", "), int, wanted, whole=text)
    return values if "," in text else tuple(range(values[0]))


def parse_names(option: str, text: str | None) -> tuple[str, ...] | None:
    """Reads names with commas between them; as `parse_counts`."""
    return _parse(option, text, str, "names with commas between them")


def parse_rates(option: str, text: str | None):
    """Reads numbers with commas between them, or a range.

    Args:
        option: str. Name of the option, for the message.
        text: str, or None.

    Returns:
        tuple of float, a dict of `low` and `high`, or None for None.

    Raises:
        InputError: If one is no number.

    Example:
    >>> parse_rates("learning-rate", "1e-4:1e-2")
    {'low': 0.0001, 'high': 0.01}
    """
    wanted = "numbers such as 1e-3,4e-3, or a range such as 1e-4:1e-2"
    if text is None or ":" not in text:
        return _parse(option, text, float, wanted)
    ends = _parse(option, text.replace(":", ",", 1), float, wanted, whole=text)
    if len(ends) != 2 or "," in text:
        raise _refusal(option, text, wanted)
    return {"low": ends[0], "high": ends[1]}


def _parse(option, text, kind, wanted, whole=None):
    if text is None:
        return None
    words = [word.strip() for word in text.split(",")]
    try:
        values = tuple(kind(word) for word in words)
    except ValueError as error:
        raise _refusal(option, whole or text, wanted) from error
    if not all(words):
        raise _refusal(option, whole or text, wanted)
    return values


def _refusal(option: str, text: str, wanted: str) -> InputError:
    return InputError(f"`--{option}` must be {wanted}. Received: --{option} {text!r}.")
