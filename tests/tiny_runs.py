"""Tiny but real: labeled texts, a preset folder, a run and its export."""

import csv
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = [
    *("good", "great", "fine", "awful", "bad", "poor", "film", "plot", "cafe"),
    *("world", "hello", "the", "a", "was", "is", "really", "so"),
]


def labeled_texts():
    """Makes 90 different texts of two classes that three words tell apart."""
    ends = ["was {}", "is so {}", "really was {}", "is {} the {noun}", "so {} a {noun}"]
    nouns = ["film", "plot", "cafe"]
    rows = []
    for label, words in (("good", WORDS[:3]), ("bad", WORDS[3:6])):
        for word, noun, end in itertools.product(words, nouns, ends):
            rows.append((f"the {noun} {end.format(word, noun=noun)}", label))
    return rows


def write_csv(path, rows, header=("text", "label"), encoding="utf-8"):
    """Writes rows under a header; returns the path."""
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def save_preset(folder, max_sequence_length=64):
    """Saves a BERT of two layers, width 16, and its vocabulary, as keras-hub does."""
    from tfq_bert._quiet import keras, keras_nlp

    keras.utils.set_random_seed(0)
    backbone = keras_nlp.models.BertBackbone(
        vocabulary_size=len(SPECIAL + WORDS),
        num_layers=2,
        num_heads=2,
        hidden_dim=16,
        intermediate_dim=32,
        max_sequence_length=max_sequence_length,
    )
    tokenizer = keras_nlp.models.BertTokenizer([*SPECIAL, *WORDS], lowercase=True)
    backbone.save_to_preset(str(folder))
    tokenizer.save_to_preset(str(folder))
    return folder


def run_process(*words, **environment):
    """Runs a program of the environment in a new process, in the repository's root."""
    program = Path(sys.executable).with_name(words[0])
    return subprocess.run(
        [str(program), *map(str, words[1:])],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="session")
def tiny_csv(tmp_path_factory):
    """A CSV file of 90 labeled texts."""
    return write_csv(tmp_path_factory.mktemp("data") / "texts.csv", labeled_texts())


@pytest.fixture(scope="session")
def tiny_preset(tmp_path_factory):
    """A preset folder."""
    return save_preset(tmp_path_factory.mktemp("preset") / "bert")


@pytest.fixture(scope="session")
def tiny_result(tiny_csv, tiny_preset, tmp_path_factory):
    """What `train` returned for a run of two qubits; its folder is there."""
    from tfq_bert import TrainConfig, train

    config = TrainConfig(
        data=str(tiny_csv),
        output=str(tmp_path_factory.mktemp("run") / "run"),
        preset=str(tiny_preset),
        qubits=2,
        depth=1,
        epochs=4,
        sequence_length=16,
        learning_rate=0.05,
    )
    return train(config)


@pytest.fixture(scope="session")
def tiny_run(tiny_result):
    """The folder of a run; not to be changed."""
    return tiny_result.folder


@pytest.fixture(scope="session")
def tiny_export(tiny_result, tmp_path_factory):
    """The folder of an export of the run; not to be changed."""
    folder = tmp_path_factory.mktemp("export") / "export"
    return tiny_result.model.export(folder, metrics=tiny_result.metrics)
