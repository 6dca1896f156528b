"""One training run, from a data set to a run folder.

Does not print: progress goes to a callback, results come back.
"""

import contextlib
import shlex
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tfq_bert import distributed
from tfq_bert._quiet import keras, tf
from tfq_bert.data import Splits, TextDataset, encode_labels
from tfq_bert.errors import InputError
from tfq_bert.models import HybridTextClassifier
from tfq_bert.training.checkpoint import read_checkpoint
from tfq_bert.training.config import TrainConfig
from tfq_bert.training.evaluate import classification_metrics
from tfq_bert.training.features import compute_features
from tfq_bert.training.fit_stages import (
    TrainData,
    as_history,
    fit_stages,
    kept_epoch,
    set_trained,
)
from tfq_bert.training.given_features import features_folders, given_features
from tfq_bert.training.interrupts import DivergedError, TrainingInterrupted
from tfq_bert.training.keep_best import keep_best
from tfq_bert.training.load_splits import all_class_names, fingerprint, load_splits
from tfq_bert.training.logistic_regression_baseline import (
    logistic_regression_baseline,
)
from tfq_bert.training.recipes import get_recipe
from tfq_bert.training.run_folder import write_run
from tfq_bert.training.unfinished import find_unfinished, unfinished_run

# Lengths of batches are multiples of it, since XLA compiles for each anew.
XLA_LENGTHS = 32


@dataclass(frozen=True)
class TrainResult:
    """Holds what a run made.

    Attributes:
        folder: Path of the run folder.
        model: The trained `HybridTextClassifier`, trained weights.
        splits: `Splits` of the data.
        history: dict of lists, one number an epoch.
        metrics: dict, the content of `metrics.json`.
    """

    folder: Path
    model: HybridTextClassifier
    splits: Splits
    history: dict
    metrics: dict


def train(
    config: TrainConfig,
    *,
    dataset: TextDataset | None = None,
    overwrite=False,
    resume=False,
    checkpoint_seconds=300.0,
    features_folder: Path | None = None,
    progress=None,
    report=None,
):
    """Trains a hybrid classifier and writes a run folder, whole or not at all.

    Splits the data 70/15/15, trains as the recipe says, and scores the test rows
    beside the majority class and a logistic regression on the same features. The
    folder holds `config.json`, `versions.json`, `command.txt`, `history.csv`,
    `metrics.json`, `model.keras`, plots (PNG and SVG) and TensorBoard logs.

    Until it is complete, its parts are in `OUTPUT.unfinished`: a checkpoint after
    every epoch, and a frozen BERT's output. A run that was killed goes on from there.

    With several workers in `TF_CONFIG`, each calls this with the same arguments; they
    train one model, and the first of them writes.

    Args:
        config: `TrainConfig`.
        dataset: `TextDataset` that was loaded from `config.data` already, or None.
        overwrite: Whether an existing run folder is replaced.
        resume: Whether to go on with an unfinished run, if there is one. On CPU it
            ends with the weights that it would have had.
        checkpoint_seconds: float. Least time between two checkpoints within an epoch.
        features_folder: Path of a folder where a frozen BERT's output is kept, and
            found by other runs on the same data and preset. Defaults to the run's own.
        progress: Function of (stage, done, total, detail), called often; stage is
            "features" or "training" (or "training 1/3"), and both count rows; the
            total shrinks to what was done when it stops early.
        report: Function of (stage, content): "splits" with the `Splits`, "text" with
            lengths, as soon as they are known.

    Returns:
        `TrainResult`.

    Raises:
        InputError: If the data, the preset or the folder is at fault, the loss is no
            number any more, or there is no room to save.
        PeerLostError: If another worker is gone.
        TrainingInterrupted: On SIGINT or SIGTERM during training; what was done is
            saved. A `KeyboardInterrupt`.
    """
    how = {"overwrite": overwrite, "resume": resume}
    tell = (progress or (lambda *_: None), report or (lambda *_: None))
    with distributed.start() as workers:
        places = (features_folder, checkpoint_seconds)
        return _train(config.filled(), dataset, how, tell, workers, places)


def _train(config, dataset, how, tell, workers, places):
    progress, report = tell
    features_folders(config)  # refused before anything is made
    with _begun(config, how, workers) as run:
        splits = load_splits(config, dataset)
        data = fingerprint(splits)
        _check_alike(workers, data)
        if workers.is_chief:
            run.check_data(data)
        class_names = all_class_names(splits)
        report("splits", splits)
        model = _make_model(config, class_names)
        parts = (splits.train, splits.validation, splits.test)
        report("text", _text_report(model, parts))
        with _kept(run, config, model, splits, workers):
            logs, scores = _train_and_score(
                model, config, run, parts, progress, workers, places
            )
            history = as_history(logs)
            scores.update(_facts(model, config, logs))
            model.preprocessor.length_multiple = 1
            if workers.is_chief:
                write_run(run.run, config, model, history, scores, data)
                run.finish()
    return TrainResult(Path(config.output), model, splits, history, scores)


