"""Tests of the drawn scores by what stands where in the SVG."""

import re

import pytest

from tfq_bert.report.comparison.score_plots import (
    Point,
    draw_curves,
    draw_intervals,
    find_far_off,
)
from tfq_bert.report.comparison.summary import summarize


def _texts(path):
    return re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8"))


def _place(path, gid):
    """The horizontal place of the one marker of a group."""
    found = re.search(rf'id="{gid}".*?<use [^>]*x="([0-9.]+)"', path.read_text(), re.S)
    return float(found[1])


def test_dot_of_the_better_arm_lies_to_the_right(tmp_path):
    values = {"hybrid": [0.9, 0.92], "matched": [0.94, 0.96], "dense": [0.8, 0.84]}
    path = draw_intervals(values, tmp_path / "a.svg", label="Macro-F1 (0 to 1)")
    hybrid, matched, dense = (_place(path, f"arm-{row}") for row in range(3))
    assert (matched - hybrid) / (hybrid - dense) == pytest.approx(0.04 / 0.09, abs=0.01)
    assert {"hybrid", "matched", "dense", "Macro-F1 (0 to 1)"} <= set(_texts(path))


def test_every_seed_is_a_dot(tmp_path):
    values = {"hybrid": [0.9, 0.91, 0.92], "matched": [0.9, 0.91, 0.92]}
    text = draw_intervals(values, tmp_path / "a.svg", label="x").read_text()
    dots = re.findall(r'<use [^>]*style="fill: #[0-9a-f]+; fill-opacity: 0.6', text)
    assert len(dots) == 6


def test_arm_far_off_is_written_at_its_edge(tmp_path):
    values = {"hybrid": [0.97, 0.98], "matched": [0.96, 0.97], "majority": [0.45]}
    texts = _texts(draw_intervals(values, tmp_path / "a.svg", label="x"))
    assert "← 0.450" in texts
    lower = {"hybrid": [0.1, 0.11], "matched": [0.1, 0.12], "majority": [0.69]}
    texts = _texts(draw_intervals(lower, tmp_path / "b.svg", label="x"))
    assert "0.690 →" in texts


def test_first_two_arms_are_never_far_off():
    assert find_far_off({"a": [0.1], "b": [0.9], "c": [0.9, 0.91]}) == []
    values = {"a": [0.9], "b": [0.91], "c": [0.1], "d": [0.75]}
    assert find_far_off(values) == ["c", "d"]


def test_arms_with_equal_scores_are_not_far_off(tmp_path):
    values = dict.fromkeys("abc", [0.9, 0.9])
    assert find_far_off(values) == []
    assert draw_intervals(values, tmp_path / "a.svg", label="x").exists()


def test_logarithmic_axis_puts_tenths_at_equal_distances(tmp_path):
    points = [Point(x, summarize([0.5, 0.6])) for x in (0.01, 0.1, 1.0)]
    path = draw_curves(
        {"hybrid": points}, tmp_path / "a.svg", x_label="Share", label="F1", log=True
    )
    text = path.read_text()
    group = re.search(
        r'<g id="matplotlib.axis_1">.*?<g id="matplotlib.axis_2">', text, re.S
    )
    ticks = [float(x) for x in re.findall(r'<use [^>]*x="([0-9.]+)"', group[0])]
    assert ticks[1] - ticks[0] == pytest.approx(ticks[2] - ticks[1], abs=0.01)
    assert {"0.01", "0.1", "1", "Share", "F1", "hybrid"} <= set(_texts(path))


def test_axis_with_a_zero_is_drawn(tmp_path):
    points = [Point(x, summarize([0.5, 0.6])) for x in (0, 0.01, 0.1)]
    options = {"x_label": "x", "label": "y", "log": True}
    path = draw_curves({"a": points}, tmp_path / "a.svg", **options)
    assert {"0", "0.01", "0.1"} <= set(_texts(path))


def test_title_that_starts_with_an_underscore_stands_in_the_legend(tmp_path):
    curves = {"_hidden": [Point(1, summarize([0.5]))]}
    path = draw_curves(curves, tmp_path / "a.svg", x_label="x", label="y")
    assert "_hidden" in _texts(path)


def test_pictures_of_nothing_are_refused(tmp_path):
    with pytest.raises(
        ValueError,
        match=r"^`values` must hold a score\. Received: none\. Leave the picture "
        r"out\.$",
    ):
        draw_intervals({"hybrid": []}, tmp_path / "a.svg", label="x")
    with pytest.raises(
        ValueError,
        match=r"^`curves` must hold a point\. Received: none\. Leave the picture "
        r"out\.$",
    ):
        draw_curves({"hybrid": []}, tmp_path / "a.svg", x_label="x", label="y")
