"""Tests of the histogram by what stands in the SVG."""

import re

import numpy as np
import pytest

from circuits.analysis import expressibility_of_fidelities
from tfq_bert.report.fidelity_histogram import draw_fidelities


def test_the_names_the_values_and_the_axes_are_written(tmp_path):
    found = {"mine": expressibility_of_fidelities(np.array([0.1] * 9 + [0.9]), 1, 2)}
    svg = draw_fidelities(found, tmp_path / "a.svg").read_text(encoding="utf-8")
    # 0.9 log 1.8 + 0.1 log 0.2 = 0.368, less a bias of 1/20.
    for text in ("mine", "0.318 nats", "Share of pairs, per bin", "The circuit"):
        assert f">{text}<" in svg
    assert ">Evenly spread states (Haar)<" in svg


def test_bars_end_on_a_logarithmic_axis(tmp_path):
    """Shares of 0.8, 0.15 and 0.05: the tops are log10(16) and log10(3) apart."""
    fidelities = np.array([0.1] * 16 + [0.5] * 3 + [0.9])
    found = {"mine": expressibility_of_fidelities(fidelities, 1, bins=3)}
    svg = draw_fidelities(found, tmp_path / "a.svg").read_text(encoding="utf-8")
    tops = []
    for path in re.findall(r'<g id="circuit">\s*<path d="([^"]*)"', svg):
        corners = re.findall(r"[ML] [-\d.]+ ([-\d.]+)", path)
        tops.append(min(map(float, corners)))
    ratio = (tops[2] - tops[0]) / (tops[2] - tops[1])
    assert ratio == pytest.approx(np.log(16) / np.log(3), rel=1e-4)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_panel_stands_for_each_circuit_in_both_formats(tmp_path, count):
    one = expressibility_of_fidelities(np.linspace(0, 1, 50), 8)
    found = {f"circuit_{i}": one for i in range(count)}
    svg = draw_fidelities(found, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert len(re.findall(r">circuit_\d<", svg)) == count
    assert svg.count('<g id="haar">') == count
    assert draw_fidelities(found, tmp_path / "a.png").stat().st_size > 5000


def test_nothing_to_draw_is_refused(tmp_path):
    with pytest.raises(
        ValueError, match=r"^`found` must hold a circuit\. Received: none\.$"
    ):
        draw_fidelities({}, tmp_path / "a.svg")
