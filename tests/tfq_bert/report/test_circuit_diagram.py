"""Tests of drawn circuits by what stands in the SVG."""

import re
import sys

import cirq
import pytest
import sympy
from matplotlib.image import imread

from tfq_bert.report.circuit_diagram import draw_circuit


def _paper_circuit(num_qubits, depth):
    """Returns H, RY(x), and blocks of two CNOT bricks and RY(w), with its symbols."""
    qubits = cirq.LineQubit.range(num_qubits)
    data = [sympy.Symbol(f"x_{i:04}") for i in range(num_qubits)]
    weights = [sympy.Symbol(f"w_{i:04}") for i in range(num_qubits * depth)]
    circuit = cirq.Circuit(cirq.Moment(cirq.H.on_each(qubits)))
    circuit.append(
        cirq.Moment(cirq.ry(x)(q) for x, q in zip(data, qubits, strict=True))
    )
    for block in range(depth):
        for first in (0, 1):
            pairs = zip(qubits[first::2], qubits[first + 1 :: 2], strict=False)
            circuit.append(cirq.Moment(cirq.CNOT(*pair) for pair in pairs))
        row = weights[block * num_qubits :][:num_qubits]
        circuit.append(
            cirq.Moment(cirq.ry(w)(q) for w, q in zip(row, qubits, strict=True))
        )
    return circuit, data, weights


def _draw(circuit, tmp_path, **options):
    path = draw_circuit(circuit, tmp_path / "circuit.svg", **options)
    return path.read_text(encoding="utf-8")


def _texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def _heights(svg, text):
    """Returns where a text stands, downward, in the order of the file."""
    found = re.findall(rf'y="([-\d.]+)"[^>]*>{re.escape(text)}</text>', svg)
    return [float(height) for height in found]


@pytest.mark.parametrize(("num_qubits", "depth"), [(1, 4), (4, 4), (8, 4), (4, 12)])
def test_every_operation_is_drawn_once_in_the_color_of_its_role(
    num_qubits, depth, tmp_path
):
    circuit, data, weights = _paper_circuit(num_qubits, depth)
    svg = _draw(circuit, tmp_path, data_symbols=data, weight_symbols=weights)
    gates = re.findall(r'id="gate-(\d+)-(\w+)"', svg)
    operations = list(circuit.all_operations())
    assert [int(number) for number, _ in gates] == list(range(len(operations)))
    roles = [role for _, role in gates]
    assert roles.count("data") == num_qubits
    assert roles.count("trainable") == num_qubits * depth
    assert roles.count("fixed") == len(operations) - num_qubits * (depth + 1)


def test_labels_hold_each_symbol_once_without_its_zeros(tmp_path):
    circuit, data, weights = _paper_circuit(4, 4)
    texts = _texts(_draw(circuit, tmp_path, data_symbols=data, weight_symbols=weights))
    for label in ("RY(x₀)", "RY(x₃)", "RY(w₀)", "RY(w₉)", "RY(w₁₅)"):
        assert texts.count(label) == 1
    assert texts.count("H") == 4
    assert not any("_" in text for text in texts)


def test_size_and_legend_say_what_is_drawn(tmp_path):
    circuit, data, weights = _paper_circuit(4, 4)
    texts = _texts(
        _draw(
            circuit, tmp_path, data_symbols=data, weight_symbols=weights, title="Paper"
        )
    )
    size = "4 qubits  ·  14 moments  ·  36 operations  ·  4 data angles  ·  16 weights"
    assert {"Paper", size, "Data angle", "Trainable weight", "Fixed"} <= set(texts)
    assert "Unassigned symbol" not in texts


def test_names_of_symbols_do_as_well_as_symbols(tmp_path):
    circuit, data, weights = _paper_circuit(2, 1)
    by_symbol = _draw(circuit, tmp_path, data_symbols=data, weight_symbols=weights)
    by_name = _draw(
        circuit,
        tmp_path,
        data_symbols={str(symbol) for symbol in data},
        weight_symbols={str(symbol) for symbol in weights},
    )
    assert by_symbol == by_name


