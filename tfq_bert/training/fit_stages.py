"""Runs the stages of a recipe, from where a checkpoint stands.

Does not load data or write the run folder.
"""

from dataclasses import dataclass

import numpy as np

from tfq_bert._quiet import keras
from tfq_bert.distributed import Workers
from tfq_bert.errors import InputError
from tfq_bert.models.losses import make_loss
from tfq_bert.training.callbacks import (
    Checkpointing,
    FiniteLoss,
    RowProgress,
    early_stopping,
    tensorboard,
)
from tfq_bert.training.checkpoint import (
    TrainState,
    take_checkpoint,
    write_checkpoint,
)
from tfq_bert.training.optimizers import ScaledAdamW, WarmupLinearDecay, layer_scales

# As in BERT's own optimizer. With Keras's 1e-7, Adam makes steps of the rounding of
# gradients that are next to nothing, other ones for two workers than for one.
STEP_EPSILON = 1e-6
# As for BERT; and the circuit's angles, of which 0 is no simpler than another.
NOT_DECAYED = ["bias", "beta", "gamma", "parameters"]


@dataclass(frozen=True)
class TrainData:
    """Holds the rows to train and to validate on.

    Attributes:
        texts: Two lists of str.
        ids: Two int arrays of class indices.
        features: Two `{"features": rows}` of the frozen BERT, or None.
    """

    texts: tuple
    ids: tuple
    features: tuple | None = None


def fit_stages(
    model, config, data, run, found, progress, seconds=300.0, workers=None
) -> list[dict]:
    """Trains a model as a recipe says, saving its state as it goes.

    Args:
        model: `HybridTextClassifier`.
        config: `TrainConfig`, filled.
        data: `TrainData`.
        run: `UnfinishedRun`, which gets the checkpoint and TensorBoard logs.
        found: `Checkpoint` to go on from, or None.
        progress: Function of (stage, done, total, detail).
        seconds: float. Least time between two checkpoints within an epoch.
        workers: `distributed.Workers` that train together; only the first saves.

    Returns:
        list of dict. What each epoch reported, with its stage.

    Raises:
        DivergedError: If the loss is no number any more.
        TrainingInterrupted: On SIGINT or SIGTERM, after the state was saved.
        OSError: If the state cannot be written.
    """
    stages = config.stages()
    workers = workers or Workers()
    state = TrainState() if found is None else found.state
    _check_place(state, run, workers)
    for number in range(state.stage, len(stages)):
        set_trained(model, stages[number].trained)
        compile_stage(model, config, stages[number], len(data.ids[0]))
        name = f"training {number + 1}/{len(stages)}" if len(stages) > 1 else "training"
        report = (name, progress, seconds, workers)
        if state.batch:  # an epoch that was begun before has a fit of its own
            end = state.epoch + 1
            found = _fit(model, config, data, run, (state, found, end), report)
            state = found.state
        end = state.first_epoch + stages[number].epochs
        _fit(model, config, data, run, (state, found, end), report)
        found = None
        state = _next_stage(state)
        if workers.is_chief:
            write_checkpoint(run.checkpoint, take_checkpoint(model, state))
    if found is not None and state.stage == len(stages):  # only the scores are owed
        set_trained(model, stages[-1].trained)
        found.restore_weights(model)
    return state.logs


def _check_place(state: TrainState, run, workers) -> None:
    """Refuses workers that do not go on from where the chief does."""
    place = state.stage * 10**12 + state.epoch * 10**8 + state.batch
    if workers.agree(place) != place:
        raise InputError(
            "all workers must find the same checkpoint. Received: another than worker "
            f"0 has, on worker {workers.rank}. Put {run.folder.name!r} in a folder "
            "that all of them share."
        )


def _next_stage(state: TrainState) -> TrainState:
    """Returns the state after a stage, which the next may fall back to."""
    epochs, best = len(state.logs), None
    if state.stopping is not None:
        best = [state.stopping["best"], state.stopping["best_epoch"]]
    return TrainState(state.stage + 1, epochs, epochs, logs=state.logs, best=best)


