"""compile_for_target where couplers are missing: order of the readout, swaps."""

import itertools

import cirq
import numpy as np
import pytest
import sympy

from circuits import (
    CircuitSpec,
    build_circuit,
    compile_for_target,
    get_target,
    validate_circuit,
)
from tests.compiler_targets import ALL, ALL_IDS, ANGLES, FOUR, WEIGHTS


def _z_of_state(circuit, observables, qubits):
    return np.real(
        cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
            circuit, list(observables), qubit_order=qubits
        )
    )


def _square(spot):
    steps = [(0, 0), (0, 1), (1, 1), (1, 0)]
    return [spot + step for step in (*steps, steps[0])]


@pytest.mark.parametrize("target", ALL, ids=ALL_IDS)
def test_the_readout_is_in_logical_order_after_routing(target):
    """The author's circuit on a placement whose middle coupler is missing."""
    built = build_circuit(CircuitSpec(4, 1))
    square = next(
        cycle
        for spot in target.qubits
        for cycle in [_square(spot)]
        if all(target.graph.has_edge(*pair) for pair in itertools.pairwise(cycle))
    )
    # Of the circuit's pairs (0, 1), (1, 2), (2, 3), a square's corner misses two.
    spots = [square[i] for i in (0, 2, 1, 3)]
    placement = dict(zip(built.qubits, spots, strict=True))
    compiled = compile_for_target(built, target, placement=placement)
    assert compiled.metrics["swaps"] >= 1
    assert "placement" in compiled.metrics["routed_because"]
    assert compiled.qubit_map == placement
    assert compiled.final_map != placement
    assert validate_circuit(compiled, target).ok
    circuit = cirq.drop_terminal_measurements(compiled.resolved(ANGLES, WEIGHTS))
    order = list(compiled.final_map.values())
    np.testing.assert_allclose(
        _z_of_state(circuit, compiled.observables, order), FOUR, atol=1e-6
    )
    assert compiled.circuit[-1].operations[0].qubits == tuple(order)


@pytest.mark.parametrize("order", [0, 1, 2], ids=["natural", "drawn", "drawn again"])
@pytest.mark.parametrize(("num_qubits", "swaps"), [(4, 1), (6, 4), (8, 8), (10, 12)])
def test_all_to_all_interactions_take_few_swaps(num_qubits, swaps, order):
    q = cirq.LineQubit.range(num_qubits)
    pairs = list(itertools.combinations(range(num_qubits), 2))
    if order:
        np.random.default_rng(order).shuffle(pairs)
    circuit = cirq.Circuit(
        cirq.ZZ(q[a], q[b]) ** sympy.Symbol(f"g{a}_{b}") for a, b in pairs
    )
    compiled = compile_for_target(circuit, get_target("willow"))
    assert compiled.metrics["swaps"] <= swaps
    # A swap beside a ZZ costs one CZ more than the ZZ, one by itself three.
    assert compiled.metrics["two_qubit_gates"] <= 2 * len(pairs) + 3 * swaps
    assert validate_circuit(compiled, get_target("willow")).ok


@pytest.mark.parametrize("num_qubits", [4, 6, 8, 10, 16])
def test_an_even_ring_needs_no_swaps(num_qubits):
    q = cirq.LineQubit.range(num_qubits)
    circuit = cirq.Circuit(cirq.CZ(q[i - 1], q[i]) for i in range(num_qubits))
    metrics = compile_for_target(circuit, get_target("willow")).metrics
    assert metrics["swaps"] == 0
    assert metrics["routed_because"] is None


def test_an_odd_ring_says_why_it_was_routed(target):
    q = cirq.LineQubit.range(5)
    circuit = cirq.Circuit(cirq.CZ(q[i - 1], q[i]) for i in range(5))
    metrics = compile_for_target(circuit, target).metrics
    assert metrics["swaps"] >= 1
    assert metrics["routed_because"] == (
        "qubits interact in an odd ring, and the chip's grid has even rings only"
    )
