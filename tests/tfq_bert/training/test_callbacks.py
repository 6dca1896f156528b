import numpy as np

from tfq_bert._quiet import keras
from tfq_bert.training.callbacks import EpochProgress, training_callbacks
from tfq_bert.training.recipes import Recipe


def fit(callbacks, epochs=3):
    """Fits ten rows in five steps, with a validation loss that only grows."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.ones((10, 1), np.float32)
    model.fit(
        x,
        x * 5,
        batch_size=2,
        epochs=epochs,
        verbose=0,
        validation_data=(x, model.predict(x, verbose=0)),
        callbacks=callbacks,
    )


def test_progress_is_told_in_epochs_and_rises_to_the_total():
    told = []
    fit([EpochProgress(lambda *state: told.append(state))])
    stages, done, totals, details = zip(*told, strict=True)
    assert set(stages) == {"training"}
    assert list(done) == sorted(done)
    assert (done[0], done[1], done[-1], set(totals)) == (0, 0.2, 3, {3})
    assert details[-1].startswith("validation loss ")


def test_the_total_shrinks_when_training_stops_early(tmp_path):
    told = []
    recipe = Recipe(patience=1)
    fit(training_callbacks(recipe, tmp_path, lambda *s: told.append(s)), epochs=9)
    assert told[-1][1:3] == (2, 2)
    assert (tmp_path / "logs").is_dir()


def test_without_patience_nothing_stops_early(tmp_path):
    told = []
    recipe = Recipe(patience=0)
    fit(training_callbacks(recipe, tmp_path, lambda *s: told.append(s)), epochs=4)
    assert told[-1][1:3] == (4, 4)
