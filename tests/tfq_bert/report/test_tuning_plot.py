"""Tests of the tuning's plot by what stands in the SVG."""

import re

import pytest

from tfq_bert.report.tuning_plot import draw_tuning


def _trial(loss, rate, depth, encoder, accuracy=0.9):
    values = {"learning_rate": rate, "depth": depth, "qubits": 4, "encoder": encoder}
    return {"values": values, "loss": loss, "accuracy": accuracy}


TRIALS = [
    _trial(0.10, 0.001, 1, "zz"),
    _trial(0.15, 0.01, 4, "zz"),
    _trial(0.25, 0.1, 1, "angle_ry"),
    _trial(0.30, 0.02, 4, "angle_ry"),
]
FAILED = {"values": TRIALS[0]["values"] | {"depth": 8}, "failed": "no number"}


def _draw(trials, tmp_path, **options):
    path = draw_tuning(trials, tmp_path / "tuning.svg", **options)
    return path.read_text(encoding="utf-8")


def _places(svg, gid):
    """Returns where the markers or the ends of a line of one group are, y down."""
    group = re.search(rf'( *)<g id="{gid}">(.*?)\n\1</g>', svg, re.DOTALL)[2]
    marks = re.findall(r'<use [^>]*x="([-\d.]+)" y="([-\d.]+)"', group)
    if not marks:
        path = re.search(r'<path d="([^"]*)"', group)[1]
        marks = re.findall(r"([-\d.]+) ([-\d.]+)", path)
    return [(float(x), float(y)) for x, y in marks]


def test_a_panel_stands_for_each_setting_with_several_values_the_first_in_front(
    tmp_path,
):
    shares = {"encoder": 0.5, "depth": 0.123, "learning_rate": 0.0}
    svg = _draw(TRIALS, tmp_path, influence=shares)
    found = re.findall(r'id="trials-(\w+)"', svg)
    assert found == ["rank", "encoder", "depth", "learning_rate"]
    for text in ("50% of the order", "12% of the order", "0% of the order"):
        assert f">{text}<" in svg
    assert "Qubits" not in svg
    assert "Validation loss per row" in svg
    assert "Failed" not in svg


def test_heights_are_proportional_to_the_losses_and_the_best_is_apart(tmp_path):
    svg = _draw(TRIALS, tmp_path)
    for panel in ("rank", "depth", "encoder", "learning_rate"):
        best, others = _places(svg, f"best-{panel}"), _places(svg, f"trials-{panel}")
        heights = [y for _, y in best + others]
        assert len(heights) == 4
        unit = (heights[1] - heights[0]) / 0.05
        wanted = [heights[0] + unit * (trial["loss"] - 0.10) for trial in TRIALS]
        assert heights == pytest.approx(wanted, abs=1e-3)


def test_the_rate_is_on_a_logarithmic_axis(tmp_path):
    """0.001, 0.01 and 0.1 are evenly spaced; 0.02 is 0.301 of a step after 0.01."""
    svg = _draw(TRIALS, tmp_path)
    first = _places(svg, "best-learning_rate")[0][0]
    places = [x for x, _ in _places(svg, "trials-learning_rate")]
    step = places[0] - first
    assert places == pytest.approx(
        [first + step, first + 2 * step, first + 1.30103 * step], abs=1e-3
    )


def test_a_bar_is_the_median_of_its_value(tmp_path):
    """Depth 1 has losses 0.10 and 0.25, depth 4 has 0.15 and 0.30."""
    svg = _draw(TRIALS, tmp_path)
    places = _places(svg, "best-depth") + _places(svg, "trials-depth")
    pairs = zip(TRIALS, places, strict=True)
    heights = {trial["loss"]: y for trial, (_, y) in pairs}
    for column, (low, high) in enumerate([(0.10, 0.25), (0.15, 0.30)]):
        ends = _places(svg, f"median-depth-{column}")
        middle = (heights[low] + heights[high]) / 2
        assert [y for _, y in ends] == pytest.approx([middle, middle], abs=1e-3)


def test_a_failed_trial_is_a_cross_in_the_column_of_its_value(tmp_path):
    svg = _draw([*TRIALS, FAILED], tmp_path)
    assert ">Failed, no score<" in svg
    labels = re.findall(r">(\d+)</text>", svg)
    assert "8" in labels
    assert svg.count('id="failed"') == 4


def test_the_accuracy_is_in_percent_and_wide_losses_on_a_logarithmic_axis(tmp_path):
    svg = _draw(TRIALS, tmp_path, objective="accuracy")
    assert "Validation accuracy (% of rows)" in svg
    wide = [TRIALS[0], TRIALS[1] | {"loss": 1.0}, TRIALS[2] | {"loss": 10.0}]
    svg = _draw(wide, tmp_path)
    top = _places(svg, "best-rank")[0][1]
    heights = [y for _, y in _places(svg, "trials-rank")]
    assert heights[1] - heights[0] == pytest.approx(heights[0] - top, abs=1e-3)


def test_one_trial_alone_is_drawn_and_none_is_refused(tmp_path):
    svg = _draw(TRIALS[:1], tmp_path)
    assert "Other trials" not in svg
    assert "Median" not in svg
    with pytest.raises(ValueError, match="hold one with a score") as caught:
        draw_tuning([FAILED], tmp_path / "tuning.png")
    assert str(caught.value) == (
        "`trials` must hold one with a score. Received: 1 trials, 1 of them failed."
    )
