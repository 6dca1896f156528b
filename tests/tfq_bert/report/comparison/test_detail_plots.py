"""Tests of the drawn details by what stands in the SVG."""

import re

import pytest

from tfq_bert.report.comparison.detail_plots import (
    draw_expectations,
    draw_reliability,
    draw_robustness,
)
from tfq_bert.report.comparison.score_plots import Point
from tfq_bert.report.comparison.summary import Summary


def _texts(path):
    return re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8"))


def _curve():
    return [Point(x, Summary(0.9, 0.8, 1.0, 3)) for x in (10, 100)]


def test_processors_stand_beside_the_curve(tmp_path):
    marks = {"weber": {"4 qubits": Summary(0.9, 0.8, 1.0, 3)}}
    path = draw_robustness(
        {"4 qubits": _curve()},
        tmp_path / "a.svg",
        x_label="Shots",
        label="F1",
        marks=marks,
    )
    words = {"10", "100", "Shots", "F1", "weber", "Processor"}
    assert words <= set(_texts(path))


def test_processors_alone_are_drawn(tmp_path):
    chips = ("one", "two", "three")
    marks = {name: {"a": Summary(0.9, None, None, 1)} for name in chips}
    path = draw_robustness({}, tmp_path / "a.svg", x_label="x", label="y", marks=marks)
    assert {*chips, "Processor", "y"} <= set(_texts(path))


def test_several_widths_have_a_legend_and_one_has_none(tmp_path):
    curves = {"4 qubits": _curve(), "8 qubits": _curve()}
    path = draw_robustness(curves, tmp_path / "a.svg", x_label="x", label="y")
    assert {"4 qubits", "8 qubits"} <= set(_texts(path))
    path = draw_robustness(
        {"4 qubits": _curve()}, tmp_path / "b.svg", x_label="x", label="y"
    )
    assert "4 qubits" not in _texts(path)


def test_reliability_leaves_out_empty_bins(tmp_path):
    """With the empty bin at 0.05 the axis would start at 0, not at 75%."""
    bins = [(0.05, 0.0, 0), (0.85, 0.8, 10), (0.95, 0.99, 90)]
    texts = _texts(draw_reliability({"hybrid": bins}, tmp_path / "a.svg"))
    ticks = [int(text) for text in texts if text.isdigit()]
    assert min(ticks) >= 75
    assert {"hybrid", "perfectly calibrated", "Right answers (% of rows)"} <= set(texts)


@pytest.mark.parametrize("num_qubits", [1, 2, 3, 8])
def test_every_qubit_has_a_panel_and_every_class_an_entry(tmp_path, num_qubits):
    panel = {"ham": ([-1, 0, 1], [3, 5]), "$pam": ([-1, 0, 1], [0, 0])}
    texts = _texts(draw_expectations([panel] * num_qubits, tmp_path / "a.svg"))
    titles = [text for text in texts if text.startswith("qubit ")]
    assert titles == [f"qubit {qubit}" for qubit in range(num_qubits)]
    assert texts.count("ham") == texts.count("$pam") == 1
    assert texts.count("Expectation (-1 to 1)") == min(num_qubits, 2)


def test_pictures_of_nothing_are_refused(tmp_path):
    path = tmp_path / "a.svg"
    with pytest.raises(
        ValueError,
        match=r"^`curves` and `marks` must not both be empty\. Received: curves=\{\}, "
        r"marks=\{\}\. Leave the picture out\.$",
    ):
        draw_robustness({}, path, x_label="x", label="y")
    with pytest.raises(
        ValueError,
        match=r"^`curves` must hold a bin with rows\. Received: none\. Leave the "
        r"picture out\.$",
    ):
        draw_reliability({"hybrid": [(0.5, 0.5, 0)]}, path)
    with pytest.raises(
        ValueError,
        match=r"^`panels` must hold a qubit\. Received: none\. Leave the picture "
        r"out\.$",
    ):
        draw_expectations([], path)