def _fit(model, config, data, run, where, report):
    """Fits up to an epoch; returns the checkpoint of an epoch begun before."""
    (state, found, end), (name, progress, seconds, workers) = where, report
    stage = config.stages()[state.stage]
    rows = data.features if stage.trained == "head" else data.texts
    stopping = early_stopping(stage.patience)
    path = run.checkpoint if workers.is_chief else None
    saving = Checkpointing(path, state, found, stopping, seconds)
    callbacks = [
        *([tensorboard(run.run / "logs")] if workers.is_chief else []),
        RowProgress(progress, name, state, stage.epochs),
        FiniteLoss(state),
        *([stopping] if stopping else []),
        saving,
        *workers.callbacks(),  # behind what puts a state back
    ]
    with workers.together(model), saving:
        model.fit(
            rows[0],
            data.ids[0],
            batch_size=config.batch_size,
            epochs=end,
            initial_epoch=end if state.stopped_early else state.epoch,
            initial_batch=state.batch,
            validation_data=(rows[1], data.ids[1]),
            class_weight="balanced" if config.class_weight == "balanced" else None,
            seed=config.seed,
            share=workers.share,
            verbose=0,
            callbacks=callbacks,
        )
    for log in state.logs[state.first_epoch :]:
        log.setdefault("stage", state.stage + 1)
    return saving.last


def set_trained(model, trained: str | int) -> None:
    """Chooses what is trained; compile after it.

    Args:
        model: `HybridTextClassifier`.
        trained: As in `Stage`.
    """
    backbone = model.backbone
    backbone.trainable = trained != "head"
    lowest = backbone.num_layers - trained if isinstance(trained, int) else None
    for layer in backbone.layers:  # the flag of a model does not reach its layers
        block = layer.name.rpartition("transformer_layer_")[2]
        if lowest is None:
            is_low = False
        else:
            is_low = int(block) < lowest if block.isdigit() else "embed" in layer.name
        layer.trainable = backbone.trainable and not is_low


def compile_stage(model, config, stage, num_rows: int) -> None:
    """Compiles a model for a stage: AdamW, its schedule, the loss.

    Args:
        model: `HybridTextClassifier`, with what is trained set.
        config: `TrainConfig`, filled.
        stage: `Stage`.
        num_rows: int. Rows of an epoch.
    """
    rate = stage.learning_rate
    if stage.warmup:
        steps = stage.epochs * -(-num_rows // config.batch_size)
        rate = WarmupLinearDecay(rate, int(stage.warmup * steps), steps)
    optimizer = ScaledAdamW(
        rate,
        scales=layer_scales(model.backbone.num_layers, config.layer_decay),
        weight_decay=config.weight_decay,
        epsilon=STEP_EPSILON,
        global_clipnorm=config.clip_norm or None,
    )
    optimizer.exclude_from_weight_decay(var_names=NOT_DECAYED)
    if config.precision == "mixed_float16" and stage.trained != "head":
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    loss = make_loss(config.loss, config.label_smoothing)
    model.compile(optimizer=optimizer, loss=loss, jit_compile=config.xla)


def as_history(logs: list[dict]) -> dict[str, list[float]]:
    """Turns what each epoch reported into lists, as Keras has them.

    Args:
        logs: What `fit_stages` returned.

    Returns:
        dict of lists; the stage is left out where there is one only.
    """
    names = [n for n in logs[0] if n != "stage" or logs[-1]["stage"] > 1]
    return {name: [log[name] for log in logs] for name in names}


def kept_epoch(logs: list[dict], patience: int) -> int:
    """Returns which epoch's weights the model has, counted from 1.

    Args:
        logs: What `fit_stages` returned.
        patience: int. Of the last stage; with it, the best epoch of all stages counts.
    """
    if not patience:
        return len(logs)
    return int(np.argmin([log["val_loss"] for log in logs])) + 1
