"""Native bricks: gates of the chips on neighbors alone, PhasedXZ on each qubit."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from circuits.ansatze import ANSATZE
from circuits.native_bricks import SYCAMORE, brick_cz, brick_sqrt_iswap, brick_syc

BLOCKS = {
    "brick_cz": (brick_cz, np.diag([1, 1, 1, -1])),
    "brick_sqrt_iswap": (
        brick_sqrt_iswap,
        np.array(
            [
                [1, 0, 0, 0],
                [0, 0.5**0.5, 1j * 0.5**0.5, 0],
                [0, 1j * 0.5**0.5, 0.5**0.5, 0],
                [0, 0, 0, 1],
            ]
        ),
    ),
    "brick_syc": (
        brick_syc,
        np.array(
            [
                [1, 0, 0, 0],
                [0, 0, -1j, 0],
                [0, -1j, 0, 0],
                [0, 0, 0, np.exp(-1j * np.pi / 6)],
            ]
        ),
    ),
}


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_a_block_is_the_two_layers_then_ry_after_rz(name):
    """Three qubits, by Kronecker products of matrices written out by hand."""
    block, gate = BLOCKS[name]
    angles = np.array([0.3, -0.7, 1.9, 0.4, 2.2, -1.0])
    half = angles / 2
    expected = np.kron(np.eye(2), gate) @ np.kron(gate, np.eye(2))
    turned = np.eye(1)
    for z, y in zip(half[:3], half[3:], strict=True):
        turn_z = np.diag(np.exp([-1j * z, 1j * z]))
        turn_y = np.array([[np.cos(y), -np.sin(y)], [np.sin(y), np.cos(y)]])
        turned = np.kron(turned, turn_y @ turn_z)
    circuit = cirq.Circuit(block(cirq.LineQubit.range(3), list(angles), 0))
    np.testing.assert_allclose(circuit.unitary(), turned @ expected, atol=1e-8)


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_neighbors_on_the_line_meet_and_nobody_else(name):
    qubits = cirq.LineQubit.range(5)
    circuit = cirq.Circuit(BLOCKS[name][0](qubits, sympy.symbols("w:10"), 0))
    pairs = [tuple(q.x for q in o.qubits) for o in circuit.all_operations()]
    assert [p for p in pairs if len(p) == 2] == [(0, 1), (2, 3), (1, 2), (3, 4)]


def test_the_sycamore_gate_is_googles():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import cirq_google

    np.testing.assert_allclose(cirq.unitary(SYCAMORE), cirq.unitary(cirq_google.SYC))


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_rotations_with_numbers_merge_into_one_phased_xz_a_qubit(name):
    size = ANSATZE[name].counts(4, 0).symbols
    angles = np.random.default_rng(0).uniform(1, 2, size).tolist()
    circuit = cirq.Circuit(ANSATZE[name].block(cirq.LineQubit.range(4), angles, 0))
    merged = cirq.merge_single_qubit_moments_to_phxz(circuit)
    assert len(merged) == 3
    assert all(isinstance(o.gate, cirq.PhasedXZGate) for o in merged[-1])


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_a_chip_takes_the_line_without_routing(name):
    built = build_circuit(CircuitSpec(num_qubits=6, depth=2, ansatz=name))
    compiled = compile_for_target(built, get_target("sycamore"))
    assert compiled.metrics["swaps"] == 0
