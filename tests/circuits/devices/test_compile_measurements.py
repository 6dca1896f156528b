"""What becomes of a circuit's own measurements in compile_for_target."""

import cirq
import numpy as np
import pytest

from circuits import (
    CircuitSpecError,
    compile_for_target,
    validate_circuit,
)
from tests.compiler_targets import TARGETS


def test_the_joint_measurement_reads_logical_bits_after_swaps():
    """X on qubit 1 of a triangle, which has no place on a grid."""
    q = cirq.LineQubit.range(3)
    circuit = cirq.Circuit(
        cirq.X(q[1]), [cirq.CZ(q[i], q[(i + 1) % 3]) for i in (0, 1, 2)]
    )
    compiled = compile_for_target(circuit, TARGETS[0])
    assert compiled.metrics["swaps"] >= 1
    result = cirq.Simulator().run(compiled.circuit, repetitions=20)
    assert (result.measurements["m"] == [0, 1, 0]).all()
    assert validate_circuit(compiled, TARGETS[0]).ok


def test_a_terminal_measurement_is_replaced_by_ours():
    q = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(
        cirq.X(q[1]), cirq.measure(q[1], key="b"), cirq.measure(q[0])
    )
    compiled = compile_for_target(circuit, TARGETS[0])
    assert compiled.circuit.all_measurement_key_names() == {"m"}
    assert (cirq.Simulator().run(compiled.circuit).measurements["m"] == [0, 1]).all()


def test_an_invert_mask_is_kept_at_its_logical_qubit(target):
    """X on qubit 1 gives 0, 1, 0; the mask inverts qubits 0 and 1."""
    q = cirq.LineQubit.range(3)
    circuit = cirq.Circuit(
        cirq.X(q[1]),
        [cirq.CZ(q[i], q[(i + 1) % 3]) for i in (0, 1, 2)],  # needs swaps
        cirq.measure(q[1], q[2], q[0], invert_mask=(True, False, True)),
    )
    compiled = compile_for_target(circuit, target)
    bits = cirq.Simulator().run(compiled.circuit, repetitions=5).measurements["m"]
    assert (bits == [1, 0, 0]).all()
    assert validate_circuit(compiled, target).ok


def test_a_confusion_map_is_refused():
    q = cirq.q(0)
    confused = cirq.measure(q, key="k", confusion_map={(0,): np.eye(2)})
    with pytest.raises(
        CircuitSpecError,
        match=r"^`circuit` must measure without a confusion map, because a chip has "
        r"its own errors\. Received: moment 1, key 'k' on q\(0\) with a "
        r"confusion_map\. "
        r"Take the map out\.$",
    ):
        compile_for_target(cirq.Circuit(cirq.X(q), confused), TARGETS[0])


def test_a_terminal_measurement_inside_a_subcircuit_is_replaced_by_ours():
    q = cirq.LineQubit.range(2)
    inner = cirq.FrozenCircuit(cirq.X(q[1]), cirq.measure(*q, key="inner"))
    circuit = cirq.Circuit(cirq.CircuitOperation(inner, use_repetition_ids=False))
    compiled = compile_for_target(circuit, TARGETS[0])
    assert compiled.circuit.all_measurement_key_names() == {"m"}
    assert (cirq.Simulator().run(compiled.circuit).measurements["m"] == [0, 1]).all()


@pytest.mark.parametrize("late", [cirq.H, cirq.ResetChannel()])
def test_a_measurement_before_the_end_is_refused(late):
    q = cirq.q(0)
    circuit = cirq.Circuit(cirq.H(q), cirq.measure(q, key="k"), late(q))
    with pytest.raises(
        ValueError,
        match=r"^`circuit` must measure at its end only, because a measured qubit "
        r"cannot be compiled further\. Received: moment 2, .*, after a measurement\. "
        r"Take that measurement out\.$",
    ):
        compile_for_target(circuit, TARGETS[0])


def test_a_joint_measurement_between_gates_is_refused_before_it_is_routed(target):
    """Cirq#6293: the router splits it. A ring of three needs swaps."""
    q = cirq.LineQubit.range(3)
    circuit = cirq.Circuit(
        [cirq.CZ(q[i], q[(i + 1) % 3]) for i in (0, 1, 2)],
        cirq.measure(*q, key="joint"),
        cirq.H.on_each(*q),
        cirq.measure(*q, key="last"),
    )
    with pytest.raises(CircuitSpecError, match="measure at its end only"):
        compile_for_target(circuit, target)
