"""Schedules by hand: 25 ns a turn, 42 ns a CZ, 600 ns a readout, 0 ns a Z."""

import cirq
import cirq_google
import pytest
import sympy

from circuits import get_target
from circuits.devices.schedule import make_schedule

WILLOW = get_target("willow")
A, B, C = (cirq.GridQubit(6, column) for column in (6, 7, 8))


def test_idle_time_runs_from_the_first_gate_to_the_readout():
    circuit = cirq.Circuit(
        cirq.Moment(cirq.X(A)),
        cirq.Moment(cirq.CZ(B, C)),
        cirq.Moment(cirq.Z(A), cirq.Y(B)),
        cirq.Moment(cirq.measure(A, B)),
        cirq.Moment(cirq.X(C)),
    )
    schedule = make_schedule(circuit, WILLOW)
    assert schedule.idle_ns == {A: 42 + 25, B: 0, C: 25}
    assert schedule.duration_ns == 25 + 42 + 25 + 25
    assert schedule.duration_with_readout_ns == 25 + 42 + 25 + 600 + 25
    assert schedule.one_qubit == [cirq.X(A), cirq.Y(B), cirq.X(C)]
    assert schedule.two_qubit == [cirq.CZ(B, C)]
    assert schedule.measured == [A, B]


def test_the_rest_of_a_moment_is_idle_after_the_first_gate_of_a_qubit():
    circuit = cirq.Circuit(cirq.Moment(cirq.CZ(A, B), cirq.X(C)))
    assert make_schedule(circuit, WILLOW).idle_ns == {A: 0, B: 0, C: 17}


def test_a_wait_and_an_identity_are_idle_time():
    circuit = cirq.Circuit(cirq.X(A), cirq.wait(A, nanos=7), cirq.I(A))
    circuit.append(cirq.wait(B, nanos=3), cirq.InsertStrategy.EARLIEST)
    schedule = make_schedule(circuit, WILLOW)
    assert schedule.idle_ns == {A: 7 + 25}
    assert schedule.one_qubit == [cirq.X(A)]


def test_a_virtual_z_is_no_gate_and_a_physical_one_is():
    virtual, physical = cirq.Z(A), cirq.Z(A).with_tags(cirq_google.PhysicalZTag())
    schedule = make_schedule(cirq.Circuit(virtual, physical), WILLOW)
    assert (schedule.one_qubit, schedule.duration_ns) == ([physical], 22)


def test_a_circuit_operation_is_written_out():
    body = cirq.FrozenCircuit(cirq.X(A), cirq.CZ(A, B))
    loop = cirq.CircuitOperation(body, repetitions=2, use_repetition_ids=False)
    schedule = make_schedule(cirq.Circuit(loop), WILLOW)
    assert (len(schedule.one_qubit), len(schedule.two_qubit)) == (2, 2)
    assert schedule.duration_ns == 2 * 67


def test_a_qubit_that_is_measured_again_is_one_measured_qubit():
    circuit = cirq.Circuit(cirq.measure(A, key="a"), cirq.measure(B, A, key="b"))
    assert make_schedule(circuit, WILLOW).measured == [A, B]


def test_an_empty_circuit_takes_no_time():
    schedule = make_schedule(cirq.Circuit(), WILLOW)
    assert (schedule.duration_ns, schedule.idle_ns) == (0, {})


@pytest.mark.parametrize(
    "operation",
    [
        cirq.SQRT_ISWAP(A, B),
        cirq.CNOT(A, B),
        cirq.CZ(A, B) ** 0.5,
        cirq.FSimGate(sympy.Symbol("a"), 0.1)(A, B),
        cirq.CCZ(A, B, C),
        cirq.CNOT(A, B).with_classical_controls("m"),
    ],
    ids=str,
)
def test_another_gate_on_more_than_one_qubit_is_refused(operation):
    with pytest.raises(
        ValueError, match=r"^`circuit` must have 'cz' as its only gate on more"
    ):
        make_schedule(cirq.Circuit(operation), WILLOW)


@pytest.mark.parametrize("gate", [cirq.SQRT_ISWAP, cirq.SQRT_ISWAP_INV])
def test_both_square_roots_of_iswap_are_one_gate(gate):
    target = get_target("weber", "sqrt_iswap")
    pair = gate(*cirq.GridQubit.rect(1, 2, 5, 1))
    assert make_schedule(cirq.Circuit(pair), target).two_qubit == [pair]


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (cirq.reset(A), r"Received: reset\(q\(6, 6\)\)\. Try `compile_for_target`"),
        (cirq.wait(A, nanos=sympy.Symbol("a")), r"Bind its symbols\.$"),
    ],
)
def test_an_unknown_duration_is_refused(operation, words):
    with pytest.raises(ValueError, match=r"^`circuit` must hold gates only.*" + words):
        make_schedule(cirq.Circuit(operation), WILLOW)


def test_a_gate_that_takes_0_ns_is_refused_with_another_to_compile_to():
    pair = cirq.CZ(*cirq.GridQubit.rect(1, 2, 5, 1))
    with pytest.raises(ValueError, match=r"get_target\('weber', 'syc'\)\.$"):
        make_schedule(cirq.Circuit(pair), get_target("weber", "cz"))
