"""Logical qubits to physical ones: placement by search, routing where it fails.

Knows graphs and qubits, no gatesets.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cirq
import networkx as nx

from circuits.devices.embed import Placement, find_embedding, search_order
from circuits.devices.route import Routed, Router

# Passes over the two-qubit gates, of all tries to route together: about a second.
_MAX_WORK = 12_000
_MAX_TRIES = 24
_MIN_TRIES = 2
# Patches of the chip that tries start from, and qubits that these grow from.
_NUM_PATCHES = 3
_NUM_SEEDS = 12


@dataclass(frozen=True)
class Placed:
    """Operations on physical qubits, and where each logical qubit stands.

    Args:
        operations: list of `cirq.Operation`, in time order.
        qubit_map: dict. Logical qubit to physical qubit, at the start.
        final_map: dict. Logical qubit to physical qubit, at the end.
        swaps: int. Number of SWAPs that routing added.
        reason: str or None. Why it had to add them; None if it did not route.
    """

    operations: list[cirq.Operation]
    qubit_map: Placement
    final_map: Placement
    swaps: int = 0
    reason: str | None = None


def place_operations(
    operations: Sequence[cirq.Operation],
    qubits: Sequence[cirq.Qid],
    graph: nx.Graph,
    placement: Mapping[cirq.Qid, cirq.Qid] | None = None,
) -> Placed:
    """Moves operations onto a chip, with SWAPs only if couplers are missing.

    Where it routes, it does so from several placements, and keeps what has the
    fewest SWAPs. It draws them with a fixed seed: the same circuit comes out the
    same.

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
            f"`circuit` must have at most {_qubits(len(graph))} to fit the target. "
            f"Received: {len(qubits)} qubits. Use fewer, or a larger target."
        )
    wanted = _interaction_graph(operations, qubits)
    if placement is not None:
        found: Placement | None = _checked(placement, qubits, graph)
    else:
        found = find_embedding(wanted, graph)
    if found is None:
        starts = _starts(wanted, graph)
        routed = _route(operations, qubits, graph, starts, settle=True)
        return _told(routed, _reason(wanted, graph))
    spots = found
    if all(graph.has_edge(spots[a], spots[b]) for a, b in wanted.edges):
        moved = [op.transform_qubits(lambda q: spots[q]) for op in operations]
        return Placed(moved, spots, dict(spots))
    _check_connected(spots, graph)
    routed = _route(operations, qubits, graph, iter([spots] * _MAX_TRIES), settle=False)
    return _told(routed, "the placement given does not couple all that interact")


def _told(routed: Routed, reason: str) -> Placed:
    return Placed(
        routed.operations, routed.qubit_map, routed.final_map, routed.swaps, reason
    )


def _reason(wanted: nx.Graph, graph: nx.Graph) -> str:
    if nx.is_bipartite(graph) and not nx.is_bipartite(wanted):
        return "qubits interact in an odd ring, and the chip's grid has even rings only"
    return "no place on the chip that couples all that interact exists or was found"


def _route(
    operations: Sequence[cirq.Operation],
    qubits: Sequence[cirq.Qid],
    graph: nx.Graph,
    starts: Iterator[Placement],
    *,
    settle: bool,
) -> Routed:
    """Routes from each start while there is time, and keeps the fewest SWAPs."""
    # The router is told of idle qubits too: it may move them out of the way.
    router = Router(operations, qubits)
    work = 3 * sum(len(operation.qubits) == 2 for operation in operations)
    tries = min(_MAX_TRIES, max(_MIN_TRIES, _MAX_WORK // work))
    best: Routed | None = None
    for seed, start in zip(range(tries), starts, strict=False):
        if settle:
            start = router.settle(start, graph, seed)
        routed = router.route(start, graph, seed)
        if best is None or routed.swaps < best.swaps:
            best = routed
    assert best is not None  # there is always a first start
    return best


def _starts(wanted: nx.Graph, graph: nx.Graph) -> Iterator[Placement]:
    """Yields placements on compact patches: first as the circuit asks, then any."""
    distance = dict(nx.all_pairs_shortest_path_length(graph))
    patches = _patches(len(wanted), graph, distance)
    yield _spread(wanted, graph, distance)
    for patch in patches:
        yield _spread(wanted, graph.subgraph(patch), distance)
    draw = random.Random(0)
    while True:
        for patch in patches:
            yield dict(zip(wanted, draw.sample(patch, len(patch)), strict=True))


def _patches(
    size: int, graph: nx.Graph, distance: dict[cirq.Qid, dict[cirq.Qid, int]]
) -> list[list[cirq.Qid]]:
    """Grows connected patches from several qubits; the most compact come first."""
    region = max(nx.connected_components(graph), key=len)
    if size > len(region):
        raise ValueError(
            f"`circuit` must have at most {_qubits(len(region))}, because routing "
            f"needs a connected part of the target. Received: {_qubits(size)}. "
            "Use fewer, or a larger target."
        )
    spots = [spot for spot in graph if spot in region]
    found: list[tuple[int, list[cirq.Qid]]] = []
    for start in spots[:: max(1, len(spots) // _NUM_SEEDS)]:
        patch = [start]
        total = 0
        away = {spot: distance[start][spot] for spot in graph[start]}
        while len(patch) < size:
            spot = min(away, key=lambda s: (away[s], -graph.degree[s]))
            total += away.pop(spot)
            patch.append(spot)
            for other in away:
                away[other] += distance[spot][other]
            for other in graph[spot]:
                if other not in patch and other not in away:
                    away[other] = sum(distance[other][own] for own in patch)
        found.append((total, patch))
    found.sort(key=lambda pair: pair[0])
    return [patch for _, patch in found[:_NUM_PATCHES]]


def _spread(
    wanted: nx.Graph,
    graph: nx.Graph,
    distance: dict[cirq.Qid, dict[cirq.Qid, int]],
) -> Placement:
    """Grows a connected patch, each qubit as near to its partners as it can be."""
    placed: Placement = {}
    region = max(nx.connected_components(graph), key=len)
    for qubit in search_order(wanted):
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


def _check_connected(placement: Placement, graph: nx.Graph) -> None:
    if not nx.is_connected(graph.subgraph(placement.values())):
        raise ValueError(
            "`placement` must be connected on the target, because SWAPs move along "
            f"couplers between its qubits. Received: {_shown(placement)}. "
            "Leave `placement` out to have one found."
        )


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
    # What is no qubit may have no hash, such as a list.
    are_spots = all(isinstance(s, cirq.Qid) and s in graph for s in spots)
    if not are_spots or len(set(spots)) < len(qubits):
        raise ValueError(
            "`placement` must name a qubit of the target for each of the circuit's "
            f"{len(qubits)} qubits, none twice. Received: {_shown(placement)}. "
            "Leave it out to have one found."
        )
    return {qubit: placement[qubit] for qubit in qubits}


def _shown(placement: Mapping[cirq.Qid, cirq.Qid]) -> str:
    return ", ".join(f"{qubit} -> {spot}" for qubit, spot in placement.items())


def _qubits(number: int) -> str:
    return f"{number} qubit" if number == 1 else f"{number} qubits"
