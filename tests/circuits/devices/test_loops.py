"""Circuit operations, written out no further than needed."""

import cirq
import pytest
import sympy

from circuits.devices.loops import shortened, unrolled

A, B = cirq.LineQubit.range(2)


def _loop(*operations, **options):
    body = cirq.FrozenCircuit(*operations)
    return cirq.CircuitOperation(body, use_repetition_ids=False, **options)


def test_an_operation_without_a_body_is_its_own_part():
    tagged = cirq.X(A).with_tags("t")
    assert unrolled(tagged) == [tagged]
    assert shortened(tagged) is tagged


def test_parts_stand_on_their_real_qubits_with_their_values():
    inner = _loop(cirq.X(A) ** sympy.Symbol("a"), param_resolver={"a": 0.5})
    outer = _loop(inner, cirq.Z(A), qubit_map={A: B}).with_tags("t")
    assert unrolled(outer) == [cirq.X(B) ** 0.5, cirq.Z(B)]


@pytest.mark.parametrize(("repetitions", "exponent"), [(10**9, 1), (-(10**9), -1)])
def test_a_long_loop_is_cut_to_two_rounds(repetitions, exponent):
    loop = _loop(_loop(cirq.S(A), repetitions=repetitions), repetitions=10**9)
    assert unrolled(loop) == [cirq.S(A) ** exponent] * 4
    assert shortened(loop).repetitions == 2


def test_a_loop_of_no_rounds_has_no_parts():
    assert unrolled(_loop(cirq.X(A), repetitions=0)) == []


def test_a_loop_of_unknown_length_is_left_whole():
    loop = _loop(cirq.X(A), repetitions=sympy.Symbol("a"))
    assert unrolled(loop) == [loop]


def test_keys_of_rounds_stay_apart_where_rounds_have_ids():
    body = cirq.FrozenCircuit(cirq.measure(A, key="m"))
    loop = cirq.CircuitOperation(body, repetitions=3, use_repetition_ids=True)
    keys = [cirq.measurement_key_name(part) for part in unrolled(loop)]
    assert keys == ["0:m", "1:m"]
