"""What helps against a gate that a chip does not take, and that it does."""

import cirq
import pytest
import sympy

from circuits import CircuitSpecError, compile_for_target, get_target, validate_circuit
from circuits.devices.remedies import unsupported_remedy

TARGET = get_target("sycamore")
A, B, C = (cirq.GridQubit(*spot) for spot in ((4, 5), (4, 6), (4, 7)))
SYMBOL = sympy.Symbol("a")
TAKE_OUT = (
    "Take it out, or run the circuit on a simulator: `compile_for_target` rewrites "
    "unitary gates on qubits only, so no reset, noise or classical control."
)


def _sub(*operations, **options):
    body = cirq.FrozenCircuit(*operations)
    return cirq.CircuitOperation(body, use_repetition_ids=False, **options)


def test_native_gates_of_the_same_size_are_listed():
    assert unsupported_remedy(cirq.CNOT(A, B), TARGET) == (
        "Try `compile_for_target` first, which rewrites gates. "
        "Native on two qubits: ISWAP**-0.5, ISWAP**0.5, SYC."
    )
    one = unsupported_remedy(cirq.MatrixGate(cirq.unitary(cirq.X))(A), TARGET)
    assert "Native on one qubit: " in one
    assert "PhasedXZ" in one


def test_a_gate_on_more_qubits_is_taken_apart():
    assert unsupported_remedy(cirq.CCX(A, B, C), TARGET) == (
        "Try `compile_for_target` first, which takes gates apart. Native gates act on "
        "one or two qubits."
    )


def test_a_global_phase_may_go():
    remedy = unsupported_remedy(cirq.global_phase_operation(1j), TARGET)
    assert remedy == (
        "Take it out, which changes no measurement; `compile_for_target` leaves "
        "global phases out, too."
    )
    phase = cirq.Circuit(cirq.X(A), cirq.global_phase_operation(1j))
    assert validate_circuit(compile_for_target(phase, TARGET), TARGET).ok


@pytest.mark.parametrize(
    "operation",
    [
        cirq.reset(A),
        cirq.depolarize(0.1)(A),
        cirq.amplitude_damp(0.2)(A),
        cirq.X(A).with_classical_controls("m"),
        (cirq.X(A) ** SYMBOL).with_classical_controls("m"),
        cirq.X(cirq.LineQid(0, 2)).controlled_by(cirq.LineQid(1, 3)),
    ],
    ids=str,
)
def test_what_compiling_refuses_is_not_sent_there(operation):
    assert unsupported_remedy(operation, TARGET) == TAKE_OUT
    circuit = cirq.Circuit(cirq.measure(C, key="m"), operation)
    with pytest.raises(CircuitSpecError):
        compile_for_target(circuit, TARGET)


@pytest.mark.parametrize(
    "operation", [cirq.CNOT(A, B), cirq.CZ(A, B) ** SYMBOL, cirq.CSWAP(A, B, C)]
)
def test_what_is_sent_to_the_compiler_comes_back_valid(operation):
    assert "Try `compile_for_target`" in unsupported_remedy(operation, TARGET)
    compiled = compile_for_target(cirq.Circuit(operation), TARGET)
    assert validate_circuit(compiled, TARGET).ok


def test_a_loop_of_unknown_length_is_to_be_written_out():
    assert unsupported_remedy(_sub(cirq.X(A), repetitions=SYMBOL), TARGET) == (
        "Write it out with `cirq.unroll_circuit_op`; for that, it needs a known "
        "number of `repetitions`, no `repeat_until`, and values that fit its gates."
    )


def test_a_gate_whose_own_code_fails_is_to_be_taken_out():
    class Failing(cirq.testing.SingleQubitGate):
        def _has_unitary_(self):
            raise RuntimeError

    assert unsupported_remedy(Failing()(A), TARGET) == TAKE_OUT
