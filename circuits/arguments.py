"""Checks of plain values: integers, booleans, names.

Does not know what they are for.
"""

from collections.abc import Collection

import numpy as np

from circuits.errors import CircuitSpecError


def plain_integer(name: str, value: object) -> int:
    """Turns an int or a NumPy integer into an int; a bool is neither here.

    Args:
        name: str. Name of the argument, for the message.
        value: What was given.

    Returns:
        int.

    Raises:
        TypeError: If it is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"`{name}` must be an integer. Received: {name}={value!r}.")
    return int(value)


def plain_bool(name: str, value: object) -> bool:
    """Turns a bool or a NumPy bool into a bool; 0 and 1 are neither here.

    Args:
        name: str. Name of the argument, for the message.
        value: What was given.

    Returns:
        bool.

    Raises:
        TypeError: If it is something else.
    """
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"`{name}` must be True or False. Received: {name}={value!r}.")
    return bool(value)


def check_known(name: str, value: object, known: Collection[str]) -> None:
    """Refuses what is not one of some names, which the message lists.

    Args:
        name: str. Name of the argument, for the message.
        value: What was given.
        known: collection of str.

    Raises:
        TypeError: If it is no string.
        CircuitSpecError: If it is another string.
    """
    if not isinstance(value, str):
        raise TypeError(f"`{name}` must be a string. Received: {name}={value!r}.")
    if value not in known:
        raise CircuitSpecError(
            f"`{name}` must be a known name. Received: {name}={value!r}. "
            f"Known: {', '.join(sorted(known))}."
        )
