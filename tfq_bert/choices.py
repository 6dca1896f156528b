"""Checks a value that is one of few. Knows none of them."""

from collections.abc import Collection

from tfq_bert.errors import InputError


def check_choice(name: str, value: str, choices: Collection[str]) -> None:
    """Refuses a value that is none of the choices.

    Args:
        name: str. The argument.
        value: str. What it was given.
        choices: collection of str.

    Raises:
        InputError: With the choices.

    Example:
    >>> check_choice("engine", "spark", ("local", "beam"))
    Traceback (most recent call last):
    tfq_bert.errors.InputError: `engine` must be one of local, beam. Received: \
engine='spark'.
    """
    if value not in choices:
        raise InputError(
            f"`{name}` must be one of {', '.join(choices)}. Received: {name}={value!r}."
        )
