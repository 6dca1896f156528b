"""Tests of the spectrum's picture by what stands in the SVG."""

import re

import pytest

from circuits import CircuitSpec
from circuits.analysis import fourier_spectrum
from tfq_bert.report.spectrum_plot import draw_spectra


def _dots(svg):
    group = re.search(r'( *)<g id="means">(.*?)\n\1</g>', svg, re.DOTALL)[2]
    marks = re.findall(r'<use [^>]*x="([-\d.]+)" y="([-\d.]+)"', group)
    return [(float(x), float(y)) for x, y in marks]


def test_dots_are_the_means_by_frequency_from_0_on(tmp_path):
    spec = CircuitSpec(1, 2, ansatz="su2", reupload=True)
    spectrum = fourier_spectrum(spec, 20)
    path = draw_spectra({"mine": spectrum}, tmp_path / "a.svg")
    svg = path.read_text(encoding="utf-8")
    places = _dots(svg)
    assert len(places) == 3
    (x0, y0), (x1, y1), (x2, y2) = places
    assert x2 - x1 == pytest.approx(x1 - x0, abs=1e-3)
    c0, c1, c2 = spectrum.magnitudes[2:]
    assert (y1 - y0) / (y2 - y0) == pytest.approx((c1 - c0) / (c2 - c0), abs=1e-3)
    for text in ("mine", "Frequency (rad per rad)", "Size of coefficient |c|"):
        assert f">{text}<" in svg


def test_a_panel_stands_for_each_circuit_in_both_formats(tmp_path):
    spectrum = fourier_spectrum(CircuitSpec(1, 0), 3)
    found = {f"circuit_{i}": spectrum for i in range(4)}
    svg = draw_spectra(found, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert len(re.findall(r">circuit_\d<", svg)) == 4
    assert draw_spectra(found, tmp_path / "a.png").stat().st_size > 5000


def test_nothing_to_draw_is_refused(tmp_path):
    with pytest.raises(
        ValueError, match=r"^`found` must hold a circuit\. Received: none\.$"
    ):
        draw_spectra({}, tmp_path / "a.svg")
