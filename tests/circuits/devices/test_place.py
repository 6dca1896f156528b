"""Placement and routing."""

import itertools

import cirq
import networkx as nx
import numpy as np
import pytest

from circuits import get_target
from circuits.devices.embed import find_embedding
from circuits.devices.place import place_operations

GRAPH = get_target("sycamore").graph


def _line(num_qubits):
    qubits = cirq.LineQubit.range(num_qubits)
    return [cirq.CZ(a, b) for a, b in itertools.pairwise(qubits)], qubits


def _assert_same_up_to_maps(operations, qubits, placed):
    """Compares the states that both make of the same random product state."""
    gates = [
        cirq.MatrixGate(cirq.testing.random_unitary(2, random_state=seed))
        for seed in range(len(qubits))
    ]
    starts = [placed.qubit_map[qubit] for qubit in qubits]
    ends = [placed.final_map[qubit] for qubit in qubits]
    logical = cirq.Circuit(g(q) for g, q in zip(gates, qubits, strict=True))
    physical = cirq.Circuit(g(q) for g, q in zip(gates, starts, strict=True))
    one = (logical + cirq.Circuit(operations)).final_state_vector(
        qubit_order=qubits, dtype=np.complex128
    )
    two = (physical + cirq.Circuit(placed.operations)).final_state_vector(
        qubit_order=ends, dtype=np.complex128
    )
    assert abs(np.vdot(one, two)) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("num_qubits", range(1, 21))
def test_a_line_is_placed_on_coupled_qubits_without_swaps(num_qubits):
    operations, qubits = _line(num_qubits)
    placed = place_operations(operations, qubits, GRAPH)
    assert placed.swaps == 0
    assert placed.qubit_map == placed.final_map
    assert list(placed.qubit_map) == qubits
    assert len(set(placed.qubit_map.values())) == num_qubits
    for operation in placed.operations:
        assert GRAPH.has_edge(*operation.qubits)


@pytest.mark.parametrize("num_qubits", [4, 6, 8, 10, 16])
def test_an_even_ring_is_placed_without_swaps(num_qubits):
    ring = nx.cycle_graph(num_qubits)
    found = find_embedding(ring, GRAPH)
    assert all(GRAPH.has_edge(found[a], found[b]) for a, b in ring.edges)


def test_an_odd_ring_has_no_place_on_a_grid_and_is_routed():
    qubits = cirq.LineQubit.range(5)
    operations = [
        op
        for i in range(5)
        for op in (cirq.ry(0.3 + i)(qubits[i]), cirq.CZ(qubits[i], qubits[(i + 1) % 5]))
    ]
    assert find_embedding(nx.cycle_graph(5), GRAPH) is None
    placed = place_operations(operations, qubits, GRAPH)
    assert placed.swaps > 0
    assert all(
        GRAPH.has_edge(*op.qubits) for op in placed.operations if len(op.qubits) == 2
    )
    _assert_same_up_to_maps(operations, qubits, placed)


def test_all_to_all_with_idle_qubits_is_routed_and_read_in_logical_order():
    qubits = cirq.LineQubit.range(7)
    operations = [cirq.H(qubits[6])] + [
        op
        for a, b in itertools.combinations(qubits[:5], 2)
        for op in (cirq.CZ(a, b), cirq.ry(0.3 * a.x + b.x)(a))
    ]
    placed = place_operations(operations, qubits, GRAPH)
    assert set(placed.qubit_map) == set(placed.final_map) == set(qubits)
    assert placed.qubit_map != placed.final_map
    _assert_same_up_to_maps(operations, qubits, placed)


def test_isolated_qubits_find_places_of_their_own():
    qubits = cirq.LineQubit.range(4)
    placed = place_operations([cirq.CZ(qubits[0], qubits[3])], qubits, GRAPH)
    assert placed.swaps == 0
    assert len(set(placed.qubit_map.values())) == 4


def test_a_given_placement_is_kept():
    operations, qubits = _line(2)
    wanted = {qubits[0]: cirq.GridQubit(4, 6), qubits[1]: cirq.GridQubit(4, 5)}
    assert place_operations(operations, qubits, GRAPH, wanted).qubit_map == wanted


def test_a_disconnected_placement_is_refused_before_routing():
    operations, qubits = _line(2)
    apart = {qubits[0]: cirq.GridQubit(4, 5), qubits[1]: cirq.GridQubit(4, 7)}
    with pytest.raises(
        ValueError,
        match=r"^`placement` must be connected on the target, because SWAPs move along "
        r"couplers between its qubits\. Received: q\(0\) -> q\(4, 5\), "
        r"q\(1\) -> q\(4, 7\)\. Leave `placement` out to have one found\.$",
    ):
        place_operations(operations, qubits, GRAPH, apart)


@pytest.mark.parametrize(
    "spots",
    [
        [cirq.GridQubit(4, 5)],
        [cirq.GridQubit(4, 5), cirq.GridQubit(4, 5)],
        [cirq.GridQubit(4, 5), cirq.GridQubit(0, 0)],
        [cirq.GridQubit(4, 5), [1]],
        [cirq.GridQubit(4, 5), ([1],)],
    ],
    ids=["few", "same", "off", "a list", "a list in a tuple"],
)
def test_a_placement_that_is_none_is_refused(spots):
    operations, qubits = _line(2)
    placement = dict(zip(qubits, spots, strict=False))
    with pytest.raises(
        ValueError,
        match=r"^`placement` must name a qubit of the target for each of the circuit's "
        r"2 qubits, none twice\. Received: q\(0\) -> .*\. "
        r"Leave it out to have one found\.$",
    ):
        place_operations(operations, qubits, GRAPH, placement)


def test_a_circuit_larger_than_the_chip_is_refused_with_both_numbers():
    with pytest.raises(
        ValueError,
        match=r"^`circuit` must have at most 54 qubits to fit the target\. "
        r"Received: 55 qubits\. Use fewer, or a larger target\.$",
    ):
        place_operations([], cirq.LineQubit.range(55), GRAPH)


def test_one_qubit_is_not_called_qubits():
    alone = nx.Graph()
    alone.add_nodes_from([cirq.GridQubit(0, 0), cirq.GridQubit(0, 2)])
    operations, qubits = _line(2)
    with pytest.raises(ValueError, match=r"at most 1 qubit, because routing needs"):
        place_operations(operations, qubits, alone)


def test_a_place_that_was_not_found_is_not_said_not_to_exist():
    qubits = cirq.LineQubit.range(6)
    star = [cirq.CZ(qubits[0], qubit) for qubit in qubits[1:]]
    assert place_operations(star, qubits, GRAPH).reason == (
        "no place on the chip that couples all that interact exists or was found"
    )


def test_routing_stays_on_the_largest_connected_part():
    qubits = cirq.LineQubit.range(3)
    ring = [cirq.CZ(qubits[i], qubits[(i + 1) % 3]) for i in range(3)]
    two_pairs = nx.Graph([(0, 1), (2, 3)])
    graph = nx.relabel_nodes(two_pairs, lambda i: cirq.GridQubit(0, 2 * i))
    with pytest.raises(
        ValueError,
        match=r"^`circuit` must have at most 2 qubits, because routing needs a "
        r"connected part of the target\. Received: 3 qubits\. Use fewer, or a larger "
        r"target\.$",
    ):
        place_operations(ring, qubits, graph)
