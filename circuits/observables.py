"""Readouts: which Pauli strings are measured, one table entry each.

A readout says what is measured, not how: there is no measurement gate here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cirq


@dataclass(frozen=True)
class Readout:
    """One choice of observables.

    Args:
        num_outputs: callable. Number of qubits to number of observables.
        observables: callable. Qubits to Pauli strings, in output order.
    """

    num_outputs: Callable[[int], int]
    observables: Callable[[Sequence[cirq.Qid]], tuple[cirq.PauliString[cirq.Qid], ...]]


def z_each(qubits: Sequence[cirq.Qid]) -> tuple[cirq.PauliString[cirq.Qid], ...]:
    """Reads Pauli Z on every qubit; output `i` belongs to qubit `i`.

    Args:
        qubits: sequence of `cirq.Qid`. The register.

    Returns:
        One Pauli string a qubit.

    Example:
    >>> print(*z_each(cirq.LineQubit.range(2)))
    Z(q(0)) Z(q(1))
    """
    return tuple(cirq.PauliString({qubit: cirq.Z}) for qubit in qubits)


READOUTS: dict[str, Readout] = {
    "z": Readout(lambda num_qubits: num_qubits, z_each),
}
