import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf
import tensorflow_quantum as tfq

from tfq_bert._quiet import keras
from tfq_bert.layers import PQC

W = sympy.Symbol("w")


def _set(layer, values):
    layer.parameters.assign(np.asarray(values, "float32"))
    return layer


def _string_layer(**kwargs):
    circuit = cirq.Circuit(cirq.ry(W)(cirq.GridQubit(0, 0)))
    return PQC(circuit, cirq.Z(cirq.GridQubit(0, 0)), **kwargs)


def _serialized():
    """Nothing, X, and RX(0.5), each before the layer's own RY(w)."""
    q = cirq.GridQubit(0, 0)
    circuits = [
        cirq.Circuit(cirq.I(q)),
        cirq.Circuit(cirq.X(q)),
        cirq.Circuit(cirq.rx(0.5)(q)),
    ]
    return tfq.convert_to_tensor(circuits)


def test_serialized_circuits_are_put_before_the_layers_own():
    """<Z> = cos(w), -cos(w) after X, cos(0.5) cos(w) after RX(0.5)."""
    layer = _set(_string_layer(), [0.3])
    with tf.GradientTape() as tape:
        result = layer(_serialized())
    expected = np.array([[1.0], [-1.0], [np.cos(0.5)]])
    np.testing.assert_allclose(result, expected * np.cos(0.3), atol=1e-5)
    gradient = tape.gradient(result, layer.parameters.value)
    np.testing.assert_allclose(gradient, [-expected.sum() * np.sin(0.3)], atol=5e-4)


def test_serialized_circuits_train_and_are_saved(tmp_path):
    layer = _set(_string_layer(), [0.3])
    inputs = keras.Input((), dtype="string")
    model = keras.Model(inputs, layer(inputs))
    model.compile("sgd", "mse")
    model.fit(_serialized(), np.array([[-1.0], [1.0], [-1.0]]), verbose=0)
    assert float(layer.parameters[0]) > 0.3
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded(_serialized()), model(_serialized()), rtol=1e-6)


def test_shots_give_values_on_the_lattice_of_shots():
    """From 100 shots, multiples of 1/50 within five sigma."""
    layer = _set(_string_layer(repetitions=100), [0.3])
    result = layer(_serialized()).numpy()[:, 0]
    np.testing.assert_allclose(result * 50, np.round(result * 50), atol=1e-4)
    expected = np.cos(0.3) * np.array([1, -1, np.cos(0.5)])
    np.testing.assert_allclose(result, expected, atol=0.5)
    assert PQC.from_config(layer.get_config()).repetitions == 100


def test_a_backend_or_differentiator_object_cannot_be_saved():
    for name, value in (
        ("backend", cirq.Simulator()),
        ("differentiator", tfq.differentiators.ParameterShift()),
    ):
        layer = _string_layer(**{name: value})
        with pytest.raises(NotImplementedError) as caught:
            layer.get_config()
        assert str(caught.value) == (
            f"a PQC with a {name} object cannot be saved, because it has no "
            f"configuration. Received: {name}={value!r}. Save the weights, and build "
            "the layer anew with it."
        )
