"""The tuner through which Keras Tuner's search asks for the trials.

Does not train; `TrialRuns` does.
"""

from keras_tuner.engine.base_tuner import BaseTuner
from keras_tuner.errors import FailedTrialError, FatalError

from tfq_bert.training.trial_runs import TrialRuns
from tfq_bert.training.tuning_space import typed_values


class TrialTuner(BaseTuner):
    """Runs each trial that an oracle chooses, one after the other.

    Args:
        oracle: `keras_tuner.Oracle`, new.
        runs: `TrialRuns`, which knows the trials that ended before, so that the oracle
            is told of them again without their being run.
    """

    def __init__(self, oracle, runs: TrialRuns):
        self.runs = runs
        super().__init__(
            oracle,
            directory=str(runs.folder.folder),
            project_name="keras_tuner",
            overwrite=True,
        )

    def run_trial(self, trial):
        """Returns the trial's score, by the name of the oracle's objective."""
        values = typed_values(trial.hyperparameters.values)
        try:
            record = self.runs.result(int(trial.trial_id) + 1, values)
        except Exception as error:  # else Keras Tuner takes it for a failed trial
            raise FatalError("no failure of this trial alone") from error
        if "failed" in record:
            raise FailedTrialError(record["failed"])
        return {self.oracle.objective.name: record[self.runs.objective]}

    def search_all(self) -> None:
        """Runs all trials; what is the fault of none of them leaves as it is."""
        try:
            self.search()
        except FatalError as error:
            raise (error.__cause__ or error) from None
