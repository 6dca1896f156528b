"""Any unitary circuit to one-qubit gates, CZ and bound two-qubit gates.

Symbols stay where they are, in one-qubit gates. No device is known here.
"""

import cirq
import sympy

from circuits.integer_controls import with_integer_controls


def decompose_to_cz(circuit: cirq.AbstractCircuit) -> list[cirq.Operation]:
    """Rewrites a circuit until one gateset can take over.

    CNOT becomes `Y**-0.5`, CZ, `Y**0.5` on its target, so that it adds up with
    `RY`. A two-qubit gate with a symbol becomes two CZs and a turn by the symbol.
    Bound two-qubit gates of other kinds stay, for the target's own gateset.

    Args:
        circuit: `cirq.AbstractCircuit`. Has no measurement.

    Returns:
        Operations in time order, each on one or two qubits.

    Raises:
        ValueError: If an operation is not unitary or cannot be taken apart.

    Example:
    >>> q0, q1 = cirq.LineQubit.range(2)
    >>> for op in decompose_to_cz(cirq.Circuit(cirq.CNOT(q0, q1))):
    ...     print(op)
    Y**-0.5(q(1))
    CZ(q(0), q(1))
    Y**0.5(q(1))
    """
    operations: list[cirq.Operation] = []
    for index, moment in enumerate(circuit):
        for operation in moment:
            try:
                parts = cirq.decompose(
                    operation.untagged,
                    keep=_is_done,
                    intercepting_decomposer=_rewritten,
                )
            except ValueError as error:
                raise ValueError(
                    "`circuit` must hold unitary operations that we can take apart. "
                    f"Received: moment {index}, {operation}. "
                    "Take it out, or bind its symbols first."
                ) from error
            # A gate on no qubit is a global phase: nothing a chip could do.
            operations.extend(part.untagged for part in parts if part.qubits)
    return operations


def _is_done(operation: cirq.Operation) -> bool:
    if not isinstance(operation.untagged, cirq.GateOperation):
        return False
    if with_integer_controls(operation) is not operation:
        return False
    if not operation.qubits:
        return True
    if cirq.is_parameterized(operation):
        return len(operation.qubits) == 1 and isinstance(
            operation.gate,
            cirq.XPowGate
            | cirq.YPowGate
            | cirq.ZPowGate
            | cirq.HPowGate
            | cirq.PhasedXPowGate
            | cirq.PhasedXZGate,
        )
    if len(operation.qubits) > 2 or not cirq.has_unitary(operation):
        return False
    return operation.gate != cirq.CNOT


def _rewritten(operation: cirq.Operation) -> list[cirq.Operation] | None:
    """Takes apart the symbolic gates that Cirq has no rule for."""
    plain = with_integer_controls(operation)
    if plain is not operation:
        return [plain]
    if not cirq.is_parameterized(operation) or len(operation.qubits) != 2:
        return None
    control, target = operation.qubits
    gate = operation.gate
    if isinstance(gate, cirq.CZPowGate):
        half = gate.exponent / 2
        return [
            cirq.Z(control) ** half,
            *_controlled_turn(cirq.Z, half, control, target),
        ]
    sub_gate = getattr(gate, "sub_gate", None)
    if isinstance(gate, cirq.ControlledGate) and _is_plain_control(gate):
        for kind, axis in ((cirq.Rx, cirq.X), (cirq.Ry, cirq.Y), (cirq.Rz, cirq.Z)):
            if isinstance(sub_gate, kind):
                return _controlled_turn(axis, sub_gate.exponent / 2, control, target)
    return None


def _is_plain_control(gate: cirq.ControlledGate) -> bool:
    return list(gate.control_values.expand()) == [(1,)]


def _controlled_turn(
    axis: cirq.Pauli, half: sympy.Expr, control: cirq.Qid, target: cirq.Qid
) -> list[cirq.Operation]:
    """Turns by 0 or by `2 * half`: the second turn flips with the control."""
    flip = cirq.CZ if axis == cirq.X else cirq.CNOT
    return [
        axis(target) ** half,
        flip(control, target),
        axis(target) ** -half,
        flip(control, target),
    ]
