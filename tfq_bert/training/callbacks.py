"""What watches a training run: logs, progress and the stop.

Does not train.
"""

from pathlib import Path

from tfq_bert._quiet import keras


class EpochProgress(keras.callbacks.Callback):
    """Tells a progress function of every step, in epochs.

    Args:
        progress: Function of (stage, done, total, detail), as in `train`.
    """

    def __init__(self, progress):
        super().__init__()
        self.tell = progress
        self.epoch, self.detail = 0, ""

    def on_train_begin(self, logs=None):  # noqa: ARG002
        self.tell("training", 0, self.params["epochs"], "")

    def on_train_batch_end(self, batch, logs=None):  # noqa: ARG002
        # The epoch ends after its validation, so its last step is not the end.
        share = min(0.99, (batch + 1) / (self.params.get("steps") or batch + 1))
        self.tell("training", self.epoch + share, self.params["epochs"], self.detail)

    def on_epoch_end(self, epoch, logs=None):
        self.epoch = epoch + 1
        self.detail = f"validation loss {(logs or {})['val_loss']:.4f}"
        self.tell("training", self.epoch, self.params["epochs"], self.detail)

    def on_train_end(self, logs=None):  # noqa: ARG002
        if self.epoch < self.params["epochs"]:
            self.tell("training", self.epoch, self.epoch, self.detail)


def training_callbacks(recipe, folder: Path, progress) -> list:
    """Makes what `fit` calls: TensorBoard logs, progress, early stopping.

    Args:
        recipe: `Recipe`; without `patience`, nothing stops early.
        folder: Path of the run folder, which gets `logs/`.
        progress: Function of (stage, done, total, detail), as in `train`.

    Returns:
        list of `keras.callbacks.Callback`.
    """
    callbacks = [
        keras.callbacks.TensorBoard(str(folder / "logs"), write_graph=False),
        EpochProgress(progress),
    ]
    if recipe.patience:
        callbacks.append(
            keras.callbacks.EarlyStopping(
                monitor="val_loss", patience=recipe.patience, restore_best_weights=True
            )
        )
    return callbacks
