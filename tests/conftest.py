"""Fixtures for all rooms. TensorFlow is imported where a test first needs it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny_runs import tiny_csv as tiny_csv
from tests.tiny_runs import tiny_export as tiny_export
from tests.tiny_runs import tiny_preset as tiny_preset
from tests.tiny_runs import tiny_result as tiny_result
from tests.tiny_runs import tiny_run as tiny_run

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture
def seed():
    """Seeds Python, NumPy and TensorFlow; returns the seed."""
    from tfq_bert._quiet import keras

    keras.utils.set_random_seed(0)
    return 0


@pytest.fixture(scope="session")
def shared_data():
    """The folder of labeled texts beside the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder shared/data beside the repository is absent")
    return SHARED_DATA


@pytest.fixture(scope="session")
def run_python():
    """Runs code in a new process, in the repository's root."""

    def run(code, *arguments, flags=(), **environment):
        import os

        return subprocess.run(
            [sys.executable, *flags, "-c", code, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, **environment},
        )

    return run


@pytest.fixture(scope="session")
def tiny_vocabulary():
    """BERT's five special tokens, and words."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = "good bad great awful film plot the a was cafe hello world sep mask"
    return [*special, *words.split(), "##s", "[", "]"]


@pytest.fixture(scope="session")
def tiny_backbone(tiny_vocabulary):
    """Makes a BERT of two layers, width 8, two heads, 16 positions, from seed 0."""
    from tfq_bert._quiet import keras, keras_nlp

    def make(dropout=0.0, seed=0, **kwargs):
        keras.utils.set_random_seed(seed)
        sizes = {
            "vocabulary_size": len(tiny_vocabulary),
            "num_layers": 2,
            "num_heads": 2,
            "hidden_dim": 8,
            "intermediate_dim": 16,
            "max_sequence_length": 16,
            "dropout": dropout,
        }
        return keras_nlp.models.BertBackbone(**{**sizes, **kwargs})

    return make


@pytest.fixture(scope="session")
def tiny_preprocessor(tiny_vocabulary):
    """Makes a preprocessor of uncased words and at most eight tokens."""
    from tfq_bert._quiet import keras_nlp
    from tfq_bert.text.preprocessing import HybridPreprocessor

    def make(sequence_length=8, **kwargs):
        tokenizer = keras_nlp.models.BertTokenizer(
            tiny_vocabulary, lowercase=False, strip_accents=False
        )
        kwargs.setdefault("lowercase", True)
        return HybridPreprocessor(tokenizer, sequence_length, **kwargs)

    return make


@pytest.fixture(scope="session")
def tiny_classifier(tiny_backbone, tiny_preprocessor):
    """Makes a classifier of two classes on two qubits, seeded anew each time."""
    from circuits import CircuitSpec
    from tfq_bert import HybridTextClassifier

    def make(class_names=("bad", "good"), seed=0, dropout=0.0, **kwargs):
        backbone = tiny_backbone(dropout, seed)
        kwargs.setdefault("circuit", CircuitSpec(num_qubits=2, depth=1))
        kwargs.setdefault("preprocessor", tiny_preprocessor())
        return HybridTextClassifier(backbone, class_names, **kwargs)

    return make
