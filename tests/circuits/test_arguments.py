"""Checks of plain values."""

import numpy as np
import pytest

from circuits import CircuitSpecError
from circuits.arguments import check_known, plain_bool, plain_integer


def test_numpy_values_become_plain_ones():
    assert (plain_integer("n", np.int32(3)), plain_bool("b", np.True_)) == (3, True)
    assert type(plain_integer("n", np.int64(3))) is int
    assert type(plain_bool("b", np.False_)) is bool


@pytest.mark.parametrize("value", [True, np.True_, 2.0, "4", None])
def test_what_is_no_integer_is_refused(value):
    with pytest.raises(TypeError, match=r"^`n` must be an integer\. Received: n=.+\.$"):
        plain_integer("n", value)


@pytest.mark.parametrize("value", [0, 1, "yes", None])
def test_what_is_no_bool_is_refused(value):
    with pytest.raises(TypeError, match=r"^`b` must be True or False\. Received: b="):
        plain_bool("b", value)


def test_an_unknown_name_is_refused_with_those_known_in_order():
    check_known("kind", "a", ["b", "a"])
    with pytest.raises(
        CircuitSpecError,
        match=r"^`kind` must be a known name\. Received: kind='c'\. Known: a, b\.$",
    ):
        check_known("kind", "c", ["b", "a"])
    with pytest.raises(TypeError, match=r"^`kind` must be a string\. Received: kind=3"):
        check_known("kind", 3, ["a"])
