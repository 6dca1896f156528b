"""The numbers in gates, and those that are none."""

import cirq
import pytest
import sympy

from circuits.devices.gate_values import gate_values, name_not_finite

SYMBOL = sympy.Symbol("a")
NAN, INF = float("nan"), float("inf")


def _wait(nanos):
    return cirq.WaitGate(cirq.Duration(nanos=nanos))


@pytest.mark.parametrize(
    ("gate", "name"),
    [
        (cirq.X**NAN, "exponent"),
        (cirq.X**INF, "exponent"),
        (cirq.X**-INF, "exponent"),
        (cirq.X ** (10**400), "exponent"),
        (cirq.CZ**sympy.nan, "exponent"),
        (cirq.X**sympy.oo, "exponent"),
        (cirq.X**sympy.zoo, "exponent"),
        (cirq.rx(NAN), "rads"),
        (cirq.FSimGate(0.1, NAN), "phi"),
        (
            cirq.PhasedXZGate(x_exponent=0, z_exponent=INF, axis_phase_exponent=0),
            "z_exponent",
        ),
        (_wait(NAN), "duration"),
        (_wait(INF), "duration"),
        (_wait(10**400), "duration"),
        (_wait(sympy.oo), "duration"),
    ],
)
def test_the_first_number_that_is_none_is_named(gate, name):
    assert name_not_finite(gate) == name


@pytest.mark.parametrize(
    "gate",
    [
        None,
        cirq.X,
        cirq.X**-1e300,
        cirq.X**SYMBOL,
        cirq.X ** (sympy.oo * SYMBOL),
        cirq.X**sympy.pi,
        cirq.X**sympy.I,
        cirq.X ** (SYMBOL > 0),
        cirq.X**sympy.true,
        cirq.MeasurementGate(2, "m", invert_mask=(True,)),
        cirq.MatrixGate(cirq.unitary(cirq.CZ)),
        _wait(5),
        _wait(SYMBOL),
        _wait(sympy.pi),
    ],
)
def test_other_values_are_finite(gate):
    assert name_not_finite(gate) is None


def test_durations_are_read_in_picoseconds():
    assert dict(gate_values(_wait(5)))["duration"] == 5000
    assert dict(gate_values(_wait(SYMBOL)))["duration"] == 1000 * SYMBOL


def test_a_duration_that_cirq_cannot_compute_with_has_no_value():
    from cirq_google.experimental.ops import CouplerPulse

    for time in (SYMBOL > 0, sympy.true):
        pulse = CouplerPulse(cirq.Duration(picos=time), coupling_mhz=1)
        assert dict(gate_values(pulse))["hold_time"] is None
        assert name_not_finite(pulse) is None


@pytest.mark.parametrize("written", [None, [], RuntimeError])
def test_a_gate_without_a_json_form_has_no_values(written):
    class Own(cirq.testing.SingleQubitGate):
        def _json_dict_(self):
            if written is RuntimeError:
                raise written
            return written

    assert list(gate_values(Own())) == []
