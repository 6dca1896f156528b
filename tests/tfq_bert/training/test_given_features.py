import json

import numpy as np
import pytest

from tests.small_features import write_features
from tests.tiny_runs import labeled_texts
from tfq_bert.errors import InputError
from tfq_bert.training import TrainConfig, load_run, train
from tfq_bert.training.features import compute_features
from tfq_bert.training.given_features import features_folders, given_features

TEXTS, LABELS = zip(*labeled_texts(), strict=True)
SETTINGS = {
    **{"qubits": 2, "depth": 1, "epochs": 4, "sequence_length": 16},
    "learning_rate": 0.05,
}


@pytest.fixture(scope="module")
def features(tiny_result, tiny_preset, tmp_path_factory):
    """The features of the tiny run's texts, in the order of its file."""
    values = tiny_result.model.features(list(TEXTS), batch_size=7)
    folder = tmp_path_factory.mktemp("features") / "f"
    return write_features(folder, TEXTS, LABELS, values, preset=str(tiny_preset))


def config_of(features, preset, output="none", **more):
    given = {"data": f"features:{features}", "preset": str(preset), **SETTINGS, **more}
    return TrainConfig(output=str(output), **given)


def test_a_run_on_features_scores_as_the_run_on_their_texts(
    features, tiny_preset, tiny_result, tmp_path
):
    """And leaves a whole model: BERT, which it never ran, and the head."""
    result = train(config_of(features, tiny_preset, tmp_path / "run"))
    assert result.splits.test.texts == tiny_result.splits.test.texts
    for name in ("accuracy", "macro_f1", "mcc", "log_loss"):
        expected = tiny_result.metrics[name]["value"]
        assert result.metrics[name]["value"] == pytest.approx(expected, abs=1e-6)
    again = load_run(tmp_path / "run")
    texts = list(tiny_result.splits.test.texts)
    expected = tiny_result.model.predict(texts)
    np.testing.assert_allclose(again.model.predict(texts), expected, atol=1e-5)
    assert json.loads((tmp_path / "run/config.json").read_text())["data"] == (
        f"features:{features}"
    )


def test_each_part_gets_the_features_of_its_texts(features, tiny_result):
    splits = tiny_result.splits
    parts = (splits.test, splits.train)
    found = given_features([str(features)], tiny_result.model, parts)
    expected = compute_features(tiny_result.model, parts, lambda *_: None)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one["features"], other["features"], atol=1e-6)


@pytest.mark.parametrize("name", ["full", "gradual"])
def test_a_recipe_that_trains_bert_is_refused(features, tiny_preset, name):
    with pytest.raises(InputError, match=f"`recipe` must leave BERT.*recipe='{name}'"):
        features_folders(config_of(features, tiny_preset, recipe=name))


def test_settings_of_another_bert_are_refused_before_anything_is_made(
    features, tiny_preset, tmp_path
):
    for more, words in (
        ({"pooling": "cls"}, "`pooling` must be that of the features.*'mean'"),
        ({"sequence_length": 9}, "`sequence_length` must be .*sequence_length=9"),
    ):
        config = config_of(features, tiny_preset, tmp_path / "run", **more)
        with pytest.raises(InputError, match=words):
            train(config)
    with pytest.raises(InputError, match="`preset` must be that of the features"):
        train(config_of(features, "minilm_l6_en", tmp_path / "run"))
    assert not list(tmp_path.iterdir())


def test_texts_beside_features_are_refused(features, tiny_preset, tiny_csv):
    config = config_of(features, tiny_preset, test_data=str(tiny_csv))
    with pytest.raises(InputError, match="all data of a run must be features, or none"):
        features_folders(config)
    assert features_folders(TrainConfig(data=str(tiny_csv), output="none")) == []


def test_features_of_trained_or_wider_weights_are_refused(tiny_result, tmp_path):
    values = tiny_result.model.features(list(TEXTS))
    off = write_features(tmp_path / "off", TEXTS, LABELS, values + 0.01)
    with pytest.raises(InputError, match=r"those of the run's BERT.*differ by 0\.01"):
        given_features([str(off)], tiny_result.model, ())
    wide = write_features(tmp_path / "wide", TEXTS, LABELS, np.tile(values, 2))
    with pytest.raises(InputError, match="32 numbers a row, where it has 16"):
        given_features([str(wide)], tiny_result.model, ())
