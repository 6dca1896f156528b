"""One operation at a time, against the device's own yes or no."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import get_target
from circuits.devices.loops import LoopReader
from circuits.devices.remedies import unsupported_remedy
from circuits.devices.violations import find_violations

TARGET = get_target("sycamore")
A, B, C, D = (cirq.GridQubit(*spot) for spot in ((4, 5), (4, 6), (4, 7), (5, 5)))
SYC = cirq.FSimGate(np.pi / 2, np.pi / 6)
SYMBOL = sympy.Symbol("a")


def _kinds(operation):
    return [violation.kind for violation in find_violations(operation, TARGET)]


@pytest.mark.parametrize(
    "operation",
    [
        SYC(A, B),
        cirq.SQRT_ISWAP(A, B),
        cirq.SQRT_ISWAP_INV(B, A),
        cirq.H(A),
        cirq.ry(SYMBOL)(A),
        cirq.PhasedXZGate(x_exponent=SYMBOL, z_exponent=0.1, axis_phase_exponent=0.2)(
            A
        ),
        cirq.I(A),
        cirq.wait(A, nanos=5),
        cirq.wait(A, C, nanos=5),
        cirq.measure(A, C, key="m"),
    ],
    ids=str,
)
def test_what_sycamore_takes_has_no_violation(operation):
    assert _kinds(operation) == []


@pytest.mark.parametrize(
    "operation",
    [
        cirq.CZ(A, B),
        cirq.CZ(A, B) ** SYMBOL,
        cirq.CNOT(A, B),
        cirq.ISWAP(A, B),
        cirq.SWAP(A, B),
        cirq.CCX(A, B, C),
        cirq.reset(A),
        cirq.global_phase_operation(1j),
        cirq.FSimGate(SYMBOL, 0.1)(A, B),
        cirq.X(A).with_classical_controls("k"),
        cirq.depolarize(0.1)(A),
    ],
    ids=str,
)
def test_what_sycamore_refuses_is_an_unsupported_gate(operation):
    assert _kinds(operation) == ["unsupported_gate"]


@pytest.mark.parametrize("pair", [(A, C), (B, D)])
def test_a_pair_without_coupler_is_named(pair):
    (violation,) = find_violations(SYC(*pair), TARGET)
    assert violation.kind == "pair_not_coupled"
    assert violation.message == "qubits are not coupled"
    assert violation.qubits == tuple(str(qubit) for qubit in pair)


@pytest.mark.parametrize(
    "qubit", [cirq.GridQubit(0, 0), cirq.LineQubit(3), cirq.NamedQubit("a")]
)
def test_a_qubit_that_is_not_there_is_named(qubit):
    (violation,) = find_violations(cirq.X(qubit), TARGET)
    assert violation.kind == "qubit_off_device"
    assert violation.message == f"qubit {qubit} is not on 'sycamore'"


def test_every_reason_is_given_not_only_the_first():
    assert _kinds(cirq.CNOT(A, C)) == ["unsupported_gate", "pair_not_coupled"]
    assert _kinds(cirq.CNOT(*cirq.LineQubit.range(2))) == [
        "unsupported_gate",
        "qubit_off_device",
    ]


def test_the_remedy_is_that_of_the_gate():
    (two,) = find_violations(cirq.CNOT(A, B), TARGET)
    assert two.remedy == unsupported_remedy(cirq.CNOT(A, B), TARGET)
    (reset,) = find_violations(cirq.reset(A), TARGET)
    assert reset.remedy.startswith("Take it out, ")


def test_a_function_of_a_symbol_cannot_be_sent():
    (violation,) = find_violations((cirq.X ** sympy.sin(SYMBOL))(A), TARGET)
    assert violation.kind == "unserialisable_symbol"
    assert violation.message == "the engine's format cannot hold 'sin' of a symbol"
    assert _kinds((cirq.X ** (2 * SYMBOL**2 + sympy.pi))(A)) == []


@pytest.mark.parametrize("ids", [True, False])
def test_a_circuit_operation_is_looked_into(ids):
    """Cirq's device looks at the gates in it, not at the pairs."""
    body = cirq.FrozenCircuit(SYC(A, C), cirq.CNOT(A, B))
    loop = cirq.CircuitOperation(body, repetitions=3, use_repetition_ids=ids)
    assert sorted(_kinds(loop)) == ["pair_not_coupled", "unsupported_gate"]


def test_a_long_loop_is_judged_by_its_body():
    body = cirq.FrozenCircuit(SYC(A, C))
    for _ in range(2):
        loop = cirq.CircuitOperation(
            body, repetitions=-(10**9), use_repetition_ids=False
        )
        body = cirq.FrozenCircuit(loop)
    assert len(LoopReader().leaves(loop)) == 1
    # An inverse in an inverse: SYC again, on a pair that has no coupler.
    assert sorted(set(_kinds(loop))) == ["pair_not_coupled"]


def test_a_loop_of_unknown_length_is_left_to_the_device():
    body = cirq.FrozenCircuit(cirq.X(A))
    loop = cirq.CircuitOperation(body, repetitions=SYMBOL, use_repetition_ids=False)
    (violation,) = find_violations(loop, TARGET)
    assert violation.kind == "unsupported_gate"
    assert violation.remedy.startswith("Write it out with `cirq.unroll_circuit_op`")


