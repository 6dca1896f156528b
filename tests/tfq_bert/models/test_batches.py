import numpy as np
import pytest
import tensorflow as tf

from tfq_bert._quiet import keras
from tfq_bert.models.batches import make_batches, ordered_batches, run_by_length
from tfq_bert.models.examples import Examples
from tfq_bert.models.order import RowOrder

TEXTS = ["a", "bbb", "cc", "", "dddd", "ee", "f"]


def _examples(rows=TEXTS, weight=None):
    return Examples(rows, np.arange(len(rows), dtype=np.int32), weight)


def _read(batch):
    return {"length": tf.strings.length(batch)}


def _shuffled(examples, batch_size, seed, **options):
    order = RowOrder(len(examples.rows), batch_size, seed, **options)
    return make_batches(examples, order, _read)


def _order(batches):
    return [int(i) for batch in batches for i in batch[1]]


def test_an_epoch_has_every_row_once_with_its_own_label_and_weight():
    weight = np.arange(7, dtype=np.float32) / 10
    batches = _shuffled(_examples(weight=weight), 3, 0)
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
    batches = _shuffled(_examples(), 3, 0)
    assert [len(y) for _, y in batches] == [3, 3, 1]
    assert int(batches.cardinality()) == 3


def test_the_order_is_that_of_the_epoch_and_no_other_seed_changes_it():
    epochs = []
    for seed, other in ((0, 1), (0, 2), (1, 1)):
        keras.utils.set_random_seed(other)
        order = RowOrder(7, 3, seed)
        batches = make_batches(_examples(), order, _read)
        drawn = []
        for order.epoch in range(3):
            assert _order(batches) == _order(batches)
            drawn.append(_order(batches))
        epochs.append(drawn)
    assert epochs[0] == epochs[1]
    assert epochs[0] != epochs[2]
    assert len({tuple(order) for order in epochs[0]}) == 3


@pytest.mark.parametrize("is_text", [True, False])
def test_a_resumed_epoch_and_a_share_of_it_come_as_the_order_says(is_text):
    rows = TEXTS if is_text else np.ones((7, 2), np.float32)
    order = RowOrder(7, 3, 0, first=(0, 1), share=(1, 2))
    batches = make_batches(_examples(rows), order, _read)
    given = [batch[1].numpy().tolist() for batch in batches]
    assert given == [batch.tolist() for batch in order.current()]
    assert list(map(len, given)) == [1, 0]  # of batches of three rows, and of one


def test_features_come_in_the_order_of_their_texts():
    features = np.arange(14, dtype=np.float32).reshape(7, 2)
    by_text = _shuffled(_examples(), 3, 5)
    by_features = _shuffled(_examples(features), 3, 5)
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


def test_no_size_of_a_batch_is_that_of_keras():
    rows = [str(i) for i in range(40)]
    batches = ordered_batches(_examples(rows), None, _read)
    assert [len(batch[1]) for batch in batches] == [32, 8]
