"""Writes a gate as a sum of constant matrices times cos and sin of one angle.

Does not touch states: `circuits.plan` orders the gates, an engine applies them.
"""

from collections.abc import Iterator
from typing import Any

import cirq
import numpy as np
import sympy
from numpy.typing import NDArray

from circuits.controls import split_controls
from circuits.errors import CircuitSpecError
from circuits.final_measurements import is_plain_measurement
from circuits.gate import Gate as Gate
from circuits.gate import has_single_entries
from circuits.integer_controls import with_integer_controls
from circuits.unroll import unroll
from circuits.wide_gate import WideGate

SUPPORTED = (
    "gates with a unitary, powers and rotations with symbols, and whatever "
    "cirq.decompose turns into these"
)

MAX_DENSE_QUBITS = 8  # A gate on more is decomposed, if it can be.
MAX_MATRIX_QUBITS = 12  # 256 MiB in complex128


def gates_of(
    operation: cirq.Operation, positions: dict[cirq.Qid, int], moment: int
) -> Iterator[Gate]:
    """Yields the gates that make up one operation of a circuit.

    Args:
        operation: A unitary operation, with or without symbols.
        positions: The position of each qubit.
        moment: Index of the operation's moment, for the message.

    Yields:
        Gates in order of application.

    Raises:
        CircuitSpecError: If the operation has no unitary, is too large, or holds
            symbols in a way that no decomposition resolves.
    """
    return _gates_of(operation, positions, moment, operation.untagged)


def _gates_of(
    operation: cirq.Operation,
    positions: dict[cirq.Qid, int],
    moment: int,
    written: cirq.Operation,
) -> Iterator[Gate]:
    """Does so for a part of what the user has `written`, which messages name."""
    operation = with_integer_controls(operation.untagged)
    gate = operation.gate
    qubits = tuple(positions[q] for q in operation.qubits)
    if any(q.dimension != 2 for q in operation.qubits):
        raise _refused(written, moment, "it acts on qudits")
    if cirq.control_keys(operation):
        raise _refused(
            written,
            moment,
            "a measurement controls it",
            "Give PQC `sampler` and `shots`, which run it.",
        )
    # A global phase moves no expectation value, an identity nothing.
    if not qubits or isinstance(gate, cirq.IdentityGate):
        return
    if isinstance(operation, cirq.CircuitOperation):
        # What stands inside was written by the user as well.
        for part in _inside(operation, moment, written):
            yield from _gates_of(part, positions, moment, part.untagged)
        return
    found: Gate | list[cirq.Operation] | None = None
    if not cirq.is_parameterized(operation):
        found = _fixed(operation, qubits, moment, written)
    elif isinstance(gate, cirq.ControlledGate):
        if len(qubits) > MAX_DENSE_QUBITS:
            found = split_controls(operation)
        elif _has_terms(gate.sub_gate):
            found = _controlled_gate(gate, qubits)
    elif isinstance(gate, cirq.EigenGate) and _has_terms(gate):
        found = _eigen_gate(gate, qubits)
    if isinstance(found, Gate):
        yield found
        return
    for part in found or _decomposed(operation, moment, written):
        yield from _gates_of(part, positions, moment, written)


def _fixed(
    operation: cirq.Operation,
    qubits: tuple[int, ...],
    moment: int,
    written: cirq.Operation,
) -> Gate | list[cirq.Operation]:
    """Returns the gate of a fixed operation, or its parts if it is large."""
    found = _wide(operation, qubits) if len(qubits) > MAX_DENSE_QUBITS else None
    if found is not None:
        return found
    if len(qubits) > MAX_MATRIX_QUBITS:
        reason = f"its matrix on {len(qubits)} qubits would not fit into memory"
        raise _refused(written, moment, reason)
    try:
        matrix = cirq.unitary(operation, None)
    except ArithmeticError:  # Cirq computes with an infinite angle.
        raise _refused(written, moment, "its matrix is not finite") from None
    if matrix is None:  # A gate may have symbols and not tell.
        parts = cirq.decompose_once(operation, None)
        if parts is None:
            raise _refused(written, moment, *_why_not_unitary(operation))
        return parts
    matrix = np.asarray(matrix, complex)
    # A matrix in single precision is good to 1e-7.
    if matrix.shape != (2 ** len(qubits),) * 2 or not cirq.is_unitary(
        matrix, atol=1e-6
    ):
        reason = f"its matrix of shape {matrix.shape} is not unitary"
        raise _refused(written, moment, reason)
    return Gate(qubits, (("one", 0.0),), matrix[None])


def _wide(
    operation: cirq.Operation, qubits: tuple[int, ...]
) -> Gate | list[cirq.Operation] | None:
    """Returns what stands for an operation whose matrix would be large, if it can."""
    gate = operation.gate
    if isinstance(gate, cirq.MatrixGate | cirq.DiagonalGate):
        return None
    if isinstance(gate, cirq.ControlledGate):
        target = cirq.unitary(gate.sub_gate, None)
        if target is not None and has_single_entries(target):
            return WideGate.controlled(target, gate.control_values, qubits)
    return split_controls(operation) or cirq.decompose_once(operation, None)