def test_verdicts_agree_with_the_device_on_random_operations():
    rng = np.random.default_rng(0)
    gates = [SYC, cirq.SQRT_ISWAP, cirq.CZ, cirq.CZ**0.5, cirq.FSimGate(0.1, 0.2)]
    gates += [cirq.X, cirq.Z**SYMBOL, cirq.H**0.3, cirq.T, cirq.rx(0.1), cirq.CSWAP]
    gates += [cirq.SWAP, cirq.MeasurementGate(2, "k"), cirq.IdentityGate(2), cirq.XX]
    spots = [*TARGET.qubits[:8], cirq.GridQubit(0, 0), cirq.LineQubit(0)]
    for _ in range(300):
        gate = gates[rng.integers(len(gates))]
        chosen = rng.permutation(len(spots))[: cirq.num_qubits(gate)]
        operation = gate.on(*(spots[index] for index in chosen))
        try:
            TARGET.device.validate_operation(operation)
            accepted = True
        except ValueError:
            accepted = False
        assert (_kinds(operation) == []) == accepted, operation


def test_what_the_format_is_known_to_hold_is_not_tried_again():
    operation = (cirq.X ** sympy.sin(SYMBOL))(A)
    assert find_violations(operation, TARGET, is_serializable=True) == ()


def test_a_gate_that_only_the_format_refuses_is_an_unsupported_gate():
    phased = cirq.PhasedFSimGate(np.pi / 2, 0, 0, 0, np.pi / 6)
    TARGET.device.validate_operation(phased(A, B))
    (violation,) = find_violations(phased(A, B), TARGET)
    assert violation.kind == "unsupported_gate"
    assert violation.message.startswith(
        "the engine's format cannot hold it (Cannot serialize op cirq.PhasedFSimGate("
    )


def test_a_coupler_stands_for_its_two_qubits():
    from cirq_google import Coupler

    assert _kinds(cirq.X(Coupler(A, B))) == []
    assert _kinds(cirq.X(Coupler(A, C))) == ["pair_not_coupled"]
    assert _kinds(cirq.X(Coupler(A, cirq.GridQubit(0, 0)))) == ["qubit_off_device"]


@pytest.mark.parametrize(
    "operation",
    [
        cirq.IdentityGate(2)(A, C),
        cirq.measure_single_paulistring(cirq.X(A) * cirq.Z(C)),
    ],
    ids=str,
)
def test_what_makes_no_qubits_meet_needs_no_coupler(operation):
    assert _kinds(operation) == ["unsupported_gate"]


@pytest.mark.parametrize("error", [AttributeError, AssertionError, RecursionError])
def test_a_gate_that_fails_when_compared_is_an_unsupported_gate(error):
    class Odd(cirq.testing.TwoQubitGate):
        def _is_parameterized_(self):
            return True

        def _json_dict_(self):
            raise error

        def __eq__(self, other):
            raise error

        __hash__ = None

    assert _kinds(Odd()(A, B)) == ["unsupported_gate"]


def test_values_that_refer_to_each_other_are_refused_and_not_followed():
    loop = cirq.CircuitOperation(
        cirq.FrozenCircuit(cirq.X(A) ** SYMBOL),
        param_resolver={"a": sympy.Symbol("b"), "b": SYMBOL},
        use_repetition_ids=False,
    )
    assert set(_kinds(loop)) <= {"unsupported_gate"}


NAN = float("nan")


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        (cirq.X(A) ** NAN, "exponent"),
        (cirq.X(A) ** float("inf"), "exponent"),
        (cirq.X(A) ** (10**400), "exponent"),
        (cirq.rx(NAN)(A), "rads"),
        (cirq.FSimGate(NAN, 0)(A, B), "theta"),
        (cirq.wait(A, nanos=NAN), "duration"),
        (cirq.wait(A, nanos=10**400), "duration"),
    ],
)
def test_a_number_that_is_none_is_an_unsupported_gate(operation, name):
    (violation,) = find_violations(operation, TARGET)
    assert violation.kind == "unsupported_gate"
    assert violation.message == f"its {name} is not a finite number"
    assert violation.remedy == "Bind finite numbers."
    assert violation.qubits == tuple(str(qubit) for qubit in operation.qubits)


def test_a_number_that_a_circuit_operation_binds_is_looked_at():
    body = cirq.FrozenCircuit(cirq.X(A) ** SYMBOL)
    for value, kinds in ((0.5, []), (NAN, ["unsupported_gate"])):
        loop = cirq.CircuitOperation(
            body, param_resolver={"a": value}, use_repetition_ids=False
        )
        assert _kinds(loop) == kinds


def test_an_odd_number_hides_no_other_reason():
    assert _kinds(cirq.FSimGate(NAN, 0)(A, C)) == [
        "pair_not_coupled",
        "unsupported_gate",
    ]
    body = cirq.FrozenCircuit(cirq.X(A) ** NAN, cirq.X(C))
    loop = cirq.CircuitOperation(body, use_repetition_ids=False)
    assert _kinds(loop) == ["pair_not_coupled", "unsupported_gate"]


def test_qubits_of_a_loop_of_no_rounds_must_be_there():
    for qubit, kinds in ((A, []), (cirq.GridQubit(0, 0), ["qubit_off_device"])):
        body = cirq.FrozenCircuit(cirq.X(qubit))
        never = cirq.CircuitOperation(body, repetitions=0, use_repetition_ids=False)
        outer = cirq.CircuitOperation(
            cirq.FrozenCircuit(never, cirq.X(B)), use_repetition_ids=False
        )
        for loop in (never, outer):
            assert _kinds(loop) == kinds


def test_more_rounds_than_the_format_counts_are_refused():
    body = cirq.FrozenCircuit(cirq.X(A))
    loop = cirq.CircuitOperation(body, repetitions=2**31, use_repetition_ids=False)
    (violation,) = find_violations(loop, TARGET)
    assert violation.kind == "unsupported_gate"
    assert violation.message == (
        "the engine's format cannot hold it (Value out of range: 2147483648)"
    )
