"""Counts add up."""

import pytest

from circuits.counts import Counts


def test_counts_add_up_part_by_part_and_in_a_sum():
    total = sum([Counts(1, 2, 3), Counts(10, 20)], start=Counts(0, 0))
    assert total == Counts(symbols=11, moments=22, two_qubit_gates=3)


def test_counts_do_not_grow_by_a_plain_tuple():
    with pytest.raises(TypeError, match="unsupported operand"):
        Counts(1, 2) + (3,)
