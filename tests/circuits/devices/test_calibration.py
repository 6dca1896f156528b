"""Calibrations: whose they are, and what stands in them."""

import json
from pathlib import Path
from statistics import median

import cirq
import cirq_google
import pytest

from circuits import get_target
from circuits.devices.calibration import load_calibration, uniform_calibration

A, B = cirq.GridQubit.rect(1, 2, 5, 1)
FILES = {
    "rainbow": "rainbow_2021_11_16_calibration.json",
    "weber": "weber_2021_11_03_calibration.json",
}


def _metric(chip, name):
    """The second route: the text of cirq-google's own file, without its classes."""
    folder = Path(cirq_google.__file__).parent / "devices" / "calibrations"
    content = json.loads((folder / FILES[chip]).read_text(encoding="utf-8"))
    return {
        tuple(metric["targets"]): metric["values"][0]["doubleVal"]
        for metric in content["metrics"]["metrics"]
        if metric["name"] == name
    }


@pytest.mark.parametrize("chip", ["rainbow", "weber"])
@pytest.mark.parametrize(
    ("gateset", "metric"), [("syc", "sycamore"), ("sqrt_iswap", "sqrt_iswap")]
)
def test_rates_are_those_of_the_chip_in_parallel(chip, gateset, metric):
    calibration = get_target(chip, gateset).calibration
    assert calibration.source == chip
    pairs = _metric(chip, f"two_qubit_parallel_{metric}_gate_xeb_pauli_error_per_cycle")
    key = ("5_1", "5_2")
    assert calibration.two_qubit_error[frozenset((A, B))] == pairs.get(
        key, pairs.get(key[::-1])
    )
    assert set(calibration.two_qubit_error) == get_target(chip).metadata.qubit_pairs
    one = _metric(chip, "single_qubit_rb_pauli_error_per_gate")
    assert calibration.one_qubit_error[A] == one[("5_1",)]
    assert calibration.p00_error[A] == _metric(chip, "parallel_p00_error")[("5_1",)]
    assert calibration.p11_error[A] == _metric(chip, "parallel_p11_error")[("5_1",)]
    t1 = _metric(chip, "single_qubit_idle_t1_micros")
    assert calibration.t1_ns[A] == pytest.approx(1000 * t1[("5_1",)])
    assert calibration.medians()["t1_ns"] == pytest.approx(1000 * median(t1.values()))


def test_the_isolated_metric_fills_in_for_a_parallel_one(monkeypatch):
    a, b, c = cirq.GridQubit.rect(1, 3)
    sycamore = "two_qubit_{}sycamore_gate_xeb_pauli_error_per_cycle"
    metrics = {
        sycamore.format(""): {(a, b): [0.1], (b, c): [0.2]},
        sycamore.format("parallel_"): {(b, a): [0.3]},
        "single_qubit_p00_error": {(a,): [0.4], (b,): [0.5]},
        "parallel_p00_error": {(a,): [0.6]},
    }
    measured = cirq_google.Calibration(metrics=metrics)
    monkeypatch.setattr(
        "cirq_google.engine.load_median_device_calibration", lambda _: measured
    )
    calibration = load_calibration("weber", "syc")
    assert calibration.two_qubit_error == {
        frozenset((a, b)): 0.3,
        frozenset((b, c)): 0.2,
    }
    assert calibration.p00_error == {a: 0.6, b: 0.5}
    assert calibration.p11_error == {}
    assert calibration.medians()["p11_error"] is None


@pytest.mark.parametrize("chip", ["rainbow", "weber"])
def test_cz_has_no_metric_where_none_was_measured(chip):
    calibration = get_target(chip, "cz").calibration
    assert calibration.two_qubit_error is None
    assert calibration.medians()["two_qubit_error"] is None


def test_willow_has_the_same_median_everywhere():
    """The figures of the issue."""
    target = get_target("willow")
    calibration = target.calibration
    assert calibration.source == "willow"
    assert calibration.medians() == {
        "one_qubit_error": 0.0004,
        "two_qubit_error": 0.0034,
        "p00_error": 0.0037,
        "p11_error": 0.0106,
        "t1_ns": 70_200.0,
    }
    assert set(calibration.two_qubit_error.values()) == {0.0034}
    assert set(calibration.two_qubit_error) == target.metadata.qubit_pairs
    assert set(calibration.t1_ns) == set(target.qubits)


def test_a_missing_median_leaves_its_table_empty():
    calibration = uniform_calibration("a", {"t1_ns": 5.0}, [A], [frozenset((A, B))])
    assert calibration.t1_ns == {A: 5.0}
    assert calibration.p00_error == {}
    assert calibration.two_qubit_error is None
