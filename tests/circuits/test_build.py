"""build_circuit: numbers from closed forms, order of everything."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import ANSATZE, ENCODERS, CircuitSpec, build_circuit


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


@pytest.mark.parametrize("encoder", list(ENCODERS))
@pytest.mark.parametrize("ansatz", list(ANSATZE))
def test_every_combination_has_a_circuit_that_json_keeps(encoder, ansatz):
    spec = CircuitSpec(3, 2, encoder, ansatz, reupload=True, trainable_scaling=True)
    built = build_circuit(spec)
    assert cirq.read_json(json_text=built.to_json()) == built.circuit


def test_data_is_uploaded_again_before_each_block():
    built = build_circuit(CircuitSpec(2, 3, reupload=True))
    once = build_circuit(CircuitSpec(2, 0)).circuit
    blocks = build_circuit(CircuitSpec(2, 3)).circuit[2:]
    expected = [once + blocks[i : i + 2] for i in (0, 2, 4)]
    assert built.circuit == expected[0] + expected[1] + expected[2]
    assert built.spec.num_weights == 6


def test_scaling_weights_of_zero_leave_the_data_alone_and_others_multiply_it():
    """Without entanglement <Z> = cos of the sum of all angles of a qubit."""
    spec = CircuitSpec(
        *(2, 2, "angle_rx", "none_ry"), reupload=True, trainable_scaling=True
    )
    built = build_circuit(spec)
    assert spec.num_weights == 4 + 4
    plain = build_circuit(CircuitSpec(2, 2, "angle_rx", "none_ry", reupload=True))
    angles, weights = [0.3, -0.8], [0.2, 0.5, -0.1, 0.7]
    np.testing.assert_allclose(
        _expectations(built, angles, [*weights, 0, 0, 0, 0]),
        _expectations(plain, angles, weights),
        atol=1e-8,
    )
    # RX alone: x (1 + s) of block 0, then of block 1, qubit by qubit.
    values = _expectations(built, angles, [0, 0, 0, 0, 0.1, 0.2, 0.4, 0.8])
    np.testing.assert_allclose(
        values, np.cos([0.3 * (1.1 + 1.4), -0.8 * (1.2 + 1.8)]), atol=1e-8
    )


def test_fixed_random_draws_its_angles_from_the_seed():
    same = [build_circuit(CircuitSpec(3, 2, ansatz="fixed_random")) for _ in range(2)]
    other = build_circuit(CircuitSpec(3, 2, ansatz="fixed_random", seed=1))
    assert same[0].circuit == same[1].circuit != other.circuit
    assert same[0].weight_symbols == ()
    drawn = np.random.default_rng(1).uniform(0, 2 * np.pi, 6)
    trained = build_circuit(CircuitSpec(3, 2))
    angles = [0.1, 0.2, 0.3]
    np.testing.assert_allclose(
        _expectations(other, angles, []),
        _expectations(trained, angles, drawn),
        atol=1e-8,
    )


def test_a_seed_moves_no_other_ansatz():
    with_seed = build_circuit(CircuitSpec(3, 2, seed=5))
    assert with_seed.circuit == build_circuit(CircuitSpec(3, 2)).circuit


def test_pauli_sums_give_the_values_of_cirq():
    """<Z0> + 2 <X1> after RX(0.4), RX(-1.1): cos(0.4) + 0."""
    q = cirq.LineQubit.range(2)
    spec = CircuitSpec(2, 0, "angle_rx", readout=[cirq.Z(q[0]) + 2 * cirq.X(q[1])])
    values = _expectations(build_circuit(spec), [0.4, -1.1], [])
    np.testing.assert_allclose(values, [np.cos(0.4)], atol=1e-8)


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
