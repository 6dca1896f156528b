"""Short text for whatever stands in a circuit."""

import cirq
import pytest
import sympy

from circuits.devices.shown import show_error, show_operation, show_qubits

A, B = cirq.LineQubit.range(2)
SYMBOL = sympy.Symbol("a")


def _sub(*operations):
    return cirq.CircuitOperation(
        cirq.FrozenCircuit(*operations), use_repetition_ids=False
    )


class _Mute(cirq.testing.SingleQubitGate):
    def __str__(self):
        raise RuntimeError

    __repr__ = __str__


class _MuteQubit(cirq.NamedQubit):
    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (cirq.CNOT(A, B), "CNOT(q(0), q(1))"),
        (cirq.X(A) ** SYMBOL, "X**a(q(0))"),
        (cirq.measure(A, B, key="m"), "measure(q(0), q(1), key='m')"),
        (_sub(cirq.CNOT(A, B)).with_tags("t"), "CircuitOperation(q(0), q(1))"),
        (_sub(cirq.X(A)).controlled_by(B), "ControlledOperation(q(1), q(0))"),
        (_sub(cirq.X(A)).with_classical_controls("m"), "CircuitOperation(q(0))"),
        (_Mute()(A), "_Mute(q(0))"),
        (_Mute()(A).with_tags("t"), "_Mute(q(0))"),
        (cirq.X(_MuteQubit("mute")), "_PauliX(_MuteQubit)"),
        (
            cirq.PhasedXZGate(
                x_exponent=float("nan"), z_exponent=0, axis_phase_exponent=0
            )(A).with_classical_controls("m"),
            "PhasedXZGate(q(0))",
        ),
    ],
)
def test_an_operation_is_shown_as_cirq_prints_it_or_by_its_type(operation, text):
    assert show_operation(operation) == text


def test_long_text_is_cut():
    qubits = cirq.LineQubit.range(40)
    text = show_operation(cirq.IdentityGate(40)(*qubits))
    assert len(text) == 90
    assert text.endswith("...")
    assert len(show_error(ValueError("long " * 99))) == 160


def test_errors_are_shown_on_one_line():
    class Mute(ValueError):
        def __str__(self):
            raise RuntimeError

    assert show_error(ValueError("two\nlines")) == "two lines"
    assert show_error(Mute()) == "Mute"
    assert show_error(RecursionError()) == "RecursionError"


def test_qubits_are_shown_as_they_print_themselves():
    assert show_qubits((A, _MuteQubit("mute"))) == ("q(0)", "_MuteQubit")
