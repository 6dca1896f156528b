"""Writes a gate as a sum of constant matrices times cos and sin of one angle.

Does not touch states: `circuits.plan` orders the gates, an engine applies them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cirq
import numpy as np
import sympy
from numpy.typing import NDArray

from circuits.errors import CircuitSpecError

SUPPORTED = (
    "gates with a unitary, powers and rotations with symbols, and whatever "
    "cirq.decompose turns into these"
)


@dataclass(frozen=True, eq=False)
class Gate:
    """Holds one gate: `sum_k f_k(angle) * matrices[k]` on some qubits.

    Attributes:
        qubits: Positions of its qubits, most significant first.
        functions: One `(kind, frequency)` a matrix; kind is `"one"`, `"cos"` or
            `"sin"`, so `f = 1`, `cos(frequency * angle)`, `sin(frequency * angle)`.
        matrices: `(num_terms, 2**k, 2**k)`, complex128.
        angle: The sympy expression of the angle in radians; None for a fixed gate.
    """

    qubits: tuple[int, ...]
    functions: tuple[tuple[str, float], ...]
    matrices: NDArray[np.complex128]
    angle: Any = None

    def after(self, fixed: NDArray[np.complex128]) -> "Gate":
        """Returns this gate applied after a fixed matrix on the same qubits."""
        return replace(self, matrices=self.matrices @ fixed)

    def before(self, fixed: NDArray[np.complex128]) -> "Gate":
        """Returns this gate followed by a fixed matrix on the same qubits."""
        return replace(self, matrices=fixed @ self.matrices)

    def is_monomial(self) -> bool:
        """Tells whether the gate is fixed and only permutes and rephases states."""
        if self.angle is not None:
            return False
        nonzero = np.abs(self.matrices[0]) > 1e-9
        return bool(np.all(nonzero.sum(axis=0) == 1))


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
        CircuitSpecError: If the operation has no unitary, or holds symbols in a way
            that no decomposition resolves.
    """
    return _gates_of(operation, positions, moment, operation.untagged)


def _gates_of(
    operation: cirq.Operation,
    positions: dict[cirq.Qid, int],
    moment: int,
    written: cirq.Operation,
) -> Iterator[Gate]:
    """Does so for a part of what the user has `written`, which messages name."""
    operation = operation.untagged
    gate = operation.gate
    qubits = tuple(positions[q] for q in operation.qubits)
    if not qubits:  # A global phase moves no expectation value.
        return
    if any(q.dimension != 2 for q in operation.qubits):
        raise _refused(written, moment, "it acts on qudits")
    if isinstance(operation, cirq.CircuitOperation):
        # What stands inside was written by the user as well.
        for part in _decomposed(operation, moment, written):
            yield from _gates_of(part, positions, moment, part.untagged)
    elif not cirq.is_parameterized(operation):
        matrix = cirq.unitary(operation, None)
        if matrix is None:
            raise _refused(written, moment, _why_not_unitary(operation))
        yield Gate(qubits, (("one", 0.0),), np.asarray(matrix, complex)[None])
    elif isinstance(gate, cirq.EigenGate) and _turns_by_its_exponent(gate):
        yield _eigen_gate(gate, qubits)
    elif (
        isinstance(gate, cirq.ControlledGate)
        and isinstance(gate.sub_gate, cirq.EigenGate)
        and _turns_by_its_exponent(gate.sub_gate)
    ):
        yield _controlled_gate(gate, gate.sub_gate, qubits)
    else:
        for part in _decomposed(operation, moment, written):
            yield from _gates_of(part, positions, moment, written)


def _turns_by_its_exponent(gate: cirq.EigenGate) -> bool:
    """Tells whether a gate's symbols are all in its exponent."""
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


def _controlled_gate(
    controlled: cirq.ControlledGate, gate: cirq.EigenGate, qubits: tuple[int, ...]
) -> Gate:
    """Puts a gate's terms into the blocks of its active control values.

    The other blocks are the identity at every angle, hence part of the term "one".
    """
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


def _decomposed(
    operation: cirq.Operation, moment: int, written: cirq.Operation
) -> list[cirq.Operation]:
    try:
        parts = cirq.decompose_once(operation, None)
    except (TypeError, ValueError):  # Cirq computes with a symbol as with a number.
        parts = None
    if parts is None:
        raise _refused(written, moment, "its symbols cannot be resolved")
    return parts


def _why_not_unitary(operation: cirq.Operation) -> str:
    if cirq.is_measurement(operation):
        return "it measures before the end of the circuit"
    if cirq.has_kraus(operation):
        return "it is a noise channel, while the state is kept pure"
    return "it has no unitary matrix"


def _refused(operation: cirq.Operation, moment: int, reason: str) -> CircuitSpecError:
    return CircuitSpecError(
        f"every operation of the circuit must be unitary. Received: {operation!s} "
        f"in moment {moment}, and {reason}. Supported: {SUPPORTED}."
    )
