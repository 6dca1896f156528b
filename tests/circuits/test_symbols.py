"""Names and order of symbols."""

import random

import pytest
import sympy

from circuits.symbols import data_symbols, natural_key, natural_order, weight_symbols


def test_symbols_are_named_by_prefix_and_four_digits():
    assert data_symbols(2) == (sympy.Symbol("x_0000"), sympy.Symbol("x_0001"))
    assert weight_symbols(1) == (sympy.Symbol("w_0000"),)
    assert data_symbols(0) == ()


def test_text_order_of_our_names_is_index_order():
    names = [symbol.name for symbol in weight_symbols(1200)]
    assert sorted(names) == names


def test_text_order_is_index_order_above_ten_thousand_symbols_too():
    names = [symbol.name for symbol in data_symbols(10_001)]
    assert sorted(names) == names
    assert names[2] == "x_00002"


def test_natural_order_puts_w2_before_w10():
    wanted = [f"w{index}" for index in range(25)]
    shuffled = list(wanted)
    random.Random(0).shuffle(shuffled)
    assert [symbol.name for symbol in natural_order(shuffled)] == wanted


def test_natural_order_takes_symbols_and_drops_repeats():
    a, b = sympy.symbols("a1 a02")
    assert natural_order([b, "a1", a]) == (a, b)


def test_natural_keys_of_any_names_can_be_compared():
    names = ["", "1", "a", "a1", "1a", "a01", "a1b2", "_"]
    keys = [natural_key(name) for name in names]
    assert len(set(keys)) == len(names)
    ordered = sorted(names, key=natural_key)
    assert ordered.index("a1") < ordered.index("a1b2")


def test_a_bad_number_of_symbols_is_refused():
    with pytest.raises(
        ValueError, match=r"^`num` must be at least 0\. Received: num=-1\.$"
    ):
        data_symbols(-1)
    with pytest.raises(
        TypeError, match=r"^`num` must be an integer\. Received: num=True\.$"
    ):
        weight_symbols(True)
