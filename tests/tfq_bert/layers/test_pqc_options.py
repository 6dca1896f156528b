import cirq
import numpy as np
import pytest
import tensorflow as tf

from tests.second_route import simulate
from tests.small_circuit import A, B, small_circuit
from tfq_bert._quiet import keras
from tfq_bert.layers import PQC

Q = cirq.LineQubit.range(2)


def _set(layer, values):
    layer.parameters.assign(np.asarray(values, "float32"))
    return layer


def test_double_precision_keeps_what_single_precision_loses():
    """Turns and their inverses, 100 times, then RY(1e-4): <X> = sin(1e-4)."""
    gates = [cirq.ry(A)(Q[0]), cirq.rx(2 * A)(Q[0]), cirq.rz(A)(Q[0])]
    inverse = [cirq.inverse(gate) for gate in reversed(gates)]
    circuit = cirq.Circuit((gates + inverse) * 100, cirq.ry(1e-4)(Q[0]))
    errors = {}
    for precision in ("single", "double"):
        layer = PQC(circuit, cirq.X(Q[0]), data_symbols=[A], precision=precision)
        result = layer(np.array([[0.9]]))
        assert result.dtype == tf.float32
        errors[precision] = abs(float(result[0, 0]) - np.sin(1e-4))
    # One float32 step at 1e-4 is 7e-12.
    assert errors["double"] < 1e-11
    assert errors["single"] > 1e-9


@pytest.mark.parametrize("differentiator", ["auto", "stored", "adjoint"])
@pytest.mark.parametrize("budget", [None, 100])
def test_no_budget_or_differentiator_changes_an_answer(differentiator, budget):
    """A budget of 100 bytes runs row by row."""
    observables = [cirq.Z(Q[0]) * cirq.X(Q[1]), cirq.Y(Q[1])]
    layer = PQC(
        small_circuit(),
        observables,
        data_symbols=[A, B],
        differentiator=differentiator,
        memory_budget=budget,
    )
    _set(layer, [0.7, -0.4])
    rows = np.random.default_rng(0).normal(size=(5, 2))
    expected = [simulate(layer.resolved_circuit(row), observables, {}) for row in rows]
    np.testing.assert_allclose(layer(rows), expected, atol=1e-5)


def test_the_memory_plan_is_told():
    circuit, observable = small_circuit(), cirq.Z(Q[0])
    layer = PQC(circuit, observable, data_symbols=[A, B], memory_budget=10**6)
    plan = layer.memory_plan
    assert plan.budget == 10**6
    assert plan.stored_rows == 10**6 // plan.bytes_per_row < plan.rows
    tfq = PQC(circuit, observable, data_symbols=[A, B], engine="tfq")
    assert tfq.memory_plan is None
    assert PQC(cirq.Circuit(cirq.rx(A)(Q[0])), observable).memory_plan is None


@pytest.mark.parametrize(
    ("channel", "value"),
    [(cirq.bit_flip(0.1), 0.8), (cirq.depolarize(0.1), 1 - 0.4 / 3)],
    ids=str,
)
def test_a_channel_acts_in_the_circuit_and_as_noise(channel, value):
    in_circuit = PQC(
        cirq.Circuit(channel(Q[0])), cirq.Z(Q[0]), data_symbols=[], noise=0.0
    )
    as_noise = PQC(
        cirq.Circuit(cirq.I(Q[0])), cirq.Z(Q[0]), data_symbols=[], noise=channel
    )
    for layer in (in_circuit, as_noise):
        np.testing.assert_allclose(layer(np.zeros((1, 0))), [[value]], atol=1e-5)


@pytest.mark.parametrize("shots", [1, 1000])
def test_shots_are_repeated_by_the_seed_and_agree_between_columns(shots):
    """On |0+>: Z0 is 1, so Z0*Z1 is Z1; 1 shot gives +1 or -1."""
    circuit = cirq.Circuit(cirq.I(Q[0]), cirq.H(Q[1]))
    z0, z1 = cirq.Z(Q[0]), cirq.Z(Q[1])
    results = []
    for seed in (7, 7, 8, None, None):
        layer = PQC(circuit, [z0, z1, z0 * z1], data_symbols=[], shots=shots, seed=seed)
        results.append(layer(np.zeros((50, 0))).numpy())
    np.testing.assert_array_equal(results[0], results[1])
    assert not np.array_equal(results[0], results[2])
    assert not np.array_equal(results[3], results[4])
    for result in results:
        np.testing.assert_array_equal(result[:, 0], 1.0)
        np.testing.assert_array_equal(result[:, 1], result[:, 2])
        lattice = (result + 1) * shots / 2
        np.testing.assert_allclose(lattice, np.round(lattice), atol=1e-3)
        assert abs(result[:, 1].mean()) < 5 / np.sqrt(50 * shots)


def test_a_sampler_runs_the_layer_inside_a_model():
    """<Z1> = cos(a) cos(u) after the CNOT, at v = 0 and b = 0."""
    layer = PQC(
        small_circuit(),
        cirq.Z(Q[1]),
        data_symbols=[A, B],
        sampler=cirq.Simulator(seed=0),
        shots=2000,
        initializer="zeros",
    )
    model = keras.Sequential([keras.Input((2,)), layer])
    result = model.predict(np.array([[0.3, 0.0], [1.2, 0.0]]), verbose=0)
    np.testing.assert_allclose(result[:, 0], np.cos([0.3, 1.2]), atol=5 / np.sqrt(2000))
