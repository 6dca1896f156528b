"""Swaps where a placement misses couplers, on the placed qubits alone.

Chooses no placement and knows no gateset: `circuits.devices.place` asks it.
"""

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cirq
import networkx as nx

from circuits.devices.commute import axis_on

# How far to look beyond the gates that are next, and how much these count.
_LOOK_AHEAD = 20
_AHEAD_WEIGHT = 0.5
# A distance counts by this power: below 1, gates that are nearly there go first.
_POWERS = (1.0, 0.5)


@dataclass(frozen=True)
class Routed:
    """Operations on coupled qubits, and where the logical qubits end.

    Args:
        operations: list of `cirq.Operation`, in time order, with `cirq.SWAP`s.
        qubit_map: dict. Logical qubit to physical qubit, at the start.
        final_map: dict. Logical qubit to physical qubit, at the end.
        swaps: int. Number of SWAPs added.
    """

    operations: list[cirq.Operation]
    qubit_map: dict[cirq.Qid, cirq.Qid]
    final_map: dict[cirq.Qid, cirq.Qid]
    swaps: int


class Router:
    """Routes one list of operations from many placements.

    Gates that commute on each qubit they share (diagonal ones, say) may change
    order. Of the swaps next to a waiting gate, the one goes first after which
    the waiting gates, and with less weight those behind them, are nearest. No
    qubit outside of the placement is touched.

    Args:
        operations: sequence of `cirq.Operation`, each on one or two qubits.
        qubits: sequence of `cirq.Qid`. All logical qubits, used or not.

    Example:
    >>> q = cirq.LineQubit.range(3)
    >>> pairs = [cirq.ZZ(q[0], q[1]), cirq.ZZ(q[1], q[2]), cirq.ZZ(q[0], q[2])]
    >>> line = nx.Graph([cirq.GridQubit.rect(1, 2), cirq.GridQubit.rect(1, 2, 0, 1)])
    >>> placement = dict(zip(q, cirq.GridQubit.rect(1, 3)))
    >>> routed = Router(pairs, q).route(placement, line)
    >>> routed.swaps, routed.final_map[q[0]]
    (1, cirq.GridQubit(0, 0))

    Reference:
        Li, Ding, Xie 2019, "Tackling the qubit mapping problem"
        (https://arxiv.org/abs/1809.02573). Differs: gates that commute, and
        distances that count by a power.
    """

    def __init__(
        self, operations: Sequence[cirq.Operation], qubits: Sequence[cirq.Qid]
    ) -> None:
        self._qubits = list(qubits)
        self._operations = list(operations)
        self._forward = _Order(self._operations, self._qubits)
        self._backward = _Order(self._operations[::-1], self._qubits)

    def route(
        self, placement: Mapping[cirq.Qid, cirq.Qid], graph: nx.Graph, seed: int = 0
    ) -> Routed:
        """Routes from a placement.

        Args:
            placement: mapping. Logical to physical qubits, connected on the chip.
            graph: `networkx.Graph`. The chip's qubits and couplers.
            seed: int. Settles ties, and the weight of distances.

        Returns:
            The routed operations; the same for the same seed.
        """
        walk = self._walk(placement, graph, seed)
        steps = list(walk.steps(self._forward))
        spots = [walk.spots[i] for i in walk.start]
        operations: list[cirq.Operation] = []
        at = dict(zip(self._qubits, spots, strict=True))
        for kind, first, second in steps:
            if kind == "swap":
                one, two = self._qubits[first], self._qubits[second]
                operations.append(cirq.SWAP(at[one], at[two]))
                at[one], at[two] = at[two], at[one]
            else:
                operation = self._operations[first]
                operations.append(operation.transform_qubits(lambda q: at[q]))
        swaps = sum(kind == "swap" for kind, _, _ in steps)
        start = dict(zip(self._qubits, spots, strict=True))
        return Routed(operations, start, at, swaps)

    def settle(
        self, placement: Mapping[cirq.Qid, cirq.Qid], graph: nx.Graph, seed: int = 0
    ) -> dict[cirq.Qid, cirq.Qid]:
        """Moves a placement's qubits to where the circuit likes to start.

        Routes there and back: where the way back ends, the circuit starts well.

        Args:
            placement: mapping, as for `route`.
            graph: `networkx.Graph`, as for `route`.
            seed: int, as for `route`.

        Returns:
            Logical to physical qubits, the same physical ones.
        """
        walk = self._walk(placement, graph, seed)
        for order in (self._forward, self._backward):
            for _ in walk.steps(order):
                pass
        return {
            qubit: walk.spots[spot]
            for qubit, spot in zip(self._qubits, walk.layout, strict=True)
        }

    def _walk(
        self, placement: Mapping[cirq.Qid, cirq.Qid], graph: nx.Graph, seed: int
    ) -> "_Walk":
        return _Walk([placement[qubit] for qubit in self._qubits], graph, seed)


