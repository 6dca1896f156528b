"""The callbacks around real fits of a tiny classifier on features."""

import os
import signal

import numpy as np
import pytest

from tfq_bert._quiet import keras
from tfq_bert.training.callbacks import (
    Checkpointing,
    FiniteLoss,
    RowProgress,
    early_stopping,
    tensorboard,
)
from tfq_bert.training.checkpoint import TrainState, read_checkpoint
from tfq_bert.training.interrupts import DivergedError, TrainingInterrupted

ROWS = {"features": np.random.default_rng(0).normal(size=(10, 8)).astype("float32")}
IDS = np.arange(10) % 2


def _fit(model, callbacks, epochs=3, **options):
    return model.fit(
        ROWS,
        IDS,
        batch_size=4,
        epochs=epochs,
        validation_data=(ROWS, IDS),
        callbacks=callbacks,
        seed=0,
        verbose=0,
        **options,
    )


def test_progress_is_told_in_rows_and_rises_to_the_total(tiny_classifier):
    told = []
    _fit(
        tiny_classifier(),
        [RowProgress(lambda *s: told.append(s), "x", TrainState(), 3)],
    )
    names, done, totals, details = zip(*told, strict=True)
    assert set(names) == {"x"}
    assert done == (0, 4, 8, 10, 14, 18, 20, 24, 28, 30)
    assert set(totals) == {30}
    assert details[-1].startswith("epoch 3 of 3, validation loss ")


def test_progress_goes_on_from_where_the_run_stands(tiny_classifier):
    told = []
    state = TrainState(stage=1, first_epoch=2, epoch=3, batch=1)
    callbacks = [RowProgress(lambda *s: told.append(s), "x", state, 2)]
    _fit(tiny_classifier(), callbacks, epochs=4, initial_epoch=3, initial_batch=1)
    assert [s[1:3] for s in told] == [(14, 20), (18, 20), (20, 20)]


def test_the_total_shrinks_when_training_stops_early(tiny_classifier):
    told = []
    progress = RowProgress(lambda *s: told.append(s), "x", TrainState(), 9)
    model = tiny_classifier()
    model.compile(optimizer=keras.optimizers.SGD(0.0))  # nothing ever gets better
    _fit(model, [progress, early_stopping(1)], epochs=9)
    assert told[0][2] == 90
    assert told[-1][1:3] == (20, 20)


def test_without_patience_nothing_stops_early():
    assert early_stopping(0) is None
    assert early_stopping(3).restore_best_weights


def test_logs_for_tensorboard_are_written(tiny_classifier, tmp_path):
    _fit(tiny_classifier(), [tensorboard(tmp_path / "logs")], epochs=1)
    assert list((tmp_path / "logs/train").glob("events.*"))


def test_a_loss_that_is_no_number_stops_with_the_rows_of_its_batch(tiny_classifier):
    rows = {"features": ROWS["features"].copy()}
    rows["features"][7] = np.nan
    model = tiny_classifier()
    with pytest.raises(DivergedError) as found:
        model.fit(rows, IDS, batch_size=4, seed=0, callbacks=[FiniteLoss(TrainState())])
    batches = model.row_order.batches(0)
    assert 7 in found.value.rows
    assert found.value.rows.tolist() == batches[found.value.batch].tolist()
    assert str(found.value) == (
        "the loss must stay a number. Received: nan in epoch 1, batch "
        f"{found.value.batch + 1}."
    )


class _Interrupt:
    """Sends this process a signal after some batches, as a keyboard would."""

    def __init__(self, number, batches):
        self.number, self.left = number, batches

    def __call__(self, batch, logs):  # noqa: ARG002
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), self.number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("batches", "place"), [(2, (0, 2)), (3, (1, 0)), (5, (1, 2))])
def test_an_interrupted_fit_goes_on_to_equal_weights(
    tiny_classifier, tmp_path, number, batches, place
):
    """Three batches an epoch; the signal waits for the step, or the epoch's end."""
    whole = tiny_classifier()
    history = _fit(whole, [early_stopping(5)], epochs=3).history

    path, state, stopping = tmp_path / "c.safetensors", TrainState(), early_stopping(5)
    saving = Checkpointing(path, state, None, stopping)
    sender = keras.callbacks.LambdaCallback(
        on_train_batch_end=_Interrupt(number, batches)
    )
    before = signal.getsignal(number)
    with pytest.raises(TrainingInterrupted) as found:
        _fit(tiny_classifier(), [sender, stopping, saving])
    saving.release()
    assert signal.getsignal(number) is before
    assert (found.value.epoch, found.value.batch) == place
    assert found.value.number == number

    checkpoint = read_checkpoint(path)
    model = tiny_classifier()
    for variable in model.trainable_variables:  # whatever weights
        variable.assign(variable + 1)
    ends = [checkpoint.state.epoch + 1, 3] if checkpoint.state.batch else [3]
    for end in ends:
        state, stopping = checkpoint.state, early_stopping(5)
        saving = Checkpointing(path, state, checkpoint, stopping)
        _fit(
            model,
            [stopping, saving],
            epochs=end,
            initial_epoch=state.epoch,
            initial_batch=state.batch,
        )
        checkpoint = saving.last
    for found, expected in zip(model.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-7)
    for name, values in history.items():
        given = [log[name] for log in state.logs]
        np.testing.assert_allclose(given, values, rtol=1e-6, err_msg=name)


def test_a_second_signal_stops_at_once(tiny_classifier, tmp_path):
    saving = Checkpointing(tmp_path / "c", TrainState())
    saving.set_model(tiny_classifier())
    saving.on_train_begin()
    os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(TrainingInterrupted, match="Interrupted by SIGINT in epoch 1"):
        os.kill(os.getpid(), signal.SIGINT)
    saving.release()
    assert not list(tmp_path.iterdir())


def test_within_an_epoch_it_is_saved_when_enough_time_has_passed(
    tiny_classifier, tmp_path
):
    places = []
    path, state = tmp_path / "c.safetensors", TrainState()

    def look(*_, **__):
        found = read_checkpoint(path)
        places.append(found and (found.state.epoch, found.state.batch))

    watch = keras.callbacks.LambdaCallback(on_train_batch_end=look, on_epoch_end=look)
    _fit(tiny_classifier(), [Checkpointing(path, state, seconds=0.0), watch], epochs=2)
    assert places == [(0, 1), (0, 2), (0, 2), (1, 0), (1, 1), (1, 2), (1, 2), (2, 0)]
