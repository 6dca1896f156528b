"""A compiled circuit to the place on the chip with the fewest errors.

Counts the errors of gates and of the readout; not what idle qubits lose.
"""

import heapq
import math
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import TypeAlias, TypeVar

import cirq
import networkx as nx

from circuits.devices.calibration import Calibration
from circuits.devices.embed import Placement, search_order

_Key = TypeVar("_Key", bound=Hashable)
# What it costs, and where the first few qubits are.
_Partial: TypeAlias = tuple[float, Placement]

# Partial placements kept at each step of the search.
_BEAM = 300
# What is better by less than this is as good: the circuit stays.
_MARGIN = 1e-9
# An error of 1 or more would make every place as bad as any other.
_MAX_ERROR = 0.999


def find_calibrated_spots(
    circuit: cirq.AbstractCircuit,
    measured: Collection[cirq.Qid],
    graph: nx.Graph,
    calibration: Calibration,
) -> Placement:
    """Moves a circuit on a chip to where `sum(log(1 - error))` is largest.

    The sum is over all gates, with their Pauli errors, and over the measured
    qubits, with `(p00_error + p11_error) / 2`. A beam search: of the placements of
    the first few qubits, the best are kept. So the best of all may be missed.

    Args:
        circuit: `cirq.AbstractCircuit`. Native gates on coupled qubits of the chip.
        measured: collection of `cirq.Qid`. Those of its qubits that are read out.
        graph: `networkx.Graph`. The chip's qubits and couplers.
        calibration: `Calibration`. What it does not know counts as the worst it
            does.

    Returns:
        Each of the circuit's qubits to the one that takes its place; no worse than
        where it was.

    Example:
    >>> from circuits import get_target
    >>> q = cirq.GridQubit.rect(1, 2, 4, 5)
    >>> weber = get_target("weber", "sqrt_iswap")
    >>> circuit = cirq.Circuit(cirq.SQRT_ISWAP(*q))
    >>> best = find_calibrated_spots(circuit, q, weber.graph, weber.calibration)
    >>> [str(best[qubit]) for qubit in q]
    ['q(1, 5)', 'q(1, 4)']
    """
    costs = _Costs(circuit, measured, graph, calibration)
    wanted = costs.wanted
    here = {qubit: qubit for qubit in wanted}
    grow = _Growth(costs, graph)
    beam: list[_Partial] = [(0.0, {})]
    for qubit in search_order(wanted):
        grown = [entry for partial in beam for entry in grow(qubit, *partial)]
        kept = heapq.nsmallest(_BEAM, grown, key=lambda entry: entry[0])
        if not kept:
            return here
        beam = [(total, {**taken, qubit: spot}) for total, taken, spot in kept]
    total, best = beam[0]
    return best if total < costs.of(here) - _MARGIN else here


class _Costs:
    """`-log(1 - error)` of each qubit and pair of a circuit, wherever it is put."""

    def __init__(
        self,
        circuit: cirq.AbstractCircuit,
        measured: Collection[cirq.Qid],
        graph: nx.Graph,
        calibration: Calibration,
    ) -> None:
        used = Counter(
            frozenset(operation.qubits)
            for operation in circuit.all_operations()
            if not cirq.is_measurement(operation)
        )
        self._counts = used
        self._measured = set(measured)
        self.wanted = nx.Graph()
        self.wanted.add_nodes_from(sorted(circuit.all_qubits()))
        self.wanted.add_edges_from(sorted(sorted(p) for p in used if len(p) == 2))
        readout = {
            spot: (error + calibration.p11_error.get(spot, error)) / 2
            for spot, error in calibration.p00_error.items()
        }
        self._gate = _logarithms(calibration.one_qubit_error, graph)
        self._readout = _logarithms(readout, graph)
        pairs = [frozenset(edge) for edge in graph.edges]
        self._pair = _logarithms(calibration.two_qubit_error or {}, pairs)

    def of_spot(self, qubit: cirq.Qid, spot: cirq.Qid) -> float:
        gates = self._counts[frozenset([qubit])] * self._gate[spot]
        return gates + (self._readout[spot] if qubit in self._measured else 0.0)

    def of_pair(
        self, one: cirq.Qid, two: cirq.Qid, spot: cirq.Qid, other: cirq.Qid
    ) -> float:
        return (
            self._counts[frozenset([one, two])] * self._pair[frozenset([spot, other])]
        )

    def of(self, placement: Placement) -> float:
        return sum(self.of_spot(*item) for item in placement.items()) + sum(
            self.of_pair(a, b, placement[a], placement[b]) for a, b in self.wanted.edges
        )


def _logarithms(
    errors: Mapping[_Key, float], keys: Iterable[_Key]
) -> dict[_Key, float]:
    """Takes the logarithms; without any error known, all are free."""
    worst = max(errors.values(), default=0.0)
    return {key: -math.log1p(-min(errors.get(key, worst), _MAX_ERROR)) for key in keys}


class _Growth:
    """Puts one more qubit where its neighbors need it, with what that costs."""

    def __init__(self, costs: _Costs, graph: nx.Graph) -> None:
        self._costs = costs
        self._graph = graph
        self._steps = dict(nx.all_pairs_shortest_path_length(costs.wanted))
        self._distance = dict(nx.all_pairs_shortest_path_length(graph))

    def __call__(
        self, qubit: cirq.Qid, total: float, taken: Placement
    ) -> Iterator[tuple[float, Placement, cirq.Qid]]:
        costs, graph = self._costs, self._graph
        near = [other for other in costs.wanted[qubit] if other in taken]
        used = set(taken.values())
        options = graph[taken[near[0]]] if near else graph
        free = [spot for spot in options if spot not in used]
        if not costs.wanted[qubit]:  # Alone: what is best now stays best.
            free = [min(free, key=lambda spot: costs.of_spot(qubit, spot))]
        for spot in free:
            if self._is_in_reach(qubit, spot, taken) and all(
                graph.has_edge(spot, taken[other]) for other in near
            ):
                more = costs.of_spot(qubit, spot) + sum(
                    costs.of_pair(qubit, other, spot, taken[other]) for other in near
                )
                yield total + more, taken, spot

    def _is_in_reach(self, qubit: cirq.Qid, spot: cirq.Qid, taken: Placement) -> bool:
        """No path of couplers may be longer than the one that it has to carry."""
        distance = self._distance[spot]
        return all(
            distance[taken[other]] <= steps
            for other, steps in self._steps[qubit].items()
            if other in taken
        )
