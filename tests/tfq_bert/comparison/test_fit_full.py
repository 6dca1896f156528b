"""Tests of an arm that is trained together with BERT."""

import numpy as np
import pytest

from tfq_bert.comparison import CompareConfig, compare
from tfq_bert.comparison.jobs import plan_jobs
from tfq_bert.comparison.prepare import prepare_texts
from tfq_bert.comparison.run_job import run_job


@pytest.fixture(scope="module")
def content(tiny_csv, tiny_preset, tmp_path_factory):
    folder = tmp_path_factory.mktemp("full") / "compared"
    config = CompareConfig(
        [str(tiny_csv)],
        str(folder),
        arms=["hybrid", "matched", "frozen_circuit", "tfidf"],
        recipe="full",
        preset=str(tiny_preset),
        qubits=[2],
        depth=1,
        epochs=2,
        seeds=[0],
        noise=[0.0],
        sequence_length=16,
    )
    return folder, compare(config)


def test_heads_have_the_weights_of_their_arms(content):
    """Dense(16 to 2) 34, 2 angles, Dense(2 to 2) 6: 42."""
    runs = {run["arm"]: run for run in content[1]["runs"]}
    assert runs["hybrid"]["parameters"] == 42
    assert abs(runs["matched"]["parameters"] - 42) <= 1
    assert runs["frozen_circuit"]["parameters"] == 40
    assert runs["frozen_circuit"]["circuit_parameters"] == 0
    assert {run["epochs"] for arm, run in runs.items() if arm != "tfidf"} == {2}


def test_trained_berts_features_give_the_scores_again(content):
    """Noise 0 runs the head on the features that the trained BERT left."""
    folder, found = content
    quiet = found["robustness"][1]
    assert quiet["kind"] == "noise"
    hybrid = next(run for run in found["runs"] if run["arm"] == "hybrid")
    for name in ("accuracy", "log_loss"):
        scores = (quiet["scores"][name]["value"], hybrid["scores"][name]["value"])
        assert scores[0] == pytest.approx(scores[1], abs=1e-5)
    with np.load(folder / "predictions/0_hybrid_q2_s0.npz") as file:
        assert file["features"].shape == (hybrid["scores"]["num_rows"], 16)


def test_rate_is_that_of_the_recipe(content):
    rates = {run["learning_rate"] for run in content[1]["runs"] if "epochs" in run}
    assert rates == {1e-4}


def test_a_job_that_ends_leaves_the_trainings_of_others(
    tiny_csv, tiny_preset, tmp_path
):
    """Several train at a time with `workers`; each deletes its own files alone."""
    settings = {"preset": str(tiny_preset), "qubits": [2], "depth": 1, "epochs": 1}
    config = CompareConfig(
        [str(tiny_csv)],
        str(tmp_path / "never"),
        arms=["hybrid", "linear"],
        recipe="full",
        seeds=[0],
        sequence_length=16,
        **settings,
    )
    prepare_texts(config, config.data[0], tmp_path / "data/0", lambda *_: None)
    (tmp_path / "runs").mkdir()
    [other, job] = plan_jobs(config)
    theirs = tmp_path / "fits" / other.key / "0"
    theirs.mkdir(parents=True)
    run_job(str(tmp_path), config.to_dict(), job)
    assert [path.name for path in (tmp_path / "fits").iterdir()] == [other.key]
    assert theirs.is_dir()
