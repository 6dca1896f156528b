import numpy as np
import pytest
import tensorflow as tf

from tfq_bert._quiet import keras
from tfq_bert.models.batches import ordered_batches, run_by_length, training_batches
from tfq_bert.models.examples import Examples

TEXTS = ["a", "bbb", "cc", "", "dddd", "ee", "f"]


def _examples(rows=TEXTS, weight=None):
    return Examples(rows, np.arange(len(rows), dtype=np.int32), weight)


def _read(batch):
    return {"length": tf.strings.length(batch)}


def _order(batches):
    return [int(i) for batch in batches for i in batch[1]]


def test_an_epoch_has_every_row_once_with_its_own_label_and_weight():
    weight = np.arange(7, dtype=np.float32) / 10
    batches = training_batches(_examples(weight=weight), 3, 0, _read)
    rows = [
        (int(i), int(n), float(w))
        for x, y, weights in batches
        for i, n, w in zip(y, x["length"], weights, strict=True)
    ]
    assert sorted(i for i, _, _ in rows) == list(range(7))
    for i, length, w in rows:
        assert length == len(TEXTS[i])
        assert w == pytest.approx(i / 10)


def test_batches_are_full_but_for_the_last_and_their_number_is_known():
    batches = training_batches(_examples(), 3, 0, _read)
    assert [len(y) for _, y in batches] == [3, 3, 1]
    assert int(batches.cardinality()) == 3


def test_the_order_is_new_each_epoch_and_follows_the_seed_alone():
    epochs = []
    for seed, other in ((0, 1), (0, 2), (1, 1)):
        keras.utils.set_random_seed(other)
        batches = training_batches(_examples(), 3, seed, _read)
        epochs.append([_order(batches) for _ in range(3)])
    assert epochs[0] == epochs[1]
    assert epochs[0] != epochs[2]
    assert len({tuple(order) for order in epochs[0]}) == 3


def test_features_come_in_the_order_of_their_texts():
    features = np.arange(14, dtype=np.float32).reshape(7, 2)
    by_text = training_batches(_examples(), 3, 5, _read)
    by_features = training_batches(_examples(features), 3, 5, _read)
    assert _order(by_text) == _order(by_features)
    for x, y in by_features:
        np.testing.assert_array_equal(x["features"], features[y.numpy()])


def test_ordered_batches_keep_the_order():
    assert _order(ordered_batches(_examples(), 3, _read)) == list(range(7))


@pytest.mark.parametrize("batch_size", [1, 2, 7, 100])
def test_results_come_back_in_the_order_of_the_texts(batch_size):
    seen = []

    def run(batches):
        sizes = [x["length"].numpy() for x in batches]
        seen.extend(sizes)
        return np.concatenate(sizes)[:, None]

    result = run_by_length(TEXTS, batch_size, 1, _read, run)
    assert result.dtype == np.float32
    assert result[:, 0].tolist() == [len(text) for text in TEXTS]
    if batch_size == 2:  # like lengths together: little padding
        assert [list(size) for size in seen] == [[4, 3], [2, 2], [1, 1], [0]]


def test_no_rows_give_no_rows_of_the_full_width():
    result = run_by_length([], 4, 3, _read, None)
    assert (result.shape, result.dtype) == ((0, 3), np.float32)


@pytest.mark.parametrize("make", [training_batches, ordered_batches])
def test_a_batch_of_no_rows_is_refused(make):
    arguments = (0, _read) if make is ordered_batches else (0, 0, _read)
    with pytest.raises(ValueError, match="^`batch_size` must be at least 1. "):
        make(_examples(), *arguments)


def test_no_size_of_a_batch_is_that_of_keras_and_no_seed_keeps_the_order():
    rows = [str(i) for i in range(40)]
    batches = training_batches(_examples(rows), None, None, _read)
    assert [len(batch[1]) for batch in batches] == [32, 8]
    assert _order(batches) == list(range(40))
