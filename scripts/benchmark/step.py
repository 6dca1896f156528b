"""Times a training step with BERT trainable, against keras-nlp's BertTextClassifier.

The tokens are random and the weights not loaded, since no time depends on them. Does
not time the preprocessing, which is the same for both.
"""

import time
from pathlib import Path

import numpy as np

from scripts.benchmark.results import find_versions, summarize, write_results
from scripts.benchmark.table import format_table
from tfq_bert import HybridTextClassifier
from tfq_bert._quiet import keras, keras_nlp
from tfq_bert.text.backbone import load_backbone

PRESET = "minilm_l6_en"
BATCH_SIZE = 32
SEQUENCE_LENGTH = 64
NUM_CLASSES = 2
OURS, THEIRS = "tfq-bert, 4 qubits", "BertTextClassifier"


def run_step(pairs: int, xla: bool, output: Path, preset: str = PRESET) -> dict:
    """Measures steps in turn, prints a table, writes `step.json`.

    Args:
        pairs: int. Measured steps of either model.
        xla: bool. Whether to time keras-nlp's model compiled with XLA too.
        output: Folder of the file; made if absent.
        preset: As in `HybridTextClassifier.from_preset`.

    Returns:
        What was written, besides the machine.
    """
    models = {OURS: _make_ours(preset), THEIRS: _make_theirs(preset, False)}
    if xla:
        models[f"{THEIRS}, XLA"] = _make_theirs(preset, True)
    batch = draw_batch(SEQUENCE_LENGTH, models[OURS].backbone.vocabulary_size)
    first, milliseconds = measure_steps(models, batch, pairs)
    body = {
        "unit": "ms",
        "preset": preset,
        "batch_size": BATCH_SIZE,
        "sequence_length": SEQUENCE_LENGTH,
        "versions": find_versions(("tfq-bert", "tensorflow", "keras", "keras-nlp")),
        "models": {
            name: {
                **summarize(times),
                "first_seconds": first[name],
                "ratio_of_pairs": pair_ratio(times, milliseconds[THEIRS]),
                "steps": times,
            }
            for name, times in milliseconds.items()
        },
    }
    print(format_table(*step_rows(body["models"])))
    print(f"\nWrote {write_results(output, 'step', body)}")
    return body


def step_rows(models: dict) -> tuple[list[str], list[list[str]]]:
    """Makes the table: how many times longer than keras-nlp's step, pair by pair."""
    header = ["model", "median ms", "quartiles", "/ BertTextClassifier", "first call s"]
    rows = []
    for name, result in models.items():
        low, high = result["quartiles"]
        cells = [f"{result['median']:.0f}", f"{low:.0f}-{high:.0f}"]
        cells += [f"{result['ratio_of_pairs']:.3f}", f"{result['first_seconds']:.1f}"]
        rows.append([name, *cells, ""])
    return [*header, ""], rows


def pair_ratio(times: list[float], others: list[float]) -> float:
    """Returns the median of the ratios of neighboring steps."""
    return float(np.median(np.divide(times, others)))


def draw_batch(length: int, vocabulary_size: int) -> tuple[dict, np.ndarray]:
    """Draws a preprocessed batch without padding, and its labels."""
    rng = np.random.default_rng(0)
    shape = (BATCH_SIZE, length)
    tokens = {
        "token_ids": rng.integers(0, vocabulary_size, shape).astype(np.int32),
        "segment_ids": np.zeros(shape, np.int32),
        "padding_mask": np.ones(shape, bool),
    }
    return tokens, rng.integers(0, NUM_CLASSES, BATCH_SIZE).astype(np.int32)


def measure_steps(models: dict, batch: tuple, pairs: int) -> tuple[dict, dict]:
    """Takes compiled training steps of all models in turn.

    Args:
        models: dict from a name to a compiled model.
        batch: Pair of inputs and labels.
        pairs: int. Measured steps of each, after two that are not measured. Every
            second round goes the other way, so that no model is always first.

    Returns:
        Two dicts from the name: seconds of the first call, and milliseconds of steps.
    """
    first, times = {}, {name: [] for name in models}

    def take(name):
        begun = time.perf_counter()
        models[name].train_on_batch(*batch)
        return time.perf_counter() - begun

    for name in models:
        first[name] = take(name)
        take(name)
    for turn in range(pairs):
        for name in list(models)[:: -1 if turn % 2 else 1]:
            times[name].append(take(name) * 1e3)
    return first, times


def _make_ours(preset):
    backbone, *_ = load_backbone(preset, load_weights=False)
    names = [str(i) for i in range(NUM_CLASSES)]
    return _compiled(
        HybridTextClassifier(backbone, names, trainable_backbone=True), False
    )


def _make_theirs(preset, xla):
    backbone, *_ = load_backbone(preset, load_weights=False)
    model = keras_nlp.models.BertTextClassifier(
        backbone, NUM_CLASSES, activation="softmax"
    )
    return _compiled(model, xla)


def _compiled(model, xla):
    model.compile(
        keras.optimizers.AdamW(1e-4),
        keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
        jit_compile=xla,
    )
    return model