def test_symbols_in_neither_set_are_shown_as_unassigned(tmp_path):
    circuit, data, _ = _paper_circuit(2, 1)
    svg = _draw(circuit, tmp_path, data_symbols=data)
    assert len(re.findall(r'id="gate-\d+-unassigned"', svg)) == 2
    assert "Unassigned symbol" in _texts(svg)


def test_qubits_stand_in_order_with_their_gates_beside_them(tmp_path):
    circuit, data, _ = _paper_circuit(3, 0)
    svg = _draw(circuit[::-1], tmp_path, data_symbols=data)
    names = [_heights(svg, name)[0] for name in ("q₀", "q₁", "q₂")]
    gates = [_heights(svg, label)[0] for label in ("RY(x₀)", "RY(x₁)", "RY(x₂)")]
    assert names == sorted(names)
    assert gates == pytest.approx(names, abs=5)  # A line's width; wires are 36 apart.


def test_swapping_two_qubits_swaps_their_gates(tmp_path):
    first, second = cirq.LineQubit.range(2)
    for pair in ((first, second), (second, first)):
        svg = _draw(cirq.Circuit(cirq.S(pair[0]), cirq.T(pair[1])), tmp_path)
        is_above = _heights(svg, "S")[0] < _heights(svg, "T")[0]
        assert is_above == (pair[0] == first)


def test_crossing_operations_of_one_moment_stand_side_by_side(tmp_path):
    a, b, c, d = cirq.LineQubit.range(4)
    apart = _draw(cirq.Circuit(cirq.ISWAP(a, b), cirq.ISWAP(c, d)), tmp_path)
    crossing = _draw(cirq.Circuit(cirq.ISWAP(a, c), cirq.ISWAP(b, d)), tmp_path)
    assert len(set(re.findall(r'x="([\d.]+)"[^>]*>iSwap<', apart))) == 1
    assert len(set(re.findall(r'x="([\d.]+)"[^>]*>iSwap<', crossing))) == 2


def test_long_circuit_goes_on_in_further_rows_and_ends_once(tmp_path):
    circuit, _, _ = _paper_circuit(4, 12)
    svg = _draw(circuit, tmp_path, readout="⟨Z⟩")
    texts = _texts(svg)
    assert texts.count("q₀") == texts.count("q₃") == 3
    assert texts.count("⟨Z⟩") == 4
    assert _heights(svg, "RY(w₄₇)")[0] > _heights(svg, "RY(x₃)")[0] + 100
    assert float(re.search(r'width="([\d.]+)pt"', svg)[1]) < 12 * 72


def test_twenty_qubits_are_drawn_as_a_picture_of_readable_size(tmp_path):
    circuit, data, weights = _paper_circuit(20, 4)
    path = draw_circuit(
        circuit,
        tmp_path / "circuit.png",
        data_symbols=data,
        weight_symbols=weights,
        readout="⟨Z⟩",
    )
    height, width, _ = imread(path).shape
    assert height > 20 * 0.4 * 150
    assert width > 14 * 0.5 * 150


def test_measurements_on_grid_qubits_and_frozen_circuits_are_drawn(tmp_path):
    qubits = cirq.GridQubit.rect(1, 2)
    circuit = cirq.FrozenCircuit(
        cirq.CZ(*qubits),
        cirq.measure(*qubits, key="m"),
        cirq.global_phase_operation(1j),
    )
    svg = _draw(circuit, tmp_path)
    assert {"q(0, 0)", "q(0, 1)", "m"} <= set(_texts(svg))
    assert len(re.findall(r'id="gate-\d+-fixed"', svg)) == 2


def test_circuit_without_operations_is_refused(tmp_path):
    with pytest.raises(
        ValueError,
        match=r"^`circuit` must have at least one .* circuit=cirq.Circuit\(\)\.$",
    ):
        draw_circuit(cirq.Circuit(), tmp_path / "circuit.svg")
    assert not list(tmp_path.iterdir())


def test_drawing_opens_no_window_system(tmp_path):
    loaded = "matplotlib.pyplot" in sys.modules
    draw_circuit(cirq.Circuit(cirq.H(cirq.LineQubit(0))), tmp_path / "circuit.png")
    assert ("matplotlib.pyplot" in sys.modules) == loaded
