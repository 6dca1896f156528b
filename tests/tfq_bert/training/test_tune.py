"""Tunings of tiny models; the command line has tests of its own."""

import json
import subprocess
import sys
import time
from dataclasses import replace

import pandas as pd
import pytest

from tests.tiny_runs import ROOT, save_preset
from tfq_bert.errors import InputError
from tfq_bert.models import HybridTextClassifier
from tfq_bert.training import (
    LogRange,
    TrainConfig,
    TuningSpace,
    count_trials,
    load_run,
    tune,
)
from tfq_bert.training.trial_runs import train

SPACE = TuningSpace(LogRange(1e-3, 1e-1), (0, 1), (1, 2), ("angle_ry", "zz"))
# What a process does that a test kills; its words are config, space and output.
PROGRAM = """
import json, sys
from tfq_bert.training import TrainConfig, TuningSpace, tune
config, space = map(json.loads, sys.argv[1:])
tune(TrainConfig.from_dict(config), space=TuningSpace.from_dict(space), max_trials=3)
"""


@pytest.fixture(scope="module")
def config(tiny_csv, tiny_preset, tmp_path_factory):
    return TrainConfig(
        data=str(tiny_csv),
        output=str(tmp_path_factory.mktemp("tuning") / "tuning"),
        preset=str(tiny_preset),
        epochs=2,
        sequence_length=16,
    )


@pytest.fixture(scope="module")
def tuned(config):
    """A tuning of three trials, and how often BERT's output was computed."""
    calls = []
    features = HybridTextClassifier.features

    def counted(self, *arguments, **options):
        calls.append(1)
        return features(self, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HybridTextClassifier, "features", counted)
        result = tune(config, space=SPACE, max_trials=3)
    return result, len(calls)


def test_the_best_has_the_lowest_loss_on_the_validation_rows(tuned, config):
    """By a second route: the saved model is scored on rows that are split again."""
    from tfq_bert import load_dataset, split_dataset

    result, _ = tuned
    losses = [trial["loss"] for trial in result.trials]
    assert losses == sorted(losses)
    assert [trial["rank"] for trial in result.trials] == [1, 2, 3]
    assert sorted(trial["number"] for trial in result.trials) == [1, 2, 3]
    run = load_run(result.folder / "best")
    rows = split_dataset(load_dataset(config.data), seed=config.seed).validation
    loss, accuracy = run.model.evaluate(list(rows.texts), list(rows.labels), verbose=0)
    assert loss == pytest.approx(losses[0], abs=1e-5)
    assert accuracy == pytest.approx(result.trials[0]["accuracy"])
    assert run.config == result.config
    assert run.config.output == str(result.folder / "best")
    spec, values = run.model.circuit_spec, result.trials[0]["values"]
    found = (spec.depth, spec.num_qubits, spec.encoder)
    assert found == tuple(values[name] for name in ("depth", "qubits", "encoder"))


def test_the_test_rows_are_scored_for_the_best_alone(tuned):
    result, _ = tuned
    assert result.metrics == load_run(result.folder / "best").metrics
    text = (result.folder / "tuning.json").read_text()
    assert json.loads(text) == result.content
    assert text.count('"num_rows"') == json.dumps(result.metrics).count('"num_rows"')


def test_the_output_of_bert_is_computed_once_for_all_trials(tuned):
    """Once each for the rows to train, to validate and to test."""
    assert tuned[1] == 3


def test_the_table_in_csv_has_the_same_numbers(tuned):
    result, _ = tuned
    table = pd.read_csv(result.folder / "trials.csv")
    assert list(table["rank"]) == [1, 2, 3]
    for row, trial in zip(table.to_dict("records"), result.trials, strict=True):
        assert row["trial"] == trial["number"]
        assert row["val_loss"] == pytest.approx(trial["loss"])
        assert row["val_accuracy"] == pytest.approx(trial["accuracy"])
        assert {name: row[name] for name in trial["values"]} == trial["values"]
    for suffix in ("png", "svg"):
        assert (result.folder / f"tuning.{suffix}").stat().st_size > 1000
    assert not result.folder.with_name("tuning.unfinished").exists()


