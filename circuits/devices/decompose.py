"""Any unitary circuit to gates on one or two qubits that keep their meaning.

A `ZZ**a` stays one, so that a router sees what commutes. No device is known here.
"""

import warnings

import cirq

from circuits.controls import split_controls
from circuits.devices.eigenbasis import MAX_QUBITS, write_in_eigenbasis
from circuits.devices.interactions import is_interaction
from circuits.errors import CircuitSpecError
from circuits.integer_controls import with_integer_controls
from circuits.parameter_names import untold_names
from circuits.unroll import unroll

_ONE_QUBIT = (
    cirq.XPowGate,
    cirq.YPowGate,
    cirq.ZPowGate,
    cirq.HPowGate,
    cirq.PhasedXPowGate,
    cirq.PhasedXZGate,
)


def decompose_to_pairs(circuit: cirq.AbstractCircuit) -> list[cirq.Operation]:
    """Takes a circuit apart into operations that one gateset or another can take.

    Args:
        circuit: `cirq.AbstractCircuit`. Has no measurement.

    Returns:
        Operations in time order, each on one or two qubits. One with symbols is a
        power of X, Y, Z or H, a `PhasedXPowGate` or `PhasedXZGate`, or such that
        `circuits.devices.interactions.is_interaction`.

    Raises:
        CircuitSpecError: If an operation is not unitary or cannot be taken apart.

    Example:
    >>> q = cirq.LineQubit.range(3)
    >>> parts = decompose_to_pairs(cirq.Circuit(cirq.CCX(*q)))
    >>> max(len(part.qubits) for part in parts)
    2
    """
    operations: list[cirq.Operation] = []
    for index, moment in enumerate(unroll(circuit)):
        for operation in moment:
            if any(qubit.dimension != 2 for qubit in operation.qubits):
                raise CircuitSpecError(
                    "`circuit` must act on qubits, because a chip has no others. "
                    f"Received: moment {index}, {operation}, on qudits. "
                    "Write it for qubits."
                )
            try:
                parts = _parts_of(operation.untagged)
            # Cirq raises the latter two where it computes with a symbol.
            except (ValueError, TypeError, AttributeError) as error:
                raise CircuitSpecError(
                    "`circuit` must hold unitary operations that we can take apart. "
                    f"Received: moment {index}, {operation}. Take it out, bind its "
                    "symbols first, or give a gate of your own a _decompose_ method."
                ) from error
            operations.extend(part.untagged for part in parts if _does_something(part))
    return operations


def _parts_of(operation: cirq.Operation) -> list[cirq.Operation]:
    # Cirq 1.5 takes `ThreeQubitDiagonalGate` apart wrongly, and so any matrix on three
    # qubits, if these are line or grid qubits that are not neighbors: give it others.
    others: dict[cirq.Qid, cirq.Qid] = {
        qubit: cirq.NamedQubit(str(i)) for i, qubit in enumerate(operation.qubits)
    }
    back = {other: qubit for qubit, other in others.items()}
    is_large = len(others) > 2
    with warnings.catch_warnings():
        # It trips its own notice on `use_repetition_ids`, too, which says that a
        # default changes in 1.6: take this out there.
        warnings.simplefilter("ignore", FutureWarning)
        parts = cirq.decompose(
            operation.transform_qubits(others) if is_large else operation,
            keep=_is_done,
            intercepting_decomposer=_rewritten,
        )
    return [part.transform_qubits(back) for part in parts] if is_large else parts


def _does_something(operation: cirq.Operation) -> bool:
    """Tells a gate from a global phase, which no chip could do, and from none."""
    return bool(operation.qubits) and not isinstance(
        operation.gate, cirq.IdentityGate | cirq.WaitGate
    )


def _is_done(operation: cirq.Operation) -> bool:
    operation = operation.untagged
    if not isinstance(operation, cirq.GateOperation | cirq.ControlledOperation):
        return False
    if not operation.qubits:
        return True
    if len(operation.qubits) > 2:
        return False
    gate = operation.gate
    if gate is None:
        return False
    if cirq.is_parameterized(operation):
        return isinstance(gate, _ONE_QUBIT) or is_interaction(operation)
    # Powers are unitary and of qubits: no need to ask for more.
    if isinstance(gate, cirq.EigenGate):
        return True
    if with_integer_controls(operation) is not operation:
        return False
    return cirq.has_unitary(operation) and not untold_names(operation)


def _rewritten(operation: cirq.Operation) -> list[cirq.Operation] | None:
    """Takes apart what Cirq has no rule for."""
    plain = with_integer_controls(operation)
    if plain is not operation:
        return [plain]
    is_controlled = isinstance(operation.gate, cirq.ControlledGate)
    if not cirq.is_parameterized(operation):
        return _checked(operation) if is_controlled else None
    if is_interaction(operation):
        return None
    if is_controlled:
        return split_controls(operation) or write_in_eigenbasis(operation)
    if cirq.decompose_once(operation, None) is None:
        return write_in_eigenbasis(operation)
    return None


def _checked(operation: cirq.Operation) -> list[cirq.Operation] | None:
    """Takes apart a controlled gate that Cirq takes apart wrongly, or not at all.

    Cirq 1.5 puts the controls on a gate's parts, while some gates, such as
    `ThreeQubitDiagonalGate`, drop a phase there. Can go when Cirq's own is right.
    """
    parts = cirq.decompose_once(operation, None)
    if len(operation.qubits) > MAX_QUBITS:
        return parts
    wanted = cirq.unitary(operation, None)
    if wanted is None:
        return parts
    if parts is not None:
        made = cirq.Circuit(parts).unitary(operation.qubits, operation.qubits)
        if cirq.equal_up_to_global_phase(wanted, made, atol=1e-7):
            return parts
    return write_in_eigenbasis(operation)
