"""Logical qubits to physical ones: placement by search, routing where it fails.

Knows graphs and qubits, no gatesets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cirq
import networkx as nx

Placement: TypeAlias = dict[cirq.Qid, cirq.Qid]

# Enough for any line we offer (a few steps a qubit), and under a second.
_MAX_STEPS = 20_000


@dataclass(frozen=True)
class Placed:
    """Operations on physical qubits, and where each logical qubit stands.

    Args:
        operations: list of `cirq.Operation`, in time order.
        qubit_map: dict. Logical qubit to physical qubit, at the start.
        final_map: dict. Logical qubit to physical qubit, at the end.
        swaps: int. Number of SWAPs that routing added.
    """

    operations: list[cirq.Operation]
    qubit_map: Placement
    final_map: Placement
    swaps: int


def place_operations(
    operations: Sequence[cirq.Operation],
    qubits: Sequence[cirq.Qid],
    graph: nx.Graph,
    placement: Mapping[cirq.Qid, cirq.Qid] | None = None,
) -> Placed:
    """Moves operations onto a chip, with SWAPs only if couplers are missing.

    Args:
        operations: sequence of `cirq.Operation`, each on one or two qubits.
        qubits: sequence of `cirq.Qid`. All logical qubits, used or not.
        graph: `networkx.Graph`. The chip's qubits and couplers.
        placement: mapping. Logical to physical qubits; found by search if None.

    Returns:
        The placed operations and the two maps.

    Raises:
        ValueError: If there are more qubits than the chip has, or the placement
            does not name distinct qubits of the chip for all of them, or has to
            be routed and is not connected.

    Example:
    >>> line = cirq.LineQubit.range(2)
    >>> graph = nx.Graph([cirq.GridQubit.rect(1, 2)])
    >>> place_operations([cirq.CZ(*line)], line, graph).operations[0]
    cirq.CZ(cirq.GridQubit(0, 0), cirq.GridQubit(0, 1))
    """
    if len(qubits) > len(graph):
        raise ValueError(
            f"`circuit` must have at most {len(graph)} qubits to fit the target. "
            f"Received: {len(qubits)} qubits. Use fewer, or a larger target."
        )
    wanted = _interaction_graph(operations, qubits)
    if placement is None:
        found = find_embedding(wanted, graph) or _spread(wanted, graph)
    else:
        found = _checked(placement, qubits, graph)
    if all(graph.has_edge(found[a], found[b]) for a, b in wanted.edges):
        moved = [op.transform_qubits(lambda q: found[q]) for op in operations]
        return Placed(moved, found, dict(found), 0)
    return _route(operations, found, graph)


def find_embedding(wanted: nx.Graph, graph: nx.Graph) -> Placement | None:
    """Looks for qubits of a chip that are coupled wherever the circuit needs it.

    Depth first, with backtracking. Of the free places, those with the fewest free
    neighbours go first, which walks along the edge and leaves no holes.

    Args:
        wanted: `networkx.Graph`. Logical qubits, an edge where they interact.
        graph: `networkx.Graph`. The chip's qubits and couplers.

    Returns:
        Logical to physical qubits, in the order of `wanted`; None if there is no
        such placement or the search took too long.

    Example:
    >>> square = nx.Graph(nx.grid_2d_graph(2, 2))
    >>> find_embedding(nx.path_graph(4), square)
    {0: (0, 0), 1: (1, 0), 2: (1, 1), 3: (0, 1)}
    >>> find_embedding(nx.cycle_graph(3), square) is None
    True
    """
    if nx.is_bipartite(graph) and not nx.is_bipartite(wanted):
        # A grid has no odd cycles: spare the search.
        return None
    order = _search_order(wanted)
    taken: dict[cirq.Qid, cirq.Qid] = {}
    stack = [_candidates(order[0], taken, wanted, graph)] if order else []
    for _ in range(_MAX_STEPS):
        if len(taken) == len(order):
            return {qubit: taken[qubit] for qubit in wanted}
        spot = next(stack[-1], None)
        if spot is None:
            stack.pop()
            if not stack:
                return None
            del taken[order[len(stack) - 1]]
            continue
        taken[order[len(stack) - 1]] = spot
        if len(taken) < len(order):
            stack.append(_candidates(order[len(stack)], taken, wanted, graph))
    return None


def _search_order(wanted: nx.Graph) -> list[cirq.Qid]:
    """Largest part first, each from an end, so that neighbours follow neighbours."""
    order: list[cirq.Qid] = []
    parts = sorted(nx.connected_components(wanted), key=len, reverse=True)
    for part in parts:
        start = min((q for q in wanted if q in part), key=wanted.degree)
        order.extend(nx.dfs_preorder_nodes(wanted, start))
    return order


def _candidates(
    qubit: cirq.Qid, taken: Placement, wanted: nx.Graph, graph: nx.Graph
) -> Iterator[cirq.Qid]:
    used = set(taken.values())
    near = [taken[other] for other in wanted[qubit] if other in taken]
    spots = [
        spot
        for spot in (graph[near[0]] if near else graph)
        if spot not in used and all(graph.has_edge(spot, other) for other in near)
    ]

    def free_neighbours(spot: cirq.Qid) -> int:
        return sum(other not in used for other in graph[spot])

    need = sum(other not in taken for other in wanted[qubit])
    spots = [spot for spot in spots if free_neighbours(spot) >= need]
    return iter(sorted(spots, key=free_neighbours))


def _spread(wanted: nx.Graph, graph: nx.Graph) -> Placement:
    """Grows a connected patch, each qubit as near to its partners as it can be."""
    distance = dict(nx.all_pairs_shortest_path_length(graph))
    placed: Placement = {}
    region = max(nx.connected_components(graph), key=len)
    if len(wanted) > len(region):
        raise ValueError(
            f"`circuit` must have at most {len(region)} qubits, because routing "
            f"needs a connected part of the target. Received: {len(wanted)} qubits."
        )
    for qubit in _search_order(wanted):
        used = set(placed.values())
        spots = [
            spot
            for spot in graph
            if spot in region
            and spot not in used
            and (not used or any(other in used for other in graph[spot]))
        ]
        partners = [placed[other] for other in wanted[qubit] if other in placed]

        def cost(
            spot: cirq.Qid, partners: list[cirq.Qid] = partners
        ) -> tuple[int, int]:
            total = sum(distance[spot][other] for other in partners)
            return total, -int(graph.degree[spot])

        placed[qubit] = min(spots, key=cost)
    return {qubit: placed[qubit] for qubit in wanted}


def _route(
    operations: Sequence[cirq.Operation], found: Placement, graph: nx.Graph
) -> Placed:
    patch = graph.subgraph(found.values())
    if not nx.is_connected(patch):
        raise ValueError(
            "`placement` must be connected on the target, because SWAPs move along "
            f"couplers between its qubits. Received: {_shown(found)}. "
            "Leave `placement` out to have one found."
        )
    # The router is told of idle qubits too: it may move them out of the way.
    router = cirq.RouteCQC(graph)
    routed, initial, permutation = router.route_circuit(
        cirq.Circuit(operations),
        tag_inserted_swaps=True,
        initial_mapper=cirq.HardCodedInitialMapper(found),
    )
    moved = list(routed.all_operations())
    swaps = sum(cirq.RoutingSwapTag() in op.tags for op in moved)
    qubit_map = {qubit: initial[qubit] for qubit in found}
    final_map = {q: permutation[spot] for q, spot in qubit_map.items()}
    return Placed([op.untagged for op in moved], qubit_map, final_map, swaps)


def _interaction_graph(
    operations: Sequence[cirq.Operation], qubits: Sequence[cirq.Qid]
) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(qubits)
    graph.add_edges_from(op.qubits for op in operations if len(op.qubits) == 2)
    return graph


def _checked(
    placement: Mapping[cirq.Qid, cirq.Qid],
    qubits: Sequence[cirq.Qid],
    graph: nx.Graph,
) -> Placement:
    spots = [placement[qubit] for qubit in qubits if qubit in placement]
    if len(set(spots)) < len(qubits) or any(spot not in graph for spot in spots):
        raise ValueError(
            "`placement` must name a qubit of the target for each of the circuit's "
            f"{len(qubits)} qubits, none twice. Received: {_shown(placement)}. "
            "Leave it out to have one found."
        )
    return {qubit: placement[qubit] for qubit in qubits}


def _shown(placement: Mapping[cirq.Qid, cirq.Qid]) -> str:
    return ", ".join(f"{qubit} -> {spot}" for qubit, spot in placement.items())
