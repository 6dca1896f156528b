import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from circuits import CircuitSpecError
from tfq_bert.layers.density_engine import DensityMatrixEngine
from tfq_bert.layers.engine_options import EngineOptions
from tfq_bert.layers.engines import FinalStates, Program, make_engine
from tfq_bert.layers.sampler_engine import SamplerEngine
from tfq_bert.layers.shots_engine import ShotsEngine
from tfq_bert.layers.statevector import StatevectorEngine
from tfq_bert.layers.tfq_engine import TfqEngine

A, W = sympy.symbols("a w")
Q = cirq.LineQubit.range(2)


def _program(*operations, observables=None):
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.rx(W)(Q[1]), cirq.CNOT(*Q))
    circuit += cirq.Circuit(operations)
    return Program(circuit, observables or [cirq.Z(Q[1])], (A,), (W,), tuple(Q))


def _tensors(dtype=tf.float32):
    return tf.constant([[0.3], [-0.8]], dtype), tf.constant([0.5])


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({}, StatevectorEngine),
        ({"engine": "tfq"}, TfqEngine),
        ({"shots": 10}, ShotsEngine),
        ({"shots": 10, "noise": 0.1}, ShotsEngine),
        ({"noise": 0.1}, DensityMatrixEngine),
        ({"noise": 0.0}, DensityMatrixEngine),
        ({"shots": 10, "sampler": cirq.Simulator()}, SamplerEngine),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_the_options_choose_the_engine(options, kind):
    engine = make_engine(_program(), EngineOptions(**options))
    assert type(engine) is kind
    assert engine.expectations(*_tensors()).shape == (2, 1)


