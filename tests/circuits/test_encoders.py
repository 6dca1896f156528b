"""Encoders against closed forms."""

import cirq
import numpy as np
import pytest
import sympy

from circuits.encoders import ENCODERS, angle_ry


def test_angle_ry_gives_minus_sine_of_each_angle_on_its_own_qubit():
    """RY(x) H |0> = cos(x/2 + pi/4)|0> + sin(x/2 + pi/4)|1>, so <Z> = -sin(x)."""
    qubits = cirq.LineQubit.range(3)
    circuit = cirq.Circuit(angle_ry(qubits, [0.1, 0.7, -0.4]))
    values = cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
        circuit, [cirq.Z(qubit) for qubit in qubits]
    )
    np.testing.assert_allclose(values, -np.sin([0.1, 0.7, -0.4]), atol=1e-8)


@pytest.mark.parametrize("name", sorted(ENCODERS))
@pytest.mark.parametrize("num_qubits", [1, 2, 5])
def test_every_encoder_uses_each_symbol_it_counts(name, num_qubits):
    encoder = ENCODERS[name]
    symbols = sympy.symbols(f"s:{encoder.num_data_symbols(num_qubits)}")
    qubits = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(encoder.moments(qubits, symbols))
    assert cirq.parameter_symbols(circuit) == set(symbols)
