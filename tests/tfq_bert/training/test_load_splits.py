import pytest

from tests.tiny_runs import labeled_texts, write_csv
from tfq_bert.data import Splits, TextDataset
from tfq_bert.errors import InputError
from tfq_bert.training import TrainConfig
from tfq_bert.training.load_splits import (
    all_class_names,
    fingerprint,
    load_data,
    load_splits,
)


def _splits(*labels):
    parts = [TextDataset("x", tuple(map(str, range(len(n)))), tuple(n)) for n in labels]
    return Splits(*parts)


def test_given_sources_are_the_splits_and_the_rest_is_split_off(tiny_csv, tmp_path):
    held = write_csv(tmp_path / "held.csv", labeled_texts()[:20:3])
    config = TrainConfig(data=str(tiny_csv), output="x", test_data=str(held))
    splits = load_splits(config)
    assert splits.test.texts == tuple(text for text, _ in labeled_texts()[:20:3])
    assert (len(splits.train), len(splits.validation)) == (76, 14)
    assert any("repeat a text of" in note for note in splits.notes)
    given = load_data(config)
    assert set(splits.train.texts) | set(splits.validation.texts) == set(given.texts)


def test_a_data_set_that_was_read_is_not_read_again(tiny_csv):
    dataset = load_data(TrainConfig(data=str(tiny_csv), output="x"))
    config = TrainConfig(data="none.csv", output="x", seed=3)
    splits = load_splits(config, dataset)
    assert len(splits.train) + len(splits.validation) + len(splits.test) == 90


def test_class_names_are_those_of_training_and_no_others():
    assert all_class_names(_splits("ba", "a", "b")) == ["a", "b"]
    with pytest.raises(
        InputError,
        match=r"^every class must stand in the training rows. Received: 'c' outside",
    ):
        all_class_names(_splits("ba", "a", "bc"))


def test_a_fingerprint_is_of_texts_labels_and_their_order():
    marks = {
        fingerprint(_splits("ba", "a", "b")),
        fingerprint(_splits("ab", "a", "b")),
        fingerprint(_splits("ba", "ab", "b")),
    }
    assert len(marks) == 3
    assert {len(mark) for mark in marks} == {64}
    assert fingerprint(_splits("ba", "a", "b")) in marks