class _Order:
    """Which operations may go next: those with all before them done, qubit by qubit.

    On each qubit, neighbors about one axis form a group, free in their order.
    """

    def __init__(
        self, operations: Sequence[cirq.Operation], qubits: Sequence[cirq.Qid]
    ) -> None:
        numbers = {qubit: i for i, qubit in enumerate(qubits)}
        self.members = [[numbers[q] for q in op.qubits] for op in operations]
        self.groups: list[list[int]] = []
        self.sizes: list[Counter[int]] = [Counter() for _ in qubits]
        self.inside: dict[tuple[int, int], list[int]] = {}
        axes: list[str | None] = [None] * len(qubits)
        last = [-1] * len(qubits)
        for index, operation in enumerate(operations):
            mine: list[int] = []
            own = self.members[index]
            for qubit, number in zip(operation.qubits, own, strict=True):
                axis = axis_on(operation, qubit)
                if axis is None or axis != axes[number]:
                    last[number] += 1
                axes[number] = axis
                mine.append(last[number])
                self.sizes[number][last[number]] += 1
                self.inside.setdefault((number, last[number]), []).append(index)
            self.groups.append(mine)
        self.pairs = [i for i, own in enumerate(self.members) if len(own) == 2]


class _Progress:
    """What of an order is done, and what may go next."""

    def __init__(self, order: _Order) -> None:
        self._order = order
        self._left = [Counter(sizes) for sizes in order.sizes]
        self._current = [0] * len(self._left)
        self._done = [False] * len(order.members)
        self._first_pair = 0

    def first(self) -> list[int]:
        return [index for index in range(len(self._done)) if self._is_ready(index)]

    def finish(self, index: int) -> list[int]:
        """Marks an operation as done, and returns those it was in the way of."""
        self._done[index] = True
        freed: list[int] = []
        for qubit, group in self._places(index):
            self._left[qubit][group] -= 1
            if not self._left[qubit][group]:
                self._current[qubit] += 1
                following = self._order.inside.get((qubit, group + 1), ())
                freed.extend(filter(self._is_ready, following))
        return freed

    def behind(self, front: set[int]) -> list[int]:
        """The next pairs that are neither done nor in front."""
        pairs = self._order.pairs
        while self._done[pairs[self._first_pair]]:
            self._first_pair += 1
        rest = itertools.islice(pairs, self._first_pair, None)
        left = (i for i in rest if not self._done[i] and i not in front)
        return list(itertools.islice(left, _LOOK_AHEAD))

    def _is_ready(self, index: int) -> bool:
        return all(
            self._current[qubit] == group for qubit, group in self._places(index)
        )

    def _places(self, index: int) -> Iterator[tuple[int, int]]:
        order = self._order
        return zip(order.members[index], order.groups[index], strict=True)


