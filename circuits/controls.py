"""Writes a one-qubit gate with many controls as gates that stay small or sparse.

Its own matrix would have `4**num_qubits` entries.
"""

from typing import Any

import cirq
import numpy as np

POWERS = (cirq.XPowGate, cirq.YPowGate, cirq.ZPowGate, cirq.HPowGate)


def split_controls(operation: cirq.Operation) -> list[cirq.Operation] | None:
    """Writes a controlled one-qubit gate as smaller or sparser operations.

    A fixed gate is diagonal in the basis of its eigenvectors. For a power with symbols,
    let `Q` be a Pauli that turns the axis of `U` round: `U(t) = Q U(-t) Q` up to a
    phase, so `U(t/2) CQ U(-t/2) CQ` is the controlled `U(t)` up to a phase, and this
    phase is a power of Z with one control less.

    Args:
        operation: Any operation.

    Returns:
        The operations in order. None if the gate is not a controlled one on one qubit,
        or has symbols and is no power of X, Y, Z or H, or has symbols and controls that
        accept more than one pattern of values.

    Example:
    >>> import sympy
    >>> a, b = cirq.LineQubit.range(2)
    >>> parts = split_controls(cirq.ry(sympy.Symbol("t"))(b).controlled_by(a))
    >>> print(cirq.Circuit(parts))
    0: ───@──────────────@─────────────
          │              │
    1: ───X───Ry(-t/2)───X───Ry(t/2)───

    Reference:
        Barenco et al. 1995 (https://arxiv.org/abs/quant-ph/9503016). Differs: a Pauli
        in the place of CNOT, and any axis.
    """
    gate = operation.gate
    if not isinstance(gate, cirq.ControlledGate) or cirq.num_qubits(gate.sub_gate) != 1:
        return None
    if not cirq.is_parameterized(gate):
        return _in_eigenbasis(operation, gate)
    patterns = list(gate.control_values.expand())
    if not isinstance(gate.sub_gate, POWERS) or len(patterns) != 1:
        return None
    return _in_halves(operation.qubits, gate.sub_gate, patterns[0])


def _in_eigenbasis(
    operation: cirq.Operation, gate: cirq.ControlledGate
) -> list[cirq.Operation]:
    values, vectors = cirq.unitary_eig(cirq.unitary(gate.sub_gate))
    diagonal = cirq.ControlledGate(
        cirq.DiagonalGate(np.angle(values).tolist()),
        control_values=gate.control_values,
    )
    target = operation.qubits[-1]
    return [
        cirq.MatrixGate(vectors.conj().T)(target),
        diagonal(*operation.qubits),
        cirq.MatrixGate(vectors)(target),
    ]


def _in_halves(
    qubits: tuple[cirq.Qid, ...], axis: Any, values: tuple[int, ...]
) -> list[cirq.Operation]:
    *controls, target = qubits
    pauli = cirq.X if isinstance(axis, cirq.YPowGate) else cirq.Y
    turned = cirq.ControlledGate(pauli, control_values=values)(*qubits)
    half = axis._with_exponent(axis.exponent / 2)
    back = axis._with_exponent(-axis.exponent / 2)
    parts = [turned, back(target), turned, half(target)]
    # The two eigenvalues of the axis are exp(i pi t s) with s = shift and 1 + shift.
    exponent = axis.exponent * (axis.global_shift + 0.5)
    if exponent == 0:
        return parts
    sign, shift = (1, 0.0) if values[-1] else (-1, -1.0)
    phase = cirq.ZPowGate(exponent=sign * exponent, global_shift=shift)(controls[-1])
    return [*parts, phase.controlled_by(*controls[:-1], control_values=values[:-1])]
