"""Tests of circuits that lost their gates on several qubits."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec, CircuitSpecError, build_circuit, without_entanglement


def test_each_output_comes_from_its_own_qubit(seed):
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
    x, w, v = sympy.symbols("x w v")
    a, b = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(cirq.ry(x)(a), cirq.rx(w)(b), (cirq.CZ**v)(a, b))
    spec = without_entanglement(CircuitSpec.from_circuit(circuit, [x]))
    built = build_circuit(spec)
    assert built.circuit == cirq.Circuit(cirq.ry(x)(a), cirq.rx(w)(b))
    assert built.weight_symbols == (w,)


def test_circuit_whose_data_stand_in_wide_gates_cannot_lose_them():
    x = sympy.Symbol("x")
    circuit = cirq.Circuit((cirq.CZ**x)(*cirq.LineQubit.range(2)))
    with pytest.raises(CircuitSpecError) as caught:
        without_entanglement(CircuitSpec.from_circuit(circuit, [x]))
    assert str(caught.value) == (
        "`spec` must have data left in gates on one qubit. Received: encoder='own', "
        "whose gates all act on several."
    )


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
