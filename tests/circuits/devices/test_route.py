"""Routing on a patch of qubits, against state vectors."""

import itertools
import random

import cirq
import networkx as nx
import numpy as np
import pytest
import sympy

from circuits.devices.route import Router

GRID = nx.Graph(
    (cirq.GridQubit(*a), cirq.GridQubit(*b)) for a, b in nx.grid_2d_graph(3, 3).edges
)
LINE = cirq.GridQubit.rect(1, 3)


def _state(operations, starts, ends):
    """The state that operations make of a fixed random product state."""
    turns = [
        cirq.MatrixGate(cirq.testing.random_unitary(2, random_state=seed))(qubit)
        for seed, qubit in enumerate(starts)
    ]
    return cirq.Circuit(turns, operations).final_state_vector(
        qubit_order=ends, dtype=np.complex128
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_routed_circuit_equals_the_logical_one_through_its_maps(seed):
    rng = random.Random(seed)
    qubits = cirq.LineQubit.range(rng.randint(3, 7))
    gates = (cirq.CZ**0.3, cirq.CNOT, cirq.ISWAP, cirq.ZZ**0.7, cirq.XX**0.2)
    operations = []
    for _ in range(25):
        operations.append(rng.choice(gates)(*rng.sample(qubits, 2)))
        turn = rng.choice((cirq.X**0.3, cirq.Z**0.2, cirq.H))
        operations.append(turn(rng.choice(qubits)))
    placement = dict(zip(qubits, sorted(GRID), strict=False))
    routed = Router(operations, qubits).route(placement, GRID, seed)
    assert routed.qubit_map == placement
    assert set(routed.final_map.values()) == set(placement.values())
    assert len(routed.operations) == len(operations) + routed.swaps
    for operation in routed.operations:
        assert len(operation.qubits) == 1 or GRID.has_edge(*operation.qubits)
    starts = [routed.qubit_map[qubit] for qubit in qubits]
    ends = [routed.final_map[qubit] for qubit in qubits]
    overlap = np.vdot(
        _state(operations, qubits, qubits), _state(routed.operations, starts, ends)
    )
    assert abs(overlap) == pytest.approx(1, abs=1e-6)


def test_gates_that_commute_change_order_and_others_do_not():
    """On a line of three, the outer two meet after one swap: last, if allowed."""
    q = cirq.LineQubit.range(3)
    line = nx.Graph(itertools.pairwise(LINE))
    placement = dict(zip(q, LINE, strict=True))
    pairs = [(q[0], q[2]), (q[0], q[1]), (q[1], q[2])]
    for gate, swaps in ((cirq.ZZ ** sympy.Symbol("a"), 1), (cirq.ISWAP, 2)):
        routed = Router([gate(*pair) for pair in pairs], q).route(placement, line)
        assert routed.swaps <= swaps
        first = next(op for op in routed.operations if op.gate == gate)
        at_start = {placement[qubit] for qubit in pairs[0]}
        assert (set(first.qubits) == at_start) is False
        assert (routed.operations[0].gate == cirq.SWAP) is (gate == cirq.ISWAP)


def test_settling_moves_partners_together():
    """The far ends of a line of three interact: one of them has to start inside."""
    q = cirq.LineQubit.range(3)
    line = nx.Graph(itertools.pairwise(LINE))
    router = Router([cirq.CZ(q[0], q[2])] * 2, q)
    settled = router.settle(dict(zip(q, LINE, strict=True)), line)
    assert set(settled.values()) == set(LINE)
    assert router.route(settled, line).swaps == 0


def test_the_same_seed_gives_the_same_route():
    q = cirq.LineQubit.range(6)
    operations = [cirq.CZ(*pair) for pair in itertools.combinations(q, 2)] * 2
    placement = dict(zip(q, sorted(GRID), strict=False))
    one, two = (Router(operations, q).route(placement, GRID, 3) for _ in range(2))
    assert one == two
