"""Times an epoch on cached features: hybrid heads against Dense heads of plain Keras.

The features are random, since no time depends on them. Does not judge accuracy.
"""

import time
from pathlib import Path

import numpy as np

from circuits import CircuitSpec
from scripts.benchmark.results import find_versions, summarize, write_results
from scripts.benchmark.table import format_table
from tfq_bert import HybridTextClassifier
from tfq_bert._quiet import keras, keras_nlp

WIDTH = 384  # of MiniLM
BATCH_SIZE = 32
NUM_CLASSES = 2
QUBITS = (4, 8)


def run_epoch(
    epochs: int, rows: int, output: Path, qubits: tuple[int, ...] = QUBITS
) -> dict:
    """Measures epochs in turn, prints a table, writes `epoch.json`.

    Args:
        epochs: int. Measured epochs of every head.
        rows: int. Rows of an epoch.
        output: Folder of the file; made if absent.
        qubits: Numbers of qubits, and of the Dense heads' units.

    Returns:
        What was written, besides the machine.
    """
    rng = np.random.default_rng(0)
    features = rng.normal(size=(rows, WIDTH)).astype(np.float32)
    labels = rng.integers(0, NUM_CLASSES, rows)
    heads = {}
    for count in qubits:
        heads[f"hybrid, {count} qubits"] = _fit_hybrid(count, features, labels)
        for jit in (False, True):
            name = f"Dense({count}){', XLA' if jit else ''}"
            heads[name] = _fit_dense(count, jit, features, labels)
    seconds = measure_in_turn(heads, epochs)
    body = {
        "unit": "s",
        "rows": rows,
        "batch_size": BATCH_SIZE,
        "versions": find_versions(("tfq-bert", "tensorflow", "keras")),
        "heads": {n: {**summarize(t), "epochs": t} for n, t in seconds.items()},
    }
    print(format_table(*epoch_rows(body["heads"], qubits)))
    print(f"\nWrote {write_results(output, 'epoch', body)}")
    return body


def epoch_rows(heads: dict, qubits: tuple[int, ...]) -> tuple[list, list]:
    """Makes header and rows; a ratio is to the Dense head of as many units."""
    header = ["head", "median s", "quartiles", "/ Dense", "/ Dense, XLA", ""]
    rows = []
    for count in qubits:
        plain = heads[f"Dense({count})"]["median"]
        compiled = heads[f"Dense({count}), XLA"]["median"]
        dense = f"Dense({count})"
        for name in (f"hybrid, {count} qubits", dense, f"{dense}, XLA"):
            rows.append(_row(name, heads[name], plain, compiled))
    return header, rows


def _row(name, result, *references):
    low, high = result["quartiles"]
    ratios = [f"{result['median'] / reference:.2f}" for reference in references]
    return [name, f"{result['median']:.3f}", f"{low:.3f}-{high:.3f}", *ratios, ""]


def measure_in_turn(fits: dict, epochs: int) -> dict[str, list[float]]:
    """Runs two epochs of every head in turn and times the second.

    It is timed from the end of the first: making the next epoch's iterator belongs to
    an epoch, starting `fit` does not.

    Args:
        fits: dict from a name to a function of `epochs` and `callbacks`.
        epochs: int. Measured epochs of each; a first round is not measured.

    Returns:
        dict from the name to seconds.
    """
    seconds = {name: [] for name in fits}
    for turn in range(epochs + 1):
        for name, fit in fits.items():
            clock = _Clock()
            fit(epochs=2, callbacks=[clock])
            if turn:
                seconds[name].append(clock.ends[1] - clock.ends[0])
    return seconds


class _Clock(keras.callbacks.Callback):
    """Notes when epochs end."""

    def __init__(self):
        super().__init__()
        self.ends = []

    def on_epoch_end(self, epoch, logs=None):
        del epoch, logs
        self.ends.append(time.perf_counter())


def _fit_hybrid(num_qubits, features, labels):
    """Returns `fit` of the public classifier; its backbone is not run."""
    backbone = keras_nlp.models.BertBackbone(
        vocabulary_size=8,
        num_layers=1,
        num_heads=1,
        hidden_dim=WIDTH,
        intermediate_dim=8,
        max_sequence_length=8,
    )
    classifier = HybridTextClassifier(
        backbone,
        [str(i) for i in range(NUM_CLASSES)],
        circuit=CircuitSpec(num_qubits=num_qubits, depth=4),
    )

    def fit(**options):
        x = {"features": features}
        classifier.fit(x, labels, batch_size=BATCH_SIZE, verbose=0, **options)

    return fit


def _fit_dense(units, jit_compile, features, labels):
    """Returns `fit` of a plain model with the classifier's optimizer and metric."""
    model = keras.Sequential(
        [
            keras.layers.Input((WIDTH,)),
            keras.layers.Dense(units, activation="tanh"),
            keras.layers.Dense(NUM_CLASSES, activation="softmax"),
        ]
    )
    model.compile(
        keras.optimizers.AdamW(2e-3),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=jit_compile,
    )

    def fit(**options):
        model.fit(features, labels, batch_size=BATCH_SIZE, verbose=0, **options)

    return fit
