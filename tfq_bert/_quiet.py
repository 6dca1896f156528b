"""Imports the frameworks without their noise, once, for every room of tfq_bert.

Room code says `from tfq_bert._quiet import keras, tf`. Does not import TensorFlow
Quantum: what needs it calls `import_tfq`.
"""

import contextlib
import ctypes
import importlib
import logging
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType

from tfq_bert.errors import EnvironmentMismatchError

# keras-hub brings sentencepiece, whose SWIG types warn when the interpreter ends under
# `-W error` (google/sentencepiece, all releases up to 0.2.1).
SWIG_WARNING = "builtin type (swig|Swig).* has no __module__ attribute"
# TensorFlow warns when a function of one name is traced five times in twenty calls, and
# takes the steps that Keras makes for each `compile` of each model for one function.
RETRACING_WARNING = re.compile(
    "TensorFlowTrainer._make_.* triggered tf.function retrac"
)
# An export has no gradients, which nobody takes of it; loading one says so.
GRADIENTS_WARNING = re.compile("with ops with unsaved custom gradients")
# TensorFlow tells Python sessions where it wrote an export, which is moved then.
ASSETS_NOTE = "Assets written to: "
# tqdm, which keras-hub brings, asks in a notebook for bars that nothing here shows.
PROGRESS_WARNING = "IProgress not found"
# cirq-google 1.5 brings google-api-core, which warns that Python 3.11 will age.
API_CORE_WARNING = "You are using a Python version .*google"


@contextlib.contextmanager
def quiet_import() -> Iterator[None]:
    """Holds back what C++ writes to file descriptor 2; replays it if an error leaves.

    TensorFlow 2.18 prints three lines there at import that no variable silences.
    """
    try:
        saved = os.dup(2)
    except OSError:  # no standard error to redirect
        yield
        return
    sys.stderr.flush()
    with tempfile.TemporaryFile() as caught:
        os.dup2(caught.fileno(), 2)
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", API_CORE_WARNING, FutureWarning)
                warnings.filterwarnings("ignore", SWIG_WARNING, DeprecationWarning)
                warnings.filterwarnings("ignore", PROGRESS_WARNING)
                yield
        except BaseException:
            caught.seek(0)
            os.write(saved, caught.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def _check_environment() -> None:
    """Refuses, in one line, what would fail later with an obscure message."""
    if os.environ.get("TF_USE_LEGACY_KERAS", "").lower() in ("1", "true"):
        raise EnvironmentMismatchError(
            "tfq_bert needs Keras 3, but the environment variable TF_USE_LEGACY_KERAS "
            f"is set. Received: TF_USE_LEGACY_KERAS="
            f"{os.environ['TF_USE_LEGACY_KERAS']}. Unset it and start Python again."
        )
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    if backend != "tensorflow":
        raise EnvironmentMismatchError(
            "tfq_bert needs Keras on its TensorFlow backend. Received: "
            f"KERAS_BACKEND={backend}. Set KERAS_BACKEND=tensorflow or unset it."
        )


def import_tfq() -> ModuleType:
    """Imports TensorFlow Quantum and touches its ops, so that they are registered.

    Returns:
        The module `tensorflow_quantum`.

    Raises:
        EnvironmentMismatchError: If it is missing or does not fit Cirq.
    """
    try:
        with quiet_import(), _late_lock():
            tfq = importlib.import_module("tensorflow_quantum")
            # Its ops register only when the op modules are loaded.
            for name in ("tfq_simulate_ops", "tfq_adj_grad_op", "tfq_utility_ops"):
                importlib.import_module(f"tensorflow_quantum.core.ops.{name}")
    except Exception as error:
        found = {name: _version(name) for name in _NEEDED}
        raise EnvironmentMismatchError(
            "TensorFlow Quantum could not be imported, which the quantum layer needs. "
            f"Received: {_join(found)}. Needed: {_join(_NEEDED)}. Install the pinned "
            f"versions with `pip install --require-hashes -r requirements.lock`. "
            f"Cause: {type(error).__name__}: {error}"
        ) from error
    return tfq


@contextlib.contextmanager
def _late_lock() -> Iterator[None]:
    """Lets TensorFlow Quantum make its lock when it first needs it.

    Version 0.7.6 makes it when it is imported, which starts TensorFlow: after that no
    devices can be set up any more, nor other workers found.
    """
    make = tf.CriticalSection
    tf.CriticalSection = lambda: _LateLock(make)
    try:
        yield
    finally:
        tf.CriticalSection = make


class _LateLock:
    """Stands for a `tf.CriticalSection` until there is something to run.

    Args:
        make: Function that makes it.
    """

    def __init__(self, make: Callable):
        self._make, self._lock = make, None

    def execute(self, *arguments, **options):
        if self._lock is None:
            with tf.init_scope():
                self._lock = self._make()
        return self._lock.execute(*arguments, **options)


_NEEDED = {
    "tensorflow": "2.18.1",
    "tensorflow-quantum": "0.7.6",
    "cirq-core": "1.5.0",
}


def _version(distribution: str) -> str:
    metadata = importlib.import_module("importlib.metadata")
    try:
        return str(metadata.version(distribution))
    except metadata.PackageNotFoundError:
        return "missing"


def _join(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _keep_swig_types() -> None:
    """Keeps what SWIG's modules share for as long as the process lives.

    sentencepiece 0.2.1, which keras-hub imports, makes a type when that is freed. At
    the end of Python this can fail, and a process that did its work ends with 139.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("swig_runtime_data"):
            for value in vars(module).values():
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(value))


_check_environment()
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# TensorFlow takes states of several MB from malloc, which gives them back to the system
# and gets them page by page, or keeps them in pieces: with 16 qubits and depth 40 it
# holds 500 MiB for 110 in use. TensorFlow's own pool takes 160, and is faster at 16.
# Its limit is 64 GiB unless set. Has no effect if TensorFlow has run before.
os.environ.setdefault("TF_CPU_ALLOCATOR_USE_BFC", "1")
os.environ.setdefault("TF_CPU_BFC_MEM_LIMIT_IN_MB", str(2**20))
warnings.filterwarnings("ignore", SWIG_WARNING, DeprecationWarning)
with quiet_import():
    import keras
    import keras_nlp
    import tensorflow as tf
    import tensorflow_text as tf_text

_keep_swig_types()
logging.getLogger("tensorflow").addFilter(
    lambda record: (
        not RETRACING_WARNING.search(message := record.getMessage())
        and not message.startswith(ASSETS_NOTE)
    )
)
logging.getLogger("absl").addFilter(
    lambda record: not GRADIENTS_WARNING.search(record.getMessage())
)

__all__ = ["import_tfq", "keras", "keras_nlp", "quiet_import", "tf", "tf_text"]
