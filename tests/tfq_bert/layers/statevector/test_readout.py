import cirq
import numpy as np
import pytest
import tensorflow as tf

from circuits import plan_circuit
from tests.second_route import simulate
from tfq_bert.layers.statevector import StatevectorEngine


@pytest.mark.parametrize("num_qubits", [10, 11, 12])
def test_both_ways_to_read_products_of_z_agree_with_cirq(num_qubits):
    qubits = cirq.LineQubit.range(num_qubits)
    rng = np.random.default_rng(0)
    circuit = cirq.Circuit(
        [
            cirq.ry(a)(q)
            for a, q in zip(rng.normal(size=num_qubits), qubits, strict=True)
        ],
        [cirq.CNOT(qubits[i], qubits[(5 * i + 1) % num_qubits]) for i in (0, 2, 6)],
    )
    observables = [
        cirq.Z(qubits[0]) * cirq.Z(qubits[-1]) + 2 * cirq.Z(qubits[4]) - 0.5,
        cirq.PauliString(dict.fromkeys(qubits[2:9], cirq.Z)) - cirq.Z(qubits[4]) / 3,
        cirq.PauliSum() + 0.25,
    ]
    engine = StatevectorEngine(plan_circuit(circuit, observables, (), (), qubits))
    result = engine.expectations(tf.zeros((1, 0)), tf.zeros(0))
    np.testing.assert_allclose(
        result, [simulate(circuit, observables, {}, qubits)], atol=1e-5
    )


def test_small_phases_add_up():
    """CZ**3e-6 between turns, 300 times: each phase is 1e-5 from 1."""
    qubits = cirq.LineQubit.range(2)
    step = [cirq.CZ(*qubits) ** 3e-6, cirq.rx(0.0)(qubits[1])]
    circuit = cirq.Circuit(cirq.H.on_each(*qubits), [step] * 300)
    observables = [cirq.Y(q) for q in qubits]
    plan = plan_circuit(circuit, observables, (), (), qubits)
    engine = StatevectorEngine(plan, precision="double")
    expected = simulate(circuit, observables, {})
    assert abs(expected[0]) > 1e-3
    np.testing.assert_allclose(
        engine.expectations(tf.zeros((1, 0)), tf.zeros(0))[0], expected, atol=1e-6
    )
