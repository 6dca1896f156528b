"""A mean over seeds with its interval, and how such numbers are written.

Knows no arm and no metric.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Summary(NamedTuple):
    """A mean, the ends of its 95% interval (None of a single value), and the count."""

    mean: float
    low: float | None
    high: float | None
    count: int


def summarize(values: Sequence[float]) -> Summary:
    """Averages values that differ by their seed alone.

    The interval is Student's: `mean +- t * s / sqrt(n)`, with `n - 1` degrees of
    freedom and `t` at 97.5%. It tells of the spread over seeds, not over test rows.

    Args:
        values: Sequence of float, one a seed; at least one.

    Returns:
        `Summary`.

    Raises:
        ValueError: If there is no value.

    Example:
    >>> [round(number, 3) for number in summarize([0.9, 0.92, 0.94])[:3]]
    [0.92, 0.87, 0.97]
    """
    count = len(values)
    if not count:
        raise ValueError(
            "`values` must hold at least one value. Received: values=[]. Leave the "
            "arm out."
        )
    mean = sum(values) / count
    if count == 1:
        return Summary(mean, None, None, 1)
    from scipy.special import stdtrit

    variance = sum((value - mean) ** 2 for value in values) / (count - 1)
    reach = float(stdtrit(count - 1, 0.975)) * (variance / count) ** 0.5
    return Summary(mean, mean - reach, mean + reach, count)


def write_number(value: float | None, digits: int = 3) -> str:
    """Writes a number with a fixed count of decimals, a dash for None.

    Args:
        value: float or None.
        digits: int. Decimals.

    Returns:
        str. Zero has no sign.

    Example:
    >>> write_number(0.97249), write_number(-0.0001), write_number(None)
    ('0.972', '0.000', '–')
    """
    if value is None:
        return "–"
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def write_interval(low: float | None, high: float | None) -> str:
    """Writes the two ends of an interval, nothing where there is none.

    Args:
        low: float or None.
        high: float or None.

    Returns:
        str.

    Example:
    >>> write_interval(-0.002, 0.008), write_interval(None, None)
    ('-0.002 to 0.008', '')
    """
    if low is None or high is None:
        return ""
    return f"{write_number(low)} to {write_number(high)}"
