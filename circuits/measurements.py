"""Groups Pauli strings that one basis of measurement reads together.

Does not measure: an engine does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cirq
import numpy as np
from numpy.typing import NDArray

from circuits.readouts import pauli_strings

_String = tuple[tuple[int, str], ...]  # (position, letter), sorted
_Group = tuple[dict[int, str], list[_String]]  # the basis, and what it reads


@dataclass(frozen=True)
class MeasurementGroup:
    """Holds Pauli strings that are read from the same bit strings.

    Attributes:
        basis: `"X"`, `"Y"` or `"Z"` for each qubit, `"I"` for one that is not read.
        is_read: `(num_strings, num_qubits)`, bool. The value of a string is -1 to the
            number of ones among the bits that it reads.
        coefficients: `(num_observables, num_strings)`, float64.
    """

    basis: tuple[str, ...]
    is_read: NDArray[np.bool_]
    coefficients: NDArray[np.float64]


@dataclass(frozen=True)
class Measurements:
    """Holds how all observables are measured.

    Attributes:
        constants: `(num_observables,)`, float64. The identity's coefficients.
        groups: One for each basis in which the state is measured.
    """

    constants: NDArray[np.float64]
    groups: tuple[MeasurementGroup, ...]


def plan_measurements(
    observables: Sequence[cirq.PauliSum | cirq.PauliString[Any]],
    positions: dict[cirq.Qid, int],
) -> Measurements:
    """Groups the strings of observables by bases that commute qubit by qubit.

    All products of Z share a group, so that Z0, Z1 and Z0*Z1 agree shot by shot. The
    others follow with the longest first, and each joins a group that already reads all
    of its letters where there is one: X0, X1 and X0*X1 agree as well.

    Args:
        observables: Pauli strings or sums with real coefficients.
        positions: The position of each qubit; 0 is the first of a basis.

    Returns:
        The constants and the groups. Each string stands in one group.

    Raises:
        CircuitSpecError: If a coefficient is no real number or a qubit is unknown.

    Example:
    >>> q0, q1 = cirq.LineQubit.range(2)
    >>> plan = plan_measurements([cirq.Z(q0), cirq.X(q1), cirq.Y(q0)], {q0: 0, q1: 1})
    >>> [group.basis for group in plan.groups]
    [('Z', 'X'), ('Y', 'I')]
    """
    constants = np.zeros(len(observables))
    coefficients: dict[_String, NDArray[np.float64]] = {}
    for row, coefficient, where in pauli_strings(observables, positions):
        if where:
            key = tuple(sorted(where.items()))
            column = coefficients.setdefault(key, np.zeros(len(observables)))
            column[row] += coefficient
        else:
            constants[row] += coefficient
    letters = {key: dict(key) for key in coefficients}
    groups: list[_Group] = []
    for key in sorted(letters, key=lambda k: (_has_x_or_y(k), -len(k))):
        basis, members = _find_group(letters[key], groups, not _has_x_or_y(key))
        basis.update(letters[key])
        members.append(key)
    made = []
    for basis, members in groups:
        is_read = np.zeros((len(members), len(positions)), bool)
        for index, key in enumerate(members):
            is_read[index, [position for position, _ in key]] = True
        made.append(
            MeasurementGroup(
                tuple(basis.get(i, "I") for i in range(len(positions))),
                is_read,
                np.stack([coefficients[key] for key in members], axis=1),
            )
        )
    return Measurements(constants, tuple(made))


def _has_x_or_y(key: _String) -> bool:
    return any(letter != "Z" for _, letter in key)


def _find_group(
    where: dict[int, str],
    groups: list[_Group],
    is_z: bool,
) -> _Group:
    """Returns the group that a string joins; starts one where none fits."""
    for group in groups:
        if where.items() <= group[0].items():
            return group
    for group in groups:
        if is_z or all(group[0].get(q, p) == p for q, p in where.items()):
            return group
    groups.append(({}, []))
    return groups[-1]
