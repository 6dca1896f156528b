"""Tests of the rows of a comparison: their splits are those of a training run."""

import numpy as np
import pytest

from tfq_bert.comparison.rows import read_rows, write_rows
from tfq_bert.data import TextDataset, complete_splits, encode_labels, split_dataset
from tfq_bert.errors import InputError


def _dataset(size=80, seed=0):
    rng = np.random.default_rng(seed)
    words = rng.integers(0, 40, size=(size, 2))
    texts = tuple(f"word{a} thing{b}" for a, b in words)
    labels = tuple("spam" if a % 4 == 0 else "ham" for a, _ in words)
    return TextDataset("made up", texts, labels)


def _write(folder, dataset, others=()):
    texts = [text for part in (dataset, *others) for text in part.texts]
    labels = [label for part in (dataset, *others) for label in part.labels]
    start, given = len(dataset), {}
    for name, part in zip(("test", "validation"), others, strict=False):
        given[name] = np.arange(start, start + len(part))
        start += len(part)
    names = list(dataset.class_names)
    ids = encode_labels(labels, names)
    write_rows(folder, "made up", names, ids, texts=texts, given=given)
    return read_rows(folder)


@pytest.mark.parametrize("seed", [0, 7])
def test_split_is_that_of_a_training_run(tmp_path, seed):
    dataset = _dataset()
    found = _write(tmp_path, dataset).split(seed)
    expected = split_dataset(dataset, seed=seed)
    for name in ("train", "validation", "test"):
        texts = [dataset.texts[i] for i in found[name]]
        assert texts == list(getattr(expected, name).texts)


def test_given_test_rows_stay_the_test_rows(tmp_path):
    dataset, test = _dataset(), _dataset(20, seed=1)
    rows = _write(tmp_path, dataset, [test])
    found = rows.split(3)
    expected = complete_splits(dataset, test=test, seed=3)
    assert [rows.texts[i] for i in found["test"]] == list(test.texts)
    for name in ("train", "validation"):
        texts = [rows.texts[i] for i in found[name]]
        assert texts == list(getattr(expected, name).texts)


def test_all_given_parts_leave_the_rest_to_train_on(tmp_path):
    dataset = _dataset()
    rows = _write(tmp_path, dataset, [_dataset(20, seed=1), _dataset(10, seed=2)])
    found = rows.split(0)
    np.testing.assert_array_equal(found["train"], np.arange(80))
    assert [len(found[name]) for name in ("validation", "test")] == [10, 20]


def test_smaller_samples_are_parts_of_larger_ones(tmp_path):
    rows = _write(tmp_path, _dataset())
    train = rows.split(0)["train"]
    samples = [rows.sample(train, f, seed=4) for f in (0.05, 0.25, 0.5, 1)]
    for small, large in zip(samples, samples[1:], strict=False):
        assert set(small) < set(large)
    assert np.bincount(rows.ids[samples[0]]).min() == 2
    assert set(samples[1]) != set(rows.sample(train, 0.25, seed=5))
    share = len(samples[2]) / len(train)
    assert share == pytest.approx(0.5, abs=0.02)


def test_text_with_half_a_surrogate_pair_is_kept(tmp_path):
    texts = [f"text {i} \ud83d" for i in range(12)]
    write_rows(tmp_path, "x", ["a", "b"], [0, 1] * 6, texts=texts)
    assert read_rows(tmp_path).texts == texts


def test_features_come_back_bit_by_bit(tmp_path):
    features = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
    write_rows(tmp_path, "x", ["a", "b"], [0, 1] * 10, features=features)
    rows = read_rows(tmp_path)
    np.testing.assert_array_equal(rows.features, features)
    assert rows.texts is None
    assert len(set(rows.groups)) == 20


def test_rows_that_leave_a_part_empty_are_refused(tmp_path):
    write_rows(tmp_path, "tiny", ["a", "b"], [0, 1], texts=["x", "y"])
    with pytest.raises(InputError) as caught:
        read_rows(tmp_path).split(0)
    assert str(caught.value) == (
        "The data must have enough different texts to fill every split. Received: tiny "
        "with 2 rows, which leaves validation empty. Give more rows."
    )
