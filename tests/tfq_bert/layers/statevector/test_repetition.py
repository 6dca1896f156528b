import numpy as np
import pytest

from tfq_bert.layers.statevector.repetition import MIN_TURNS, Repeat, find_repetition
from tfq_bert.layers.statevector.steps import Multiply, make_move

FIRST, SECOND = (make_move(np.array(s, np.int32)) for s in ([1, 0], [0, 1]))


def _steps(turns, body):
    """Repeats a body, with a matrix of its own at each product."""
    steps = []
    for place in range(turns * len(body)):
        part = body[place % len(body)]
        steps.append(Multiply(place, *part) if isinstance(part, tuple) else part)
    return steps


def test_the_turns_are_found_between_other_steps():
    body = [FIRST, (0, 2), (2, 2), SECOND, (0, 2)]
    turns = _steps(8, body)
    before, after = Multiply(97, 0, 1), Multiply(98, 1, 1)
    first, repeat, last = find_repetition([before, *turns, after])
    assert (first, last) == (before, after)
    assert isinstance(repeat, Repeat)
    assert (repeat.count, repeat.body) == (8, turns[:5])
    assert repeat.indices[1] == [1 + 5 * turn for turn in range(8)]


@pytest.mark.parametrize("turns", [0, 1, MIN_TURNS - 1])
def test_few_turns_are_written_out(turns):
    steps = _steps(turns, [FIRST, (0, 2)])
    assert find_repetition(steps) == steps


def test_the_shortest_body_is_chosen():
    (repeat,) = find_repetition(_steps(12, [FIRST, (0, 2)]))
    assert (repeat.count, len(repeat.body)) == (12, 2)


def test_matrices_on_other_qubits_do_not_repeat():
    steps = [Multiply(i, i, 1) for i in range(3 * MIN_TURNS)]
    assert find_repetition(steps) == steps
