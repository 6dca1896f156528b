"""Which rows make which batch of an epoch, from a seed alone.

Does not hold the rows.
"""

import numpy as np

from tfq_bert._quiet import keras

# Batches that are sorted by length together: enough for little padding, few enough
# that an epoch's batches are not the same each time.
_BATCHES_SORTED_TOGETHER = 64


class RowOrder:
    """Draws the batches of each epoch; the same ones whenever it is asked.

    Args:
        num_rows: int. Rows of the training data.
        batch_size: int, or None for Keras's 32.
        seed: int, or None for the order of the rows in every epoch.
        lengths: int array `(num_rows,)`, or None. With lengths, rows of like length
            share a batch, so that short texts do not pay for long ones.
        first: (epoch, batch) to begin at. Above batch 0, it is for that epoch alone.
        share: (rank, count). The part of each batch to take: the `rank`-th of `count`
            slices of `ceil(rows / count)` rows; the last may be shorter, or empty.

    Raises:
        ValueError: If the batch size is below 1.

    Example:
    >>> order = RowOrder(5, 2, seed=0)
    >>> [len(batch) for batch in order.batches(0)]
    [2, 2, 1]
    """

    def __init__(
        self,
        num_rows,
        batch_size,
        seed=None,
        *,
        lengths=None,
        first=(0, 0),
        share=(0, 1),
    ):
        batch_size = 32 if batch_size is None else batch_size
        if batch_size < 1:
            raise ValueError(
                f"`batch_size` must be at least 1. Received: batch_size={batch_size}."
            )
        self.num_rows, self.batch_size, self.seed = num_rows, batch_size, seed
        self.lengths, self.share = lengths, share
        self.first = first
        self.epoch = first[0]

    @property
    def num_batches(self) -> int:
        """Batches of a whole epoch."""
        return -(-self.num_rows // self.batch_size)

    def batches(self, epoch: int) -> list[np.ndarray]:
        """Returns the row numbers of each batch of an epoch, in order."""
        if self.seed is None:
            return self._cut(np.arange(self.num_rows))
        rng = np.random.default_rng((self.seed, epoch))
        rows = rng.permutation(self.num_rows)
        if self.lengths is None:
            return self._cut(rows)
        together = _BATCHES_SORTED_TOGETHER * self.batch_size
        groups = np.split(rows, range(together, self.num_rows, together))
        by_length = [g[np.argsort(self.lengths[g], kind="stable")] for g in groups]
        batches = self._cut(np.concatenate(by_length))
        short = batches[self.num_rows // self.batch_size :]
        full = batches[: self.num_rows // self.batch_size]
        return [full[i] for i in rng.permutation(len(full))] + short

    def current(self) -> list[np.ndarray]:
        """Returns what is to be done of the epoch in `epoch`: this share of it."""
        batches = self.batches(self.epoch)[self.first[1] :]
        rank, count = self.share
        sizes = [-(-len(batch) // count) for batch in batches]
        return [
            batch[rank * size : (rank + 1) * size]
            for batch, size in zip(batches, sizes, strict=True)
        ]

    def _cut(self, rows: np.ndarray) -> list[np.ndarray]:
        return np.split(rows, range(self.batch_size, len(rows), self.batch_size))


def row_lengths(rows) -> np.ndarray | None:
    """Returns the lengths of texts in characters; None for features."""
    if isinstance(rows, np.ndarray):
        return None
    return np.array([len(text) for text in rows])


def follow_epochs(order: RowOrder):
    """Makes the Keras callback that moves an order on with the epochs of `fit`.

    Keras counts the batches of an epoch once, so an epoch that was begun before must
    be the only one of its `fit`.
    """

    def begin(epoch, logs):  # noqa: ARG001
        order.epoch = epoch
        if order.first[1] and epoch > order.first[0]:
            raise ValueError(
                "`epochs` must be `initial_epoch` + 1 with an `initial_batch`. "
                f"Received: initial_batch={order.first[1]}, more epochs. Call `fit` "
                "again for those."
            )

    return keras.callbacks.LambdaCallback(on_epoch_begin=begin)
