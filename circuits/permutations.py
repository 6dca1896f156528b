"""Composes gates that only permute and rephase basis states into one permutation.

Does not tell which gates these are: `Gate.is_monomial` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from circuits.gate import Gate


@dataclass(frozen=True, eq=False)
class Permutation:
    """Holds `new[i] = phases[i] * old[source[i]]` over all `2**n` amplitudes.

    Attributes:
        source: `(2**n,)`, int32.
        phases: `(2**n,)`, complex128, or None where all are 1.
    """

    source: NDArray[np.int32]
    phases: NDArray[np.complex128] | None

    @cached_property
    def inverse(self) -> NDArray[np.int32]:
        """The permutation that undoes `source`, `(2**n,)`, int32."""
        inverse = np.empty_like(self.source)
        inverse[self.source] = np.arange(len(self.source), dtype=np.int32)
        return inverse

    @cached_property
    def is_diagonal(self) -> bool:
        """Whether no amplitude moves, so that only the phases act."""
        return bool(np.all(self.source == np.arange(len(self.source))))

    @cached_property
    def is_real(self) -> bool:
        """Whether no phase has an imaginary part."""
        return self.phases is None or bool(np.abs(self.phases.imag).max() < 1e-9)


class PermutationTable:
    """Composes monomial gates; equal results are one and the same object.

    The layers of a circuit repeat, and an engine keeps one constant an object.

    Args:
        num_qubits: int.
    """

    def __init__(self, num_qubits: int):
        self._num_qubits = num_qubits
        self._by_gates: dict[tuple[Any, ...], Permutation] = {}
        self._by_content: dict[tuple[bytes, bytes], Permutation] = {}

    def compose(self, gates: Sequence[Gate]) -> Permutation:
        """Returns the permutation that monomial gates make, in order of application."""
        key = tuple(
            (gate.qubits, *(array.tobytes() for array in gate.rows())) for gate in gates
        )
        if key not in self._by_gates:
            made = _compose(gates, self._num_qubits)
            phases = b"" if made.phases is None else made.phases.tobytes()
            content = (made.source.tobytes(), phases)
            self._by_gates[key] = self._by_content.setdefault(content, made)
        return self._by_gates[key]


def _compose(gates: Sequence[Gate], num_qubits: int) -> Permutation:
    """Moves slices of a tensor with one axis a qubit, and only those that change."""
    shape = (2,) * num_qubits
    source = np.arange(2**num_qubits, dtype=np.int32).reshape(shape)
    phases: NDArray[np.complex128] | None = None
    for gate in gates:
        columns, entries = gate.rows()
        _move(source, columns, gate.qubits)
        if phases is not None:
            _move(phases, columns, gate.qubits)
        for row in np.flatnonzero(np.abs(entries - 1) > 1e-9):
            phases = np.ones(shape, complex) if phases is None else phases
            phases[_slice(int(row), gate.qubits, num_qubits)] *= entries[row]
    if phases is not None and np.abs(phases - 1).max() < 1e-9:
        phases = None
    return Permutation(source.ravel(), None if phases is None else phases.ravel())


def _slice(
    row: int, qubits: tuple[int, ...], num_qubits: int
) -> tuple[int | slice, ...]:
    """Returns the index of all states in which `qubits` read `row`."""
    place: list[int | slice] = [slice(None)] * num_qubits
    for bit, qubit in enumerate(reversed(qubits)):
        place[qubit] = row >> bit & 1
    return tuple(place)


def _move(
    tensor: NDArray[np.int32] | NDArray[np.complex128],
    columns: NDArray[np.intp],
    qubits: tuple[int, ...],
) -> None:
    """Writes slice `columns[row]` to slice `row` for every row, in place."""
    moved = np.flatnonzero(columns != np.arange(len(columns))).tolist()
    slices = {row: _slice(row, qubits, tensor.ndim) for row in moved}
    old = {row: tensor[slices[row]].copy() for row in moved}
    for row in moved:
        tensor[slices[row]] = old[int(columns[row])]
