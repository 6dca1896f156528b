"""Encoders against closed forms."""

import itertools

import cirq
import numpy as np
import pytest
import sympy

from circuits.encoders import ENCODERS, angle_rx, angle_ry, angle_rz, dense_angle, zz

ANGLES = np.array([0.1, 0.7, -0.4])


def state_of(encoder, angles, num_qubits):
    """The state, by way of symbols as in a built circuit."""
    symbols = sympy.symbols(f"s:{len(angles)}")
    qubits = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(encoder(qubits, symbols))
    resolver = dict(zip(symbols, map(float, angles), strict=True))
    return cirq.resolve_parameters(circuit, resolver).final_state_vector(
        qubit_order=qubits, dtype=np.complex128
    )


def product(*states):
    whole = np.ones(1)
    for state in states:
        whole = np.kron(whole, state)
    return whole


def assert_same_state(state, expected):
    """Up to a global phase."""
    np.testing.assert_allclose(abs(np.vdot(state, expected)), 1, atol=1e-8)


def test_angle_rx_turns_each_qubit_from_zero():
    """RX(x) |0> = cos(x/2) |0> - i sin(x/2) |1>."""
    expected = product(*([np.cos(x / 2), -1j * np.sin(x / 2)] for x in ANGLES))
    np.testing.assert_allclose(state_of(angle_rx, ANGLES, 3), expected, atol=1e-8)


def test_angle_ry_gives_minus_sine_of_each_angle_on_its_own_qubit():
    """RY(x) H |0> = cos(x/2 + pi/4)|0> + sin(x/2 + pi/4)|1>, so <Z> = -sin(x)."""
    halves = ANGLES / 2 + np.pi / 4
    expected = product(*([np.cos(half), np.sin(half)] for half in halves))
    np.testing.assert_allclose(state_of(angle_ry, ANGLES, 3), expected, atol=1e-8)
    np.testing.assert_allclose(
        np.cos(halves) ** 2 - np.sin(halves) ** 2, -np.sin(ANGLES)
    )


def test_angle_rz_writes_each_angle_as_a_phase():
    expected = product(*([1, np.exp(1j * x)] for x in ANGLES)) / np.sqrt(8)
    assert_same_state(state_of(angle_rz, ANGLES, 3), expected)


def test_dense_angle_writes_two_angles_a_qubit():
    """cos(x/2) |0> + e^(iy) sin(x/2) |1>: x_0, x_1 on qubit 0, x_2, x_3 on qubit 1."""
    angles = [0.3, 1.1, -0.8, 2.0]
    expected = product(
        *(
            [np.cos(x / 2), np.exp(1j * y) * np.sin(x / 2)]
            for x, y in zip(angles[::2], angles[1::2], strict=True)
        )
    )
    assert_same_state(state_of(dense_angle, angles, 2), expected)


@pytest.mark.parametrize("num_qubits", range(1, 6))
def test_zz_is_the_formula_of_its_docstring_in_numpy(num_qubits):
    """Diagonal phases over the signs of all basis states, between Hadamards."""
    angles = np.random.default_rng(num_qubits).uniform(-2, 2, num_qubits)
    bits = np.array(list(itertools.product((0, 1), repeat=num_qubits)))
    signs = 1 - 2 * bits
    phases = signs @ angles
    for j, k in itertools.combinations(range(num_qubits), 2):
        product_angle = (np.pi - angles[j]) * (np.pi - angles[k])
        phases = phases + product_angle * signs[:, j] * signs[:, k]
    hadamard = (-1.0) ** (bits @ bits.T) / np.sqrt(2**num_qubits)
    state = hadamard[0]  # all even
    state = np.exp(1j * phases) * (hadamard @ (np.exp(1j * phases) * state))
    assert_same_state(state_of(zz, angles, num_qubits), state)


def test_the_angles_of_zz_are_polynomials_that_keep_pi():
    symbols = sympy.symbols("a b")
    circuit = cirq.Circuit(zz(cirq.LineQubit.range(2), symbols))
    gates = [op.gate for op in circuit.all_operations() if len(op.qubits) == 2]
    (a, b) = symbols
    wanted = -2 * (sympy.pi - a) * (sympy.pi - b)
    assert all(sympy.expand(g.exponent * sympy.pi - wanted) == 0 for g in gates)
    assert cirq.read_json(json_text=cirq.to_json(circuit)) == circuit


@pytest.mark.parametrize("name", list(ENCODERS))
@pytest.mark.parametrize("num_qubits", [1, 2, 5])
def test_every_encoder_uses_each_symbol_it_counts(name, num_qubits):
    encoder = ENCODERS[name]
    symbols = sympy.symbols(f"s:{encoder.counts(num_qubits).symbols}")
    qubits = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(encoder.moments(qubits, symbols))
    assert cirq.parameter_symbols(circuit) == set(symbols)


def test_every_encoder_says_in_one_line_what_it_does():
    for encoder in ENCODERS.values():
        assert encoder.summary.endswith(".")
        assert len(encoder.summary) <= 74
