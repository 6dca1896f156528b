import dataclasses

import numpy as np
import pytest

from tfq_bert.errors import InputError
from tfq_bert.training.callbacks import early_stopping
from tfq_bert.training.checkpoint import (
    TrainState,
    read_checkpoint,
    take_checkpoint,
    write_checkpoint,
)

TEXTS = ["good film", "bad film", "great plot", "awful plot"]
LABELS = ["good", "bad", "good", "bad"]
STATE = TrainState(0, 0, 2, 1, [{"loss": 0.1, "val_loss": float("nan")}])


def _trained(make, **options):
    model = make(**options)
    stopping = early_stopping(3)
    data = (TEXTS, LABELS)
    model.fit(
        *data, epochs=2, validation_data=data, callbacks=[stopping], seed=0, verbose=0
    )
    return model, stopping


@pytest.mark.parametrize("is_trained", [True, False])
def test_weights_optimizer_seeds_and_early_stopping_come_back(
    tiny_classifier, tmp_path, is_trained
):
    options = {"trainable_backbone": is_trained, "dropout": 0.1}
    model, stopping = _trained(tiny_classifier, **options)
    path = tmp_path / "c.safetensors"
    write_checkpoint(path, take_checkpoint(model, STATE, stopping))

    other, again = tiny_classifier(**options), early_stopping(3)
    found = read_checkpoint(path)
    found.restore(other, again)
    pairs = [(model.variables, other.variables)]
    pairs += [(model.optimizer.variables, other.optimizer.variables)]
    for expected, values in pairs:
        for one, value in zip(expected, values, strict=True):
            np.testing.assert_array_equal(value.numpy(), one.numpy())
    assert (again.wait, again.best_epoch) == (stopping.wait, stopping.best_epoch)
    assert again.best == pytest.approx(stopping.best)
    for expected, value in zip(stopping.best_weights, again.best_weights, strict=True):
        np.testing.assert_array_equal(value, expected)
    state = dataclasses.asdict(found.state)
    assert np.isnan(state["logs"][0].pop("val_loss"))
    assert (state["epoch"], state["batch"], state["logs"]) == (2, 1, [{"loss": 0.1}])


def test_a_frozen_backbone_is_left_out(tiny_classifier):
    """What is left: the head's kernels and biases and the circuit's angles, 5."""
    model, _ = _trained(tiny_classifier)
    values = take_checkpoint(model, TrainState()).group("model").values()
    assert len([v for v in values if v.dtype == np.float32]) == 5


def test_a_checkpoint_is_a_copy(tiny_classifier):
    model, _ = _trained(tiny_classifier)
    state = TrainState(logs=[{}])
    taken = take_checkpoint(model, state)
    before = {i: v.copy() for i, v in taken.group("model").items()}
    for variable in model.trainable_variables:
        variable.assign(variable + 1)
    state.logs.append({})
    for i, value in taken.group("model").items():
        np.testing.assert_array_equal(value, before[i])
    assert len(taken.state.logs) == 1


def test_the_best_weights_come_back_alone(tiny_classifier, tmp_path):
    model, stopping = _trained(tiny_classifier)
    stopping.best_weights = [w + 1 for w in stopping.best_weights]
    path = tmp_path / "c.safetensors"
    write_checkpoint(path, take_checkpoint(model, STATE, stopping))
    expected = model.head.get_weights()
    other = tiny_classifier()
    read_checkpoint(path).restore_best(other)
    for value, last in zip(other.head.get_weights(), expected, strict=True):
        np.testing.assert_allclose(value, last + 1, rtol=1e-6)


def test_no_file_is_none(tmp_path):
    assert read_checkpoint(tmp_path / "none") is None


@pytest.mark.parametrize("content", [b"", b"\x00" * 20, b"{}"])
def test_a_broken_file_is_refused(tmp_path, content):
    path = tmp_path / "c.safetensors"
    path.write_bytes(content)
    with pytest.raises(InputError, match="must be a whole checkpoint") as found:
        read_checkpoint(path)
    assert "\n" not in str(found.value)


def test_a_checkpoint_of_another_model_is_refused(tiny_classifier, tmp_path):
    model, _ = _trained(tiny_classifier)
    path = tmp_path / "c.safetensors"
    write_checkpoint(path, take_checkpoint(model, STATE))
    with pytest.raises(InputError, match="^the checkpoint must be of this model"):
        read_checkpoint(path).restore(tiny_classifier(class_names=["a", "b", "c"]))


def test_a_file_that_cannot_be_written_leaves_the_one_before(tmp_path, run_python):
    """The system refuses files above 1,000 bytes, as a full disk would."""
    path = tmp_path / "c.safetensors"
    path.write_bytes(b"before")
    code = (
        "import resource, sys, pathlib, numpy as np\n"
        "from tfq_bert.training.checkpoint import *\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "found = Checkpoint(TrainState(), {'model/0': np.zeros(1000)})\n"
        "try:\n"
        "    write_checkpoint(pathlib.Path(sys.argv[1]), found)\n"
        "except OSError as error:\n"
        "    print(error.filename, error.strerror)\n"
    )
    done = run_python(code, path)
    assert (done.stdout, done.stderr) == (f"{path} File too large\n", "")
    assert path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
