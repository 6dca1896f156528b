"""Which qubits meet, against lists by hand and what defines them."""

import itertools

import pytest

from circuits.pairs import all_pairs, bricks, chain, halvings, ring

SIZES = range(1, 13)


@pytest.mark.parametrize("num_qubits", SIZES)
def test_no_qubit_stands_twice_in_a_round_and_no_round_is_empty(num_qubits):
    kinds = [bricks(num_qubits), chain(num_qubits), all_pairs(num_qubits)]
    kinds += [ring(num_qubits, step) for step in range(1, num_qubits)]
    for pairs in itertools.chain(*kinds):
        flat = [position for pair in pairs for position in pair]
        assert flat
        assert len(set(flat)) == len(flat)


@pytest.mark.parametrize("num_qubits", SIZES)
def test_bricks_and_chain_join_all_neighbors_once(num_qubits):
    neighbors = [(i, i + 1) for i in range(num_qubits - 1)]
    assert sorted(itertools.chain(*bricks(num_qubits))) == neighbors
    assert list(itertools.chain(*chain(num_qubits))) == neighbors
    assert len(bricks(num_qubits)) == min(num_qubits - 1, 2)


@pytest.mark.parametrize("num_qubits", SIZES)
def test_a_tournament_joins_all_pairs_once_in_the_fewest_rounds(num_qubits):
    rounds = all_pairs(num_qubits)
    pairs = sorted(itertools.chain(*rounds))
    assert pairs == list(itertools.combinations(range(num_qubits), 2))
    fewest = {1: 0, 2: 1, 3: 3, 4: 3, 5: 5, 6: 5, 7: 7, 8: 7}
    assert len(rounds) == fewest.get(num_qubits, num_qubits - 1 + num_qubits % 2)


@pytest.mark.parametrize("num_qubits", range(2, 9))
def test_a_ring_keeps_the_order_of_pairs_that_share_a_qubit(num_qubits):
    """Each stands after all earlier ones on its qubits, and directly after one."""
    for step in range(1, num_qubits):
        rounds = ring(num_qubits, step)
        when = {pair: i for i, pairs in enumerate(rounds) for pair in pairs}
        ordered = [(i, (i + step) % num_qubits) for i in range(num_qubits)]
        assert set(when) == set(ordered)
        for index, pair in enumerate(ordered):
            before = [when[p] for p in ordered[:index] if set(p) & set(pair)]
            assert when[pair] == max(before, default=-1) + 1


def test_one_qubit_has_nobody_to_meet():
    assert bricks(1) == chain(1) == ring(1, 1) == all_pairs(1) == halvings(1) == []


def test_halvings_end_at_the_first_of_two():
    assert halvings(8) == [[0, 1, 2, 3, 4, 5, 6, 7], [0, 2, 4, 6], [0, 4]]
    assert halvings(3) == [[0, 1, 2], [0, 2]]
