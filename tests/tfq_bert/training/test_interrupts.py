import signal

import pytest

from tfq_bert.errors import InputError
from tfq_bert.training.checkpoint import TrainState
from tfq_bert.training.interrupts import DivergedError, TrainingInterrupted


def test_an_interrupt_says_where_the_run_stands_and_is_a_keyboard_interrupt():
    error = TrainingInterrupted(signal.SIGTERM, TrainState(epoch=2, batch=7))
    assert isinstance(error, KeyboardInterrupt)
    assert str(error) == "Interrupted by SIGTERM in epoch 3, after 7 of its batches."
    assert (error.number, error.epoch, error.batch) == (15, 2, 7)


def test_a_divergence_is_bad_input_and_names_the_batch():
    with pytest.raises(
        InputError,
        match=r"^the loss must stay a number. Received: inf in epoch 2, batch 1.$",
    ) as found:
        raise DivergedError(float("inf"), 1, 0, [3, 4])
    assert found.value.rows == [3, 4]
