"""The exact column is the model's own; the processor is checked by its statistics."""

import numpy as np
import pytest

from circuits import DeviceRunError, get_target
from tests.tiny_runs import labeled_texts
from tfq_bert.device_run import run_on_device

TEXTS = [text for text, _ in labeled_texts()[::9]]
LABELS = [label for _, label in labeled_texts()[::9]]


@pytest.fixture(scope="module")
def model(tiny_result):
    return tiny_result.model


@pytest.fixture(scope="module")
def evaluation(model):
    return run_on_device(model, TEXTS, LABELS, target="weber", shots=2000, seed=0)


def test_the_exact_reading_is_the_models_own(model, evaluation):
    np.testing.assert_allclose(
        evaluation.expectations["exact"], model.expectations(TEXTS), atol=1e-5
    )
    np.testing.assert_allclose(
        evaluation.probabilities["exact"], model.predict(TEXTS), atol=1e-5
    )


def test_noise_shrinks_the_values_and_correction_gives_part_back(evaluation):
    slopes = {
        reading: np.mean([r["slope"] for r in rows if r["slope"] is not None])
        for reading in ("raw", "corrected")
        for rows in [[r for r in evaluation.deviations() if r["reading"] == reading]]
    }
    assert 0.3 < slopes["raw"] < slopes["corrected"] < 1.1


def test_scores_are_given_for_each_reading(evaluation):
    assert set(evaluation.metrics) == {"exact", "raw", "corrected"}
    for scores in evaluation.metrics.values():
        assert scores["num_rows"] == len(TEXTS)


def test_the_report_is_plain_json(evaluation):
    report = evaluation.to_dict()
    assert (report["format_version"], report["processor"]) == (1, "virtual weber")
    assert (report["shots"], report["num_rows"]) == (2000, len(TEXTS))
    assert len(report["qubit_map"]) == 2
    assert report["fidelity"]["calibration"] == "weber"


def test_willow_reads_better_than_weber(model, evaluation):
    willow = run_on_device(model, TEXTS, target="willow", shots=2000, seed=0)
    assert willow.metrics is None
    error = [
        np.abs(e.expectations["raw"] - e.expectations["exact"]).mean()
        for e in (willow, evaluation)
    ]
    assert error[0] < error[1]


def test_a_chip_without_rates_says_how_to_borrow_them(model):
    with pytest.raises(DeviceRunError, match="Give calibration='weber'"):
        run_on_device(model, TEXTS, target="sycamore")
    borrowed = get_target("sycamore", calibration="weber")
    done = run_on_device(model, TEXTS[:2], target=borrowed, shots=10, seed=0)
    assert done.to_dict()["fidelity"]["calibration"] == "weber"
