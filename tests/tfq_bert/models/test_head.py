import numpy as np
import pytest

from circuits import CircuitSpec
from tests.second_route import simulate
from tfq_bert.models.head import build_head


@pytest.mark.parametrize("engine", ["statevector", "tfq"])
def test_the_head_is_dense_circuit_dense(engine, seed):
    """The same by NumPy and `cirq.Simulator`: pi/2 tanh, expectations, softmax."""
    head = build_head(CircuitSpec(num_qubits=3, depth=2), 2, "softmax", engine)
    features = np.random.default_rng(seed).normal(size=(4, 5)).astype("float32")
    result = head(features)
    angles, quantum, logits = head.layers
    assert [layer.name for layer in head.layers] == ["angles", "quantum", "logits"]
    kernel, bias = (np.array(w, float) for w in angles.weights)
    expectations = [
        simulate(quantum.resolved_circuit(row), quantum.operators, {})
        for row in np.pi / 2 * np.tanh(features @ kernel + bias)
    ]
    kernel, bias = (np.array(w, float) for w in logits.weights)
    powers = np.exp(expectations @ kernel + bias)
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(result, expected, atol=1e-5)


def test_it_has_as_many_parameters_as_its_formula_says():
    """5*3 + 3 angles, 3*2 circuit weights, 3*4 + 4 logits."""
    head = build_head(CircuitSpec(num_qubits=3, depth=2), 4, None, "statevector")
    head.build((None, 5))
    assert head.count_params() == 18 + 6 + 16


def test_circuit_weights_start_half_a_radian_wide(seed):  # noqa: ARG001
    head = build_head(CircuitSpec(num_qubits=10, depth=20), 2, None, "statevector")
    weights = np.array(head.get_layer("quantum").parameters)
    assert weights.std() == pytest.approx(0.5, rel=0.2)
    assert abs(weights.mean()) < 0.15