class _Walk:
    """One way through the operations, from a layout to another."""

    def __init__(self, spots: list[cirq.Qid], graph: nx.Graph, seed: int) -> None:
        self.spots = spots
        numbers = {spot: i for i, spot in enumerate(spots)}
        patch = graph.subgraph(spots)
        lengths = dict(nx.all_pairs_shortest_path_length(patch))
        self.start = list(range(len(spots)))
        self.layout = list(self.start)  # spot of each qubit
        self.holder = list(self.start)  # qubit on each spot
        self.near = [sorted(numbers[other] for other in patch[s]) for s in spots]
        self.distance = [[lengths[one][two] for two in spots] for one in spots]
        power = _POWERS[seed % len(_POWERS)]
        self.cost = [[float(d) ** power for d in row] for row in self.distance]
        self.random = random.Random(seed)

    def steps(self, order: _Order) -> Iterator[tuple[str, int, int]]:
        """Yields ("do", operation, 0) and ("swap", qubit, qubit)."""
        progress = _Progress(order)
        waiting = progress.first()
        stuck, before = 0, (-1, -1)
        while True:
            front: list[int] = []
            while waiting:
                index = waiting.pop(0)
                own = order.members[index]
                if len(own) == 2 and self._distance(own) > 1:
                    front.append(index)
                    continue
                yield "do", index, 0
                waiting.extend(progress.finish(index))
                stuck, before = 0, (-1, -1)
            if not front:
                return
            if stuck < 3 * len(self.spots):
                behind = progress.behind(set(front))
                pair = self._best_swap(order, front, behind, before)
            else:  # Walks in circles: bring one pair together, whatever else.
                nearest = min(front, key=lambda i: self._distance(order.members[i]))
                pair = self._approach(order.members[nearest])
            self._swap(*pair)
            yield "swap", *pair
            waiting, stuck, before = front, stuck + 1, pair

    def _distance(self, pair: list[int]) -> int:
        one, two = pair
        steps: int = self.distance[self.layout[one]][self.layout[two]]
        return steps

    def _swap(self, one: int, two: int) -> None:
        layout, holder = self.layout, self.holder
        layout[one], layout[two] = layout[two], layout[one]
        holder[layout[one]], holder[layout[two]] = one, two

    def _best_swap(
        self,
        order: _Order,
        front: list[int],
        behind: list[int],
        before: tuple[int, int],
    ) -> tuple[int, int]:
        partners: dict[int, list[tuple[int, float]]] = {}
        for some, weight in (
            (front, 1.0 / len(front)),
            (behind, _AHEAD_WEIGHT / max(len(behind), 1)),
        ):
            for index in some:
                one, two = order.members[index]
                partners.setdefault(one, []).append((two, weight))
                partners.setdefault(two, []).append((one, weight))
        active = {qubit for index in front for qubit in order.members[index]}
        swaps = {
            (min(qubit, other), max(qubit, other))
            for qubit in active
            for other in (self.holder[s] for s in self.near[self.layout[qubit]])
        }
        if len(swaps) > 1:
            swaps.discard(before)

        def gain(pair: tuple[int, int]) -> float:
            total = 0.0
            for qubit, other in (pair, pair[::-1]):
                here = self.cost[self.layout[qubit]]
                there = self.cost[self.layout[other]]
                for partner, weight in partners.get(qubit, ()):
                    if partner != other:
                        spot = self.layout[partner]
                        total += weight * (here[spot] - there[spot])
            return total

        gains = [(gain(pair), pair) for pair in sorted(swaps)]
        best = max(value for value, _ in gains)
        return self.random.choice([p for value, p in gains if value > best - 1e-9])

    def _approach(self, pair: list[int]) -> tuple[int, int]:
        one, two = pair
        far = self.distance[self.layout[two]]
        step = min(self.near[self.layout[one]], key=lambda spot: far[spot])
        other = self.holder[step]
        return min(one, other), max(one, other)
