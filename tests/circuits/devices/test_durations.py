"""Durations of whole circuits, by hand from the chip's own numbers."""

import cirq
import pytest
import sympy

from circuits import get_target
from circuits.devices.durations import lowest_duration_ns, make_duration_lookup

WILLOW = get_target("willow")
A, B, C = (cirq.GridQubit(6, column) for column in (6, 7, 8))


def _duration(*operations):
    circuit = cirq.Circuit(*operations)
    return lowest_duration_ns(circuit, make_duration_lookup(WILLOW))


def test_a_moment_takes_as_long_as_its_longest_gate():
    first = cirq.Moment(cirq.CZ(A, B), cirq.X(C))
    second = cirq.Moment(cirq.Y(A), cirq.Z(B))
    third = cirq.Moment(cirq.Z(A), cirq.measure(B))
    assert _duration(first, second, third) == 42 + 25


def test_waits_count_with_their_own_time():
    assert _duration(cirq.wait(A, nanos=100), cirq.X(A)) == 125
    assert _duration(cirq.wait(A, nanos=100), cirq.wait(A, nanos=200)) == 300


def test_a_loop_takes_its_body_as_often_as_it_repeats():
    body = cirq.FrozenCircuit(cirq.X(A), cirq.CZ(A, B), cirq.measure(C))
    loop = cirq.CircuitOperation(body, repetitions=10**6, use_repetition_ids=False)
    assert _duration(loop) == 67e6
    body = cirq.FrozenCircuit(cirq.X(A), cirq.CZ(A, B))
    inverse = cirq.CircuitOperation(body, repetitions=-3, use_repetition_ids=False)
    assert _duration(inverse.with_tags("t")) == 3 * 67
    unknown = inverse.replace(repetitions=sympy.Symbol("a"))
    assert _duration(unknown) == 67


def _sub(*operations, **options):
    body = cirq.FrozenCircuit(*operations)
    return cirq.CircuitOperation(body, use_repetition_ids=False, **options)


def test_values_that_a_loop_gives_to_symbols_count():
    a, b = sympy.symbols("a b")
    wait = cirq.wait(A, nanos=a)
    assert _duration(_sub(wait, param_resolver={a: 1e6})) == 1e6
    inner = _sub(wait, cirq.wait(A, nanos=b), repetitions=3, param_resolver={a: 2 * b})
    assert _duration(_sub(inner, param_resolver={b: 7})) == 3 * (14 + 7)
    # Each of two loops with one body has its own values.
    other = inner.replace(param_resolver={a: 1, b: 2})
    assert _duration(_sub(inner, other, param_resolver={b: 7})) == 3 * 21 + 3 * 3


def test_rounds_that_a_loop_gives_to_a_symbol_count():
    rounds = sympy.Symbol("n")
    inner = _sub(cirq.X(A), repetitions=rounds)
    assert _duration(inner) == 25
    assert _duration(_sub(inner, param_resolver={rounds: 40})) == 40 * 25
    assert _duration(inner.replace(param_resolver={rounds: 40})) == 40 * 25


def test_values_that_do_not_fit_a_gate_give_no_time():
    a = sympy.Symbol("a")
    loop = _sub(cirq.X(A), cirq.wait(A, nanos=a), param_resolver={a: -1})
    assert _duration(loop) == 25


def test_loops_in_loops_multiply():
    loop = _sub(cirq.X(A), repetitions=2)
    for _ in range(39):
        loop = _sub(cirq.Moment(loop), cirq.Moment(loop), repetitions=2)
    assert _duration(loop) == 25 * 2**40 * 2**39


def test_rounds_beyond_any_float_take_forever_or_no_time():
    assert _duration(_sub(cirq.X(A), repetitions=10**400)) == float("inf")
    assert _duration(_sub(cirq.Z(A), repetitions=10**400)) == 0
    endless = cirq.wait(A, nanos=float("inf"))
    assert _duration(_sub(endless, repetitions=0), cirq.X(A)) == 25


def test_loops_too_deep_to_look_into_count_as_none():
    loop = _sub(cirq.X(A))
    for _ in range(300):
        loop = _sub(cirq.Moment(loop))
    assert _duration(cirq.Moment(loop), cirq.Moment(cirq.X(A))) == 25


def test_a_number_of_sympy_is_a_time_and_never_less_than_none():
    assert _duration(cirq.wait(A, nanos=sympy.pi * 10**6)) == pytest.approx(3141592.65)
    assert _duration(cirq.wait(A, nanos=sympy.Float(1e6))) == 1e6
    assert _duration(cirq.wait(A, nanos=sympy.Integer(-5)), cirq.X(A)) == 25


def test_what_has_no_known_duration_counts_as_none():
    assert _duration(cirq.CNOT(A, B), cirq.wait(A, nanos=sympy.Symbol("a"))) == 0


@pytest.mark.parametrize(
    "operation",
    [
        cirq.X(A),
        cirq.Z(A),
        cirq.ry(sympy.Symbol("a"))(A),
        cirq.CZ(A, B),
        cirq.FSimGate(sympy.Symbol("a"), 0)(A, B),
        cirq.measure(A, B),
        cirq.wait(A, nanos=3),
        cirq.X(A).with_classical_controls("m"),
    ],
    ids=str,
)
def test_the_fast_lookup_agrees_with_the_target(operation):
    lookup = make_duration_lookup(WILLOW)
    for _ in range(2):
        assert lookup(operation) == WILLOW.duration_ns(operation)


def test_a_physical_z_is_not_taken_for_a_virtual_one():
    import cirq_google

    lookup = make_duration_lookup(WILLOW)
    physical = cirq.Z(A).with_tags(cirq_google.PhysicalZTag())
    assert [lookup(cirq.Z(A)), lookup(physical), lookup(cirq.Z(A))] == [0, 22, 0]


def test_a_gate_without_a_hash_is_looked_up_each_time():
    class Unhashable(cirq.testing.SingleQubitGate):
        __hash__ = None

        def __eq__(self, other):
            return self is other

    class Pair(Unhashable):
        def _num_qubits_(self):
            return 2

    assert make_duration_lookup(WILLOW)(Pair()(A, B)) is None
