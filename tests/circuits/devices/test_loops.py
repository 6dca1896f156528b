"""Circuit operations, read no further than needed."""

import cirq
import pytest
import sympy

from circuits.devices.loops import MAX_DEPTH, LoopReader, count_rounds, may_measure

A, B = cirq.LineQubit.range(2)
SYMBOL = sympy.Symbol("a")


def _loop(*operations, **options):
    options = {"use_repetition_ids": False} | options
    return cirq.CircuitOperation(cirq.FrozenCircuit(*operations), **options)


def _nest(depth, *operations, times=1, **options):
    """Loops in loops, `times` beside each other at each depth."""
    loop = _loop(*operations, **options)
    for _ in range(depth - 1):
        # Moments by hand: Cirq would read all keys to find a place.
        body = cirq.FrozenCircuit.from_moments(*[cirq.Moment(loop)] * times)
        loop = cirq.CircuitOperation(body, **{"use_repetition_ids": False} | options)
    return loop


def test_an_operation_without_a_body_is_its_own_part():
    tagged = cirq.X(A).with_tags("t")
    assert LoopReader().leaves(tagged) == [tagged]
    assert LoopReader().one_round(tagged) is None
    assert LoopReader().why_unreadable(tagged) is None


def test_parts_stand_on_their_real_qubits_with_their_values():
    inner = _loop(cirq.X(A) ** SYMBOL, param_resolver={"a": 0.5})
    outer = _loop(inner, cirq.Z(A), qubit_map={A: B}).with_tags("t")
    assert LoopReader().leaves(outer) == [cirq.X(B) ** 0.5, cirq.Z(B)]


@pytest.mark.parametrize(("repetitions", "exponent"), [(10**9, 1), (-(10**9), -1)])
def test_a_long_loop_is_read_in_one_round(repetitions, exponent):
    loop = _loop(_loop(cirq.S(A), repetitions=repetitions), repetitions=10**9)
    assert LoopReader().leaves(loop) == [cirq.S(A) ** exponent]


def test_one_body_with_other_qubits_or_values_is_read_again():
    body = cirq.FrozenCircuit(cirq.X(A) ** SYMBOL)
    plain = cirq.CircuitOperation(body, use_repetition_ids=False)
    others = [
        plain.replace(qubit_map={A: B}),
        plain.replace(param_resolver={"a": 0.5}),
        plain.replace(repetitions=-3),
        plain,
    ]
    outer = _loop(plain, *others)
    assert LoopReader().leaves(outer) == [
        cirq.X(A) ** SYMBOL,
        cirq.X(B) ** SYMBOL,
        cirq.X(A) ** 0.5,
        cirq.X(A) ** -SYMBOL,
    ]


def test_a_loop_of_no_rounds_has_no_parts():
    assert LoopReader().leaves(_loop(cirq.X(A), repetitions=0)) == []


@pytest.mark.parametrize("options", [{}, {"param_resolver": {"a": 3}}])
def test_a_loop_of_unknown_length_is_left_whole(options):
    loop = _loop(cirq.X(A), repetitions=SYMBOL, **options)
    assert LoopReader().leaves(loop) == [loop]


def test_values_that_do_not_fit_a_gate_leave_a_loop_whole():
    loop = _loop(cirq.wait(A, nanos=SYMBOL), param_resolver={"a": -1})
    assert LoopReader().leaves(loop) == [loop]


def test_keys_of_a_round_begin_with_its_id():
    body = cirq.FrozenCircuit(cirq.measure(A, key="m"))
    loop = cirq.CircuitOperation(
        body, repetitions=3, repetition_ids=["x", "y", "z"], use_repetition_ids=True
    )
    reader = LoopReader()
    for name, key in (("x", "x:m"), ("z", "z:m"), (None, "m")):
        (part,) = reader.one_round(loop, name)
        assert cirq.measurement_key_name(part) == key


def test_rounds_are_counted_up_to_two():
    loops = [_loop(cirq.X(A), repetitions=n) for n in (0, 1, -1, 2, 99, -99, SYMBOL)]
    assert [count_rounds(loop) for loop in loops] == [0, 1, 1, 2, 2, 2, 1]
    assert count_rounds(cirq.X(A)) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_many_loops_in_loops_are_read_once_each(times):
    """Written out, 2**40 gates, or 4**40."""
    loop = _nest(40, cirq.X(A), times=times, repetitions=2)
    assert LoopReader().why_unreadable(loop) is None
    assert LoopReader().leaves(loop) == [cirq.X(A)]


def test_a_depth_that_cirq_gives_up_at_is_not_gone_into():
    assert LoopReader().why_unreadable(_nest(MAX_DEPTH, cirq.X(A))) is None
    for depth in (MAX_DEPTH + 1, 300):
        loop = _nest(depth, cirq.X(A))
        assert LoopReader().why_unreadable(loop) == (
            "its circuit operations are in each other over 50 deep"
        )
        assert LoopReader().leaves(loop)[0] is loop


def test_a_number_of_keys_that_cirq_cannot_list_is_not_gone_into():
    """13 rounds with ids in each other, twice each, have 8192 keys; 14, 16384."""
    options = {"repetitions": 2, "use_repetition_ids": True}
    measure = cirq.measure(A, key="m")
    assert LoopReader().why_unreadable(_nest(13, measure, **options)) is None
    for depth in (14, 40):
        loop = _nest(depth, measure, **options)
        assert LoopReader().why_unreadable(loop) == (
            "its loops measure under more than 10,000 keys"
        )
    assert LoopReader().why_unreadable(_nest(40, cirq.X(A), **options)) is None
    # Without ids they all measure under one key.
    assert LoopReader().why_unreadable(_nest(40, measure, times=2)) is None


def test_an_operation_that_fails_to_say_may_measure():
    class Failing(cirq.testing.SingleQubitGate):
        def _is_measurement_(self):
            raise RuntimeError

    assert may_measure(Failing()(A))
    assert may_measure(cirq.measure(A))
    assert not may_measure(cirq.X(A))
