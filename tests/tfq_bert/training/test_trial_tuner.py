"""How a trial ends, with a formula in the place of training."""

import pytest

from tfq_bert.errors import InputError
from tfq_bert.training import TuningSpace
from tfq_bert.training.trial_tuner import TrialTuner
from tfq_bert.training.tune import _quiet_names
from tfq_bert.training.tuning_folder import TuningFolder
from tfq_bert.training.tuning_oracles import make_oracle

SPACE = TuningSpace((0.1,), (1, 2, 3, 4, 5, 6), (2,), ("zz",))


class Formula:
    """Fails for depths above 1; `error` is raised instead of the depth `at`."""

    objective = "accuracy"

    def __init__(self, folder, at=0, error=None):
        self.folder, self.at, self.error = TuningFolder(folder, folder), at, error
        self.depths = []

    def result(self, number, values):
        self.depths.append(values["depth"])
        if values["depth"] == self.at:
            raise self.error
        record = {"number": number, "values": values}
        if values["depth"] > 1:
            return record | {"failed": "too deep"}
        return record | {"accuracy": 0.75}


def _search(runs):
    oracle = make_oracle("grid", SPACE, objective=runs.objective, max_trials=6, seed=0)
    with _quiet_names():
        TrialTuner(oracle, runs).search_all()
    return oracle


def test_failed_trials_stop_no_other_however_many_they_are(tmp_path):
    runs = Formula(tmp_path)
    oracle = _search(runs)
    assert runs.depths == [1, 2, 3, 4, 5, 6]
    states = [trial.status for _, trial in sorted(oracle.trials.items())]
    assert states == ["COMPLETED"] + 5 * ["FAILED"]
    best = oracle.get_best_trials()[0]
    assert (best.score, best.hyperparameters.get("depth")) == (0.75, 1)


@pytest.mark.parametrize("kind", [InputError, ZeroDivisionError, KeyboardInterrupt])
def test_what_is_no_failure_of_a_trial_ends_the_search_as_it_is(tmp_path, kind):
    error = kind("at depth 3")
    runs = Formula(tmp_path, at=3, error=error)
    with pytest.raises(kind) as caught:
        _search(runs)
    assert caught.value is error
    assert runs.depths == [1, 2, 3]
