"""The three ways to choose the next trial, as Keras Tuner's own oracles.

Does not train. Each chooses the same trials again when it is told the same scores from
the start, which is how a tuning goes on: when Keras Tuner 1.4.8 reloads a project, a
grid fails with a KeyError and a Bayesian search takes another way.
"""

import keras_tuner
import numpy as np
from keras_tuner.oracles import (
    BayesianOptimizationOracle,
    GridSearchOracle,
    RandomSearchOracle,
)

from tfq_bert.training.tuning_space import TuningSpace, typed_values

# Draws of a random search that may be old ones in a row, before it ends.
_COLLISIONS = 1000
# Seeds that the random draws of one Bayesian trial may use up.
_SEEDS = 10_000


class SteadyBayesianOracle(BayesianOptimizationOracle):
    """A Bayesian oracle whose next trial depends on its seed and the trials so far.

    Differs from its parent: it keeps no random state, never repeats a trial, and takes
    trials that ended before as they were, since a choice costs it seconds.

    Args:
        known: Function from a trial's number to its values, or to None.
        **options: As `BayesianOptimizationOracle` takes them.
    """

    def __init__(self, known, **options):
        super().__init__(**options)
        self.known = known

    def populate_space(self, trial_id):
        values = self.known(int(trial_id) + 1)
        if values is not None:
            return {"status": "RUNNING", "values": dict(values)}
        number = len(self.trials)
        self._random_state = np.random.RandomState(self.seed + number)
        self._seed_state = self.seed + _SEEDS * number
        chosen = super().populate_space(trial_id)
        if chosen["values"] and self._duplicate(typed_values(chosen["values"])):
            chosen = self._random_populate_space()
        if chosen["values"]:
            chosen["values"] = typed_values(chosen["values"])
        return chosen


def make_oracle(
    search: str,
    space: TuningSpace,
    *,
    objective: str,
    max_trials: int,
    seed: int,
    known=lambda _: None,
):
    """Makes an oracle.

    Args:
        search: One of `SEARCHES` of `tuning_space`.
        space: `TuningSpace`.
        objective: "loss" or "accuracy", of the validation rows.
        max_trials: int.
        seed: int.
        known: Function from a trial's number to its values where it ended before, else
            to None; spares a Bayesian search the choice.

    Returns:
        `keras_tuner.Oracle`, silent, which goes on however many trials fail.
    """
    kinds = {
        "random": RandomSearchOracle,
        "bayesian": SteadyBayesianOracle,
        "grid": GridSearchOracle,
    }
    hyperparameters = space.hyperparameters()
    options = {}
    if search == "bayesian":
        # Fewer random trials than Keras Tuner's 3 a setting, which is 12 of 12.
        options["known"] = known
        options["num_initial_points"] = 1 + len(hyperparameters.space)
    oracle = kinds[search](
        objective=keras_tuner.Objective(
            f"val_{objective}", "min" if objective == "loss" else "max"
        ),
        max_trials=max_trials,
        hyperparameters=hyperparameters,
        allow_new_entries=False,
        tune_new_entries=False,
        seed=1 + seed,  # it takes 0 for no seed
        max_consecutive_failed_trials=max_trials + 1,
        **options,
    )
    oracle.verbose = 0
    oracle._max_collisions = _COLLISIONS
    return oracle
