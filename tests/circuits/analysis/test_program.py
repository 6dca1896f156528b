"""Tests of the program: its states against `cirq.Simulator`, gate by gate."""

import re
import time

import cirq
import numpy as np
import pytest
import sympy

from circuits import ANSATZE, ENCODERS, CircuitSpec, CircuitSpecError, build_circuit
from circuits.analysis.program import apply_matrix, as_built, compile_program
from tests.second_route import random_circuit


def simulated(built, row):
    """Returns the final state of `cirq.Simulator`, `(2**n,)`."""
    symbols = built.data_symbols + built.weight_symbols
    return (
        cirq.Simulator(dtype=np.complex128)
        .simulate(
            built.circuit,
            {s.name: value for s, value in zip(symbols, row, strict=True)},
            qubit_order=built.qubits,
        )
        .final_state_vector
    )


def check_states(spec, seed=0, samples=3):
    """Compares states up to a global phase, which the program does not keep."""
    built, program = build_circuit(spec), compile_program(spec)
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 2 * np.pi, (samples, program.num_values))
    for state, row in zip(program.states(values), values, strict=True):
        expected = simulated(built, row)
        phase = np.vdot(expected, state)
        assert abs(phase) == pytest.approx(1, abs=1e-8)
        np.testing.assert_allclose(state, phase * expected, atol=1e-8)


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("ansatz", ANSATZE)
def test_states_of_every_encoder_and_ansatz_are_those_of_the_simulator(encoder, ansatz):
    check_states(CircuitSpec(3, 2, encoder, ansatz))


@pytest.mark.parametrize("seed", range(8))
def test_states_of_own_circuits_of_all_gates_are_those_of_the_simulator(seed):
    rng = np.random.default_rng(seed)
    circuit = random_circuit(rng, 4, 25, "a b c")
    check_states(CircuitSpec.from_circuit(circuit, ["a"]), seed)


def test_uploading_again_and_scaling_give_the_states_of_the_simulator():
    check_states(CircuitSpec(2, 3, reupload=True, trainable_scaling=True))


def test_a_gate_on_many_qubits_gives_the_states_of_the_simulator():
    q = cirq.LineQubit.range(10)
    wide = cirq.X.controlled(9).on(*q)
    circuit = cirq.Circuit(cirq.H.on_each(q), cirq.rz(sympy.Symbol("a"))(q[9]), wide)
    circuit += cirq.ry(sympy.Symbol("b"))(q[9])
    check_states(CircuitSpec.from_circuit(circuit, ["a"]), samples=2)


def test_a_circuit_of_real_gates_is_computed_in_real_numbers():
    assert compile_program(CircuitSpec(2, 1)).dtype == float
    assert compile_program(CircuitSpec(2, 1, ansatz="su2")).dtype == complex


def test_chunks_cover_all_samples_once():
    program = compile_program(CircuitSpec(12, 1))
    rows = [i for part in program.chunks(21) for i in range(21)[part]]
    assert rows == list(range(21))
    assert len(list(program.chunks(21))) == 3


def test_20_000_states_of_8_qubits_take_under_10_s_of_one_core():
    program = compile_program(CircuitSpec(8, 4))
    values = np.random.default_rng(0).uniform(0, 6, (20_000, program.num_values))
    start = time.process_time()
    program.states(values)
    assert time.process_time() - start < 10


def test_a_matrix_acts_on_its_qubits_in_their_order():
    """CNOT with control 2 and target 0 takes |001> to |101>."""
    state = np.zeros((8, 2))
    state[1] = 1
    cnot = cirq.unitary(cirq.CNOT).real[:, :, None]
    assert np.flatnonzero(apply_matrix(state, cnot, (2, 0))[:, 0]).tolist() == [5]
    assert np.flatnonzero(apply_matrix(state, cnot, (0, 2))[:, 1]).tolist() == [1]


def test_a_built_circuit_stays_as_it_is():
    built = build_circuit(CircuitSpec(2, 1))
    assert as_built(built) is built


def test_what_is_no_circuit_of_ours_is_refused():
    with pytest.raises(TypeError) as found:
        compile_program(cirq.Circuit())
    assert str(found.value) == (
        "`circuit` must be a CircuitSpec or a BuiltCircuit. Received: "
        "circuit=cirq.Circuit(). For a cirq.Circuit, use CircuitSpec.from_circuit."
    )


def test_a_circuit_with_noise_is_refused():
    built = build_circuit(CircuitSpec(1, 1))
    noisy = type(built)(
        built.circuit + cirq.depolarize(0.1)(built.qubits[0]),
        *(built.data_symbols, built.weight_symbols, built.observables, built.qubits),
        built.spec,
    )
    words = "every operation of the circuit must be unitary. Received: depolarize"
    with pytest.raises(CircuitSpecError, match=f"^{re.escape(words)}"):
        compile_program(noisy)
