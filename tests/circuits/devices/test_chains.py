"""Rings and lines: against the bound of a checkered grid, and on broken chips."""

import itertools
import random

import networkx as nx
import pytest

from circuits import get_target, list_targets
from circuits.devices.chains import find_chain

WILLOW = get_target("willow").graph


def _assert_chain(found, length, graph, is_ring):
    assert len(found) == len(set(found)) == length
    assert all(graph.has_edge(*pair) for pair in itertools.pairwise(found))
    assert not is_ring or graph.has_edge(found[-1], found[0])


@pytest.mark.parametrize("num_qubits", range(4, 61, 2))
def test_every_even_ring_is_found_on_willow(num_qubits):
    found = find_chain(num_qubits, WILLOW, is_ring=True)
    _assert_chain(found, num_qubits, WILLOW, True)


@pytest.mark.parametrize("name", list_targets())
def test_the_longest_line_of_a_chip_is_found(name):
    """By hand: neighbors differ in color, so the fewer color is every second qubit."""
    graph = get_target(name).graph
    dark = sum((qubit.row + qubit.col) % 2 for qubit in graph)
    longest = 2 * min(dark, len(graph) - dark) + 1
    _assert_chain(find_chain(longest, graph), longest, graph, False)
    assert find_chain(longest + 1, graph) is None


@pytest.mark.parametrize("seed", range(5))
def test_a_chip_with_dead_qubits_and_couplers_still_has_rings_and_lines(seed):
    draw = random.Random(seed)
    graph = WILLOW.copy()
    graph.remove_nodes_from(draw.sample(list(graph), 8))
    graph.remove_edges_from(draw.sample(list(graph.edges), 8))
    for num_qubits, is_ring in ((20, True), (40, True), (21, False), (60, False)):
        found = find_chain(num_qubits, graph, is_ring=is_ring)
        _assert_chain(found, num_qubits, graph, is_ring)


def test_a_hamiltonian_ring_of_a_rectangle_is_found():
    graph = nx.grid_2d_graph(4, 5)
    _assert_chain(find_chain(20, graph, is_ring=True), 20, graph, True)


def test_the_same_chain_is_found_again():
    found = [find_chain(50, WILLOW, is_ring=True) for _ in range(2)]
    assert found[0] == found[1]


@pytest.mark.parametrize("is_ring", [True, False])
def test_no_qubits_are_no_chain(is_ring):
    assert find_chain(0, WILLOW, is_ring=is_ring) == []


@pytest.mark.parametrize(
    ("length", "graph"),
    [
        (5, nx.grid_2d_graph(3, 3)),
        (2, nx.grid_2d_graph(3, 3)),
        (10, nx.grid_2d_graph(3, 3)),
        (4, nx.path_graph(9)),
        (8, nx.disjoint_union(nx.cycle_graph(4), nx.cycle_graph(4))),
        (6, nx.cycle_graph(6)),
    ],
    ids=["odd", "two", "too long", "a tree", "two parts", "no square"],
)
def test_a_ring_that_is_not_found_is_none(length, graph):
    assert find_chain(length, graph, is_ring=True) is None
