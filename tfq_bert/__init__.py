"""Fine-tunes BERT with a quantum circuit in its head, for text classification.

Importing the package loads no weights and opens no file. Its rooms: `data`, `text`,
`layers`, `models`, `training`, `distributed`, `export`, `corpora`, `report`,
`hardware`, `cli`.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

from tfq_bert.version import __version__

_HOMES = {
    "HybridTextClassifier": "tfq_bert.models",
    "InputError": "tfq_bert.errors",
    "load_dataset": "tfq_bert.data",
    "TrainConfig": "tfq_bert.training",
    "load_exported": "tfq_bert.export",
    "split_dataset": "tfq_bert.data",
    "train": "tfq_bert.training",
    "tune": "tfq_bert.training",
}
_ROOMS = (
    "corpora",
    "data",
    "distributed",
    "errors",
    "export",
    "hardware",
    "layers",
    "models",
    "report",
    "text",
    "training",
)

__all__ = [
    "HybridTextClassifier",
    "InputError",
    "TrainConfig",
    "__version__",
    "load_dataset",
    "load_exported",
    "split_dataset",
    "train",
    "tune",
    *_ROOMS,
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    if name in _ROOMS:
        return importlib.import_module(f"tfq_bert.{name}")
    raise AttributeError(f"module 'tfq_bert' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def _register_keras_classes() -> None:
    """Imports the classes that Keras must know before it loads a file of ours.

    Without TensorFlow Quantum the rest of the package still imports, and the first use
    of a class that needs it says what is missing.
    """
    from tfq_bert import _quiet

    try:
        _quiet.import_tfq()
    except ImportError:
        return
    importlib.import_module("tfq_bert.models")


def _is_command_line() -> bool:
    """Whether this is the program `tfq-bert`, or `python -m tfq_bert`."""
    program = Path(sys.argv[0] if sys.argv else "").stem
    # While Python looks for the module of `-m`, that is all it says.
    by_module = program == "-m" and "tfq_bert" in sys.orig_argv
    return program == "tfq-bert" or by_module


# The command line imports what each command needs, so that `--help` is quick.
if not _is_command_line():
    _register_keras_classes()
