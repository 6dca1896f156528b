import itertools

import numpy as np
import pytest

from tfq_bert.training.tuning_ranks import influence, ranked


def _trial(number, loss, accuracy=0.5, **values):
    return {"number": number, "loss": loss, "accuracy": accuracy, "values": values}


def test_the_objective_ranks_the_other_score_and_the_number_decide_between_equals():
    trials = [
        _trial(1, 0.3, 0.8),
        _trial(2, 0.2, 0.7),
        _trial(3, 0.2, 0.9),
        _trial(4, 0.1, 0.8),
        _trial(5, 0.3, 0.8),
    ]
    assert [t["number"] for t in ranked(trials, "loss")] == [4, 3, 2, 1, 5]
    assert [t["number"] for t in ranked(trials, "accuracy")] == [3, 4, 1, 5, 2]


def test_failed_trials_come_last():
    trials = [
        {"number": 1, "failed": "no"},
        _trial(2, 9.0),
        {"number": 3, "failed": ""},
    ]
    assert [t["number"] for t in ranked(trials, "loss")] == [2, 1, 3]


def test_a_setting_that_makes_the_order_has_nearly_all_of_it():
    """By hand: ranks 0 to 5 in groups 012 and 345. Total 17.5, inside 4, so within is
    1 and between 13.5: (13.5 - 1) / (17.5 + 1).
    """
    trials = [
        _trial(i, float(i), depth=i // 3, qubits=2, encoder="ab"[i % 2])
        for i in range(6)
    ]
    for trial in trials:
        trial["values"]["learning_rate"] = 0.1
    found = influence(trials)
    assert list(found) == ["depth", "encoder"]
    assert found["depth"] == pytest.approx(12.5 / 18.5, abs=1e-4)
    assert found["encoder"] == 0.0


def test_chance_has_no_influence_on_average():
    """All orders of 2 + 2 + 2 trials; a plain share would be 0.4 on average."""
    groups = [1, 1, 2, 2, 3, 3]
    found = []
    for order in set(itertools.permutations(groups)):
        trials = [
            {"number": i, "values": {**_flat(), "depth": depth}}
            for i, depth in enumerate(order)
        ]
        found.append(influence(trials)["depth"])
    # Above 0 only because what is below is cut off.
    assert np.median(found) < 0.02
    assert np.mean(found) < 0.2


def _flat():
    return {"learning_rate": 0.1, "depth": 1, "qubits": 2, "encoder": "zz"}


def test_numbers_of_a_range_are_compared_in_thirds():
    """By hand: 9 ranks in thirds. Total 60, inside 6, within 1: (54 - 2) / 61."""
    trials = [
        {"number": i, "values": {**_flat(), "learning_rate": 0.001 * (i + 1)}}
        for i in range(9)
    ]
    assert influence(trials) == {"learning_rate": pytest.approx(52 / 61, abs=1e-4)}


def test_too_few_trials_say_nothing():
    trials = [{"number": i, "values": {**_flat(), "depth": i}} for i in range(2)]
    assert influence(trials) == {}
    assert influence([{"number": 1, "failed": "", "values": _flat()}]) == {}
