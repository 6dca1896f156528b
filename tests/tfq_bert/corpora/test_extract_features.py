import numpy as np
import pandas
import pytest

from tests.small_corpus import make_objects, write_lines
from tfq_bert.corpora import Wanted, extract_features
from tfq_bert.data import load_dataset
from tfq_bert.data.features_folder import read_features
from tfq_bert.errors import InputError
from tfq_bert.files import read_json

OBJECTS = make_objects(90)[::5]
LABELED = Wanted(label_column="label")


def test_features_of_an_export_are_those_that_its_head_reads(
    tiny_export, tiny_result, tmp_path
):
    path = write_lines(tmp_path / "a.jsonl", [*OBJECTS, {"id": 7, "text": "a"}])
    out = tmp_path / "out"
    result = extract_features(
        tiny_export, [str(path)], out, wanted=LABELED, rows_per_file=8
    )
    assert (result.rows, result.failed) == (18, 1)
    found = read_features(out)
    frame = pandas.concat(pandas.read_parquet(out / name) for name in result.files)
    assert frame["id"].tolist() == [str(o["id"]) for o in OBJECTS]
    assert frame["label"].tolist() == [o["label"] for o in OBJECTS]
    assert found.texts == [o["text"] for o in OBJECTS]
    expected = tiny_result.model.features(found.texts)
    np.testing.assert_allclose(found.features, expected, atol=1e-6)
    config = read_json(out / "config.json")
    assert config["preset"] is None
    assert config["class_names"] == ["bad", "good"]
    size = (config["sequence_length"], config["hidden_dim"], config["rows"])
    assert size == (16, 16, 18)
    assert str(tmp_path) not in (out / "config.json").read_text()


def test_class_names_are_those_that_training_gives(tiny_export, tmp_path):
    objects = [{"text": "a", "label": label} for label in (1.0, "0.0", " 10.0", "1")]
    path = write_lines(tmp_path / "a.jsonl", objects)
    extract_features(tiny_export, [str(path)], tmp_path / "out", wanted=LABELED)
    names = read_json(tmp_path / "out" / "config.json")["class_names"]
    assert names == ["0", "1", "10"]
    data = load_dataset(f"features:{tmp_path / 'out'}")
    assert sorted({*data.labels}) == sorted(names)


def test_a_preset_needs_no_export_and_has_the_same_features(
    tiny_preset, tiny_result, corpus, tmp_path
):
    """The tiny run's BERT is the preset's, with 16 tokens and the mean of them."""
    out = tmp_path / "out"
    result = extract_features(tiny_preset, [corpus], out, sequence_length=16)
    assert (result.rows, result.failed) == (90, 4)
    found = read_features(out)
    assert found.config["preset"] == str(tiny_preset)
    labels = pandas.read_parquet(out / result.files[0])["label"]
    assert labels.isna().all()
    expected = tiny_result.model.features(found.texts)
    np.testing.assert_allclose(found.features, expected, atol=1e-6)
    assert not list(tmp_path.glob("*.unfinished"))


def test_what_has_no_features_is_refused(tiny_export, corpus, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(
        InputError, match=r"`--pooling` must be left out with an export"
    ):
        extract_features(tiny_export, [corpus], out, pooling="cls")
    old = tmp_path / "old"
    old.mkdir()
    (old / "saved_model.pb").touch()
    (old / "config.json").write_text('{"format_version": 1, "signature": {}}')
    with pytest.raises(InputError, match="must have the signature 'features'"):
        extract_features(old, [corpus], out)
    with pytest.raises(InputError, match="nosuch"):
        extract_features("nosuch_preset", [corpus], out)
    assert not list(tmp_path.glob("out*"))
