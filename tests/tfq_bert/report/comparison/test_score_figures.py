"""Tests of the words and the number of the figures that show scores."""

import numpy as np

from tfq_bert.report.comparison.reading import Reading
from tfq_bert.report.comparison.score_figures import (
    fraction_figures,
    interval_figures,
    width_figures,
)


def test_every_set_and_width_has_its_figures(full_reading):
    assert len(interval_figures(full_reading)) == 4
    assert len(fraction_figures(full_reading)) == 4
    assert len(width_figures(full_reading)) == 2


def test_one_fraction_and_one_width_have_no_curves(small):
    reading = Reading(small)
    assert fraction_figures(reading) == width_figures(reading) == []
    assert len(interval_figures(reading)) == 1


def test_no_run_gives_no_figure(empty):
    assert interval_figures(Reading(empty)) == []


def test_alt_text_tells_the_means_of_the_content(full, full_reading):
    scores = [
        run["scores"]["macro_f1"]["value"]
        for run in full["runs"]
        if (run["data"], run["arm"], run["qubits"], run["fraction"])
        == ("sms_spam", "hybrid", 4, 1.0)
    ]
    alt = interval_figures(full_reading)[0].alt
    assert alt.startswith("Dot plot of macro-F1, sms_spam, 4 qubits. Means: hybrid ")
    assert f"hybrid {np.mean(scores):.3f}, matched head" in alt


def test_caption_names_the_arm_that_is_not_drawn(full_reading):
    figure = fraction_figures(full_reading)[0]
    assert "Not drawn, because far off: majority class 0." in figure.caption
    assert "majority" not in figure.alt


def test_level_arms_are_explained_over_the_qubits(full_reading, tmp_path):
    figure = width_figures(full_reading)[0]
    assert "Arms without a width are drawn level." in figure.caption
    figure.draw(tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Qubits (width of the head)" in text
    assert "TF-IDF" in text
