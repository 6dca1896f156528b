"""The layer against `cirq.Simulator` on circuits that Hypothesis draws.

500 of them, the same on every run. For more, or others, set the environment variables
`TFQ_BERT_RANDOM_CIRCUITS=10000` and `TFQ_BERT_RANDOM_SEED=1`.
"""

import os

import cirq
import hypothesis
import numpy as np
import pytest
import sympy
from hypothesis import strategies as st

from tests.second_route import simulate
from tests.strategies import Problem, problems
from tfq_bert._quiet import tf
from tfq_bert.layers import PQC

COUNT = int(os.environ.get("TFQ_BERT_RANDOM_CIRCUITS", "500"))
SEED = int(os.environ.get("TFQ_BERT_RANDOM_SEED", "0"))
STEP = 1e-5  # Gradients reach 50, where 1e-4 is off by 2e-4.

COMMON = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(hypothesis.HealthCheck),
    "print_blob": False,
}


def _layer(problem, **kwargs):
    return PQC(
        problem.circuit,
        problem.observables,
        data_symbols=problem.data_symbols,
        weight_symbols=problem.weight_symbols,
        initializer="zeros",
        **kwargs,
    )


def _values(problem, rng, rows):
    """Data and weights that float32 holds exactly."""
    data = rng.uniform(-1.5, 1.5, (rows, len(problem.data_symbols)))
    weights = rng.uniform(-1.5, 1.5, len(problem.weight_symbols))
    return data.astype("float32"), weights.astype("float32")


def _expected(problem, data, weights):
    names = [s.name for s in (*problem.data_symbols, *problem.weight_symbols)]
    # Without any value Cirq would resolve nothing, not even `a - a`.
    points = [
        {"": 0.0, **dict(zip(names, map(float, (*row, *weights)), strict=True))}
        for row in data
    ]
    used = {q for o in problem.observables for q in o.qubits}
    qubits = sorted(used | problem.unitary.all_qubits())
    return np.array(
        [
            simulate(
                cirq.resolve_parameters(problem.unitary, point),
                problem.observables,
                {},
                qubits,
            )
            for point in points
        ]
    )


@pytest.mark.slow
@pytest.mark.timeout(600 + COUNT)
@hypothesis.seed(SEED)
@hypothesis.settings(max_examples=COUNT, **COMMON)
@hypothesis.given(problem=problems())
def test_values_and_gradients_are_those_of_cirq(problem):
    """The gradient along a random direction, of a random sum of a row's outputs."""
    rng = np.random.default_rng(problem.seed)
    before = problem.circuit.copy()
    data, weights = _values(problem, rng, rows=1 + problem.seed % 2)
    layer = _layer(problem)
    layer.parameters.assign(weights)
    mix = rng.normal(size=len(problem.observables))
    mix /= np.abs(mix).sum()
    inputs = tf.constant(data)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        result = layer(inputs)
        total = tf.reduce_sum(result[-1] * mix.astype("float32"))
    np.testing.assert_allclose(
        result, _expected(problem, data, weights), rtol=0, atol=1e-5
    )
    if problem.seed % 40 == 1:  # tracing takes its time
        np.testing.assert_allclose(tf.function(layer)(inputs), result, atol=1e-5)
    by_data, by_weights = tape.gradient(
        total, [inputs, layer.parameters.value], unconnected_gradients="zero"
    )
    gradient = np.concatenate([by_data[-1], by_weights]).astype(float)
    if len(gradient):
        point = np.concatenate([data[-1], weights]).astype(float)
        along = rng.normal(size=len(gradient))
        along /= np.linalg.norm(along)
        sides = _expected(
            problem, np.array([point + STEP * along, point - STEP * along]), []
        )
        slope = mix @ (sides[0] - sides[1]) / (2 * STEP)
        np.testing.assert_allclose(gradient @ along, slope, rtol=0, atol=1e-4)
        np.testing.assert_array_equal(by_data[:-1], 0)
    assert problem.circuit == before


def _outputs(problem, data, weights):
    layer = _layer(problem)
    layer.parameters.assign(weights)
    return np.array(layer(data))


@pytest.mark.timeout(600 + COUNT)
@hypothesis.seed(SEED)
@hypothesis.settings(max_examples=max(1, COUNT // 20), **COMMON)
@hypothesis.given(problem=problems(max_gates=12), order=st.randoms())
def test_renaming_symbols_and_swapping_observables_move_columns_alone(problem, order):
    """New names stand in another natural order than the old ones."""
    data, weights = _values(problem, np.random.default_rng(problem.seed), rows=2)
    expected = _outputs(problem, data, weights)
    symbols = [*problem.data_symbols, *problem.weight_symbols]
    numbers = order.sample(range(100), len(symbols))
    names = {s: sympy.Symbol(f"s{i}") for s, i in zip(symbols, numbers, strict=True)}
    columns = order.sample(range(len(expected[0])), len(expected[0]))
    renamed = Problem(
        circuit=cirq.resolve_parameters_once(problem.unitary, names),
        unitary=problem.unitary,
        observables=[problem.observables[i] for i in columns],
        data_symbols=[names[s] for s in problem.data_symbols],
        weight_symbols=[names[s] for s in problem.weight_symbols],
        seed=problem.seed,
    )
    np.testing.assert_allclose(
        _outputs(renamed, data, weights), expected[:, columns], rtol=0, atol=1e-5
    )