@contextlib.contextmanager
def _begun(config, how, workers):
    """Makes or finds the unfinished run; the chief alone holds and writes it."""
    if not workers.is_chief:
        workers.barrier()
        yield find_unfinished(config.output)
        return
    with unfinished_run(config, **how) as run:
        workers.barrier()
        yield run


def _check_alike(workers, data: str) -> None:
    """Refuses workers that have read other rows than the chief."""
    mark = int(data[:15], 16)
    if workers.agree(mark) != mark:
        raise InputError(
            "all workers must read the same rows and labels. Received: others than "
            f"worker 0, on worker {workers.rank}. Give all of them the same data."
        )


def _make_model(config, class_names):
    """Loads the weights and builds the classifier; what is out of range is input."""
    recipe = get_recipe(config.recipe)
    keras.utils.set_random_seed(config.seed)
    try:
        model = HybridTextClassifier.from_preset(
            config.preset,
            class_names=class_names,
            sequence_length=config.sequence_length,
            dtype=None if config.precision == "float32" else config.precision,
            circuit=config.circuit_spec(),
            pooling=config.pooling,
            trainable_backbone=recipe.trains_bert,
            engine=config.engine,
        )
    except ValueError as error:
        raise InputError(str(error)) from error
    if config.xla:
        model.preprocessor.length_multiple = XLA_LENGTHS
    weights = model.quantum_layer.parameters
    draw = keras.initializers.RandomNormal(stddev=recipe.weight_stddev)
    weights.assign(draw(weights.shape))
    return model


def _train_and_score(model, config, run, parts, progress, workers, places):
    """Trains on the first part, and scores the third."""
    ids = [encode_labels(part.labels, model.class_names) for part in parts]
    texts = [list(part.texts) for part in parts]
    features = None
    if config.stages()[0].trained == "head":
        set_trained(model, "head")
        if folders := features_folders(config):
            features = given_features(folders, model, parts)
        else:
            kept = (places[0] or run.features) if workers.is_chief else None
            features = compute_features(model, parts, progress, kept)
    data = TrainData(texts[:2], ids[:2], features and features[:2])
    found = read_checkpoint(run.checkpoint)
    logs = fit_stages(
        model, config, data, run, found, progress, places[1], workers=workers
    )
    if get_recipe(config.recipe).trains_bert:
        features = compute_features(model, parts, progress)
    return logs, _score(model, features, ids, config.seed)


@contextlib.contextmanager
def _kept(run, config, model, splits, workers):
    """Words what ends a run before its time, and what is left of it."""
    go_on = f"tfq-bert train --resume --output {shlex.quote(config.output)}"
    try:
        yield
    except TrainingInterrupted as error:
        if run.has_progress:
            error.args = (f"{error.args[0]} Go on with: {go_on}",)
        raise
    except DivergedError as error:
        if not workers.is_chief:
            raise
        kept = keep_best(run, model, splits.train, error)
        raise InputError(f"{error} {kept}") from error
    except (OSError, tf.errors.ResourceExhaustedError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        place = getattr(error, "filename", None) or run.folder
        kept = f"What was saved before is kept: mend that, then go on with: {go_on}"
        raise InputError(
            f"{str(place)!r} must be written. Received: {reason}. "
            f"{kept if run.has_progress else 'Mend that, then start again.'}"
        ) from error


def _score(model, features, ids, seed) -> dict:
    """Scores the test rows, and a logistic regression on the same features."""
    probabilities = model.predict(features[2])
    if not np.isfinite(probabilities).all():
        raise InputError(
            "the training must converge. Received: weights that are not finite. Lower "
            "the learning rate (--learning-rate)."
        )
    names = model.class_names
    metrics = classification_metrics(ids[2], probabilities, names, seed=seed)
    baseline = logistic_regression_baseline(
        features[0]["features"],
        ids[0],
        features[2]["features"],
        num_classes=len(names),
    )
    metrics["baselines"] = {
        "logistic_regression": classification_metrics(
            ids[2], baseline, names, seed=seed
        )
    }
    return metrics


def _facts(model, config, logs) -> dict:
    """Gives the epochs and the sizes that belong beside the scores."""
    return {
        "num_epochs": len(logs),
        "kept_epoch": kept_epoch(logs, config.patience),
        "num_parameters": {
            "backbone": model.backbone.count_params(),
            "head": model.head.count_params(),
            "circuit": model.quantum_layer.count_params(),
        },
    }


def _text_report(model, parts) -> dict:
    """Counts the texts that are cut at the sequence length."""
    texts = [text for part in parts for text in part.texts]
    tokens = model.preprocessor.count_tokens(texts)
    limit = model.preprocessor.sequence_length
    return {
        "rows": len(texts),
        "truncated": int((tokens > limit).sum()),
        "sequence_length": limit,
        "longest": int(tokens.max()),
    }
