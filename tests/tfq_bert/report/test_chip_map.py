"""Tests of the drawn chip by what stands in the SVG."""

import re

import cirq
import pytest
import sympy
from matplotlib.image import imread

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from tests.tiny_chips import tiny_chip
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
    assert "in a qubit: the logical qubit read here" in texts
    assert "at a coupler: its two-qubit gates" in texts
    assert {"readout error, %", "two-qubit error, %"} <= set(texts)


def test_a_chip_of_equal_rates_states_them_once(tmp_path):
    target = get_target("willow")
    circuit = cirq.Circuit(cirq.X(target.qubits[0]))
    texts = _texts(draw_chip_map(tmp_path / "map.svg", target, circuit))
    assert "in a qubit: the logical qubit read here" not in texts  # it has no numbers
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


def test_a_qubit_carries_the_number_of_what_is_read_there(tmp_path):
    """On a square of four, an odd ring is routed: what starts on a qubit is read on
    another. By the places in the SVG: columns to the right, rows down."""
    q = cirq.LineQubit.range(3)
    a = sympy.Symbol("a")
    turns = [cirq.CZ(q[i], q[i - 1]) ** a for i in range(3)]
    compiled = compile_for_target(cirq.Circuit(turns), tiny_chip())
    assert compiled.final_map != compiled.qubit_map
    path = draw_chip_map(tmp_path / "map.svg", compiled.target, compiled)
    bold = re.findall(
        r'<text style="[^"]*700[^"]*" x="([\d.]+)" y="([\d.]+)"[^>]*>(\d)</text>',
        path.read_text(encoding="utf-8"),
    )
    assert len(bold) == 3
    x, y = ([float(place[axis]) for place in bold] for axis in (0, 1))
    found = {
        int(name): cirq.GridQubit(int(b > min(y) + 5), int(a > min(x) + 5))
        for a, b, (*_, name) in zip(x, y, bold, strict=True)
    }
    assert found == {i: compiled.final_map[q[i]] for i in range(3)}


def test_the_notes_stand_beside_a_small_chip_and_not_on_it(tmp_path):
    """All text but the numbers of qubits and couplers is off the qubits' frame."""
    target = tiny_chip()
    circuit = cirq.Circuit(cirq.CZ(*target.qubits[:2]))
    path = draw_chip_map(tmp_path / "map.svg", target, circuit)
    assert "tiny: 2 of 4 qubits, 1 two-qubit gate (cz), rates of tiny" in _texts(path)
    text = path.read_text(encoding="utf-8")
    notes = re.findall(r'translate\(\S+ ([\d.]+)\)">[^<]* error [^<]*<', text)
    assert len(notes) == 2
    rings = re.findall(r'y="([\d.]+)"[^>]*>[01]</text>', text)  # names of the rows too
    assert max(map(float, notes)) < min(map(float, rings)) - 30


def test_what_is_off_the_chip_is_neither_drawn_nor_counted(tmp_path):
    target = tiny_chip()
    away = cirq.GridQubit.rect(1, 2, 7, 7)
    circuit = cirq.Circuit(cirq.X(target.qubits[0]), cirq.CZ(*away))
    texts = _texts(draw_chip_map(tmp_path / "map.svg", target, circuit))
    assert "tiny: 1 of 4 qubits, 0 two-qubit gates (cz), rates of tiny" in texts
