"""What is said of rates that nobody measured."""

from dataclasses import replace

import pytest

from circuits import get_target
from circuits.devices.rates import why_lacking

METRICS = ("one_qubit_error", "two_qubit_error", "p00_error", "p11_error", "t1_ns")


def _without(target, metric, value):
    return replace(target, calibration=replace(target.calibration, **{metric: value}))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", ["rainbow", "weber", "willow"])
def test_the_chips_lack_nothing(name, metric):
    assert why_lacking(get_target(name), metric, everywhere=True) is None


@pytest.mark.parametrize(
    ("metric", "key"),
    [
        ("one_qubit_error", "single_qubit_pauli_error"),
        ("two_qubit_error", "cz_pauli_error"),
        ("p00_error", "p00_error"),
        ("p11_error", "p11_error"),
        ("t1_ns", "t1_microseconds"),
    ],
)
def test_a_missing_table_is_told_with_its_name_in_a_file(metric, key):
    target = _without(get_target("willow"), metric, {})
    assert why_lacking(target, metric) == (
        f"`target` must have a {metric}, because a rate that was not measured is not "
        "0. Received: 'willow' with the gate 'cz' and the rates of 'willow', which "
        f"hold none. Add '{key}' to the `medians` of your own target's file."
    )


def test_a_single_gap_counts_only_where_all_are_needed():
    target = get_target("weber")
    table = dict(target.calibration.two_qubit_error)
    (first, second) = sorted(next(iter(table)))
    del table[frozenset((first, second))]
    target = _without(target, "two_qubit_error", table)
    assert why_lacking(target, "two_qubit_error") is None
    told = why_lacking(target, "two_qubit_error", everywhere=True)
    assert f"which hold none of {first}, {second}. " in told
    table = dict(target.calibration.t1_ns)
    del table[first]
    told = why_lacking(_without(target, "t1_ns", table), "t1_ns", everywhere=True)
    assert f"which hold none of {first}. " in told


def test_the_way_out_is_one_that_there_is():
    """Another gateset only where the chip has one."""
    told = why_lacking(get_target("weber", "cz"), "two_qubit_error")
    assert told.endswith(
        "Choose another gateset: get_target('weber', 'syc') or "
        "get_target('weber', 'sqrt_iswap')."
    )
    own = replace(get_target("weber", "cz"), name="mine")
    told = why_lacking(own, "two_qubit_error")
    assert (
        "gateset: load_target(path, 'syc') or load_target(path, 'sqrt_iswap')." in told
    )
    told = why_lacking(get_target("willow", calibration="weber"), "two_qubit_error")
    assert told.endswith("Leave `calibration` out to use the target's own.")
