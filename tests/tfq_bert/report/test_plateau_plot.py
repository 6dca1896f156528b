"""Tests of the plateau's picture by what stands in the SVG."""

import re

import pytest

from circuits import CircuitSpec
from circuits.analysis import gradient_variances
from tfq_bert.report.plateau_plot import draw_plateaus


@pytest.fixture(scope="module")
def measured():
    spec = CircuitSpec(ansatz="su2")
    return gradient_variances(spec, (2, 3, 4), depths=(1, 8), samples=60)


def test_each_depth_has_a_line_with_its_slope(tmp_path, measured):
    path = draw_plateaus({"su2": measured}, tmp_path / "a.svg")
    svg = path.read_text(encoding="utf-8")
    for depth, fit in zip((1, 8), measured.fits, strict=True):
        text = f"depth {depth}, slope {fit.slope:.2f} ± {fit.standard_error:.2f}"
        assert f">{text}<" in svg.replace("-0.00 ", "0.00 ")
        assert f'id="depth-{depth}"' in svg
    for text in ("su2", "Qubits", "Variance of d⟨O⟩/dw (1/rad²)"):
        assert f">{text}<" in svg


def test_a_variance_of_0_is_left_out_and_said(tmp_path):
    spec = CircuitSpec(ansatz="none_ry")
    dark = gradient_variances(spec, (2, 3), depths=(1,), samples=10, weight=1)
    svg = draw_plateaus({"dark": dark}, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert ">depth 1, 0 at all sizes<" in svg
    assert "halves a qubit" not in svg


def test_a_panel_stands_for_each_circuit_in_both_formats(tmp_path, measured):
    found = {f"circuit_{i}": measured for i in range(4)}
    svg = draw_plateaus(found, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert len(re.findall(r">circuit_\d<", svg)) == 4
    assert draw_plateaus(found, tmp_path / "a.png").stat().st_size > 5000


def test_nothing_to_draw_is_refused(tmp_path):
    with pytest.raises(
        ValueError, match=r"^`found` must hold a circuit\. Received: none\.$"
    ):
        draw_plateaus({}, tmp_path / "a.svg")
