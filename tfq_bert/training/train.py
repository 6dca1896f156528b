"""One training run, from a data set to a run folder.

Does not print: progress goes to a callback, results come back.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tfq_bert._quiet import keras
from tfq_bert.data import (
    Splits,
    TextDataset,
    class_weights,
    encode_labels,
    load_dataset,
    split_dataset,
)
from tfq_bert.errors import InputError
from tfq_bert.files import check_new_folder, new_file, new_folder
from tfq_bert.models import HybridTextClassifier, SparseMeanSquaredError
from tfq_bert.training.callbacks import training_callbacks
from tfq_bert.training.config import TrainConfig
from tfq_bert.training.evaluate import classification_metrics
from tfq_bert.training.logistic_regression_baseline import (
    logistic_regression_baseline,
)
from tfq_bert.training.recipes import get_recipe
from tfq_bert.training.run_folder import MARKER, write_run


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
    features_folder: Path | None = None,
    progress=None,
    report=None,
):
    """Trains a hybrid classifier and writes a run folder, whole or not at all.

    Splits the data 70/15/15, trains as the recipe says, and scores the test rows
    beside the majority class and a logistic regression on the same features. The
    folder holds `config.json`, `versions.json`, `history.csv`, `metrics.json`,
    `model.keras`, plots (PNG and SVG) and TensorBoard logs.

    Args:
        config: `TrainConfig`.
        dataset: `TextDataset` that was loaded from `config.data` already, or None.
        overwrite: Whether an existing run folder is replaced.
        features_folder: Path of a folder where a frozen BERT's output is kept, and
            found by other runs on the same data and preset, or None.
        progress: Function of (stage, done, total, detail), called often; stage is
            "features" (rows) or "training" (epochs, broken ones too; the total shrinks
            to what was done when it stops early).
        report: Function of (stage, content): "splits" with the `Splits`, "text" with
            lengths, as soon as they are known.

    Returns:
        `TrainResult`.

    Raises:
        InputError: If the data, the preset or the folder is at fault.
    """
    config = config.filled()
    recipe = get_recipe(config.recipe)
    progress = progress or (lambda *_: None)
    report = report or (lambda *_: None)
    check_new_folder(config.output, overwrite=overwrite, replaces=MARKER)
    splits = split_dataset(
        _load(config) if dataset is None else dataset, seed=config.seed
    )
    class_names = _all_class_names(splits)
    report("splits", splits)
    with new_folder(config.output, overwrite=overwrite, replaces=MARKER) as folder:
        model = _make_model(config, recipe, class_names)
        parts = (splits.train, splits.validation, splits.test)
        report("text", _text_report(model, parts))
        ids = [encode_labels(part.labels, class_names) for part in parts]
        inputs = [list(part.texts) for part in parts]
        if not recipe.trainable_backbone:
            inputs = list(_features(model, parts, progress, features_folder))
        history = _fit(model, config, recipe, inputs, ids, folder, progress)
        if recipe.trainable_backbone:
            inputs = list(_features(model, parts, progress))
        metrics = _score(model, inputs, ids, config.seed)
        metrics.update(_facts(model, recipe, history))
        write_run(folder, config, model, history, metrics)
    return TrainResult(Path(config.output), model, splits, history, metrics)


def _make_model(config, recipe, class_names):
    """Loads the weights and builds the classifier; what is out of range is input."""
    keras.utils.set_random_seed(config.seed)
    try:
        model = HybridTextClassifier.from_preset(
            config.preset,
            class_names=class_names,
            sequence_length=config.sequence_length,
            circuit=config.circuit_spec(),
            pooling=config.pooling,
            trainable_backbone=recipe.trainable_backbone,
            engine=config.engine,
        )
    except ValueError as error:
        raise InputError(str(error)) from error
    weights = model.quantum_layer.parameters
    draw = keras.initializers.RandomNormal(stddev=recipe.weight_stddev)
    weights.assign(draw(weights.shape))
    return model


def _fit(model, config, recipe, inputs, ids, folder, progress) -> dict:
    weight = class_weights(ids[0], model.num_classes) if recipe.class_weight else None
    _compile(model, config, recipe, len(ids[0]))
    return model.fit(
        inputs[0],
        ids[0],
        batch_size=config.batch_size,
        epochs=config.epochs,
        validation_data=(inputs[1], ids[1]),
        class_weight=weight,
        seed=config.seed,
        verbose=0,
        callbacks=training_callbacks(recipe, folder, progress),
    ).history


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


def _facts(model, recipe, history) -> dict:
    """Gives the epochs and the sizes that belong beside the scores."""
    epochs = len(history["loss"])
    kept = int(np.argmin(history["val_loss"])) + 1 if recipe.patience else epochs
    return {
        "num_epochs": epochs,
        "kept_epoch": kept,
        "num_parameters": {
            "backbone": model.backbone.count_params(),
            "head": model.head.count_params(),
            "circuit": model.quantum_layer.count_params(),
        },
    }


def _load(config: TrainConfig):
    return load_dataset(
        config.data,
        text_column=config.text_column,
        label_column=config.label_column,
        encoding=config.encoding,
        delimiter=config.delimiter,
        split=config.split,
        data_dir=config.data_dir,
    )


def _all_class_names(splits: Splits) -> list[str]:
    """Returns the class names of all splits, those of training first in order."""
    names = list(splits.train.class_names)
    for part in (splits.validation, splits.test):
        unseen = [name for name in part.class_names if name not in names]
        if unseen:
            raise InputError(
                "every class must stand in the training rows. Received: "
                f"{', '.join(map(repr, unseen))} outside them only. Add rows of it."
            )
    return names


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


def _compile(model, config, recipe, num_rows):
    rate = config.learning_rate
    if recipe.warmup:
        steps = config.epochs * -(-num_rows // config.batch_size)
        warmup = max(1, int(recipe.warmup * steps))
        rate = keras.optimizers.schedules.CosineDecay(
            0.0,
            max(1, steps - warmup),
            warmup_target=config.learning_rate,
            warmup_steps=warmup,
        )
    loss = "auto"
    if recipe.loss == "mean_squared_error":
        loss = SparseMeanSquaredError()
    model.compile(optimizer=keras.optimizers.AdamW(rate), loss=loss)


def _features(model, parts, progress, folder: Path | None = None):
    """Yields each part's features; rows of all parts count towards one total."""
    total = sum(map(len, parts))
    done = 0
    progress("features", 0, total, "")
    for number, part in enumerate(parts):
        path = folder and folder / f"{number}.npy"
        if path is not None and path.is_file():
            features = np.load(path, allow_pickle=False)
        else:
            features = _part_features(model, part, progress, done, total, path)
        yield {"features": features}
        done += len(part)
        progress("features", done, total, "")


def _part_features(model, part, progress, start, total, path):
    features = model.features(
        list(part.texts),
        progress=lambda rows: progress("features", start + rows, total, ""),
    )
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with new_file(path) as temporary:
            np.save(temporary, features)
    return features
