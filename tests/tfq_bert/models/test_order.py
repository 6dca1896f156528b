import numpy as np
import pytest

from tfq_bert.models.order import RowOrder, follow_epochs, row_lengths


def _rows(batches):
    return np.concatenate(batches).tolist()


def test_an_epoch_has_every_row_once_in_full_batches_but_for_the_last():
    batches = RowOrder(7, 3, seed=0).batches(0)
    assert [len(batch) for batch in batches] == [3, 3, 1]
    assert sorted(_rows(batches)) == list(range(7))


def test_an_epoch_is_drawn_from_the_seed_and_its_number_alone():
    order = RowOrder(50, 8, seed=3)
    later = _rows(order.batches(2))
    assert later == _rows(RowOrder(50, 8, seed=3).batches(2))
    assert later != _rows(order.batches(1))
    assert later != _rows(RowOrder(50, 8, seed=4).batches(2))


def test_without_a_seed_every_epoch_keeps_the_order_of_the_rows():
    order = RowOrder(5, 2)
    assert _rows(order.batches(0)) == _rows(order.batches(3)) == list(range(5))


def test_rows_of_like_length_share_a_batch_and_the_short_batch_is_last():
    lengths = np.random.default_rng(0).integers(1, 100, 333)
    order = RowOrder(333, 10, seed=0, lengths=lengths)
    batches = order.batches(0)
    assert [len(batch) for batch in batches] == [10] * 33 + [3]
    assert sorted(_rows(batches)) == list(range(333))
    # All batches stand in one group: in order of length, none overlaps the next.
    spans = sorted((lengths[b].min(), lengths[b].max()) for b in batches)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    firsts = [lengths[b].max() for b in batches]
    assert firsts != sorted(firsts)
    assert _rows(batches) != _rows(order.batches(1))


def test_with_more_rows_than_a_group_the_batches_of_two_epochs_differ():
    lengths = np.random.default_rng(0).integers(1, 100, 2 * 64 * 2)
    order = RowOrder(len(lengths), 2, seed=0, lengths=lengths)
    first, second = ({frozenset(b.tolist()) for b in order.batches(e)} for e in (0, 1))
    assert len(first & second) < len(first) / 2


def test_batches_that_were_done_are_left_out_of_their_epoch():
    order = RowOrder(10, 3, seed=0, first=(2, 2))
    assert _rows(order.current()) == _rows(order.batches(2)[2:])
    follow_epochs(order).on_epoch_begin(2, {})
    with pytest.raises(
        ValueError,
        match=r"^`epochs` must be `initial_epoch` \+ 1 with an `initial_batch`. "
        r"Received: initial_batch=2, more epochs. Call `fit` again for those.$",
    ):
        follow_epochs(order).on_epoch_begin(3, {})


def test_an_order_follows_the_epochs():
    order = RowOrder(10, 3, seed=0)
    follow_epochs(order).on_epoch_begin(3, {})
    assert _rows(order.current()) == _rows(order.batches(3))


@pytest.mark.parametrize("rows", [8, 9, 10])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_shares_are_slices_of_every_batch_that_make_it_whole(rows, count):
    whole = RowOrder(rows, 4, seed=0).batches(0)
    shares = [RowOrder(rows, 4, 0, share=(r, count)).current() for r in range(count)]
    for batch, *parts in zip(whole, *shares, strict=True):
        size = -(-len(batch) // count)
        assert len(parts[0]) == size
        assert _rows(parts) == batch.tolist()


def test_a_batch_of_no_rows_is_refused():
    with pytest.raises(
        ValueError,
        match=r"^`batch_size` must be at least 1. Received: batch_size=0.$",
    ):
        RowOrder(3, 0)


def test_lengths_are_those_of_texts_and_features_have_none():
    assert row_lengths(["", "abc"]).tolist() == [0, 3]
    assert row_lengths(np.zeros((2, 3))) is None
