"""Tests of what a comparison's pieces are put together to."""

import numpy as np
import pytest

from circuits import CircuitSpec
from tests.small_comparison import made_up_rows, small_config
from tfq_bert.comparison import compare, differences
from tfq_bert.comparison.collect import collect
from tfq_bert.comparison.jobs import plan_jobs
from tfq_bert.comparison.prepare import prepare_features
from tfq_bert.comparison.run_job import run_job


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder of a comparison, its settings, and what is collected from it."""
    folder = tmp_path_factory.mktemp("pieces")
    config = small_config(folder / "out", target="weber")
    entry = prepare_features(made_up_rows(), folder / "data/0")
    (folder / "runs").mkdir()
    jobs = plan_jobs(config)
    for job in jobs:
        run_job(str(folder), config.to_dict(), job)
    return folder, config, collect(config, folder, jobs, [], [entry])


def test_every_training_stands_once_with_its_data_sets_name(collected):
    _, config, content = collected
    places = [(run["arm"], run["seed"]) for run in content["runs"]]
    assert sorted(places) == sorted((a, s) for a in config.arms for s in config.seeds)
    assert {run["data"] for run in content["runs"]} == {"made_up"}


def test_differences_are_those_of_the_runs(collected):
    content = collected[2]
    found = [each for each in content["differences"] if each["metric"] == "mcc"]
    assert found == differences(content["runs"], "mcc")


def test_mcnemar_counts_the_rows_where_one_is_right(collected):
    folder, _, content = collected
    from tfq_bert.comparison.rows import read_rows

    rows = read_rows(folder / "data/0")
    for each in content["mcnemar"]:
        ids = rows.ids[rows.split(each["seed"])["test"]]
        width = "" if each["arm"] == "majority" else "_q2"
        right = []
        for key in (f"0_hybrid_q2_s{each['seed']}", f"0_{each['arm']}{width}"):
            name = (
                key if key.endswith(f"_s{each['seed']}") else f"{key}_s{each['seed']}"
            )
            with np.load(folder / f"runs/{name}.npz") as file:
                right.append(file["probabilities"].argmax(axis=1) == ids)
        assert each["hybrid_only_right"] == (right[0] & ~right[1]).sum()
        assert each["arm_only_right"] == (right[1] & ~right[0]).sum()
    assert len(content["mcnemar"]) == 2 * 3


def test_trained_circuit_is_validated_on_the_device(collected):
    device = collected[2]["device"]
    assert (device["target"], device["qubits"]) == ("weber", 2)
    assert device["report"]["ok"]
    assert device["text"].startswith("Circuit is valid on 'weber'.")


def test_expectations_are_of_the_first_seed_and_the_hybrid(collected):
    content = collected[2]
    places = {(e["seed"], e["qubit"], e["class"]) for e in content["expectations"]}
    assert places == {(0, q, c) for q in (0, 1) for c in ("other", "same")}
    assert not any("expectations" in run for run in content["runs"])


def test_settings_hold_the_circuit_and_the_words_name_its_width(collected):
    _, _, content = collected
    assert content["settings"]["circuit"] == CircuitSpec(2, 1).to_dict()
    words = {arm["name"]: arm["words"] for arm in content["arms"]}
    assert words["hybrid"] == "Dense(2), the circuit on 2 qubits, Dense(classes)"


def test_no_device_is_none(tmp_path):
    config = small_config(tmp_path / "x", arms=("hybrid", "majority"), seeds=[0])
    assert compare(config, features=[made_up_rows()], workers=1)["device"] is None
