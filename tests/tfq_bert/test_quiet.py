import logging
import os
import warnings

import pytest

from tfq_bert import _quiet

# Hides a package, as if it were not installed.
WITHOUT = """
import sys, warnings
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
"""


@pytest.mark.slow
def test_importing_everything_under_strict_warnings_says_nothing(run_python):
    done = run_python(
        "import tfq_bert; tfq_bert.HybridTextClassifier; tfq_bert.layers.PQC",
        flags=("-W", "error"),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_making_a_model_under_strict_warnings_says_nothing(run_python, pooling):
    """In a process of its own: Keras warns of a layer only once."""
    done = run_python(
        "from tfq_bert import HybridTextClassifier\n"
        f"options = {{'pooling': {pooling!r}, 'load_weights': False}}\n"
        "model = HybridTextClassifier.from_preset('minilm_l6_en', **options)\n"
        "assert model.predict(['a text']).shape == (1, 2)",
        flags=("-W", "error"),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_legacy_keras_flag_is_refused_in_one_line(run_python):
    done = run_python("import tfq_bert", TF_USE_LEGACY_KERAS="1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "tfq_bert.errors.EnvironmentMismatchError: "
        "tfq_bert needs Keras 3, but the environment variable "
        "TF_USE_LEGACY_KERAS is set. Received: TF_USE_LEGACY_KERAS=1. Unset it and "
        "start Python again."
    )


def test_another_backend_of_keras_is_refused_in_one_line(run_python):
    done = run_python("import tfq_bert", KERAS_BACKEND="jax")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "tfq_bert.errors.EnvironmentMismatchError: "
        "tfq_bert needs Keras on its TensorFlow backend. Received: "
        "KERAS_BACKEND=jax. Set KERAS_BACKEND=tensorflow or unset it."
    )


@pytest.mark.slow
def test_without_tensorflow_quantum_the_rest_still_imports(run_python):
    """The first use of the layer says what was found and what is needed."""
    done = run_python(
        WITHOUT.format(name="tensorflow_quantum") + "import tfq_bert, circuits\n"
        "from tfq_bert.text.preprocessing import HybridPreprocessor\n"
        "print(tfq_bert.data.encode_labels(['b'], ['a', 'b']).tolist())\n"
        "circuits.build_circuit(circuits.CircuitSpec())\n"
        "try:\n"
        "    tfq_bert.layers.PQC\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "[1]",
        "TensorFlow Quantum could not be imported, which the quantum layer needs. "
        "Received: tensorflow 2.18.1, tensorflow-quantum 0.7.6, cirq-core 1.5.0. "
        "Needed: tensorflow 2.18.1, tensorflow-quantum 0.7.6, cirq-core 1.5.0. Install "
        "the pinned versions with `pip install --require-hashes -r requirements.lock`. "
        "Cause: ModuleNotFoundError: No module named 'tensorflow_quantum'",
    ]


def test_output_of_c_code_is_held_back_during_an_import(capfd):
    with _quiet.quiet_import():
        os.write(2, b"E0000 00:00:1 noise\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_held_back_output_is_replayed_when_the_import_fails(capfd):
    def fail():
        os.write(2, b"what went wrong\n")
        raise ImportError("broken")

    with pytest.raises(ImportError, match="^broken$"), _quiet.quiet_import():
        fail()
    assert capfd.readouterr().err == "what went wrong\n"


def test_other_warnings_pass_through():
    with pytest.warns(UserWarning, match="keep me"), _quiet.quiet_import():
        warnings.warn("keep me", UserWarning, stacklevel=1)


def test_a_closed_standard_error_does_no_harm():
    saved = os.dup(2)
    os.close(2)
    try:
        with _quiet.quiet_import():
            imported = True
    finally:
        os.dup2(saved, 2)
        os.close(saved)
    assert imported


def test_a_missing_distribution_is_called_missing():
    assert _quiet._version("no-such-distribution-of-ours") == "missing"


def test_the_warning_of_retraced_functions_is_kept_but_for_kerass_own_steps(caplog):
    """As TensorFlow words it for functions that Keras makes once for each model."""
    logger = logging.getLogger("tensorflow")
    words = (
        "5 out of the last 17 calls to <function {}> triggered tf.function retracing"
    )
    for name in (
        "TensorFlowTrainer._make_function.<locals>.step at 0x7",
        "mine at 0x7",
    ):
        logger.warning(words.format(name))
    assert [record.getMessage() for record in caplog.records] == [
        words.format("mine at 0x7")
    ]


def test_tensorflow_does_not_tell_where_an_export_was_before_it_was_moved(caplog):
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.INFO)  # as TensorFlow does in a notebook
    try:
        logger.info("Assets written to: /somewhere/.mine-123/assets")
        logger.info("Something else")
    finally:
        logger.setLevel(level)
    assert [record.getMessage() for record in caplog.records] == ["Something else"]


def test_what_tqdm_says_in_a_notebook_is_held_back_during_the_import(recwarn):
    import tqdm

    with _quiet.quiet_import():
        warnings.warn(
            "IProgress not found. Please update jupyter and ipywidgets.",
            tqdm.TqdmWarning,
            stacklevel=1,
        )
    assert not recwarn.list


@pytest.mark.slow
def test_devices_can_be_set_up_after_the_import_and_tfqs_lock_is_there(run_python):
    """TensorFlow refuses that once it has started; the lock runs what it is given."""
    done = run_python(
        "import tfq_bert, tensorflow as tf\n"
        "cpu = tf.config.list_physical_devices('CPU')[0]\n"
        "two = [tf.config.LogicalDeviceConfiguration()] * 2\n"
        "tf.config.set_logical_device_configuration(cpu, two)\n"
        "assert len(tf.config.list_logical_devices('CPU')) == 2\n"
        "from tensorflow_quantum.python import quantum_context\n"
        "lock = quantum_context._GLOBAL_OP_LOCK\n"
        "step = tf.function(lambda x: lock.execute(lambda: 2 * x))\n"
        "print(int(step(tf.constant(3))), int(step(tf.constant(4))))"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "6 8\n", "")


def test_types_of_swig_are_kept_to_the_end(run_python):
    """One reference more than the module's own, which nothing gives back."""
    count = "sys.getrefcount(sys.modules['swig_runtime_data4'].type_pointer_capsule)"
    found = [
        run_python(f"import sys, {module}; print({count})", flags=["-W", "ignore"])
        for module in ("sentencepiece", "tfq_bert._quiet")
    ]
    alone, kept = (int(each.stdout) for each in found)
    assert kept == alone + 1
