"""Rings and lines of coupled qubits on a chip, however long.

Knows graphs only, and grows out of squares: a chip without any has lines alone.
"""

import random
from collections.abc import Hashable
from typing import Any, TypeAlias

import networkx as nx

_Spot: TypeAlias = Hashable
# What a stir does, and where.
_Move: TypeAlias = tuple[str, int, Any]

# Enough for the longest rings and lines that our five chips can hold. Many short tries
# find more than a few long ones: a bad start is seldom mended by stirring.
_MAX_TRIES = 60
_STIRS = 50


def find_chain(
    length: int, graph: nx.Graph, *, is_ring: bool = False
) -> list[Any] | None:
    """Looks for a line, or a ring, of coupled qubits.

    A ring starts as a square, and a line as a qubit. It grows where it can: at a free
    end, or by a detour over two free qubits in place of a coupler. Where it cannot, it
    is stirred: bent over another qubit or turned around in part, which keeps its
    length. All draws have a fixed seed.

    Args:
        length: int. Number of qubits.
        graph: `networkx.Graph`. The chip's free qubits and their couplers.
        is_ring: bool. Whether the last is to be coupled to the first.

    Returns:
        The qubits, in order; None if there is no such chain or none was found. A ring
        of an odd number is not looked for.

    Example:
    >>> ladder = nx.convert_node_labels_to_integers(nx.grid_2d_graph(2, 4))
    >>> find_chain(8, ladder, is_ring=True)
    [4, 0, 1, 2, 3, 7, 6, 5]
    """
    if length < 1:
        return []
    if length > _bound(graph, is_ring) or (is_ring and (length < 4 or length % 2)):
        return None
    for seed in range(_MAX_TRIES):
        chain = _Chain(graph, is_ring, random.Random(seed))
        for _ in range(length + _STIRS):
            if len(chain.spots) >= length:
                return chain.spots[:length]
            if not (chain.grow() or chain.stir()):
                break
    return None


def _bound(graph: nx.Graph, is_ring: bool) -> int:
    """No chain is longer: it is black and white in turns, as the grid's qubits are."""
    if is_ring:
        graph = nx.k_core(graph, 2)  # what is left without all that is dangling
    if not nx.is_bipartite(graph):
        return len(graph)
    longest = 0
    for part in nx.connected_components(graph):
        colors = nx.bipartite.color(graph.subgraph(part))
        fewer = min(sum(colors.values()), len(part) - sum(colors.values()))
        longest = max(longest, min(2 * fewer + (not is_ring), len(part)))
    return longest


class _Chain:
    """Qubits in a row, and the moves that keep them coupled.

    Sets are only asked whether they hold a qubit: their order is not repeatable.
    """

    def __init__(self, graph: nx.Graph, is_ring: bool, draw: random.Random) -> None:
        self._near = {spot: list(graph[spot]) for spot in graph}
        self._is_coupled = {spot: set(graph[spot]) for spot in graph}
        self._is_ring = is_ring
        self._draw = draw
        self.spots = self._square() if is_ring else [draw.choice(list(graph))]
        self._used = set(self.spots)

    def grow(self) -> bool:
        """Adds one qubit at an end, or two in place of a coupler, if any are free."""
        if not self._is_ring and self._grow_end():
            return True
        detours = [
            (index + 1, (one, two))
            for index, (here, there) in enumerate(self._couplers())
            for one in self._free(here)
            for two in self._free(one)
            if two in self._is_coupled[there]
        ]
        if not detours:
            return False
        index, added = min(detours, key=lambda detour: self._openness(detour[1]))
        self.spots[index:index] = added
        self._used.update(added)
        return True

    def stir(self) -> bool:
        """Changes the course, not the length; False if there is no way to."""
        moves = [*self._bends(), *self._turns()]
        if not moves:
            return False
        kind, index, value = self._draw.choice(moves)
        if kind == "bend":
            self._used.remove(self.spots[index])
            self._used.add(value)
            self.spots[index] = value
        else:
            self.spots[index:value] = self.spots[index:value][::-1]
        return True

    def _square(self) -> list[_Spot]:
        squares = [
            [here, one, across, other]
            for here in self._near
            for one in self._near[here]
            for across in self._near[one]
            for other in self._near[across]
            if other in self._is_coupled[here] and other != one and across != here
        ]
        return self._draw.choice(squares) if squares else []

    def _grow_end(self) -> bool:
        ends = [
            (index, spot)
            for index, end in ((0, self.spots[0]), (len(self.spots), self.spots[-1]))
            for spot in self._free(end)
        ]
        if not ends:
            return False
        index, spot = min(ends, key=lambda end: self._openness(end[1:]))
        self.spots.insert(index, spot)
        self._used.add(spot)
        return True

    def _couplers(self) -> list[tuple[_Spot, _Spot]]:
        """Each qubit with the next, and of a ring the last with the first."""
        following = self.spots[1:] + (self.spots[:1] if self._is_ring else [])
        return list(zip(self.spots, following, strict=False))

    def _free(self, spot: _Spot) -> list[_Spot]:
        return [other for other in self._near[spot] if other not in self._used]

    def _openness(self, spots: tuple[_Spot, ...]) -> tuple[int, float]:
        """Walks along what is taken first, which leaves no holes; else by chance."""
        return sum(len(self._free(spot)) for spot in spots), self._draw.random()

    def _bends(self) -> list[_Move]:
        """Corners that could go over the other qubit of their square."""
        spots = self.spots
        inner = range(len(spots)) if self._is_ring else range(1, len(spots) - 1)
        return [
            ("bend", index, spot)
            for index in inner
            for spot in self._free(spots[index - 1])
            if spot in self._is_coupled[spots[(index + 1) % len(spots)]]
        ]

    def _turns(self) -> list[_Move]:
        """Stretches that could be walked the other way around."""
        spots, place = self.spots, {s: index for index, s in enumerate(self.spots)}
        if self._is_ring:
            return [
                ("turn", index + 1, place[spot] + 1)
                for index, (here, there) in enumerate(self._couplers())
                for spot in self._near[here]
                if index + 1 < place.get(spot, 0)
                and spots[(place[spot] + 1) % len(spots)] in self._is_coupled[there]
                and (index, place[spot]) != (0, len(spots) - 1)
            ]
        last, first = spots[-1], spots[0]
        tails = [place[spot] + 1 for spot in self._near[last] if spot in place]
        heads = [place[spot] for spot in self._near[first] if spot in place]
        return [
            *(("turn", index, len(spots)) for index in tails if index < len(spots) - 1),
            *(("turn", 0, index) for index in heads if index > 1),
        ]
