"""Tests of the symbols and labels that stand for Cirq's operations."""

import cirq
import pytest
import sympy

from tfq_bert.report.gate_labels import (
    describe_operation,
    find_role,
    name_qubit,
    polish_label,
)

A, B, C = cirq.LineQubit.range(3)
X3, W12 = sympy.symbols("x_0003 w_0012")


def _marks(operation):
    return [
        (mark.qubit, mark.kind, " ".join(mark.lines))
        for mark in describe_operation(operation, cirq.Circuit)
    ]


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (cirq.H(A), [(A, "box", "H")]),
        (cirq.ry(X3)(B), [(B, "box", "RY(x₃)")]),
        (cirq.rx(2 * X3 + 1)(A), [(A, "box", "RX (2·x₃ + 1)")]),
        (cirq.ry(sympy.pi / 2)(A), [(A, "box", "RY(π/2)")]),
        (cirq.ry(0.3)(A), [(A, "box", "RY (0.1π)")]),
        (cirq.CNOT(C, A), [(A, "target", ""), (C, "control", "")]),
        (cirq.CNOT(A, C), [(A, "control", ""), (C, "target", "")]),
        (cirq.CZ(A, B), [(A, "control", ""), (B, "control", "")]),
        (cirq.CZ(A, B) ** W12, [(A, "control", ""), (B, "control", "^w₁₂")]),
        (cirq.X(A), [(A, "box", "X")]),
        (cirq.X(A).with_tags("tag"), [(A, "box", "X")]),
        (cirq.S(A) ** -1, [(A, "box", "S⁻¹")]),
        (cirq.SWAP(A, C), [(A, "swap", ""), (C, "swap", "")]),
        (
            cirq.CCX(A, B, C),
            [(A, "control", ""), (B, "control", ""), (C, "target", "")],
        ),
        (
            cirq.ry(W12)(B).controlled_by(A, control_values=[0]),
            [(A, "anticontrol", ""), (B, "box", "RY(w₁₂)")],
        ),
        (cirq.ISWAP(A, B) ** 0.5, [(A, "box", "iSwap"), (B, "box", "iSwap ^0.5")]),
        (cirq.measure(A, B, key="m"), [(A, "meter", "m"), (B, "meter", "")]),
        (cirq.X(B).with_classical_controls("m"), [(B, "box", "X if m")]),
        (cirq.MatrixGate(cirq.unitary(cirq.H))(A), [(A, "box", "U")]),
    ],
    ids=str,
)
def test_operation_is_described_by_one_mark_per_qubit(operation, expected):
    assert _marks(operation) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rz(w_0000)", "RZ(w₀)"),
        ("Y^(0.318310155048877*x_0003)", "Y^(0.318·x₃)"),
        ("@^(w_0120/pi)", "@^(w₁₂₀/π)"),
        ("[ 0: ───X─── ]", "sub-circuit"),
        ("Rx_like", "Rx_like"),
    ],
)
def test_label_is_written_as_in_a_paper(text, expected):
    assert polish_label(text) == expected


def test_overlong_arguments_are_cut_with_an_ellipsis():
    total = sum(sympy.symbols("w_0001:20"))
    (mark,) = describe_operation(cirq.ry(total)(A), cirq.Circuit)
    assert mark.lines[0] == "RY"
    assert len(mark.lines[1]) == 24
    assert mark.lines[1].endswith("…")


@pytest.mark.parametrize(
    ("operation", "role"),
    [
        (cirq.H(A), "fixed"),
        (cirq.measure(A), "fixed"),
        (cirq.ry(0.5)(A), "fixed"),
        (cirq.ry(X3)(A), "data"),
        (cirq.CZ(A, B) ** W12, "trainable"),
        (cirq.ry(X3 * W12)(A), "both"),
        (cirq.ry(sympy.Symbol("phi"))(A), "unassigned"),
        (cirq.ry(X3 * sympy.Symbol("phi"))(A), "unassigned"),
    ],
    ids=str,
)
def test_role_follows_the_symbols_of_an_operation(operation, role):
    assert find_role(operation, {"x_0003"}, {"w_0012"}) == role


def test_qubits_on_a_line_get_subscripts_and_others_keep_their_name():
    assert name_qubit(cirq.LineQubit(10)) == "q₁₀"
    assert name_qubit(cirq.GridQubit(5, 2)) == "q(5, 2)"
    assert name_qubit(cirq.NamedQubit("ancilla")) == "ancilla"
