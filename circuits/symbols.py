"""The only place where circuit symbols are named and ordered.

It knows nothing about which gate a symbol drives.
"""

import re
from collections.abc import Iterable

import sympy

DATA_PREFIX = "x"
WEIGHT_PREFIX = "w"


def data_symbols(num: int) -> tuple[sympy.Symbol, ...]:
    """Names the symbols that carry the input angles.

    Args:
        num: int. Number of symbols; at least 0.

    Returns:
        `num` symbols; number `i` is set from `angles[:, i]`.

    Raises:
        TypeError: If `num` is not an integer.
        ValueError: If `num` is negative.

    Example:
    >>> data_symbols(2)
    (x_0000, x_0001)
    """
    return _numbered(DATA_PREFIX, num)


def weight_symbols(num: int) -> tuple[sympy.Symbol, ...]:
    """Names the symbols that carry the trained weights.

    Args:
        num: int. Number of symbols; at least 0.

    Returns:
        `num` symbols, in the order of the weight vector.

    Raises:
        TypeError: If `num` is not an integer.
        ValueError: If `num` is negative.

    Example:
    >>> weight_symbols(2)
    (w_0000, w_0001)
    """
    return _numbered(WEIGHT_PREFIX, num)


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Makes a sort key in which numbers inside a name count as numbers.

    Text order puts `w10` before `w2`, which hands weights to the wrong gates as
    soon as there are more than ten of them.

    Args:
        name: str. A symbol's or qubit's name.

    Returns:
        A key for `sorted`; equal only for names that differ at most in leading
        zeros, which the name itself as a last element tells apart.

    Example:
    >>> sorted(["w10", "w2", "w1"], key=natural_key)
    ['w1', 'w2', 'w10']
    """
    parts = re.split(r"([0-9]+)", name)
    numbered = tuple(
        (1, int(part), "") if index % 2 else (0, 0, part)
        for index, part in enumerate(parts)
    )
    return (*numbered, (0, 0, name))


def natural_order(
    symbols: Iterable[sympy.Symbol | str],
) -> tuple[sympy.Symbol, ...]:
    """Sorts symbols by name, with the numbers in a name read as numbers.

    Args:
        symbols: iterable of `sympy.Symbol` or str, in any order.

    Returns:
        The symbols without repeats, in natural order.

    Example:
    >>> natural_order(["b10", "b9", "a"])
    (a, b9, b10)
    """
    unique = {
        sympy.Symbol(symbol) if isinstance(symbol, str) else symbol
        for symbol in symbols
    }
    return tuple(sorted(unique, key=lambda symbol: natural_key(symbol.name)))


def _numbered(prefix: str, num: int) -> tuple[sympy.Symbol, ...]:
    if isinstance(num, bool) or not isinstance(num, int):
        raise TypeError(f"`num` must be an integer. Received: num={num!r}.")
    if num < 0:
        raise ValueError(f"`num` must be at least 0. Received: num={num}.")
    # As many digits for all keep text order equal to index order.
    digits = max(4, len(str(num - 1)))
    return tuple(sympy.Symbol(f"{prefix}_{i:0{digits}d}") for i in range(num))
