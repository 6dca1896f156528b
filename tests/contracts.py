"""What every layer must keep, whatever it computes. It has no special cases."""

import copy
import inspect
import json

import numpy as np

from tfq_bert._quiet import keras


def check_layer_contract(layer_class, arguments, inputs, tmp_path):
    """Checks configuration, shapes, one training step, and saving.

    Args:
        layer_class: Class of the layer.
        arguments: dict. Constructor arguments by name.
        inputs: Array, or tuple of arrays where `call` takes several.
        tmp_path: An empty folder.
    """
    keras.utils.set_random_seed(0)
    layer = layer_class(**arguments)
    _check_attributes(layer, arguments)
    _check_configuration(layer)
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    model = _check_shapes(layer, inputs)
    _check_training_and_saving(model, list(inputs), tmp_path / "model.keras")


def _check_attributes(layer, arguments):
    """One attribute a constructor argument, of the same name and value."""
    names = [
        name
        for name, parameter in inspect.signature(
            type(layer).__init__
        ).parameters.items()
        if name != "self" and parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    config = layer.get_config()
    for name in names:
        assert hasattr(layer, name), f"no attribute {name}"
        assert name in config, f"{name} is not in the config"
    for name, value in arguments.items():
        assert getattr(layer, name) == value, name


def _check_configuration(layer):
    """Plain JSON, complete, and not modified by `from_config`."""
    config = layer.get_config()
    assert json.loads(json.dumps(config)) == config
    given = copy.deepcopy(config)
    rebuilt = type(layer).from_config(given)
    assert given == config
    assert rebuilt.get_config() == config


def _check_shapes(layer, inputs):
    """The symbolic output has the eager one's shape and dtype; returns a model."""
    symbolic_inputs = [keras.Input(x.shape[1:], dtype=x.dtype.name) for x in inputs]
    symbolic = layer(*symbolic_inputs)
    eager = layer(*inputs)
    assert symbolic.shape == (None, *eager.shape[1:])
    assert len(inputs[0]) == eager.shape[0]
    assert symbolic.dtype == keras.backend.standardize_dtype(eager.dtype)
    # A Dense on top, because Keras warns of a model with nothing to train.
    outputs = keras.layers.Dense(1)(symbolic)
    return keras.Model(symbolic_inputs, outputs)


def _check_training_and_saving(model, inputs, path):
    """One step moves every weight; the file gives the same model back."""
    before = [np.array(weight) for weight in model.trainable_weights]
    targets = np.linspace(1.0, 3.0, len(inputs[0])).reshape(-1, 1)
    model.compile("sgd", "mse")
    history = model.fit(inputs, targets, batch_size=len(targets), verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    for old, new in zip(before, model.trainable_weights, strict=True):
        assert not np.array_equal(old, new), f"{new.path} did not train"
    model.save(path)
    loaded = keras.saving.load_model(path)
    assert [w.path for w in loaded.weights] == [w.path for w in model.weights]
    for ours, theirs in zip(model.weights, loaded.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_allclose(
        loaded.predict(inputs, verbose=0),
        model.predict(inputs, verbose=0),
        rtol=1e-6,
        atol=1e-6,
    )
