"""What a tuning makes of its trainings; a stand-in trains, as the test says."""

from types import SimpleNamespace

import pytest

from tfq_bert._quiet import tf
from tfq_bert.errors import InputError
from tfq_bert.training import TrainConfig
from tfq_bert.training.trial_runs import TrialRuns
from tfq_bert.training.tuning_folder import TuningFolder


def _values(depth):
    return {"learning_rate": 0.1, "depth": depth, "qubits": 2, "encoder": "zz"}


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Runs whose loss is what `losses` has for the depth; an error is raised."""
    told, reported, trained, losses = [], [], [], {}

    def train(config, *, dataset, resume, features_folder, progress, report):
        assert (dataset, features_folder.name, resume) == ("data", "features", True)
        report("splits", "the splits")
        progress("features", 9, 9, "")
        what = losses[config.depth]
        if isinstance(what, Exception) and "early" in str(what):
            raise what
        progress("training 1/2", 1, 2, "")
        progress("training 2/2", 2, 2, "")
        if isinstance(what, Exception):
            raise what
        trained.append(config)
        TuningFolder(tmp_path, tmp_path).run(config.depth).mkdir(parents=True)
        return SimpleNamespace(
            metrics={"kept_epoch": 2, "num_epochs": 3},
            history={"val_loss": [9, what, 8], "val_accuracy": [0.1, 0.75, 0.2]},
        )

    monkeypatch.setattr("tfq_bert.training.trial_runs.train", train)
    found = TrialRuns(
        TrainConfig(data="a.csv", output="tuning"),
        "data",
        TuningFolder(tmp_path, tmp_path),
        "loss",
        4,
        lambda *state: told.append(state),
        lambda *state: reported.append(state),
    )
    found.losses, found.told, found.reported = losses, told, reported
    found.trained = trained
    return found


def test_the_scores_are_those_of_the_epoch_whose_weights_were_kept(runs):
    runs.losses.update({1: 0.5})
    record = runs.result(1, _values(1))
    assert record.pop("seconds") >= 0
    assert record == {
        "number": 1,
        "values": _values(1),
        "loss": 0.5,
        "accuracy": 0.75,
        "epochs": 3,
        "kept_epoch": 2,
    }
    assert runs.trained[0].circuit == "zz+brick_ry"


def test_a_trial_that_ended_before_is_not_run_again(runs):
    runs.losses.update({1: 0.5})
    first = runs.result(1, _values(1))
    again = TrialRuns(runs.config, "data", runs.folder, "loss", 4)
    assert again.result(1, _values(1)) == first
    assert len(runs.trained) == 1


def test_the_run_of_the_best_so_far_is_kept_and_made_again_if_it_was_lost(runs):
    runs.losses.update({1: 0.5, 2: 0.3, 3: 0.4})
    for depth in (1, 2, 3):
        runs.result(depth, _values(depth))
        kept = runs.folder.run(min(depth, 2))
        assert list(kept.parent.iterdir()) == [kept]
    best = runs.records[1]
    runs.ensure_run(best)
    assert len(runs.trained) == 3
    runs.folder.run(2).rmdir()
    runs.ensure_run(best)
    assert [config.depth for config in runs.trained] == [1, 2, 3, 2]


def _caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (_caused(InputError("a (kept)"), InputError("a")), "a"),
        (InputError("the loss must stay a number."), "the loss must stay a number."),
        (MemoryError(), "out of memory"),
        (tf.errors.ResourceExhaustedError(None, None, "OOM\nat"), "OOM"),
        (float("nan"), "the validation loss must be a number. Received: nan. Lower"),
    ],
)
def test_a_training_that_fails_is_a_failed_trial_with_its_reason(runs, error, reason):
    runs.losses.update({1: error, 2: 0.5})
    record = runs.result(1, _values(1))
    assert record["failed"].startswith(reason)
    assert "kept" not in record["failed"]
    assert "loss" not in record
    assert runs.result(2, _values(2))["loss"] == 0.5
    assert [state[0] for state in runs.reported] == ["splits", "trial", "trial"]


@pytest.mark.parametrize(
    "error",
    [
        InputError("early: the preset"),
        _caused(InputError("no room"), OSError(28, "No space left on device")),
        ZeroDivisionError("bug"),
    ],
)
def test_what_would_stop_every_trial_stops_the_tuning(runs, error):
    runs.losses.update({1: error})
    with pytest.raises(type(error)) as caught:
        runs.result(1, _values(1))
    assert caught.value is error
    assert not list(runs.folder.folder.glob("trial_*.json"))


def test_an_early_failure_after_a_success_is_that_trials_own(runs):
    runs.losses.update({1: 0.5, 2: InputError("early: too wide")})
    runs.result(1, _values(1))
    assert runs.result(2, _values(2))["failed"] == "early: too wide"


def test_progress_counts_the_trials_that_are_left_and_features_once(runs):
    """Of 4 trials one had ended; half of the first of two stages is a quarter."""
    runs.losses.update({1: 0.5, 2: 0.25, 3: 0.4})
    runs.result(1, _values(1))
    told = []
    again = TrialRuns(
        runs.config, "data", runs.folder, "loss", 4, lambda *s: told.append(s)
    )
    for depth in (1, 2, 3):
        again.result(depth, _values(depth))
    assert told == [
        ("features", 9, 9, ""),
        ("tuning", 0.25, 3, "best validation loss 0.5000"),
        ("tuning", 1.0, 3, "best validation loss 0.5000"),
        ("tuning", 1.25, 3, "best validation loss 0.2500"),
        ("tuning", 2.0, 3, "best validation loss 0.2500"),
    ]
