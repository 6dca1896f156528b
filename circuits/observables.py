"""Readouts: which Pauli strings are measured, one table entry each.

A readout says what is measured, not how: there is no measurement gate here.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import cirq

from circuits.errors import CircuitSpecError
from circuits.readouts import pauli_strings

Observable: TypeAlias = cirq.PauliString[Any] | cirq.PauliSum


@dataclass(frozen=True)
class Readout:
    """One choice of observables.

    Args:
        num_outputs: callable. Number of qubits to number of observables.
        observables: callable. Qubits to Pauli strings, in output order.
    """

    num_outputs: Callable[[int], int]
    observables: Callable[[Sequence[cirq.Qid]], tuple[cirq.PauliString[cirq.Qid], ...]]

    @property
    def summary(self) -> str:
        """What it reads, in one line."""
        return (inspect.getdoc(self.observables) or "").partition("\n")[0]


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


def z_parity(qubits: Sequence[cirq.Qid]) -> tuple[cirq.PauliString[cirq.Qid], ...]:
    """Reads products of Z: of each two neighbors, then of all qubits.

    Output `i` is 1 where the bits of qubits `i` and `i + 1` agree and -1 where they
    differ; the last is 1 where an even number of all bits is 1.

    Args:
        qubits: sequence of `cirq.Qid`. The register.

    Returns:
        As many Pauli strings as qubits; of two qubits one, since there both kinds are
        the same.

    Example:
    >>> print(*z_parity(cirq.LineQubit.range(3)))
    Z(q(0))*Z(q(1)) Z(q(1))*Z(q(2)) Z(q(0))*Z(q(1))*Z(q(2))
    """
    groups = [qubits[i : i + 2] for i in range(len(qubits) - 1)]
    if len(qubits) != 2:
        groups.append(qubits)
    return tuple(cirq.PauliString(dict.fromkeys(g, cirq.Z)) for g in groups)


def as_observables(
    argument: str, values: object, qubits: Sequence[cirq.Qid]
) -> tuple[Observable, ...]:
    """Returns a list of observables as a tuple of copies.

    Args:
        argument: str. Name of the argument, for the message.
        values: list or tuple of `cirq.PauliString` and `cirq.PauliSum`.
        qubits: sequence of `cirq.Qid`. Those that may be read.

    Returns:
        The observables, in order.

    Raises:
        TypeError: If it is no list of Pauli strings and sums.
        CircuitSpecError: If it is empty, a coefficient is not real and finite, or a
            qubit is not one of `qubits`.

    Example:
    >>> q = cirq.LineQubit.range(2)
    >>> print(*as_observables("readout", [cirq.Z(q[0]) + 2 * cirq.X(q[1])], q))
    1.000*Z(q(0))+2.000*X(q(1))
    """
    if not isinstance(values, list | tuple) or not all(
        isinstance(value, cirq.PauliString | cirq.PauliSum) for value in values
    ):
        raise TypeError(
            f"`{argument}` must be a list of cirq.PauliString and cirq.PauliSum. "
            f"Received: {argument}={values!r}."
        )
    if not values:
        raise CircuitSpecError(
            f"`{argument}` must have at least one observable. Received: {argument}=[]."
        )
    try:
        list(pauli_strings(values, {qubit: i for i, qubit in enumerate(qubits)}))
    except CircuitSpecError as error:
        raise CircuitSpecError(
            f"`{argument}` must be Pauli sums that can be read: {error}"
        ) from error
    # A PauliSum can be changed in place, a PauliString cannot.
    return tuple(v.copy() if isinstance(v, cirq.PauliSum) else v for v in values)


READOUTS: dict[str, Readout] = {
    "z": Readout(lambda num_qubits: num_qubits, z_each),
    "z_parity": Readout(
        lambda num_qubits: 1 if num_qubits == 2 else num_qubits, z_parity
    ),
}
