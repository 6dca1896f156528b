"""Any unitary circuit to gates on one or two qubits that keep their meaning.

A `ZZ**a` stays one, so that a router sees what commutes. No device is known here.
"""

import math
import warnings
from typing import Any

import cirq
import sympy

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
_PARAMETERS = (
    *("exponent", "phase_exponent"),
    *("x_exponent", "z_exponent", "axis_phase_exponent"),
    *("theta", "phi", "zeta", "chi", "gamma"),
)
_NOT_REAL = (sympy.I, sympy.oo, -sympy.oo, sympy.zoo, sympy.nan)
# A matrix on 6 qubits takes some 6,000 gates on pairs.
_MAX_MATRIX_QUBITS = 6


def decompose_to_pairs(circuit: cirq.AbstractCircuit) -> list[cirq.Operation]:
    """Takes a circuit apart into operations that one gateset or another can take.

    Args:
        circuit: `cirq.AbstractCircuit`. Has no measurement.

    Returns:
        Operations in time order, each on one or two qubits, without the identities
        and waits of the circuit. One with symbols is a
        power of X, Y, Z or H, a `PhasedXPowGate` or `PhasedXZGate`, or such that
        `circuits.devices.interactions.is_interaction`.

    Raises:
        CircuitSpecError: If an operation is not unitary, cannot be taken apart, or has
            an angle that is no real number.

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
                    f"Received: moment {index}, {_named(operation)}, on qudits. "
                    "Write it for qubits."
                )
            try:
                parts = _parts_of(operation.untagged)
            # Cirq raises the latter three where it computes with a symbol, or with
            # an integer beyond all floats.
            except (ValueError, TypeError, AttributeError, OverflowError) as error:
                raise CircuitSpecError(
                    "`circuit` must hold unitary operations that we can take apart. "
                    f"Received: moment {index}, {_named(operation)}. Take it out, bind "
                    "its symbols first, or give a gate of your own a _decompose_ "
                    "method."
                ) from error
            if not all(map(_has_real_angles, parts)):
                raise CircuitSpecError(
                    "`circuit` must have angles that are finite real numbers or "
                    f"expressions of symbols. Received: moment {index}, "
                    f"{_named(operation)}. Give it such an angle."
                )
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


def _named(operation: cirq.Operation) -> str:
    """Returns an operation on one line: of a matrix, its gate's type and qubits."""
    text = str(operation)
    if "\n" not in text:
        return text
    qubits = ", ".join(map(str, operation.qubits))
    return f"{type(operation.gate or operation).__name__}({qubits})"


def _has_real_angles(operation: cirq.Operation) -> bool:
    values = (getattr(operation.gate, name, 0.0) for name in _PARAMETERS)
    return all(_is_real(value) for value in values)


def _is_real(value: Any) -> bool:
    if isinstance(value, sympy.Basic):
        if not isinstance(value, sympy.Expr) or value.has(*_NOT_REAL):
            return False
        return not value.is_number or math.isfinite(value)
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond all floats
        return False


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
        if is_controlled:
            return _checked(operation)
        return _from_matrix(operation)
    if is_interaction(operation):
        return None
    if is_controlled:
        return split_controls(operation) or write_in_eigenbasis(operation)
    if cirq.decompose_once(operation, None) is None:
        return write_in_eigenbasis(operation)
    return None


def _from_matrix(operation: cirq.Operation) -> list[cirq.Operation] | None:
    """Takes a gate apart that has a matrix only; Cirq does so on up to 3 qubits."""
    qubits = operation.qubits
    if not 3 < len(qubits) <= _MAX_MATRIX_QUBITS:
        return None
    if cirq.decompose_once(operation, None) is not None:
        return None
    matrix = cirq.unitary(operation, None)
    if matrix is None:
        return None
    return list(
        cirq.flatten_to_ops(cirq.quantum_shannon_decomposition([*qubits], matrix))
    )


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