@pytest.mark.slow
def test_a_killed_tuning_goes_on_and_ends_with_the_same_table(tuned, config, tmp_path):
    """Killed with SIGKILL after its first trial, wherever it is in the second."""
    config = replace(config, output=str(tmp_path / "killed"))
    words = [json.dumps(config.to_dict()), json.dumps(SPACE.to_dict())]
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, *words], cwd=ROOT)
    first = tmp_path / "killed.unfinished/trial_0001.json"
    while not first.is_file() and process.poll() is None:
        time.sleep(0.05)
    process.kill()
    assert process.wait() == -9
    kept = json.loads(first.read_text())
    with pytest.raises(InputError, match=r"Use --resume to go on with it, or --over"):
        tune(config, space=SPACE, max_trials=3)
    result = tune(config, space=SPACE, max_trials=3, resume=True)
    whole, _ = tuned

    def without_time(trials):
        return [{k: v for k, v in trial.items() if k != "seconds"} for trial in trials]

    assert without_time(result.trials) == without_time(whole.trials)
    assert result.metrics == whole.metrics
    assert result.content["influence"] == whole.content["influence"]
    seconds = {trial["number"]: trial["seconds"] for trial in result.trials}
    assert seconds[1] == kept["seconds"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["killed"]


def test_a_trial_that_fails_is_listed_last(config, tmp_path, monkeypatch):
    """Real trainings, but for one depth, which stops while it trains."""

    def fails_at_depth_1(config, *, progress, **options):
        if config.depth == 1:
            progress("training", 0, 1, "")
            raise InputError("the loss must stay a number.")
        return train(config, progress=progress, **options)

    monkeypatch.setattr("tfq_bert.training.trial_runs.train", fails_at_depth_1)
    space = TuningSpace((0.01,), (1, 0), (1,), ("angle_ry",))
    config = replace(config, output=str(tmp_path / "tuning"))
    result = tune(config, space=space, search="grid")
    assert [trial["values"]["depth"] for trial in result.trials] == [0, 1]
    assert result.trials[1]["failed"] == "the loss must stay a number."
    table = pd.read_csv(tmp_path / "tuning/trials.csv")
    assert pd.isna(table["failed"][0])
    assert table["failed"][1] == result.trials[1]["failed"]
    alone = replace(config, output=str(tmp_path / "alone"))
    with pytest.raises(InputError) as caught:
        tune(alone, space=replace(space, depth=(1,)))
    assert str(caught.value) == (
        "a trial must end with a score. Received: 1 trial, all failed; the first: "
        "the loss must stay a number."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["tuning"]


def test_a_preset_that_does_not_fit_is_said_at_once(config, tmp_path):
    preset = save_preset(tmp_path / "bert", max_sequence_length=8)
    config = replace(config, preset=str(preset), output=str(tmp_path / "tuning"))
    ended = []
    with pytest.raises(InputError, match="position table of 8"):
        tune(config, space=SPACE, report=lambda *state: ended.append(state[0]))
    assert "trial" not in ended
    assert [path.name for path in tmp_path.iterdir()] == ["bert"]


def test_trials_are_counted_before_they_run():
    """A range has no end; lists of 1, 2, 2 and 2 have eight combinations."""
    lists = replace(SPACE, learning_rate=(0.1,))
    assert count_trials(SPACE, "random", None) == 12
    assert count_trials(SPACE, "bayesian", 50) == 50
    assert count_trials(lists, "random", None) == 8
    assert count_trials(lists, "grid", 5) == 5
    assert count_trials(SPACE.as_grid(), "grid", None) == 24
    with pytest.raises(InputError) as caught:
        count_trials(SPACE, "random", 0)
    assert str(caught.value) == (
        "`max_trials` must be at least 1. Received: max_trials=0."
    )
    with pytest.raises(InputError) as caught:
        count_trials(SPACE, "best", 1)
    assert str(caught.value) == (
        "`search` must be one of random, bayesian, grid. Received: search='best'."
    )


def test_an_unknown_objective_is_refused(config):
    with pytest.raises(InputError) as caught:
        tune(config, space=SPACE, objective="f1")
    assert str(caught.value) == (
        "`objective` must be one of loss, accuracy. Received: objective='f1'."
    )
