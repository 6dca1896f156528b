"""What the oracles choose, with a formula in the place of training."""

import pytest

from tfq_bert.training import LogRange, TuningSpace
from tfq_bert.training.trial_tuner import TrialTuner
from tfq_bert.training.tuning_folder import TuningFolder
from tfq_bert.training.tuning_oracles import make_oracle
from tfq_bert.training.tuning_space import SEARCHES

RANGE = TuningSpace(LogRange(1e-4, 1e-1), (1, 2, 4), (2, 4), ("angle_ry", "zz"))
LISTS = TuningSpace((0.1,), (1, 2, 4), (2,), ("angle_ry", "zz"))


class Formula:
    """Stands where `TrialRuns` does: the loss is best at rate 0.003 and depth 4."""

    objective = "loss"

    def __init__(self, folder):
        self.folder, self.chosen = TuningFolder(folder, folder), []

    def result(self, number, values):
        assert number == len(self.chosen) + 1
        self.chosen.append(values)
        loss = abs(values["learning_rate"] - 0.003) - 0.01 * values["depth"]
        return {"number": number, "values": values, "loss": loss}


@pytest.fixture
def choose(tmp_path):
    """Returns the values that a search chooses."""

    def search(kind, space, count, seed=0, known=lambda _: None):
        from tfq_bert.training.tune import _quiet_names

        runs = Formula(tmp_path)
        oracle = make_oracle(
            kind,
            space,
            objective="loss",
            max_trials=count,
            seed=seed,
            known=known,
        )
        with _quiet_names():
            TrialTuner(oracle, runs).search_all()
        return runs.chosen

    return search


@pytest.mark.parametrize("kind", ["random", "grid"])
def test_a_search_takes_the_same_way_again_and_a_longer_one_begins_with_it(
    choose, kind
):
    space = RANGE.as_grid() if kind == "grid" else RANGE
    first = choose(kind, space, 6)
    assert len(first) == 6
    assert choose(kind, space, 7)[:6] == first


@pytest.mark.parametrize("kind", ["random", "bayesian"])
def test_another_seed_takes_another_way(choose, kind):
    assert choose(kind, RANGE, 4, seed=0) != choose(kind, RANGE, 4, seed=1)


@pytest.mark.parametrize("kind", SEARCHES)
def test_every_combination_of_lists_is_tried_once(choose, kind):
    found = choose(kind, LISTS, 6)
    assert len({tuple(values.items()) for values in found}) == 6 == len(found)


def test_a_bayesian_search_goes_where_the_formula_is_best(choose):
    """After five random trials; the best depth is in most of the later ones."""
    later = choose("bayesian", RANGE, 8)[5:]
    assert sum(values["depth"] == 4 for values in later) > len(later) / 2


def test_a_bayesian_search_that_is_told_its_first_trials_goes_on_alike(choose):
    first = choose("bayesian", RANGE, 7)
    told = dict(enumerate(first[:6], start=1))
    assert choose("bayesian", RANGE, 7, known=told.get) == first


def test_nothing_is_printed(choose, capfd):
    choose("random", RANGE, 3)
    assert capfd.readouterr() == ("", "")
