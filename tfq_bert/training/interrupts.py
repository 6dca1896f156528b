"""What ends a training run before its time.

Does not save anything.
"""

import signal

from tfq_bert.errors import InputError


class TrainingInterrupted(KeyboardInterrupt):
    """Says that a signal stopped the training, and where it stands.

    Args:
        number: int. The signal.
        state: `TrainState`.
        saved: bool. Whether the state at this very step was saved.
    """

    def __init__(self, number: int, state, *, saved: bool = True):
        self.number, self.saved = number, saved
        self.epoch, self.batch = state.epoch, state.batch
        super().__init__(
            f"Interrupted by {signal.Signals(number).name} in epoch {self.epoch + 1}, "
            f"after {self.batch} of its batches."
        )


class DivergedError(InputError):
    """Says that the loss is no number any more.

    Args:
        loss: float. What it is.
        epoch: int. From 0.
        batch: int. From 0.
        rows: Row numbers of the batch among the training rows.
    """

    def __init__(self, loss: float, epoch: int, batch: int, rows):
        self.epoch, self.batch, self.rows = epoch, batch, rows
        super().__init__(
            f"the loss must stay a number. Received: {loss} in epoch {epoch + 1}, "
            f"batch {batch + 1}."
        )
