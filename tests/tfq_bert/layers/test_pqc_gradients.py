import logging

import cirq
import numpy as np
import pytest
import sympy
import tensorflow as tf

from tests.second_route import parameter_shift, simulate
from tests.small_circuit import A, B, small_circuit
from tfq_bert._quiet import keras
from tfq_bert.layers import PQC

W = sympy.Symbol("w")
Q = cirq.LineQubit.range(2)
ENGINES = pytest.mark.parametrize("engine", ["statevector", "tfq"])


@ENGINES
def test_gradients_agree_with_parameter_shift(engine, seed):  # noqa: ARG001
    circuit = small_circuit()
    observables = [cirq.Z(Q[0]) * cirq.X(Q[1]), cirq.Y(Q[1]) + 0.5]
    layer = PQC(circuit, observables, data_symbols=[A, B], engine=engine)
    angles = tf.constant([[0.3, -0.8]])
    with tf.GradientTape() as tape:
        tape.watch(angles)
        total = tf.reduce_sum(layer(angles))
    by_angles, by_weights = tape.gradient(total, [angles, layer.parameters.value])
    values = {"a": 0.3, "b": -0.8, **layer.weights_by_name()}
    expected = {
        n: parameter_shift(circuit, observables, values, n).sum() for n in values
    }
    tolerance = 1e-4 if engine == "statevector" else 5e-4
    np.testing.assert_allclose(
        [*by_angles[0], *by_weights], list(expected.values()), atol=tolerance
    )


def test_gradients_are_the_same_outside_training(seed):  # noqa: ARG001
    layer = PQC(small_circuit(), cirq.Z(Q[0]) * cirq.X(Q[1]), data_symbols=[A, B])
    gradients = []
    for training in (None, True, False):
        angles = tf.constant([[0.3, -0.8], [0.1, 0.2]])
        with tf.GradientTape() as tape:
            tape.watch(angles)
            total = tf.reduce_sum(layer(angles, training=training))
        gradients.append(tape.gradient(total, angles))
    np.testing.assert_array_equal(gradients[0], gradients[1])
    np.testing.assert_allclose(gradients[0], gradients[2], atol=1e-6)


@ENGINES
def test_the_gradient_reaches_a_dense_before_the_circuit(engine, seed):
    """A central difference of the loss over each kernel entry."""
    model = keras.Sequential(
        [
            keras.layers.Dense(2),
            PQC(
                small_circuit(),
                [cirq.Z(Q[0]), cirq.Z(Q[1])],
                data_symbols=[A, B],
                engine=engine,
            ),
        ]
    )
    x = np.random.default_rng(seed).normal(size=(4, 3)).astype("float32")
    kernel = model.layers[0].kernel if model(x) is not None else None

    def loss():
        return tf.reduce_mean((model(x) - 0.2) ** 2)

    with tf.GradientTape() as tape:
        value = loss()
    gradient = tape.gradient(value, kernel.value)
    start = np.array(kernel)
    expected = np.zeros_like(start)
    for index in np.ndindex(start.shape):
        sides = []
        for step in (1e-2, -1e-2):  # float32: rounding 1e-6, curvature 1e-5
            moved = start.copy()
            moved[index] += step
            kernel.assign(moved)
            sides.append(float(loss()))
        expected[index] = (sides[0] - sides[1]) / 2e-2
    np.testing.assert_allclose(gradient, expected, rtol=1e-3, atol=2e-4)


def test_training_finds_the_weight_that_turns_the_qubit_sideways(seed):  # noqa: ARG001
    """<Z> = cos(a + w) at a = 0.4 is 0 at w = pi/2 - 0.4."""
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.ry(W)(Q[0]))
    layer = PQC(circuit, cirq.Z(Q[0]), data_symbols=[A], initializer="zeros")
    model = keras.Sequential([layer])
    model.compile(keras.optimizers.Adam(0.1), "mse")
    x, y = np.full((8, 1), 0.4, "float32"), np.zeros((8, 1), "float32")
    model.fit(x, y, epochs=60, verbose=0)
    assert float(layer.parameters[0]) == pytest.approx(np.pi / 2 - 0.4, abs=1e-2)


def test_training_a_complex_circuit_logs_nothing():
    """The gradient of a cast from real to complex would log a warning."""
    x, w = sympy.symbols("x w")
    q = cirq.LineQubit(0)
    circuit = cirq.Circuit(cirq.rx(x)(q), cirq.rz(w)(q), cirq.rx(0.3)(q))
    layer = PQC(circuit, cirq.Z(q), data_symbols=[x])
    messages = []
    handler = logging.Handler()
    handler.emit = messages.append
    tf.get_logger().addHandler(handler)
    try:
        with tf.GradientTape() as tape:
            value = layer(tf.constant([[0.4]]))
        gradient = tape.gradient(value, layer.parameters.value)
    finally:
        tf.get_logger().removeHandler(handler)
    assert not messages
    assert abs(float(gradient[0])) > 0.01


@pytest.mark.parametrize(
    "options",
    [{}, {"memory_budget": 60}, {"differentiator": "adjoint"}, {"noise": 0.0}],
    ids=str,
)
@pytest.mark.parametrize("is_unknown", [False, True], ids=["known", "unknown"])
def test_a_graph_may_take_derivatives_twice(options, is_unknown):
    """Though a batch of unknown size, or one over the budget, may run in chunks."""
    layer = PQC(small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B], **options)
    layer.parameters.assign([0.7, -0.4])
    data = tf.constant([[0.3, -0.8], [1.1, 0.2], [0.5, 0.6]])

    def derivatives(data):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(data)
            with tf.GradientTape() as inner:
                inner.watch(data)
                values = layer(data)
            slope = inner.gradient(values, data)
        return slope, outer.gradient(values, data), outer.gradient(slope, data)

    signature = [tf.TensorSpec((None, 2))] if is_unknown else None
    first, same, second = tf.function(derivatives, input_signature=signature)(data)
    np.testing.assert_allclose(first, same, atol=1e-6)
    expected = [_summed_curvature(row, layer.weights_by_name()) for row in data.numpy()]
    np.testing.assert_allclose(second, expected, atol=1e-4)


def _summed_curvature(row, weights):
    """Returns `d/dx_i sum_j d<Z>/dx_j` by central differences, from Cirq."""

    def value(point):
        values = {**dict(zip("ab", map(float, point), strict=True)), **weights}
        return simulate(small_circuit(), [cirq.Z(Q[0])], values)[0]

    steps = 1e-3 * np.eye(2)
    return [
        sum(
            value(row + s + t)
            - value(row + s - t)
            - value(row - s + t)
            + value(row - s - t)
            for t in steps
        )
        / 4e-6
        for s in steps
    ]


def test_forward_accumulation_is_refused():
    layer = PQC(small_circuit(), cirq.Z(Q[0]), data_symbols=[A, B])
    data = tf.constant([[0.3, -0.8]])
    with (
        tf.autodiff.ForwardAccumulator(data, tf.ones_like(data)),
        pytest.raises(NotImplementedError, match=r"Use tf\.GradientTape\."),
    ):
        layer(data)
