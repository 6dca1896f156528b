"""What the engine's format holds, and that compiled circuits fit in it."""

import cirq
import cirq_google
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from circuits.devices.serialize import strange_symbol, why_unserializable

A, B = cirq.GridQubit.rect(1, 2, 6, 6)
S, T = sympy.symbols("a b")


@pytest.mark.parametrize(
    "value",
    [S, 2 * S + T / 3, S**2, S**T, sympy.sqrt(S), sympy.pi * S, sympy.E * S, S - 0.5],
    ids=str,
)
def test_sums_products_and_powers_of_symbols_are_held(value):
    assert strange_symbol((cirq.X**value)(A)) is None
    assert why_unserializable((cirq.X**value)(A)) is None


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (sympy.sin(S), "sin"),
        (1 + 2 * sympy.cos(S), "cos"),
        (sympy.Mod(S, 2), "Mod"),
        (sympy.sign(S), "sign"),
        (sympy.Abs(S), "Abs"),
        (sympy.exp(S), "exp"),
        (sympy.I * S, "ImaginaryUnit"),
        (sympy.oo * S, "Infinity"),
        (sympy.Max(S, 0), "Max"),
    ],
    ids=str,
)
def test_other_functions_are_named(value, name):
    for operation in (
        (cirq.X**value)(A),
        cirq.PhasedXZGate(x_exponent=0, z_exponent=S, axis_phase_exponent=value)(A),
        cirq.CNOT(A, B) ** value,
        cirq.wait(A, nanos=value),
    ):
        assert strange_symbol(operation) == f"'{name}' of a symbol"
        assert why_unserializable(operation) is not None


def test_numbers_are_never_strange():
    assert strange_symbol(cirq.X(A) ** 0.3) is None
    assert strange_symbol(cirq.X(A).with_classical_controls("m")) is None


def test_a_number_of_sympy_is_named_without_a_symbol():
    assert strange_symbol(cirq.X(A) ** sympy.I) == "'ImaginaryUnit'"
    assert strange_symbol(cirq.wait(A, nanos=sympy.oo)) == "'Infinity'"
    assert strange_symbol(cirq.X(A) ** sympy.pi) is None


@pytest.mark.parametrize("time", [S > 0, sympy.true, 10**400])
def test_a_duration_that_cirq_cannot_compute_with_is_not_named(time):
    pulse = cirq_google.experimental.ops.CouplerPulse(
        cirq.Duration(picos=time), coupling_mhz=S
    )
    assert strange_symbol(pulse(A, B)) is None
    assert why_unserializable(pulse(A, B)) is not None


def test_an_expression_too_deep_for_sympy_is_told():
    value = S
    for _ in range(1500):
        value = sympy.Pow(sympy.Add(value, 1, evaluate=False), S, evaluate=False)
    assert strange_symbol(cirq.X(A) ** value) == "an expression as deep as this"


def test_a_gate_that_fails_to_tell_its_symbols_has_none_to_name():
    class Failing(cirq.testing.SingleQubitGate):
        def _is_parameterized_(self):
            raise RuntimeError

    assert strange_symbol(Failing()(A)) is None


def test_gates_that_the_format_has_no_word_for_are_told():
    syc = cirq.PhasedFSimGate(np.pi / 2, 0, 0, 0, np.pi / 6)
    assert why_unserializable(syc(A, B)).startswith(
        "Cannot serialize op cirq.PhasedFSimGate("
    )
    assert "repetitions" in why_unserializable(
        cirq.CircuitOperation(
            cirq.FrozenCircuit(cirq.X(A)), repetitions=S, use_repetition_ids=False
        )
    )


def test_a_tag_that_the_format_has_no_word_for_is_no_fault():
    assert why_unserializable(cirq.X(A).with_tags("mine")) is None


@pytest.mark.parametrize("name", ["sycamore", "weber"])
@pytest.mark.parametrize("gateset", ["syc", "sqrt_iswap"])
def test_a_compiled_circuit_comes_back_from_both_formats(name, gateset):
    built = build_circuit(CircuitSpec(num_qubits=4, depth=2))
    compiled = compile_for_target(built, get_target(name, gateset)).circuit
    assert cirq.read_json(json_text=cirq.to_json(compiled)) == compiled
    proto = cirq_google.CIRCUIT_SERIALIZER.serialize(compiled)
    back = cirq_google.CIRCUIT_SERIALIZER.deserialize(proto)
    # The format holds single-precision numbers.
    assert cirq.approx_eq(
        cirq.resolve_parameters(back, dict.fromkeys(cirq.parameter_names(back), 0.1)),
        cirq.resolve_parameters(
            compiled, dict.fromkeys(cirq.parameter_names(compiled), 0.1)
        ),
        atol=1e-6,
    )
