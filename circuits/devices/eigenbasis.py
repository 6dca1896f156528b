"""A power of a gate, or a gate with any controls, as turns about Z.

For those that nothing shorter is known for: the number of turns grows as
`2**num_qubits`.
"""

import itertools
from typing import Any, TypeAlias

import cirq
import numpy as np
import sympy
from numpy.typing import NDArray

from circuits.devices.interactions import Exponent

_Floats: TypeAlias = NDArray[np.float64]
_Matrix: TypeAlias = NDArray[Any]

# 255 turns, and a thousand CNOTs between them.
MAX_QUBITS = 8


def write_in_eigenbasis(operation: cirq.Operation) -> list[cirq.Operation] | None:
    """Writes `G**t`, perhaps with controls, as fixed gates and turns by `t`.

    With `G**t = W D(t) W^-1`, only the diagonal `D` needs the controls. The phases
    of a controlled `D(t)` are `t` times fixed numbers, hence a product of powers of
    Z on one qubit and of Z parities on several. A gate without symbols counts as
    `G**1`.

    Args:
        operation: `cirq.Operation`.

    Returns:
        Operations in time order, equal up to global phase; None if the gate is on
        more than 8 qubits, or has symbols and is neither a `cirq.EigenGate` whose
        exponent holds them all nor a global phase `exp(i t)`.

    Example:
    >>> import sympy
    >>> q = cirq.LineQubit.range(2)
    >>> gate = cirq.ControlledGate(cirq.Z ** sympy.Symbol("a"), control_values=[0])
    >>> for part in write_in_eigenbasis(gate(*q)):
    ...     print(part)
    Z**0.5*a(q(1))
    Z**-0.5*a(q(0))
    ZZ**0.5*a(q(0), q(1))
    """
    gate, num_controls = operation.gate, 0
    patterns: list[tuple[int, ...]] = [()]
    if isinstance(gate, cirq.ControlledGate):
        num_controls = gate.num_controls()
        patterns = list(gate.control_values.expand())
        gate = gate.sub_gate
    found = _eigenbasis(gate) if len(operation.qubits) <= MAX_QUBITS else None
    if found is None:
        return None
    exponent, turns, vectors = found
    phases = np.zeros((2,) * len(operation.qubits))
    for pattern in patterns:
        phases[pattern] = turns.reshape((2,) * (len(operation.qubits) - num_controls))
    targets = operation.qubits[num_controls:]
    middle = _parity_turns(phases, exponent, operation.qubits)
    if np.array_equal(vectors, np.eye(len(vectors))):
        return middle
    back = cirq.MatrixGate(vectors.conj().T).on(*targets)
    return [back, *middle, cirq.MatrixGate(vectors).on(*targets)]


def _eigenbasis(gate: cirq.Gate | None) -> tuple[Exponent, _Floats, _Matrix] | None:
    """Exponent, half turns at exponent 1, and eigenvectors as columns."""
    if not cirq.is_parameterized(gate):
        matrix = cirq.unitary(gate, None)
        if matrix is None:
            return None
        values, vectors = cirq.unitary_eig(matrix)
        return 1.0, np.angle(values) / np.pi, vectors
    if isinstance(gate, cirq.GlobalPhaseGate):
        power: Any = gate.coefficient
        if not isinstance(power, sympy.exp):
            return None
        return power.args[0] / (sympy.I * sympy.pi), np.ones(1), np.eye(1)
    if not isinstance(gate, cirq.EigenGate):
        return None
    fixed = gate._with_exponent(1.0)
    if cirq.is_parameterized((fixed, fixed._global_shift)):
        return None
    components = gate._eigen_components()
    generator = np.asarray(sum(turns * np.asarray(part) for turns, part in components))
    diagonal = np.diag(generator).real
    if np.allclose(generator, np.diag(diagonal), atol=1e-12):
        return gate.exponent, diagonal + gate._global_shift, np.eye(len(diagonal))
    values, vectors = np.linalg.eigh(generator)
    return gate.exponent, values + gate._global_shift, vectors


def _parity_turns(
    phases: _Floats, exponent: Exponent, qubits: tuple[cirq.Qid, ...]
) -> list[cirq.Operation]:
    """Expands phases in products of signs, one for each set of qubits."""
    signs = np.array([[1, 1], [1, -1]]) / 2
    for axis in range(len(qubits)):
        phases = np.moveaxis(np.tensordot(signs, phases, (1, axis)), 0, axis)
    operations: list[cirq.Operation] = []
    for chosen in itertools.product((0, 1), repeat=len(qubits)):
        # `Z**t` has the phases 0 and t: half of t with each sign, and a global one.
        factor = -2 * float(phases[chosen])
        members = list(itertools.compress(qubits, chosen))
        if members and abs(factor) > 1e-12:
            operations += _parity_turn(members, factor * exponent)
    return operations


def _parity_turn(qubits: list[cirq.Qid], exponent: Exponent) -> list[cirq.Operation]:
    if len(qubits) == 2:
        return [cirq.ZZPowGate(exponent=exponent).on(*qubits)]
    ladder = [cirq.CNOT(*pair) for pair in itertools.pairwise(qubits)]
    turn = cirq.ZPowGate(exponent=exponent).on(qubits[-1])
    return [*ladder, turn, *reversed(ladder)]
