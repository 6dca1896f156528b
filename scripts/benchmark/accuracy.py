"""Scores `--recipe full` beside keras-nlp's BertTextClassifier on the same splits.

Same weights, rows, epochs, batch size, schedule and seeds; each with its own head,
preprocessing and batches. Times nothing.
"""

import tempfile
from pathlib import Path

import numpy as np

from scripts.benchmark.results import find_versions, write_results
from scripts.benchmark.table import format_table
from tfq_bert import TrainConfig, train
from tfq_bert._quiet import keras, keras_nlp, tf
from tfq_bert.data import encode_labels
from tfq_bert.text.backbone import load_backbone
from tfq_bert.training import WarmupLinearDecay

OURS, THEIRS = "tfq-bert", "BertTextClassifier"


def run_accuracy(files: list[str], seeds: list[int], output: Path, preset: str) -> dict:
    """Trains both for each seed in turn, prints a table, writes `accuracy.json`.

    Args:
        files: Three sources: rows to train, to validate and to test on.
        seeds: list of int.
        output: Folder of the file; made if absent.
        preset: As in `HybridTextClassifier.from_preset`.

    Returns:
        What was written, besides the machine.
    """
    scores: dict[str, list[float]] = {OURS: [], THEIRS: []}
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            config = TrainConfig(
                data=files[0],
                validation_data=files[1],
                test_data=files[2],
                output=str(Path(folder) / "run"),
                preset=preset,
                recipe="full",
                seed=seed,
            ).filled()
            result = train(config)
        scores[OURS].append(result.metrics["accuracy"]["value"])
        scores[THEIRS].append(score_theirs(config, result.splits))
        found = ", ".join(f"{name} {scores[name][-1]:.4f}" for name in scores)
        print(f"Seed {seed}: {found}", flush=True)
    body = {
        "sources": [Path(file).name for file in files],
        "seeds": seeds,
        "preset": preset,
        "versions": find_versions(("tfq-bert", "tensorflow", "keras", "keras-nlp")),
        "test_accuracy": scores,
        "mean": {name: float(np.mean(values)) for name, values in scores.items()},
    }
    print(format_table(*accuracy_rows(scores)))
    print(f"\nWrote {write_results(output, 'accuracy', body)}")
    return body


def accuracy_rows(scores: dict) -> tuple[list[str], list[list[str]]]:
    """Makes the table: the test accuracy of each model, mean and every seed."""
    rows = [
        [name, f"{np.mean(values):.4f}", " ".join(f"{v:.4f}" for v in values)]
        for name, values in scores.items()
    ]
    return ["model", "mean", "by seed"], rows


def score_theirs(config: TrainConfig, splits) -> float:
    """Trains keras-nlp's classifier as the configuration says; returns its accuracy.

    Args:
        config: `TrainConfig` of ours, filled.
        splits: `Splits`.

    Returns:
        float. Of the test rows.
    """
    keras.utils.set_random_seed(config.seed)
    backbone, tokenizer, lowercase = load_backbone(config.preset)
    names = splits.train.class_names
    model = keras_nlp.models.BertTextClassifier(
        backbone,
        num_classes=len(names),
        preprocessor=keras_nlp.models.BertTextClassifierPreprocessor(
            keras_nlp.models.BertTokenizer(
                tokenizer.get_vocabulary(), lowercase=lowercase
            ),
            sequence_length=config.sequence_length,
        ),
        activation="softmax",
    )
    steps = config.epochs * -(-len(splits.train) // config.batch_size)
    rate = config.learning_rate
    model.compile(
        keras.optimizers.AdamW(
            WarmupLinearDecay(rate, int(config.warmup * steps), steps),
            weight_decay=config.weight_decay,
            global_clipnorm=config.clip_norm,
        ),
        keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        jit_compile=False,
    )
    stopping = keras.callbacks.EarlyStopping(
        patience=config.patience, restore_best_weights=True
    )
    model.fit(
        _batches(splits.train, names, config, shuffled=True),
        epochs=config.epochs,
        validation_data=_batches(splits.validation, names, config),
        callbacks=[stopping],
        shuffle=False,  # the batches are shuffled already
        verbose=0,
    )
    test = _batches(splits.test, names, config)
    return float(model.evaluate(test, verbose=0, return_dict=True)["accuracy"])


def _batches(part, names, config, *, shuffled=False):
    rows = (list(part.texts), encode_labels(part.labels, names))
    dataset = tf.data.Dataset.from_tensor_slices(rows)
    if shuffled:
        dataset = dataset.shuffle(len(part), seed=config.seed)
    return dataset.batch(config.batch_size)
