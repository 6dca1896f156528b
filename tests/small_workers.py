"""Worker processes on the loopback address, and what they train.

Run as a program, with a case and a folder, it is one of those workers.
"""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np

from tests.tiny_runs import SPECIAL, WORDS, labeled_texts

ROOT = Path(__file__).parents[1]
# Not what another import of TensorFlow has left in the environment of the tests.
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3"}
SECONDS = {"start_seconds": 60, "peer_seconds": 5}
# Name: (trained BERT?, rows, batch size, epochs): 56 steps each; the last batch of an
# epoch has one row, or five, of which three workers get two, two and one.
CASES = {
    "trained, single row": (True, 57, 8, 7),
    "trained, odd rows": (True, 53, 8, 8),
    "frozen, single row": (False, 57, 8, 7),
}


def free_ports(count):
    """Finds ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def tf_config(ports, rank, kind="worker"):
    """Makes the `TF_CONFIG` of a worker."""
    addresses = [f"127.0.0.1:{port}" for port in ports]
    task = {"type": kind, "index": rank}
    return json.dumps({"cluster": {"worker": addresses}, "task": task})


def start_workers(count, case, folder, ports=None):
    """Starts this file as `count` workers; returns the processes."""
    ports = ports or free_ports(count)
    return [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.small_workers", case, folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **QUIET, "TF_CONFIG": tf_config(ports, rank)},
        )
        for rank in range(count)
    ]


def make_model(is_trained, seed=0, dropout=0.0):
    """Makes a classifier of two qubits on a BERT of two layers, compiled."""
    from circuits import CircuitSpec
    from tfq_bert import HybridTextClassifier
    from tfq_bert._quiet import keras, keras_nlp
    from tfq_bert.text.preprocessing import HybridPreprocessor
    from tfq_bert.training.optimizers import ScaledAdamW

    keras.utils.set_random_seed(seed)
    backbone = keras_nlp.models.BertBackbone(
        vocabulary_size=len(SPECIAL + WORDS),
        num_layers=2,
        num_heads=2,
        hidden_dim=16,
        intermediate_dim=32,
        max_sequence_length=16,
        dropout=dropout,
    )
    tokenizer = keras_nlp.models.BertTokenizer([*SPECIAL, *WORDS], lowercase=True)
    model = HybridTextClassifier(
        backbone,
        ["bad", "good"],
        HybridPreprocessor(tokenizer, 12, True),
        circuit=CircuitSpec(num_qubits=2, depth=1),
        trainable_backbone=is_trained,
    )
    # As the recipes have it: with a smaller epsilon, Adam blows rounding up.
    optimizer = ScaledAdamW(1e-4, weight_decay=0.02, global_clipnorm=0.1, epsilon=1e-6)
    model.compile(optimizer)
    return model


def labeled_rows(count):
    """Takes texts of which a third is good, mixed."""
    good, bad = labeled_texts()[:45], labeled_texts()[45:]
    rows = [good[i // 3] if i % 3 == 0 else bad[i * 2 // 3] for i in range(count)]
    return [text for text, _ in rows], [label for _, label in rows]


def fit_case(name, workers, seed=0):
    """Trains a case; returns the weights and the history, as arrays."""
    is_trained, rows, batch_size, epochs = CASES[name]
    model = make_model(is_trained, seed)
    texts, labels = labeled_rows(rows + 11)
    with workers.together(model):
        history = model.fit(
            texts[:rows],
            labels[:rows],
            batch_size=batch_size,
            epochs=epochs,
            validation_data=(texts[rows:], labels[rows:]),
            class_weight={"bad": 0.5, "good": 2.0},
            seed=1,
            verbose=0,
            share=workers.share,
            callbacks=workers.callbacks(),
        ).history
    alone = model.evaluate(texts[rows:], labels[rows:], verbose=0)
    found = {f"{name}/history/{key}": values for key, values in history.items()}
    found[f"{name}/evaluate"] = alone
    for i, weight in enumerate(model.get_weights()):
        found[f"{name}/weights/{i}"] = weight
    found[f"{name}/iterations"] = int(model.optimizer.iterations)
    return found


def _fit_all(workers, folder, names=tuple(CASES)):
    found = {}
    for name in names:
        found.update(fit_case(name, workers, seed=workers.rank))
    np.savez(Path(folder) / f"{workers.count}_{workers.rank}.npz", **found)


def _fit_first(workers, folder):
    _fit_all(workers, folder, tuple(CASES)[:1])


def _fit_for_ever(workers, folder):
    from tfq_bert._quiet import keras

    def tell(batch, logs):  # noqa: ARG001
        if batch == 2:
            (Path(folder) / f"{workers.rank}.pid").write_text(str(os.getpid()))

    model = make_model(True, seed=0)
    texts, labels = labeled_rows(57)
    watch = keras.callbacks.LambdaCallback(on_train_batch_end=tell)
    with workers.together(model):
        model.fit(
            texts,
            labels,
            batch_size=8,
            epochs=10**6,
            verbose=0,
            share=workers.share,
            callbacks=[*workers.callbacks(), watch],
        )


def _end_late(workers, _):
    import time

    time.sleep(2 * workers.rank)
    print("value", workers.agree(7 + workers.rank))
    time.sleep(2 * (workers.count - workers.rank))


def main():
    case, folder = sys.argv[1:]
    from tfq_bert import distributed

    run = {
        "all": _fit_all,
        "first": _fit_first,
        "for ever": _fit_for_ever,
        "late": _end_late,
    }[case]
    with distributed.start(**SECONDS) as workers:
        run(workers, folder)


if __name__ == "__main__":
    from tfq_bert.cli.failures import guard

    sys.exit(guard(main))
