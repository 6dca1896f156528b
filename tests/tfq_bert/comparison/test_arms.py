"""Tests of the arms: what each head computes, and how many weights it has."""

import cirq
import numpy as np
import pytest

from circuits import CircuitSpec, build_circuit
from tfq_bert.comparison.arms import (
    ARMS,
    MATCH_TOLERANCE,
    count_parameters,
    matched_widths,
    without_entanglement,
)
from tfq_bert.errors import InputError

BUILT = [name for name, arm in ARMS.items() if arm.build is not None]


def _head(arm, qubits=3, depth=2, hidden=16, classes=2, seed=0):
    return ARMS[arm].build(CircuitSpec(qubits, depth), hidden, classes, seed)


@pytest.mark.parametrize("arm", BUILT)
def test_heads_give_probabilities_of_each_class(seed, arm):
    features = np.random.default_rng(seed).normal(size=(5, 16)).astype(np.float32)
    probabilities = np.array(_head(arm, classes=4)(features))
    assert probabilities.shape == (5, 4)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("arm", BUILT)
def test_parameters_are_those_that_keras_counts(seed, arm):  # noqa: ARG001
    head = _head(arm)
    trained = sum(weight.shape.num_elements() for weight in _tensors(head))
    assert count_parameters(head)["parameters"] == trained
    frozen = 6 if arm == "frozen_circuit" else 0
    assert head.count_params() == trained + frozen


def test_parameters_of_the_hybrid_are_those_of_its_three_layers(seed):  # noqa: ARG001
    """Dense(16 to 3) 51, circuit of 3 qubits and depth 2 6, Dense(3 to 2) 8."""
    counts = count_parameters(_head("hybrid"))
    assert counts == {"parameters": 65, "circuit_parameters": 6}
    assert count_parameters(_head("dense"))["parameters"] == 59
    assert count_parameters(_head("linear"))["parameters"] == 34
    frozen = {"parameters": 59, "circuit_parameters": 0}
    assert count_parameters(_head("frozen_circuit")) == frozen


@pytest.mark.parametrize("qubits", [2, 4, 6, 8])
@pytest.mark.parametrize(("depth", "classes", "hidden"), [(4, 2, 384), (1, 6, 768)])
def test_matched_head_is_within_two_percent(qubits, depth, classes, hidden):
    size = {"qubits": qubits, "depth": depth, "hidden": hidden, "classes": classes}
    counts = [count_parameters(_head(arm, **size)) for arm in ("hybrid", "matched")]
    ours, theirs = (count["parameters"] for count in counts)
    assert abs(theirs - ours) <= MATCH_TOLERANCE * ours
    assert counts[1]["circuit_parameters"] == 0


def test_small_heads_are_matched_by_a_third_layer():
    """46 weights on 4 features: no two layers have 45.08 to 46.92."""
    widths = matched_widths(CircuitSpec(4, 4), 4, 2)
    assert len(widths) == 3
    head = _head("matched", qubits=4, depth=4, hidden=4)
    assert count_parameters(head)["parameters"] == 46


def test_smallest_heads_are_matched_within_two_weights():
    for qubits, hidden in ((1, 1), (1, 4), (2, 6), (3, 2)):
        size = {"qubits": qubits, "depth": 1, "hidden": hidden}
        counts = [count_parameters(_head(arm, **size)) for arm in ("hybrid", "matched")]
        ours, theirs = (count["parameters"] for count in counts)
        assert abs(theirs - ours) <= max(2, MATCH_TOLERANCE * ours)


def test_arm_without_entanglement_has_each_output_from_its_own_qubit(seed):
    spec = without_entanglement(CircuitSpec(3, 2))
    built = build_circuit(spec)
    assert not any(len(op.qubits) > 1 for op in built.circuit.all_operations())
    assert spec.num_weights == CircuitSpec(3, 2).num_weights
    rng = np.random.default_rng(seed)
    angles, weights = rng.normal(size=3), rng.normal(size=6)
    turned = angles.copy()
    turned[1] += 0.7
    before, after = (_outputs(built, each, weights) for each in (angles, turned))
    np.testing.assert_allclose(before[[0, 2]], after[[0, 2]], atol=1e-9)
    assert abs(before[1] - after[1]) > 0.01


def test_own_gates_on_two_qubits_are_left_out_with_their_weights():
    import sympy

    x, w, v = sympy.symbols("x w v")
    a, b = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(cirq.ry(x)(a), cirq.rx(w)(b), (cirq.CZ**v)(a, b))
    spec = without_entanglement(CircuitSpec.from_circuit(circuit, [x]))
    built = build_circuit(spec)
    assert built.circuit == cirq.Circuit(cirq.ry(x)(a), cirq.rx(w)(b))
    assert built.weight_symbols == (w,)


def test_circuit_whose_data_stand_in_wide_gates_cannot_lose_them():
    import sympy

    x = sympy.Symbol("x")
    circuit = cirq.Circuit((cirq.CZ**x)(*cirq.LineQubit.range(2)))
    with pytest.raises(InputError) as caught:
        without_entanglement(CircuitSpec.from_circuit(circuit, [x]))
    assert str(caught.value) == (
        "the arm `no_entanglement` must have data left in gates on one qubit. "
        "Received: encoder='own', whose gates all act on several. Leave the arm out."
    )


def test_frozen_circuit_draws_its_angles_from_the_seed(seed):  # noqa: ARG001
    angles = [
        np.array(_head("frozen_circuit", seed=s).get_layer("quantum").parameters)
        for s in (1, 1, 2)
    ]
    np.testing.assert_array_equal(angles[0], angles[1])
    assert np.abs(angles[0] - angles[2]).max() > 0.1
    assert (angles[0] >= 0).all()
    assert (angles[0] < 2 * np.pi).all()


def _tensors(head):
    import tensorflow as tf

    return [tf.convert_to_tensor(weight) for weight in head.trainable_weights]


def _outputs(built, angles, weights):
    circuit = built.resolved(angles=angles, weights=weights)
    state = cirq.Simulator(dtype=np.complex128).simulate(
        circuit, qubit_order=built.qubits
    )
    order = {qubit: i for i, qubit in enumerate(built.qubits)}
    return np.array(
        [
            o.expectation_from_state_vector(state.final_state_vector, order).real
            for o in built.observables
        ]
    )
