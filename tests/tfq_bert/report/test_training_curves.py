"""Tests of the training curves by what stands in the SVG."""

import math
import re
from itertools import pairwise

import pytest

from tfq_bert.report.training_curves import draw_training_curves

HISTORY = {
    "loss": [0.7, 0.5, 0.4, 0.3],
    "val_loss": [0.6, 0.45, 0.5, 0.55],
    "accuracy": [0.5, 0.7, 0.8, 0.9],
    "val_accuracy": [0.55, 0.75, 0.7, 0.65],
    "learning_rate": [1, 1, 1, 1],
}


def _draw(history, tmp_path, **options):
    path = draw_training_curves(history, tmp_path / "curves.svg", **options)
    return path.read_text(encoding="utf-8")


def _points(svg, gid):
    """Returns the corners of one curve, in the picture's units, y pointing down."""
    path = re.search(rf'id="{gid}">\s*<path d="([^"]*)"', svg)[1]
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_all_four_curves_are_drawn_and_other_keys_are_not(tmp_path):
    svg = _draw(HISTORY, tmp_path)
    assert set(re.findall(r'id="curve-(\w+)"', svg)) == set(HISTORY) - {"learning_rate"}
    for text in ("Training", "Validation", "Epoch (passes over the training rows)"):
        assert text in svg
    assert "Accuracy (% of rows)" in svg
    assert "Loss per row (nats)" in svg


def test_corners_of_a_curve_are_proportional_to_its_values(tmp_path):
    """Heights on the page fall linearly with the loss; epochs are evenly spaced."""
    points = _points(_draw(HISTORY, tmp_path), "curve-val_loss")
    values = HISTORY["val_loss"]
    assert len(points) == 4
    drop = (points[1][1] - points[0][1]) / (values[0] - values[1])
    for (_, height), value in zip(points, values, strict=True):
        assert height == pytest.approx(
            points[0][1] + drop * (values[0] - value), abs=1e-3
        )
    steps = [after[0] - before[0] for before, after in pairwise(points)]
    assert steps == pytest.approx([steps[0]] * 3, abs=1e-3)


def test_best_epoch_has_the_lowest_validation_loss(tmp_path):
    svg = _draw(HISTORY, tmp_path)
    assert "Best epoch: 2<" in svg
    assert len(re.findall(r'id="best-\w+"', svg)) == 4


def test_best_epoch_has_the_lowest_loss_when_no_rows_were_held_out(tmp_path):
    svg = _draw({"loss": [3.0, 1.0, 1.0, 2.0]}, tmp_path)
    assert "Best epoch: 2<" in svg
    assert "Validation" not in svg
    assert "Accuracy" not in svg


def test_diverged_epochs_are_never_the_best(tmp_path):
    assert "Best epoch: 3<" in _draw({"loss": [math.nan, 2.0, 1.0]}, tmp_path)
    assert "Best epoch" not in _draw({"loss": [math.nan, math.nan]}, tmp_path)


@pytest.mark.parametrize("num_epochs", [1, 30, 200])
def test_any_number_of_epochs_is_drawn_with_whole_numbers_below(num_epochs, tmp_path):
    history = {"loss": [1 / epoch for epoch in range(1, num_epochs + 1)]}
    svg = _draw(history, tmp_path)
    ticks = re.findall(r'id="xtick_\d+">.*?<text[^>]*>([^<]*)</text>', svg, re.DOTALL)
    assert all(tick.isdigit() and int(tick) >= 1 for tick in ticks)
    assert ticks
    assert len(_points(svg, "curve-loss")) >= min(num_epochs, 2)


def test_title_and_name_of_the_loss_can_be_given(tmp_path):
    svg = _draw(HISTORY, tmp_path, title="SMS spam", loss_label="Squared error")
    assert "SMS spam" in svg
    assert "Squared error" in svg


@pytest.mark.parametrize(
    "history",
    [{}, {"loss": []}, {"accuracy": [1.0]}, {"loss": [1.0], "val_loss": [1, 2]}],
)
def test_history_without_a_loss_for_each_epoch_is_refused(history, tmp_path):
    with pytest.raises(
        ValueError, match=r'^`history` must hold a list "loss" .* lengths=\{.*\}\.$'
    ):
        draw_training_curves(history, tmp_path / "curves.svg")


def test_stages_are_named_in_their_order(tmp_path):
    svg = _draw({**HISTORY, "stage": [1, 1, 2, 3]}, tmp_path)
    assert re.findall(r'id="(stage-\d)"', svg)[:3] == ["stage-1", "stage-2", "stage-3"]
    assert "stage" not in _draw(HISTORY, tmp_path)
