"""Places on a graph."""

import itertools

import networkx as nx
import pytest

from circuits import get_target
from circuits.devices.embed import find_embedding, search_order

# Row and column of the places of a ring and a line of 16 on Willow.
RING = [
    *[(0, 6), (0, 7), (0, 8), (1, 8), (1, 7), (2, 7), (2, 8), (2, 9)],
    *[(2, 10), (3, 10), (3, 9), (3, 8), (3, 7), (3, 6), (2, 6), (1, 6)],
]
LINE = [
    *[(6, 0), (6, 1), (5, 1), (5, 2), (4, 2), (4, 3), (3, 3), (3, 4)],
    *[(2, 4), (2, 5), (1, 5), (1, 6), (0, 6), (0, 7), (0, 8), (1, 8)],
]
GRAPHS = {name: get_target(name).graph for name in ("sycamore", "willow")}


@pytest.mark.parametrize("chip", sorted(GRAPHS))
@pytest.mark.parametrize("num_qubits", [4, 6, 8, 10, 16])
def test_an_even_ring_has_a_place(chip, num_qubits):
    ring = nx.cycle_graph(num_qubits)
    found = find_embedding(ring, GRAPHS[chip])
    assert len(set(found.values())) == num_qubits
    assert all(GRAPHS[chip].has_edge(found[a], found[b]) for a, b in ring.edges)


def _check_place(wanted, graph):
    """Places a graph; asks that its qubits differ and that its edges are couplers."""
    found = find_embedding(wanted, graph)
    assert list(found) == list(wanted)
    assert len(set(found.values())) == len(wanted)
    assert all(graph.has_edge(found[a], found[b]) for a, b in wanted.edges)


@pytest.mark.parametrize(
    ("chip", "longest"), [("sycamore", 48), ("willow", 98)], ids=["sycamore", "willow"]
)
def test_long_rings_and_lines_have_a_place(chip, longest):
    """Up to what black and white qubits in turns allow: 24 and 49 of the fewer."""
    for num_qubits in range(18, longest + 1, 8):
        _check_place(nx.cycle_graph(num_qubits), GRAPHS[chip])
    _check_place(nx.cycle_graph(longest), GRAPHS[chip])
    _check_place(nx.path_graph(longest + 1), GRAPHS[chip])
    assert find_embedding(nx.cycle_graph(longest + 2), GRAPHS[chip]) is None
    assert find_embedding(nx.path_graph(longest + 2), GRAPHS[chip]) is None


def test_rings_lines_and_single_qubits_are_placed_beside_each_other():
    parts = [nx.cycle_graph(18), nx.cycle_graph(24), nx.path_graph(20)]
    wanted = nx.disjoint_union_all([*parts, nx.path_graph(9), nx.empty_graph(3)])
    _check_place(wanted, GRAPHS["willow"])


def test_places_that_were_found_before_stay_the_first():
    """Numbers were measured on these."""
    ring = find_embedding(nx.cycle_graph(16), GRAPHS["willow"])
    line = find_embedding(nx.path_graph(16), GRAPHS["willow"])
    assert [(q.row, q.col) for q in ring.values()] == RING
    assert [(q.row, q.col) for q in line.values()] == LINE


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
