"""What comes too late, against circuits that are written out by hand."""

import cirq
import numpy as np
import pytest

from circuits.devices.loops import LoopReader
from circuits.devices.order import MeasurementOrder

A, B, C = cirq.LineQubit.range(3)


def _loop(*operations, **options):
    options = {"use_repetition_ids": False} | options
    return cirq.CircuitOperation(cirq.FrozenCircuit(*operations), **options)


def _found(*operations):
    order = MeasurementOrder(LoopReader())
    return [
        (violation.kind, *violation.qubits)
        for operation in operations
        for violation in order.violations(operation)
    ]


LATE, AGAIN = "measurement_not_terminal", "duplicate_key"


def test_what_follows_a_measurement_is_told_with_the_measured_qubits():
    assert _found(cirq.measure(A), cirq.X(B), cirq.CZ(A, B)) == [(LATE, "q(0)")]
    (violation,) = MeasurementOrder(LoopReader()).violations(
        _loop(cirq.measure(A, B), cirq.CZ(B, A))
    )
    assert violation.message == "q(1), q(0) was measured before"
    assert violation.remedy == "Measure at the end only."


def test_a_key_used_twice_is_told():
    assert _found(cirq.measure(A, key="m"), cirq.measure(B, key="m")) == [
        (AGAIN, "q(1)")
    ]
    order = MeasurementOrder(LoopReader())
    order.violations(cirq.measure(A, key="m"))
    (violation,) = order.violations(cirq.measure(B, key="m"))
    assert violation.message == "measurement key 'm' was used before"


def test_a_second_round_comes_after_the_first():
    body = (cirq.X(A), cirq.measure(A, key="m"))
    assert _found(_loop(*body)) == []
    for rounds in (2, 10**9):
        assert _found(_loop(*body, repetitions=rounds)) == [
            (LATE, "q(0)"),
            (AGAIN, "q(0)"),
        ]
    assert _found(_loop(*body, repetitions=0), cirq.X(A)) == []


def test_rounds_with_ids_measure_under_keys_of_their_own():
    loop = _loop(cirq.measure(A, key="m"), repetitions=3, use_repetition_ids=True)
    assert _found(loop) == [(LATE, "q(0)")]
    named = _loop(
        cirq.measure(A, key="m"),
        repetitions=2,
        repetition_ids=["x", "y"],
        use_repetition_ids=True,
    )
    other = named.replace(qubit_map={A: B}, repetition_ids=["y", "z"])
    apart = named.replace(qubit_map={A: C}, repetition_ids=["u", "v"])
    assert _found(named, other, apart)[1:] == [
        (LATE, "q(1)"),
        (AGAIN, "q(1)"),
        (LATE, "q(2)"),
    ]


def test_one_body_is_judged_by_what_was_measured_before_it():
    body = _loop(cirq.CZ(A, B))
    assert _found(body, cirq.measure(A), body, cirq.measure(B), body) == [
        (LATE, "q(0)"),
        (LATE, "q(0)", "q(1)"),
    ]


@pytest.mark.parametrize("times", [1, 2])
def test_many_loops_in_loops_are_followed_once_each(times):
    loop = _loop(cirq.X(A), cirq.measure(A, key="m"), repetitions=2)
    for _ in range(40):
        body = cirq.FrozenCircuit.from_moments(*[cirq.Moment(loop)] * times)
        loop = cirq.CircuitOperation(body, repetitions=2, use_repetition_ids=False)
    assert _found(loop) == [(LATE, "q(0)"), (AGAIN, "q(0)")]


def test_a_loop_too_deep_to_look_into_is_one_operation():
    loop = _loop(cirq.X(A))
    for _ in range(300):
        loop = _loop(cirq.Moment(loop))
    assert _found(cirq.measure(A), loop) == [(LATE, "q(0)")]


def _written_out(operations):
    """The same by Cirq's own unrolling, and a plain walk over the result."""
    measured, keys, found = set(), set(), set()
    circuit = cirq.Circuit([cirq.Moment(operation) for operation in operations])
    flat = cirq.unroll_circuit_op(circuit, deep=True, tags_to_check=None)
    for operation in flat.all_operations():
        late = [str(qubit) for qubit in operation.qubits if qubit in measured]
        if late:
            found.add((LATE, *late))
        if cirq.is_measurement(operation):
            measured.update(operation.qubits)
            key = cirq.measurement_key_name(operation)
            if key in keys:
                found.add((AGAIN, *map(str, operation.qubits)))
            keys.add(key)
    return found


def test_random_loops_are_judged_as_if_written_out():
    rng = np.random.default_rng(0)
    qubits = cirq.LineQubit.range(4)

    def operations(level):
        return [operation(level) for _ in range(rng.integers(1, 4))]

    def operation(level):
        if level and rng.random() < 0.5:
            return _loop(
                *map(cirq.Moment, operations(level - 1)),
                repetitions=int(rng.integers(0, 3)),
                use_repetition_ids=bool(rng.random() < 0.5),
            )
        chosen = [qubits[index] for index in rng.permutation(4)[: rng.integers(1, 3)]]
        if rng.random() < 0.3:
            return cirq.measure(*chosen, key=str(rng.choice(["m", "n"])))
        return cirq.X(chosen[0]) if len(chosen) == 1 else cirq.CZ(*chosen)

    for _ in range(300):
        circuit = operations(3)
        assert set(_found(*circuit)) == _written_out(circuit), circuit