def _has_terms(gate: cirq.Gate) -> bool:
    """Tells whether a gate's symbols are all in one angle."""
    if isinstance(gate, cirq.GlobalPhaseGate):
        return isinstance(gate.coefficient, sympy.exp)
    if not isinstance(gate, cirq.EigenGate):
        return False
    fixed = gate._with_exponent(1.0)
    return not cirq.is_parameterized((fixed, fixed._global_shift))


def _eigen_gate(gate: cirq.EigenGate, qubits: tuple[int, ...]) -> Gate:
    """Sums `exp(i pi (s_j + shift) t) P_j` as cosines and sines of `pi t`.

    Equal `|s_j + shift|` share a term, which keeps RY and its like real.
    """
    cosines: dict[float, Any] = {}
    sines: dict[float, Any] = {}
    for half_turns, projector in gate._eigen_components():
        speed = half_turns + gate._global_shift
        key = round(abs(speed), 12)
        projector = np.asarray(projector, complex)
        cosines[key] = cosines.get(key, 0) + projector
        sines[key] = sines.get(key, 0) + 1j * np.sign(speed) * projector
    functions: list[tuple[str, float]] = []
    matrices: list[NDArray[np.complex128]] = []
    for key in sorted(cosines):
        if key == 0:
            functions.append(("one", 0.0))
            matrices.append(cosines[key])
        else:
            functions += [("cos", key), ("sin", key)]
            matrices += [cosines[key], sines[key]]
    return Gate(qubits, tuple(functions), np.array(matrices), sympy.pi * gate.exponent)


def _phase_gate(gate: cirq.GlobalPhaseGate) -> Gate:
    """Writes `exp(i angle)` as a gate on no qubits."""
    matrices = np.array([[[1]], [[1j]]])
    coefficient: Any = gate.coefficient  # `_has_terms` has seen that it is sympy.exp
    return Gate(
        (), (("cos", 1.0), ("sin", 1.0)), matrices, coefficient.args[0] / sympy.I
    )


def _controlled_gate(controlled: cirq.ControlledGate, qubits: tuple[int, ...]) -> Gate:
    """Puts a gate's terms into the blocks of its active control values.

    The other blocks are the identity at every angle, hence part of the term "one".
    """
    gate: Any = controlled.sub_gate
    if isinstance(gate, cirq.GlobalPhaseGate):
        inner = _phase_gate(gate)
    else:
        inner = _eigen_gate(gate, qubits[controlled.num_controls() :])
    num_blocks = 2 ** controlled.num_controls()
    size = inner.matrices.shape[-1]
    active = np.zeros((num_blocks, num_blocks))
    for bits in controlled.control_values.expand():
        block = int("".join(map(str, bits)), 2)
        active[block, block] = 1
    rest = np.kron(np.eye(num_blocks) - active, np.eye(size))
    terms = [
        (("one", 0.0), rest),
        *zip(inner.functions, np.kron(active, inner.matrices), strict=True),
    ]
    functions, matrices = zip(*terms, strict=True)
    return Gate(qubits, functions, np.array(matrices, complex), inner.angle)


def _inside(
    operation: cirq.CircuitOperation, moment: int, written: cirq.Operation
) -> list[cirq.Operation]:
    """Returns what a subcircuit holds, at all depths."""
    try:
        return list(unroll(cirq.Circuit(operation)).all_operations())
    except CircuitSpecError:  # it is repeated an unknown number of times
        return _decomposed(operation, moment, written)


def _decomposed(
    operation: cirq.Operation, moment: int, written: cirq.Operation
) -> list[cirq.Operation]:
    try:
        parts = cirq.decompose_once(operation, None)
    except (TypeError, ValueError):  # Cirq computes with a symbol as with a number.
        parts = None
    if parts is None:
        raise _refused(written, moment, *_why_not_resolved(operation))
    return parts


def _why_not_unitary(operation: cirq.Operation) -> tuple[str, str]:
    """Returns the reason and the way out."""
    remedy = (
        "Give PQC a noise=... for channels and measurements in the middle; 0.0 adds "
        "none of its own."
    )
    if is_plain_measurement(operation):
        return "it measures before the end of the circuit", remedy
    if cirq.has_kraus(operation):
        return "it is a noise channel, while the state is kept pure", remedy
    return "it has no unitary matrix", ""


def _why_not_resolved(operation: cirq.Operation) -> tuple[str, str]:
    """Returns the reason and the way out."""
    gate = operation.gate
    while isinstance(gate, cirq.ControlledGate):
        gate = gate.sub_gate
    if cirq.is_parameterized(getattr(gate, "_global_shift", None)):
        return "its global_shift holds a symbol", "Give global_shift a number."
    if isinstance(operation, cirq.CircuitOperation):
        return "its number of repetitions is a symbol", "Give it a number."
    return (
        "its symbols cannot be resolved",
        "Give a gate of your own a _decompose_ method.",
    )


def _refused(
    operation: cirq.Operation, moment: int, reason: str, remedy: str = ""
) -> CircuitSpecError:
    return CircuitSpecError(
        f"every operation of the circuit must be unitary. Received: {operation!s} "
        f"in moment {moment}, and {reason}. Supported: {SUPPORTED}. {remedy}".rstrip()
    )
