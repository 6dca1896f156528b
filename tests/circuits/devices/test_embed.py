"""Places on a graph."""

import itertools

import networkx as nx
import pytest

from circuits import get_target
from circuits.devices.embed import find_embedding, search_order

GRAPHS = {name: get_target(name).graph for name in ("sycamore", "willow")}


@pytest.mark.parametrize("chip", sorted(GRAPHS))
@pytest.mark.parametrize("num_qubits", [4, 6, 8, 10, 16])
def test_an_even_ring_has_a_place(chip, num_qubits):
    ring = nx.cycle_graph(num_qubits)
    found = find_embedding(ring, GRAPHS[chip])
    assert len(set(found.values())) == num_qubits
    assert all(GRAPHS[chip].has_edge(found[a], found[b]) for a, b in ring.edges)


@pytest.mark.parametrize(
    "wanted",
    [
        nx.cycle_graph(5),
        nx.star_graph(5),
        nx.complete_bipartite_graph(3, 3),
        nx.grid_graph((3, 100)),
    ],
    ids=["odd ring", "five neighbors", "more couplers than a square", "too large"],
)
def test_what_has_no_place_is_told(wanted):
    assert find_embedding(wanted, GRAPHS["sycamore"]) is None


def test_each_qubit_but_the_first_of_a_part_follows_a_neighbor():
    wanted = nx.Graph([(0, 1), (2, 3), (3, 4), (3, 5)])
    order = search_order(wanted)
    assert order[0] in (2, 4, 5)
    assert sorted(order) == list(range(6))
    for position, qubit in itertools.islice(enumerate(order), 1, 4):
        assert any(other in order[:position] for other in wanted[qubit])
