"""Tests of the drawn chip by what stands in the SVG."""

import re

import cirq
import pytest
from matplotlib.image import imread

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from tfq_bert.report.chip_map import draw_chip_map


def _texts(path):
    return re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def compiled():
    built = build_circuit(CircuitSpec(num_qubits=4, depth=1))
    return compile_for_target(built, get_target("weber"))


def test_used_qubits_carry_numbers_and_couplers_their_gates(compiled, tmp_path):
    """Depth 1 on four qubits: one CNOT a pair, each of two SYC."""
    path = draw_chip_map(tmp_path / "map.svg", compiled.target, compiled)
    texts = _texts(path)
    assert "weber: 4 of 53 qubits, 6 two-qubit gates (syc), rates of weber" in texts
    assert texts.count("2") >= 3 + 1  # three couplers, and logical qubit 2
    assert {"0", "1", "3", "row", "column"} <= set(texts)
    assert {"readout error, %", "two-qubit error, %"} <= set(texts)


def test_a_chip_of_equal_rates_states_them_once(tmp_path):
    target = get_target("willow")
    circuit = cirq.Circuit(cirq.X(target.qubits[0]))
    texts = _texts(draw_chip_map(tmp_path / "map.svg", target, circuit))
    assert {"two-qubit error 0.34%", "readout error 0.71%"} <= set(texts)


def test_a_chip_without_rates_is_drawn_plainly(tmp_path):
    target = get_target("sycamore")
    circuit = cirq.Circuit(cirq.X(target.qubits[0]))
    path = draw_chip_map(tmp_path / "map.svg", target, circuit, title="Mine")
    assert "Mine" in _texts(path)
    assert "readout error, %" not in _texts(path)


def test_a_png_holds_every_qubit(compiled, tmp_path):
    picture = imread(draw_chip_map(tmp_path / "map.png", compiled.target, compiled))
    assert picture.shape[0] > 800
    assert picture.shape[1] > 800


def test_equal_input_gives_equal_bytes(compiled, tmp_path):
    paths = [
        draw_chip_map(tmp_path / f"{i}.svg", compiled.target, compiled) for i in "ab"
    ]
    assert paths[0].read_bytes() == paths[1].read_bytes()
