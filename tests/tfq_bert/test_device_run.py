"""The exact column is the model's own; the processor is checked by its statistics."""

import numpy as np
import pytest

from circuits import DeviceRunError, get_target, virtual_engine
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


def test_the_exact_reading_of_a_model_with_shots_has_none(tiny_classifier):
    model = tiny_classifier(shots=5, noise=0.2)
    exact = tiny_classifier()
    exact.set_weights(model.get_weights())
    done = run_on_device(model, TEXTS[:3], target="weber", shots=10, seed=0)
    np.testing.assert_allclose(
        done.expectations["exact"], exact.expectations(TEXTS[:3]), atol=1e-5
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


def test_the_real_engine_is_asked_by_the_same_path(model, evaluation, monkeypatch):
    """A local engine of cirq-google in the place of the service: equal samples."""
    opened = []

    def open_engine(project_id):
        opened.append(project_id)
        return virtual_engine(get_target("weber"), 2, seed=0)

    monkeypatch.setattr("cirq_google.Engine", open_engine)
    done = run_on_device(
        model, TEXTS, LABELS, target="weber", shots=2000, project_id="my-project"
    )
    assert opened == ["my-project"]
    assert done.processor == "weber of project my-project"
    np.testing.assert_array_equal(
        done.expectations["raw"], evaluation.expectations["raw"]
    )


def test_an_unknown_processor_is_one_line(model, monkeypatch):
    engine = virtual_engine(get_target("rainbow"), 2)
    monkeypatch.setattr("cirq_google.Engine", lambda **_: engine)
    with pytest.raises(
        DeviceRunError,
        match="^processor 'weber' of project 'my-project' could not be opened: .*$",
    ):
        run_on_device(model, TEXTS[:1], target="weber", project_id="my-project")


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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"texts": []}, r"`texts` must hold at least one text\. Received: none\."),
        (
            {"labels": ["good"]},
            r"`labels` must be as many as `texts`\. Received: 1 label, 2 texts\.",
        ),
        (
            {"labels": ["good", "fine"]},
            r"`labels` must be classes of the model\. Every label must be one of the "
            r"known classes\. Received: 'fine' in row 2\. .*",
        ),
        ({"labels": 5}, r"`labels` must be classes of the model\. .*"),
        (
            {"seed": -1},
            r"`seed` must be an integer from 0 to 4294967295\. Received: seed=-1\.",
        ),
        ({"seed": 99999999999}, r"`seed` must be .* Received: seed=99999999999\."),
        ({"seed": True}, r"`seed` must be .* Received: seed=True\."),
        (
            {"shots": 0},
            r"`shots` must be an integer of at least 1\. Received: shots=0\.",
        ),
        ({"shots": 1.5}, r"`shots` must be .* Received: shots=1\.5\."),
        ({"target": "condor"}, r"`target` must be .* Received: target='condor'\. .*"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_runs(
    model, monkeypatch, arguments, words
):
    def run(*_, **__):
        pytest.fail("something ran")

    for name in ("virtual_engine", "run_on_sampler"):
        monkeypatch.setattr(f"tfq_bert.device_run.{name}", run)
    monkeypatch.setattr(type(model), "features", run)
    with pytest.raises(ValueError, match=rf"^{words}$"):
        run_on_device(
            model, **{"texts": TEXTS[:2], "labels": None, "target": "weber"} | arguments
        )


def test_texts_that_are_no_strings_are_refused(model):
    with pytest.raises(TypeError, match="^`texts` must be strings. .* 1 of type int"):
        run_on_device(model, [1, 2])
