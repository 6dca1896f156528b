"""Which qubits meet, and when: pairs of positions in rounds.

Pairs of one round share no qubit, so a round is one moment. Knows no gates.
"""

from collections.abc import Iterable
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int]
Rounds: TypeAlias = list[list[Pair]]


def bricks(num_qubits: int) -> Rounds:
    """Pairs neighbors on a line: (0, 1), (2, 3), ... then (1, 2), (3, 4), ...

    Args:
        num_qubits: int.

    Returns:
        At most two rounds; none is empty.

    Example:
    >>> bricks(4)
    [[(0, 1), (2, 3)], [(1, 2)]]
    """
    rounds = [[(i, i + 1) for i in range(first, num_qubits - 1, 2)] for first in (0, 1)]
    return [round_ for round_ in rounds if round_]


def chain(num_qubits: int) -> Rounds:
    """Pairs neighbors on a line one after the other: (0, 1), then (1, 2), ...

    Args:
        num_qubits: int.

    Returns:
        `num_qubits - 1` rounds.

    Example:
    >>> chain(3)
    [[(0, 1)], [(1, 2)]]
    """
    return [[(i, i + 1)] for i in range(num_qubits - 1)]


def ring(num_qubits: int, step: int) -> Rounds:
    """Pairs each qubit `i` with `i + step`, counted around a ring, in the order of `i`.

    Args:
        num_qubits: int.
        step: int, from 1 to `num_qubits - 1`.

    Returns:
        `num_qubits` pairs, each in the first round that its qubits allow; none for
        one qubit.

    Example:
    >>> ring(4, 2)
    [[(0, 2), (1, 3)], [(2, 0), (3, 1)]]
    """
    if num_qubits < 2:
        return []
    return _packed((i, (i + step) % num_qubits) for i in range(num_qubits))


def all_pairs(num_qubits: int) -> Rounds:
    """Pairs each qubit with each other one once, as in a tournament.

    Args:
        num_qubits: int.

    Returns:
        `num_qubits - 1` rounds of an even number, `num_qubits` of an odd one, none of
        one qubit. In each pair the smaller position stands first.

    Example:
    >>> all_pairs(4)
    [[(0, 3), (1, 2)], [(0, 1), (2, 3)], [(0, 2), (1, 3)]]
    """
    if num_qubits < 2:
        return []
    # Players on a circle meet when their numbers add up to the round's. Of an even
    # number, the last sits in the middle and meets whoever would meet himself.
    size = num_qubits - 1 + num_qubits % 2
    rounds: Rounds = [[] for _ in range(size)]
    for i in range(num_qubits):
        for j in range(i + 1, num_qubits):
            rounds[(2 * i if j == size else i + j) % size].append((i, j))
    return rounds


def halvings(num_qubits: int) -> list[list[int]]:
    """Keeps the first of each two positions, again and again, down to one.

    Args:
        num_qubits: int.

    Returns:
        The positions at each stage that has two or more.

    Example:
    >>> halvings(5)
    [[0, 1, 2, 3, 4], [0, 2, 4], [0, 4]]
    """
    stages = []
    active = list(range(num_qubits))
    while len(active) > 1:
        stages.append(active)
        active = active[::2]
    return stages


def _packed(pairs: Iterable[Pair]) -> Rounds:
    """Puts pairs, in order, each into the first round after those it waits for."""
    rounds: Rounds = []
    free: dict[int, int] = {}  # position to the first round in which it is free
    for pair in pairs:
        index = max(free.get(position, 0) for position in pair)
        if index == len(rounds):
            rounds.append([])
        rounds[index].append(pair)
        free.update(dict.fromkeys(pair, index + 1))
    return rounds
