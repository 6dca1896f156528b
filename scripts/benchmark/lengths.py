"""Times an epoch of short messages: batches by length against padding to one length.

Does not judge accuracy; it checks that both ways predict the same.
"""

import time
from pathlib import Path

import numpy as np

from scripts.benchmark.results import find_versions, summarize, write_results
from scripts.benchmark.table import format_table
from tfq_bert import HybridTextClassifier
from tfq_bert.data import load_dataset

SOURCE = "embedded:sms_spam"
SEQUENCE_LENGTH = 128
BATCH_SIZE = 32
PREDICTED_ROWS = 500
BY_LENGTH, FIXED = "by length", "fixed length"


def run_lengths(rows: int, visits: int, output: Path, preset: str) -> dict:
    """Measures epochs in turn, prints a table, writes `lengths.json`.

    Args:
        rows: int. Messages of an epoch.
        visits: int. Measured epochs of either way.
        output: Folder of the file; made if absent.
        preset: As in `HybridTextClassifier.from_preset`.

    Returns:
        What was written, besides the machine.
    """
    dataset = load_dataset(SOURCE)
    texts, labels = list(dataset.texts[:rows]), list(dataset.labels[:rows])
    models = {
        BY_LENGTH: make_model(preset, 1),
        FIXED: make_model(preset, SEQUENCE_LENGTH),
    }
    difference = largest_difference(models, texts[:PREDICTED_ROWS])
    seconds = measure_epochs(models, texts, labels, visits)
    body = {
        "unit": "s",
        "preset": preset,
        "rows": len(texts),
        "batch_size": BATCH_SIZE,
        "sequence_length": SEQUENCE_LENGTH,
        "largest_difference": difference,
        "versions": find_versions(("tfq-bert", "tensorflow", "keras")),
        "ways": {n: {**summarize(t), "epochs": t} for n, t in seconds.items()},
    }
    print(format_table(*length_rows(body["ways"])))
    print(f"\nPredictions of {PREDICTED_ROWS} rows differ by at most {difference:.1e}.")
    print(f"Wrote {write_results(output, 'lengths', body)}")
    return body


def length_rows(ways: dict) -> tuple[list[str], list[list[str]]]:
    """Makes the table: how many times faster than padding to one length."""
    fixed = ways[FIXED]["median"]
    rows = [
        [name, f"{way['median']:.1f}", f"{fixed / way['median']:.2f}", ""]
        for name, way in ways.items()
    ]
    return ["batches", "epoch s", "times as fast", ""], rows


def make_model(preset: str, length_multiple: int) -> HybridTextClassifier:
    """Makes a classifier with BERT trained, all from one seed.

    Args:
        preset: As in `HybridTextClassifier.from_preset`.
        length_multiple: As in `HybridPreprocessor`; the longest length pads all rows.
    """
    model = HybridTextClassifier.from_preset(
        preset,
        class_names=["ham", "spam"],
        sequence_length=SEQUENCE_LENGTH,
        trainable_backbone=True,
    )
    model.preprocessor.length_multiple = length_multiple
    return model


def largest_difference(models: dict, texts: list[str]) -> float:
    """Returns how far the predictions of equal weights are apart.

    Args:
        models: Two models; the second gets the weights of the first.
        texts: list of str.
    """
    first, second = models.values()
    second.set_weights(first.get_weights())
    return float(np.abs(first.predict(texts) - second.predict(texts)).max())


def measure_epochs(models: dict, texts, labels, visits: int) -> dict:
    """Fits epochs of all models in turn, after one batch that is not measured.

    Args:
        models: dict from a name to a classifier.
        texts: list of str.
        labels: list of str.
        visits: int. Measured epochs of each; every second round goes the other way.

    Returns:
        dict from the name to seconds.
    """
    seconds = {name: [] for name in models}
    for model in models.values():
        model.fit(texts[: 2 * BATCH_SIZE], labels[: 2 * BATCH_SIZE], verbose=0)
    for turn in range(visits):
        for name in list(models)[:: -1 if turn % 2 else 1]:
            begun = time.perf_counter()
            models[name].fit(texts, labels, batch_size=BATCH_SIZE, seed=0, verbose=0)
            seconds[name].append(time.perf_counter() - begun)
    return seconds
