"""CZ in native gates, against the CZ matrix."""

import cirq
import pytest
import sympy

from circuits import get_target
from circuits.devices.native import lower_to_native

Q0, Q1 = cirq.GridQubit.rect(1, 2, 4, 5)
TARGETS = [
    get_target("sycamore", "syc"),
    get_target("sycamore", "sqrt_iswap"),
    get_target("willow", "cz"),
]
IDS = [target.gateset_name for target in TARGETS]


@pytest.mark.parametrize("target", TARGETS, ids=IDS)
@pytest.mark.parametrize("pair", [(Q0, Q1), (Q1, Q0)])
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("axes", [(0.0, 0.0), (0.5, 0.5), (0.1, 0.1), (0.7, 0.3)])
def test_a_cz_between_symbols_is_two_native_gates(target, pair, side, axes):
    before, after = (
        cirq.PhasedXPowGate(phase_exponent=axis, exponent=sympy.Symbol(name))
        for axis, name in zip(axes, "ab", strict=True)
    )
    qubit = pair[side]
    operations = [before(qubit), cirq.Z(qubit) ** 0.3, cirq.CZ(*pair), after(qubit)]
    circuit = lower_to_native(operations, target)
    sizes = [len(operation.qubits) for operation in circuit.all_operations()]
    assert sizes.count(2) == (1 if target.gateset_name == "cz" else 2)
    resolver = cirq.ParamResolver({"a": 0.21, "b": -0.83})
    cirq.testing.assert_allclose_up_to_global_phase(
        cirq.resolve_parameters(circuit, resolver).unitary([Q0, Q1]),
        cirq.resolve_parameters(cirq.Circuit(operations), resolver).unitary([Q0, Q1]),
        atol=1e-7,
    )


@pytest.mark.parametrize("target", TARGETS, ids=IDS)
@pytest.mark.parametrize(
    "gate", [cirq.SWAP, cirq.ISWAP, cirq.CZ**0.3, cirq.SQRT_ISWAP, cirq.CNOT**0.5]
)
def test_other_bound_gates_go_through_the_targets_gateset(target, gate):
    circuit = lower_to_native([gate(Q0, Q1)], target)
    for operation in circuit.all_operations():
        target.device.validate_operation(operation)
    cirq.testing.assert_allclose_up_to_global_phase(
        circuit.unitary([Q0, Q1]), cirq.unitary(gate), atol=1e-6
    )


@pytest.mark.parametrize("target", TARGETS, ids=IDS)
def test_a_native_gate_stays_as_it_is(target):
    (native,) = {
        operation.gate
        for operation in lower_to_native([cirq.CZ(Q0, Q1)], target).all_operations()
        if len(operation.qubits) == 2
    }
    assert lower_to_native([native(Q0, Q1)], target) == cirq.Circuit(native(Q0, Q1))


def test_one_of_a_pairs_qubits_is_free_of_turns_with_syc():
    """So a symbol on either side of it never costs a gate more."""
    circuit = lower_to_native([cirq.CZ(Q0, Q1)], TARGETS[0])
    turned = {
        operation.qubits[0]
        for moment in (circuit[0], circuit[-1])
        for operation in moment
        if len(operation.qubits) == 1
    }
    assert len(turned) == 1
    assert len(circuit) == 5
