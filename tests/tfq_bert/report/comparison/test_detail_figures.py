"""Tests of what is pooled for the figures behind the scores."""

import re

import numpy as np
import pytest

from tfq_bert.report.comparison import detail_figures
from tfq_bert.report.comparison.reading import Reading


def _drawn(figure, tmp_path):
    figure.draw(tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    return re.findall(r"<text[^>]*>([^<]*)</text>", text)


def _robust(kind, value, score, seed=0):
    scores = {"macro_f1": {"value": score}}
    row = {"data": "d", "qubits": 4, "seed": seed, "rows": 300, "scores": scores}
    return row | {"kind": kind, "value": value}


def test_robustness_has_one_figure_a_set_and_kind(full_reading):
    figures = detail_figures.robustness_figures(full_reading)
    assert len(figures) == 4
    assert "weber" not in figures[0].caption
    assert "over noise and on weber" in figures[1].caption


def test_robustness_averages_over_seeds_in_the_order_of_values():
    rows = [
        *(_robust("shots", 100, 0.9), _robust("shots", 10, 0.7)),
        _robust("shots", 10, 0.8, seed=1),
    ]
    data = [{"name": "d", "counts": {}}]
    reading = Reading({"data": data, "robustness": rows})
    (figure,) = detail_figures.robustness_figures(reading)
    assert figure.alt == (
        "macro-F1 of the hybrid over shots, d: 4 qubits 0.750 at 10 to 0.900 at 100."
    )


def test_exact_scores_stand_beside_every_curve(tmp_path):
    data = [{"name": "d", "counts": {}}]
    rows = [_robust("exact", 0, 0.95), _robust("shots", 10, 0.7)]
    rows.append(_robust("noise", 0.1, 0.8))
    figures = detail_figures.robustness_figures(
        Reading({"data": data, "robustness": rows})
    )
    assert [figure.alt for figure in figures] == [
        "macro-F1 of the hybrid over shots, d: 4 qubits 0.700 at 10 to 0.700 at 10; "
        "4 qubits 0.950 exactly.",
        "macro-F1 of the hybrid over noise, d: 4 qubits 0.800 at 0.1 to 0.800 at 0.1; "
        "4 qubits 0.950 exactly.",
    ]
    assert figures[0].caption.endswith(
        "On 300 test rows a seed. Exact: the same rows with neither samples nor noise."
    )
    assert {"exact", "Reference"} <= set(_drawn(figures[0], tmp_path))


def test_processor_alone_has_a_figure(tmp_path):
    data = [{"name": "d", "counts": {}}]
    rows = [_robust("processor", "weber", 0.9)]
    reading = Reading({"data": data, "robustness": rows})
    (figure,) = detail_figures.robustness_figures(reading)
    assert figure.alt.endswith(": 4 qubits 0.900 on weber.")
    assert "weber" in _drawn(figure, tmp_path)


def test_confusion_matrix_is_the_sum_over_seeds(full, full_reading, tmp_path):
    total = sum(
        np.array(run["scores"]["confusion_matrix"])
        for run in full["runs"]
        if (run["data"], run["arm"], run["qubits"], run["fraction"])
        == ("sms_spam", "matched", 4, 1.0)
    )
    figures = detail_figures.confusion_figures(full_reading)
    assert len(figures) == 4
    texts = _drawn(figures[1], tmp_path)
    assert "matched head" in texts
    assert all(f"{count:,}" in texts for count in total.flat)
    assert f"{total.trace():,} of {total.sum():,} rows right" in figures[1].alt


def test_reliability_bins_are_weighted_with_their_rows():
    """10 rows at 0.92 and 30 at 0.96 have a mean of 0.95; 10 of 40 right more."""
    row = {"low": 0.9, "high": 1.0}
    one = row | {"count": 10, "confidence": 0.92, "accuracy": 1.0}
    two = row | {"count": 30, "confidence": 0.96, "accuracy": 0.8}
    hollow = {"low": 0.0, "high": 0.1, "count": 0, "confidence": 0, "accuracy": 0}
    runs = [
        {
            "data": "d",
            "arm": "hybrid",
            "qubits": 4,
            "seed": seed,
            "fraction": 1.0,
            "scores": {"reliability": [hollow, bins]},
        }
        for seed, bins in enumerate((one, two))
    ]
    (figure,) = detail_figures.reliability_figures(Reading({"runs": runs}))
    # Pooled: confidence 0.95, accuracy (10 + 24) / 40 = 0.85.
    assert figure.alt == (
        "Reliability diagram, d. Mean gap in percentage points: hybrid 10.0."
    )


def test_circuit_is_that_of_the_settings(full_reading, tmp_path):
    """4 qubits, depth 2 and one weight a qubit and block."""
    (figure,) = detail_figures.circuit_figures(full_reading)
    assert "4 qubits, 8 weights" in figure.caption
    assert sum("RY(w" in text for text in _drawn(figure, tmp_path)) == 8


def test_expectations_are_of_one_seed_and_the_width_of_the_circuit(full, full_reading):
    figures = detail_figures.expectation_figures(full_reading)
    assert len(figures) == 2
    row = next(
        row
        for row in full["expectations"]
        if (row["data"], row["qubits"], row["qubit"]) == ("sms_spam", 4, 0)
    )
    middles = np.convolve(row["edges"], [0.5, 0.5], "valid")
    mean = np.average(middles, weights=row["counts"])
    found = re.search(r"qubit 0 ham (-?[0-9.]+),", figures[0].alt)
    assert float(found[1]) == pytest.approx(mean, abs=0.006)
    assert "sms_spam, 4 qubits, seed 0" in figures[0].caption


def test_nothing_gives_no_figure(empty):
    reading = Reading(empty)
    for make in (
        detail_figures.robustness_figures,
        detail_figures.confusion_figures,
        detail_figures.reliability_figures,
        detail_figures.circuit_figures,
        detail_figures.expectation_figures,
    ):
        assert make(reading) == []
