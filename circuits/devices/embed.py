"""Logical qubits to coupled physical ones, if the chip has such a place.

Knows graphs only. The first place found is taken, whatever its error rates.
"""

from collections.abc import Iterator
from typing import TypeAlias

import cirq
import networkx as nx

from circuits.devices.chains import find_chain

Placement: TypeAlias = dict[cirq.Qid, cirq.Qid]

# About an eighth of a second.
_MAX_STEPS = 20_000
# Of lines and rings above 16 qubits, for which there is a second way.
_FEW_STEPS = 5_000
_FEW_QUBITS = 16


def find_embedding(wanted: nx.Graph, graph: nx.Graph) -> Placement | None:
    """Looks for qubits of a chip that are coupled wherever the circuit needs it.

    Depth first, with backtracking. Of the free places, those with the fewest free
    neighbors go first, which walks along the edge and leaves no holes. Where that
    takes too long, rings and lines are grown by `find_chain`.

    Args:
        wanted: `networkx.Graph`. Logical qubits, an edge where they interact.
        graph: `networkx.Graph`. The chip's qubits and couplers.

    Returns:
        Logical to physical qubits, in the order of `wanted`; None if there is no
        such placement or none was found in time.

    Example:
    >>> square = nx.Graph(nx.grid_2d_graph(2, 2))
    >>> find_embedding(nx.path_graph(4), square)
    {0: (0, 0), 1: (1, 0), 2: (1, 1), 3: (0, 1)}
    >>> find_embedding(nx.cycle_graph(3), square) is None
    True
    """
    if _is_hopeless(wanted, graph):
        return None
    are_chains = all(degree <= 2 for _, degree in wanted.degree)
    is_short = are_chains and len(wanted) > _FEW_QUBITS
    found = _search(wanted, graph, _FEW_STEPS if is_short else _MAX_STEPS)
    if found is None and are_chains:
        found = _lay_chains(wanted, graph)
    return None if found is None else {qubit: found[qubit] for qubit in wanted}


def _search(wanted: nx.Graph, graph: nx.Graph, max_steps: int) -> Placement | None:
    order = search_order(wanted)
    taken: dict[cirq.Qid, cirq.Qid] = {}
    stack = [_candidates(order[0], taken, wanted, graph)] if order else []
    for _ in range(max_steps):
        if len(taken) == len(order):
            return taken
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


def _lay_chains(wanted: nx.Graph, graph: nx.Graph) -> Placement | None:
    """Places rings one by one, then all lines on a long one, then what is alone."""
    order = search_order(wanted)
    rings: list[list[cirq.Qid]] = []
    line: list[cirq.Qid] = []
    alone: list[cirq.Qid] = []
    while order:
        size = len(nx.node_connected_component(wanted, order[0]))
        part, order = order[:size], order[size:]
        if wanted.degree[part[0]] == 2:  # the end of a line would come first
            rings.append(part)
        else:
            (line if size > 1 else alone).extend(part)
    free = graph.copy()
    placed: Placement = {}
    for part, is_ring in [*((ring, True) for ring in rings), (line, False)]:
        spots = find_chain(len(part), free, is_ring=is_ring)
        if spots is None:
            return None
        placed.update(zip(part, spots, strict=True))
        free.remove_nodes_from(spots)
    if len(alone) > len(free):
        return None
    return {**placed, **dict(zip(alone, free, strict=False))}


def _is_hopeless(wanted: nx.Graph, graph: nx.Graph) -> bool:
    """Spares the search: a grid has no odd cycles and four neighbors at most."""
    if nx.is_bipartite(graph) and not nx.is_bipartite(wanted):
        return True
    if wanted.number_of_edges() > graph.number_of_edges():
        return True
    degrees, offered = (
        sorted((degree for _, degree in some.degree), reverse=True)
        for some in (wanted, graph)
    )
    return any(need > has for need, has in zip(degrees, offered, strict=False))


def search_order(wanted: nx.Graph) -> list[cirq.Qid]:
    """Orders logical qubits such that each but the first of a part has a neighbor.

    Args:
        wanted: `networkx.Graph`. Logical qubits, an edge where they interact.

    Returns:
        The qubits, the largest connected part first, each from an end.
    """
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

    def free_neighbors(spot: cirq.Qid) -> int:
        return sum(other not in used for other in graph[spot])

    need = sum(other not in taken for other in wanted[qubit])
    spots = [spot for spot in spots if free_neighbors(spot) >= need]
    return iter(sorted(spots, key=free_neighbors))
