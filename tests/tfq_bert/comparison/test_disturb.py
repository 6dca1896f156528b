"""Tests of a trained hybrid with samples, with noise, and on a processor."""

import numpy as np
import pytest

from tests.small_comparison import made_up_rows, small_config
from tfq_bert.comparison.disturb import run_disturbance
from tfq_bert.comparison.jobs import Disturbance, Job
from tfq_bert.comparison.prepare import prepare_features
from tfq_bert.comparison.records import read_record
from tfq_bert.comparison.run_job import run_job


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The folder of a comparison whose hybrid is trained."""
    folder = tmp_path_factory.mktemp("trained")
    prepare_features(made_up_rows(), folder / "data/0")
    (folder / "runs").mkdir()
    config = small_config(folder / "out", epochs=20, tries=3)
    job = Job(0, "hybrid", 2, 0, 1.0)
    run_job(str(folder), config.to_dict(), job)
    return folder, config, job


def _loss(trained, kind, value):
    folder, config, job = trained
    key = run_disturbance(str(folder), config.to_dict(), Disturbance(job, kind, value))
    record = read_record(folder / "runs", key)
    assert (record["kind"], record["value"], record["rows"]) == (kind, value, 18)
    return record["scores"]["log_loss"]["value"]


def _exact(trained):
    folder, _, job = trained
    return read_record(folder / "runs", job.key)["scores"]["log_loss"]["value"]


def test_full_noise_leaves_the_bias_alone(trained):
    """At probability 0.75 every value is 0, and all rows get the same answer."""
    folder, _, job = trained
    with np.load(folder / f"runs/{job.key}.npz") as file:
        bias = file["weight_4"]
    folder, config, _ = trained
    noisy = run_disturbance(
        str(folder), config.to_dict(), Disturbance(job, "noise", 0.75)
    )
    matrix = np.array(read_record(folder / "runs", noisy)["scores"]["confusion_matrix"])
    assert matrix[:, bias.argmax()].sum() == 18


def test_more_samples_come_nearer_to_the_exact_score(trained):
    exact = _exact(trained)
    assert _loss(trained, "shots", 100_000) == pytest.approx(exact, abs=0.01)
    assert abs(_loss(trained, "shots", 2) - exact) > 0.01


def test_processor_is_noisier_than_the_simulator(trained):
    """Weber's published errors of readout are some percent: near, but not equal."""
    exact, noisy = _exact(trained), _loss(trained, "processor", "weber")
    assert 1e-4 < abs(noisy - exact) < 0.2
