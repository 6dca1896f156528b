"""The numbers and expressions in a gate, whatever kind of gate it is.

Changes and judges nothing.
"""

import contextlib
import math
import numbers
from collections.abc import Iterator

import cirq
import sympy


def gate_values(gate: cirq.Gate | None) -> Iterator[tuple[str, object]]:
    """Reads what a gate was made from, by its JSON form.

    Args:
        gate: `cirq.Gate` or None.

    Yields:
        Name and value; of a duration its picoseconds. Nothing without a gate, if
        it has no JSON form, or if its own code raises.

    Example:
    >>> dict(gate_values(cirq.X**0.5))
    {'exponent': 0.5, 'global_shift': 0.0}
    """
    written: dict[str, object] = {}
    with contextlib.suppress(Exception):
        written = dict(getattr(gate, "_json_dict_", dict)() or {})
    for name, value in written.items():
        if not isinstance(value, cirq.Duration):
            yield name, value
            continue
        try:
            yield name, value.total_picos()
        except OverflowError:
            yield name, math.inf
        # A relation of symbols, which Cirq cannot multiply.
        except TypeError:
            yield name, None


def name_not_finite(gate: cirq.Gate | None) -> str | None:
    """Names the first number in a gate that is none: nan, or infinite.

    A number too large for a float counts as infinite; an expression with symbols
    counts as finite.

    Args:
        gate: `cirq.Gate` or None.

    Returns:
        Such as "exponent"; None if all are finite.

    Example:
    >>> name_not_finite(cirq.X ** float("nan"))
    'exponent'
    """
    for name, value in gate_values(gate):
        if not _is_finite(value):
            return name
    return None


def _is_finite(value: object) -> bool:
    if isinstance(value, sympy.Expr):
        try:
            is_number = not value.free_symbols
        # Too deep for sympy to say; a number it would have worked out.
        except RecursionError:
            return True
        is_infinite = value is sympy.nan or value.is_finite is False
        return not (is_number and is_infinite)
    if not isinstance(value, numbers.Real):
        return True
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
