"""build_circuit: numbers from closed forms, order of everything."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec, build_circuit


def _expectations(built, angles, weights):
    return np.real(
        cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
            built.resolved(angles, weights),
            list(built.observables),
            qubit_order=built.qubits,
        )
    )


def test_the_papers_circuit_gives_the_known_four_numbers():
    """Published notebook's circuit, worked out by an independent state vector."""
    values = _expectations(
        build_circuit(CircuitSpec(4, 1)), [0.1, 0.2, 0.3, 0.4], [0.2, 0.4, 0.6, 0.8]
    )
    np.testing.assert_allclose(
        values, [-0.291580, -0.317560, -0.501680, -0.580551], atol=1e-6
    )


def test_twelve_weights_reach_their_own_qubits():
    """Without entanglement <Z_i> = -sin(x_i + w_i): w_0010 must not go to qubit 2."""
    weights = 0.1 * np.arange(12)
    built = build_circuit(CircuitSpec(12, 1, ansatz="none_ry"))
    values = _expectations(built, np.full(12, -np.pi / 2), weights)
    np.testing.assert_allclose(values, np.cos(weights), atol=1e-8)
    assert values[2] == pytest.approx(0.980067, abs=1e-6)
    assert values[10] == pytest.approx(0.540302, abs=1e-6)
    assert values[11] == pytest.approx(0.453596, abs=1e-6)


def test_weights_go_block_by_block_and_qubit_by_qubit():
    built = build_circuit(CircuitSpec(2, 2))
    seen = [
        (*cirq.parameter_names(operation), operation.qubits[0].x)
        for operation in built.circuit.all_operations()
        if isinstance(operation.gate, cirq.Ry)
    ]
    assert seen == [
        ("x_0000", 0),
        ("x_0001", 1),
        ("w_0000", 0),
        ("w_0001", 1),
        ("w_0002", 0),
        ("w_0003", 1),
    ]


@pytest.mark.parametrize("num_qubits", range(1, 21))
def test_every_size_builds_on_its_own_line_of_qubits(num_qubits):
    built = build_circuit(CircuitSpec(num_qubits, 2))
    assert built.qubits == tuple(cirq.LineQubit.range(num_qubits))
    assert built.circuit.all_qubits() == set(built.qubits)
    assert cirq.parameter_symbols(built.circuit) == {
        *built.data_symbols,
        *built.weight_symbols,
    }
    assert built.circuit.are_all_measurements_terminal()
    assert all(isinstance(symbol, sympy.Symbol) for symbol in built.data_symbols)


def test_depth_zero_and_one_qubit_leave_the_encoder():
    built = build_circuit(CircuitSpec(1, 0))
    assert built.weight_symbols == ()
    np.testing.assert_allclose(
        _expectations(built, [0.3], []), [-np.sin(0.3)], atol=1e-8
    )


def test_the_circuit_has_a_json_round_trip():
    circuit = build_circuit(CircuitSpec(3, 2)).circuit
    assert cirq.read_json(json_text=cirq.to_json(circuit)) == circuit


def test_resolved_names_the_wrong_length():
    built = build_circuit(CircuitSpec(3, 1))
    with pytest.raises(
        ValueError, match=r"^`angles` must have shape \(3,\).*angles\.shape=\(2,\)\."
    ):
        built.resolved([0.1, 0.2], [0.0] * 3)


def test_anything_but_a_spec_is_refused():
    with pytest.raises(
        TypeError, match=r"^`spec` must be a CircuitSpec\. Received: spec=4\.$"
    ):
        build_circuit(4)
