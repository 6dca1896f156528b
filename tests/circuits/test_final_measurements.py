import cirq
import numpy as np
import pytest
import sympy

from circuits.final_measurements import (
    is_plain_measurement,
    without_final_measurements,
)

Q = cirq.LineQubit.range(2)
DAMPING = cirq.KrausChannel(cirq.kraus(cirq.amplitude_damp(0.5)), key="m")
FLIPPING = cirq.MixedUnitaryChannel(
    [(0.5, np.eye(2)), (0.5, cirq.unitary(cirq.X))], key="m"
)


def test_only_measurements_that_nothing_follows_are_left_out():
    """The first measurement has H after it; the moment of the last goes as a whole."""
    circuit = cirq.Circuit(
        cirq.Moment(cirq.measure(Q[0], key="a"), cirq.measure(Q[1], key="b")),
        cirq.Moment(cirq.H(Q[0])),
        cirq.Moment(cirq.measure(Q[0], key="c")),
    )
    before = circuit.copy()
    expected = cirq.Circuit(
        cirq.Moment(cirq.measure(Q[0], key="a")), cirq.Moment(cirq.H(Q[0]))
    )
    assert without_final_measurements(circuit) == expected
    assert circuit == before


def test_a_measurement_whose_result_is_read_stays():
    circuit = cirq.Circuit(
        cirq.measure(Q[0], key="a"), cirq.X(Q[1]).with_classical_controls("a")
    )
    assert without_final_measurements(circuit) == circuit


def test_moments_without_measurements_stay_even_empty_ones():
    circuit = cirq.Circuit(cirq.Moment(), cirq.Moment(cirq.rx(sympy.Symbol("a"))(Q[0])))
    assert without_final_measurements(circuit) == circuit


def test_a_final_measurement_within_a_subcircuit_is_left_out():
    inner = cirq.FrozenCircuit(cirq.X(Q[0]), cirq.measure(*Q, key="m"))
    circuit = cirq.Circuit(cirq.CircuitOperation(inner, use_repetition_ids=False))
    assert without_final_measurements(circuit) == cirq.Circuit(cirq.X(Q[0]))


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (cirq.measure(*Q, key="m"), True),
        (cirq.measure(Q[0]).with_tags("tag"), True),
        (cirq.measure_single_paulistring(cirq.X(Q[0]) * cirq.Y(Q[1])), True),
        (DAMPING(Q[0]), False),
        (FLIPPING(Q[0]), False),
        (cirq.X(Q[0]), False),
    ],
    ids=[
        "measurement",
        "tagged",
        "pauli measurement",
        "kraus",
        "mixture",
        "gate",
    ],
)
def test_a_channel_with_a_key_is_no_plain_measurement(operation, expected):
    assert is_plain_measurement(operation) is expected


@pytest.mark.parametrize("channel", [DAMPING, FLIPPING], ids=["kraus", "mixture"])
def test_a_channel_with_a_key_stays_at_the_end(channel):
    circuit = cirq.Circuit(cirq.X(Q[0]), channel(Q[0]))
    measured = circuit + cirq.Circuit(cirq.measure(Q[0], key="end"))
    assert without_final_measurements(circuit) == circuit
    assert without_final_measurements(measured) == circuit
