"""Training as a library call; the command line has tests of its own."""

import dataclasses

import numpy as np
import pytest

from tests.tiny_runs import labeled_texts, save_preset
from tfq_bert.data import TextDataset
from tfq_bert.errors import InputError
from tfq_bert.training import TrainConfig, train


@pytest.fixture
def config(tiny_csv, tiny_preset, tmp_path):
    return TrainConfig(
        data=str(tiny_csv),
        output=str(tmp_path / "run"),
        preset=str(tiny_preset),
        qubits=2,
        depth=1,
        epochs=4,
        sequence_length=16,
        learning_rate=0.05,
    )


def test_the_scores_are_those_of_the_test_rows(tiny_result):
    """By a second route: `predict_labels` on the test texts, counted by hand."""
    test = tiny_result.splits.test
    labels = tiny_result.model.predict_labels(list(test.texts))
    right = sum(a == b for a, b in zip(labels, test.labels, strict=True))
    metrics = tiny_result.metrics
    assert metrics["num_rows"] == len(test)
    assert metrics["accuracy"]["value"] == pytest.approx(right / len(test))
    baseline = metrics["baselines"]["logistic_regression"]
    assert baseline["num_rows"] == len(test)


def test_no_text_of_training_stands_in_the_test(tiny_result):
    splits = tiny_result.splits
    assert not set(splits.train.texts) & set(splits.test.texts)
    assert len(splits.train) + len(splits.validation) + len(splits.test) == 90


def test_the_weights_are_those_of_the_best_validation_loss(tiny_result):
    """The kept epoch has the least loss, and the model has that loss still."""
    losses = tiny_result.history["val_loss"]
    kept = tiny_result.metrics["kept_epoch"]
    assert losses[kept - 1] == min(losses)
    validation = tiny_result.splits.validation
    loss = tiny_result.model.evaluate(
        list(validation.texts), list(validation.labels), verbose=0
    )[0]
    assert loss == pytest.approx(min(losses), abs=1e-5)


def test_parameters_are_counted_apart(tiny_result):
    """By hand: Dense(16, 2) has 34, the circuit 2, Dense(2, 2) has 6."""
    sizes = tiny_result.metrics["num_parameters"]
    assert (sizes["head"], sizes["circuit"]) == (34 + 2 + 6, 2)
    assert sizes["backbone"] == tiny_result.model.backbone.count_params()


def test_equal_settings_give_equal_runs_and_all_is_reported(config, tiny_result):
    """The session's run has the same settings; a given data set is not read again."""
    texts, labels = zip(*labeled_texts(), strict=True)
    dataset = TextDataset("given", texts, labels)
    told, found = [], {}
    again = train(
        dataclasses.replace(config, data="none.csv"),
        dataset=dataset,
        progress=lambda *state: told.append(state),
        report=found.__setitem__,
    )
    np.testing.assert_allclose(
        again.history["val_loss"], tiny_result.history["val_loss"], rtol=1e-6
    )
    assert again.metrics == tiny_result.metrics
    assert list(found) == ["splits", "text"]
    assert found["splits"].test.texts == tiny_result.splits.test.texts
    rows = [state[1:3] for state in told if state[0] == "features"]
    assert (rows[0], rows[-1]) == ((0, 90), (90, 90))
    assert [state for state in told if state[0] == "training"][-1][1:3] == (4 * 62,) * 2


def test_features_that_were_kept_are_read_in_the_place_of_bert(
    config, tiny_result, tmp_path, monkeypatch
):
    """The second run has no way to compute them, and ends as the first did."""
    kept = tmp_path / "features"
    train(config, features_folder=kept)
    monkeypatch.setattr("tfq_bert.models.HybridTextClassifier.features", None)
    again = dataclasses.replace(config, output=str(tmp_path / "again"))
    result = train(again, features_folder=kept)
    np.testing.assert_allclose(
        result.history["val_loss"], tiny_result.history["val_loss"], rtol=1e-6
    )


def test_a_failure_leaves_no_folder(config, tmp_path):
    preset = save_preset(tmp_path / "bert", max_sequence_length=8)
    with pytest.raises(InputError, match="position table of 8"):
        train(dataclasses.replace(config, preset=str(preset)))
    assert [path.name for path in tmp_path.iterdir()] == ["bert"]


def test_a_folder_that_is_no_run_is_never_replaced(config, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine").write_text("1")
    with pytest.raises(InputError, match="never replaced"):
        train(config, overwrite=True)
