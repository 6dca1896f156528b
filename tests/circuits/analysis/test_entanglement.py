"""Tests of the entanglement measure against closed forms and Cirq's partial traces."""

import re

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec
from circuits.analysis import entangling_capability, meyer_wallach


def haar_states(samples, num_qubits):
    rng = np.random.default_rng(0)
    shape = (samples, 2**num_qubits)
    states = rng.normal(size=shape) + 1j * rng.normal(size=shape)
    return states / np.linalg.norm(states, axis=1, keepdims=True)


@pytest.mark.parametrize("encoder", ["angle_ry", "dense_angle"])
def test_a_circuit_without_entanglement_has_0(encoder):
    found = entangling_capability(CircuitSpec(5, 3, encoder, "none_ry"), 200)
    assert found.value == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("num_qubits", [2, 3, 7])
def test_ghz_states_have_1_at_every_parameter(num_qubits):
    """A phase on one qubit leaves a GHZ state maximally entangled."""
    q = cirq.LineQubit.range(num_qubits)
    pairs = zip(q, q[1:], strict=False)
    circuit = cirq.Circuit(cirq.H(q[0]), *(cirq.CNOT(*pair) for pair in pairs))
    circuit += cirq.rz(sympy.Symbol("w"))(q[1])
    found = entangling_capability(CircuitSpec.from_circuit(circuit, []), 50)
    assert found.value == pytest.approx(1, abs=1e-12)
    assert found.standard_error == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("num_qubits", [1, 2, 4, 7])
def test_haar_random_states_have_the_closed_form(num_qubits):
    values = meyer_wallach(haar_states(4000, num_qubits))
    size = 2**num_qubits
    error = values.std() / np.sqrt(4000)
    expected = (size - 2) / (size + 1)
    assert values.mean() == pytest.approx(expected, abs=3 * error + 1e-12)
    found = entangling_capability(CircuitSpec(num_qubits, 1), 2)
    assert found.haar_value == expected


def test_a_deep_circuit_comes_to_the_haar_mean():
    found = entangling_capability(CircuitSpec(4, 20, ansatz="su2"), 3000)
    assert found.value == pytest.approx(found.haar_value, abs=3 * found.standard_error)


def test_a_controlled_rotation_has_the_mean_of_its_closed_form():
    """`cos(w/2)|00> + sin(w/2)|11>` has Q = sin^2 w, whose mean is 1/2."""
    q = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(cirq.ry(sympy.Symbol("w"))(q[0]), cirq.CNOT(*q))
    found = entangling_capability(CircuitSpec.from_circuit(circuit, []), 4000)
    assert found.value == pytest.approx(0.5, abs=3 * found.standard_error)
    # The standard deviation of sin^2 w is sqrt(1/8).
    assert found.standard_error == pytest.approx(np.sqrt(1 / 8 / 4000), rel=0.05)


def test_every_qubit_counts_as_cirqs_partial_traces_say():
    states = haar_states(3, 3)
    for state, found in zip(states, meyer_wallach(states), strict=True):
        rhos = [
            cirq.partial_trace_of_state_vector_as_mixture(state, [k]) for k in range(3)
        ]
        purities = []
        for mixture in rhos:
            rho = sum(p * np.outer(v, v.conj()) for p, v in mixture)
            purities.append(np.trace(rho @ rho).real)
        assert found == pytest.approx(2 * (1 - np.mean(purities)), abs=1e-6)


@pytest.mark.parametrize("shape", [(4,), (2, 3), (2, 1), (1, 2, 2)])
def test_arrays_of_another_shape_are_refused(shape):
    words = (
        "`states` must be of shape (samples, 2**num_qubits). Received: "
        f"states.shape={shape}. One state is states[None]."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        meyer_wallach(np.ones(shape, complex))


def test_states_that_are_not_normalized_are_refused():
    words = (
        "`states` must have a norm of 1. Received: a norm of 2. Divide each state by "
        "its norm."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        meyer_wallach(np.array([[1, 0], [0, 2]], complex))


def test_one_sample_is_refused_since_it_has_no_error():
    with pytest.raises(ValueError, match="^`samples` must be at least 2. Received: "):
        entangling_capability(CircuitSpec(2, 1), 1)
