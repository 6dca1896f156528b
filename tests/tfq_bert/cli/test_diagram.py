"""Tests of diagrams that are wider than the terminal."""

import re

import pytest

from circuits import CircuitSpec, build_circuit
from tfq_bert.cli.diagram import break_diagram


@pytest.mark.parametrize("width", [24, 40, 80])
@pytest.mark.parametrize("ansatz", ["su2", "qcnn", "strongly_entangling"])
def test_a_broken_diagram_fits_and_loses_nothing(ansatz, width):
    """Put together again without the repeated names, it is the diagram."""
    whole = str(build_circuit(CircuitSpec(12, 1, ansatz=ansatz)).circuit)
    pieces = [piece.splitlines() for piece in break_diagram(whole, width)]
    assert len(pieces) > 1
    size = max(map(len, whole.splitlines()))
    names = whole.index("─")
    for row, line in enumerate(whole.splitlines()):
        widths = [max(map(len, piece)) for piece in pieces]
        assert max(widths) <= width
        parts = [p[row].ljust(w)[names:] for p, w in zip(pieces, widths, strict=True)]
        joined = line[:names].ljust(names) + "".join(parts)
        assert joined.rstrip() == line.rstrip()
        assert all(
            piece[row][:names].rstrip() == line[:names].rstrip() for piece in pieces
        )
    assert size > width


@pytest.mark.parametrize("width", [44, 60, 80])
def test_gates_of_one_moment_are_parted_where_they_do_not_fit_together(width):
    """Of 80 columns: two gates of 38 stand in one moment, side by side, in a frame."""
    whole = str(build_circuit(CircuitSpec(4, 1, "zz")).circuit)
    pieces = break_diagram(whole, width)
    assert max(len(line) for piece in pieces for line in piece.splitlines()) <= width
    gates = re.findall(r"ZZ\^[^─│┼]+", whole)
    assert len(gates) == 12  # on six pairs, twice
    for gate in gates:
        assert any(gate in piece for piece in pieces)


def test_a_diagram_that_fits_or_goes_to_a_file_stays_whole():
    whole = str(build_circuit(CircuitSpec(3, 1)).circuit)
    assert break_diagram(whole, 0) == [whole]
    assert break_diagram(whole, 200) == [whole]


def test_a_gate_wider_than_the_terminal_is_not_broken():
    whole = str(build_circuit(CircuitSpec(2, 0, "zz")).circuit)
    pieces = break_diagram(whole, 30)
    assert any("ZZ^((pi - x_0001)*(2*x_0000 - 2*pi)/pi)" in p for p in pieces)
