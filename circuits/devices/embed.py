"""Logical qubits to coupled physical ones, if the chip has such a place.

Knows graphs only. The first place found is taken, whatever its error rates.
"""

from collections.abc import Iterator
from typing import TypeAlias

import cirq
import networkx as nx

Placement: TypeAlias = dict[cirq.Qid, cirq.Qid]

# Enough for any line we offer (a few steps a qubit), and under a second.
_MAX_STEPS = 20_000


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
    if _is_hopeless(wanted, graph):
        return None
    order = search_order(wanted)
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

    def free_neighbours(spot: cirq.Qid) -> int:
        return sum(other not in used for other in graph[spot])

    need = sum(other not in taken for other in wanted[qubit])
    spots = [spot for spot in spots if free_neighbours(spot) >= need]
    return iter(sorted(spots, key=free_neighbours))
