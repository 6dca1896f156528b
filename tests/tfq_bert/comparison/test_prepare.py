"""Tests of the data of a comparison: read once, BERT's output computed once."""

import numpy as np
import pytest

from tests.tiny_runs import write_csv
from tfq_bert.comparison import CompareConfig, DataSource
from tfq_bert.comparison.prepare import load_source, prepare_texts
from tfq_bert.comparison.rows import read_rows
from tfq_bert.errors import InputError


def _config(source, preset, tmp_path, **settings):
    return CompareConfig(
        [source], str(tmp_path / "out"), preset=str(preset), qubits=[2], **settings
    )


def test_features_are_those_of_the_classifier(tiny_csv, tiny_preset, tmp_path):
    from tfq_bert import HybridTextClassifier

    config = _config(str(tiny_csv), tiny_preset, tmp_path)
    entry = prepare_texts(config, config.data[0], tmp_path / "0", lambda *_: None)
    rows = read_rows(tmp_path / "0")
    assert entry["rows"] == len(rows.ids) == 90
    assert entry["counts"] == {"bad": 45, "good": 45}
    model = HybridTextClassifier.from_preset(
        str(tiny_preset), class_names=rows.class_names, sequence_length=64
    )
    np.testing.assert_allclose(model.features(rows.texts), rows.features, atol=1e-6)


def test_what_was_prepared_is_not_computed_again(tiny_csv, tiny_preset, tmp_path):
    config = _config(str(tiny_csv), tiny_preset, tmp_path)
    told = []
    first = prepare_texts(config, config.data[0], tmp_path / "0", lambda *_: None)
    again = prepare_texts(config, config.data[0], tmp_path / "0", told.append)
    assert first == again
    assert told == []


def test_other_rows_than_before_are_refused(tiny_csv, tiny_preset, tmp_path):
    lines = tiny_csv.read_text().splitlines(keepends=True)
    copy = tmp_path / "texts.csv"
    copy.write_text("".join(lines))
    config = _config(str(copy), tiny_preset, tmp_path)
    prepare_texts(config, config.data[0], tmp_path / "0", lambda *_: None)
    copy.write_text("".join(lines[:-1]))
    with pytest.raises(InputError) as caught:
        prepare_texts(config, config.data[0], tmp_path / "0", lambda *_: None)
    assert str(caught.value) == (
        "the data must be those that the comparison was begun with. Received: other "
        "rows or labels in texts. Bring them back, or start again with --overwrite."
    )


def test_other_rows_are_refused_before_all_features_are_there(
    tiny_csv, tiny_preset, tmp_path
):
    """Stopped after the first slice, whose features belong to the first texts."""
    lines = tiny_csv.read_text().splitlines(keepends=True)
    copy = tmp_path / "texts.csv"
    copy.write_text("".join(lines))
    config = _config(str(copy), tiny_preset, tmp_path)

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare_texts(config, config.data[0], tmp_path / "0", stop)
    copy.write_text("".join(reversed(lines[1:])).join([lines[0], ""]))
    with pytest.raises(InputError, match="other rows or labels in texts"):
        prepare_texts(config, config.data[0], tmp_path / "0", lambda *_: None)


def test_class_that_is_dropped_must_be_there(tiny_csv, tiny_preset, tmp_path):
    source = DataSource(str(tiny_csv), drop_labels=["Bad"])
    config = _config(source, tiny_preset, tmp_path)
    with pytest.raises(InputError) as caught:
        load_source(config, config.data[0])
    assert str(caught.value) == (
        f"`drop_labels` must be classes of {tiny_csv}: bad, good. Received: Bad."
    )


def test_class_that_is_missing_from_a_split_is_noted(tiny_preset, tmp_path):
    rows = [(f"the film {i}", ("good", "bad")[i % 2]) for i in range(40)]
    data = write_csv(tmp_path / "a.csv", [*rows, ("the plot", "rare")])
    config = _config(str(data), tiny_preset, tmp_path, recipe="full")
    entry = prepare_texts(config, config.data[0], tmp_path / "0", lambda *_: None)
    assert [note for note in entry["notes"] if "'rare' has too few" in note]


def test_dropped_classes_and_given_test_rows(tiny_preset, tmp_path):
    rows = [(f"the film {i}", ("good", "bad", "so so")[i % 3]) for i in range(60)]
    data = write_csv(tmp_path / "a.csv", rows)
    test = write_csv(tmp_path / "b.csv", [*rows[:2], ("the plot", "good")])
    source = DataSource(str(data), test_data=str(test), drop_labels=["so so"])
    config = _config(source, tiny_preset, tmp_path)
    parts = load_source(config, config.data[0])
    assert [len(parts[name]) for name in ("data", "test")] == [40, 3]
    assert parts["data"].notes[-1] == "20 rows of 'so so' left out."
    entry = prepare_texts(
        config, config.data[0], tmp_path / "0", lambda *_: None, parts
    )
    assert any("2 of" in n and "repeat a text of" in n for n in entry["notes"])
    written = read_rows(tmp_path / "0")
    np.testing.assert_array_equal(written.given["test"], [40, 41, 42])


def test_trained_bert_needs_no_features(tiny_csv, tiny_preset, tmp_path):
    config = _config(str(tiny_csv), tiny_preset, tmp_path, recipe="full")
    prepare_texts(config, config.data[0], tmp_path / "0", lambda *_: None)
    assert read_rows(tmp_path / "0").features is None
