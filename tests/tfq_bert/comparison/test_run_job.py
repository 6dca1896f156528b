"""Tests of one training of a comparison, called as a process would."""

import numpy as np
import pytest

from tests.small_comparison import made_up_rows, small_config
from tfq_bert.comparison.jobs import Job
from tfq_bert.comparison.prepare import prepare_features
from tfq_bert.comparison.records import read_arrays, read_record
from tfq_bert.comparison.rows import read_rows
from tfq_bert.comparison.run_job import build_arm, run_job, weight_seed


@pytest.fixture
def begun(tmp_path):
    """The folder of an unfinished comparison, its rows written."""
    prepare_features(made_up_rows(), tmp_path / "data/0")
    (tmp_path / "runs").mkdir()
    return tmp_path


def _run(begun, arm, seed=0, **settings):
    config = small_config(begun / "out", **settings)
    job = Job(0, arm, None if arm == "majority" else 2, seed, 1.0)
    key = run_job(str(begun), config.to_dict(), job)
    return config, job, read_record(begun / "runs", key), key


def test_kept_weights_give_the_kept_probabilities(begun):
    config, job, record, key = _run(begun, "hybrid")
    arrays = read_arrays(begun / "runs", key)
    rows = read_rows(begun / "data/0")
    head = build_arm(config, job, 6, 2)
    head.set_weights([arrays[f"weight_{i}"] for i in range(5)])
    test = rows.split(0)["test"]
    np.testing.assert_allclose(
        np.array(head(rows.features[test])), arrays["probabilities"], atol=1e-6
    )
    assert (record["parameters"], record["circuit_parameters"]) == (22, 2)
    assert record["train_rows"] == 84


def test_histograms_count_every_test_row_once_a_qubit(begun):
    _, _, record, key = _run(begun, "hybrid")
    values = read_arrays(begun / "runs", key)["expectations"]
    counts = np.array([each["counts"] for each in record["expectations"]])
    assert counts.shape == (2 * 2, 20)
    assert counts.sum() == 2 * len(values) == 36
    ids = read_rows(begun / "data/0").ids[read_rows(begun / "data/0").split(0)["test"]]
    first = np.histogram(values[ids == 0, 0], np.linspace(-1, 1, 21))[0]
    np.testing.assert_array_equal(counts[0], first)


def test_each_arm_starts_from_weights_of_its_own():
    jobs = [Job(0, arm, 2, seed, 1.0) for arm in ("hybrid", "dense") for seed in (0, 1)]
    assert len({weight_seed(job, k) for job in jobs for k in range(3)}) == 12


def test_tries_share_the_angles_that_are_not_trained(tmp_path):
    config = small_config(tmp_path / "out", arms=("hybrid", "frozen_circuit"))
    job = Job(0, "frozen_circuit", 2, 0, 1.0)
    heads = [build_arm(config, job, 6, 2, number) for number in (0, 1)]
    angles = [np.array(head.get_layer("quantum").parameters) for head in heads]
    np.testing.assert_array_equal(*angles)
    kernels = [head.get_layer("logits").get_weights()[0] for head in heads]
    assert np.abs(kernels[0] - kernels[1]).max() > 0.1


def test_most_tries_keep_the_lowest_validation_loss(begun):
    _, _, record, _ = _run(begun, "dense", tries=3)
    losses = {t["learning_rate"]: t["validation_loss"] for t in record["tried"]}
    assert len(losses) == 3
    assert record["learning_rate"] == min(losses, key=losses.get)


def test_majority_class_needs_no_training(begun):
    _, _, record, _ = _run(begun, "majority")
    assert record["parameters"] == 0
    rows = read_rows(begun / "data/0")
    test = rows.ids[rows.split(0)["test"]]
    train = rows.ids[rows.split(0)["train"]]
    best = np.bincount(train).argmax()
    assert record["scores"]["accuracy"]["value"] == pytest.approx((test == best).mean())