@pytest.mark.parametrize(
    ("options", "tolerance"),
    [
        ({}, 1e-5),
        ({"differentiator": "adjoint"}, 1e-5),
        ({"memory_budget": 100}, 1e-5),
        ({"engine": "tfq"}, 1e-5),
        ({"noise": 0.0}, 1e-5),
        ({"shots": 4000, "seed": 0}, 5 / np.sqrt(4000)),
        ({"shots": 4000, "sampler": cirq.Simulator(seed=0)}, 5 / np.sqrt(4000)),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_every_engine_gives_the_value_by_hand(options, tolerance):
    """<Z1> after the CNOT is <Z0 Z1> before it, cos(a) cos(w)."""
    engine = make_engine(_program(), EngineOptions(**options))
    expected = np.cos([[0.3], [-0.8]]) * np.cos(0.5)
    np.testing.assert_allclose(
        engine.expectations(*_tensors()), expected, atol=tolerance
    )


def test_double_precision_reaches_the_engine():
    """The float32 output of an exact 1 - 1e-9 is 1; the parts before are exact."""
    engine = make_engine(_program(), EngineOptions(precision="double"))
    state = engine.state(*_tensors(tf.float64))
    assert state.dtype == tf.complex128
    norms = tf.reduce_sum(tf.abs(state) ** 2, axis=0)
    np.testing.assert_allclose(norms, 1.0, atol=1e-14)


# --- noise that is asked for, and not ---


@pytest.mark.parametrize("engine", ["statevector", "tfq"])
@pytest.mark.parametrize(
    ("operations", "received", "value"),
    [
        ([cirq.depolarize(0.1)(Q[1])], "depolarize(p=0.1)(q(1)) in moment 2", 0.866667),
        ([cirq.bit_flip(0.1)(Q[1])], "bit_flip(p=0.1)(q(1)) in moment 2", 0.8),
        ([cirq.reset(Q[1])], "reset(q(1)) in moment 2", 1.0),
        (
            [cirq.H(Q[1]), cirq.measure(Q[1]), cirq.H(Q[1])],
            "q(1)",
            0.0,
        ),
    ],
    ids=["depolarize", "bit_flip", "reset", "measure"],
)
def test_what_is_not_unitary_is_refused_with_a_pointer_to_the_noise_option(
    engine, operations, received, value
):
    """With noise=0.0 at angles 0: 1 - 4 p / 3, 1 - 2 p, 1, and 0."""
    program = _program(operations)
    with pytest.raises(CircuitSpecError) as caught:
        make_engine(program, EngineOptions(engine=engine))
    message = str(caught.value)
    assert message.startswith(
        "every operation of the circuit must be unitary. Received: "
    )
    assert received in message
    assert "noise" in message.rsplit("Supported", 1)[1]
    noisy = make_engine(program, EngineOptions(noise=0.0))
    result = noisy.expectations(tf.zeros((1, 1)), tf.zeros(1))
    np.testing.assert_allclose(result, [[value]], atol=1e-5)


@pytest.mark.parametrize(
    "options", [{}, {"engine": "tfq"}, {"shots": 3}, {"noise": 0.1}], ids=str
)
def test_a_circuit_that_fits_no_memory_is_refused_before_it_is_planned(options):
    qubits = cirq.LineQubit.range(40)
    program = Program(cirq.Circuit(cirq.X.on_each(qubits)), [], (), (), tuple(qubits))
    with pytest.raises(CircuitSpecError) as caught:
        make_engine(program, EngineOptions(**options))
    assert str(caught.value) == (
        "`model_circuit` must have at most 26 qubits, because its state has 2**n "
        "amplitudes. Received: 40 qubits. Larger circuits run on a device: give "
        "`sampler` and `shots`."
    )


# --- final states ---


def _simulated(program, row, **simulator):
    values = {"a": row, "w": 0.5}
    if simulator:
        result = cirq.DensityMatrixSimulator(dtype=np.complex128, **simulator).simulate(
            program.circuit, param_resolver=values, qubit_order=program.qubits
        )
        return result.final_density_matrix
    return (
        cirq.Simulator(dtype=np.complex128)
        .simulate(program.circuit, param_resolver=values, qubit_order=program.qubits)
        .final_state_vector
    )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"precision": "double"},
        {"engine": "tfq"},
        {"shots": 5},
        {"shots": 5, "sampler": cirq.Simulator()},
    ],
    ids=lambda value: "-".join(value),
)
def test_states_and_probabilities_are_those_of_cirq(options):
    program = _program()
    found = FinalStates(program, EngineOptions(**options))
    states = found.states(*_tensors())
    odds = found.probabilities(*_tensors())
    assert (states.dtype, states.shape) == (tf.complex64, (2, 4))
    assert (odds.dtype, odds.shape) == (tf.float32, (2, 4))
    for row, state, chances in zip((0.3, -0.8), states, odds, strict=True):
        expected = _simulated(program, row)
        np.testing.assert_allclose(abs(np.vdot(expected, state)), 1.0, atol=1e-5)
        np.testing.assert_allclose(chances, np.abs(expected) ** 2, atol=1e-6)


@pytest.mark.parametrize("shots", [None, 5])
@pytest.mark.parametrize("in_circuit", [True, False])
def test_with_noise_there_are_probabilities_and_no_state(in_circuit, shots):
    channel = cirq.amplitude_damp(0.2)
    program = _program(channel.on_each(Q)) if in_circuit else _program()
    noise = 0.0 if in_circuit else cirq.ConstantQubitNoiseModel(channel)
    found = FinalStates(program, EngineOptions(noise=noise, shots=shots))
    odds = found.probabilities(*_tensors())
    circuit = program.circuit
    if not in_circuit:
        circuit = circuit.with_noise(noise)
    noisy = Program(circuit, [], (A,), (W,), program.qubits)
    for row, chances in zip((0.3, -0.8), odds, strict=True):
        matrix = _simulated(noisy, row, seed=0)
        np.testing.assert_allclose(chances, np.diag(matrix).real, atol=1e-5)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        found.states(*_tensors())
    assert str(caught.value) == (
        "`state` needs a circuit without noise, because a noisy one ends in a mixed "
        f"state. Received: noise={noise!r}. Use `probabilities`."
    )
