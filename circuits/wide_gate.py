"""Holds a fixed gate on many qubits by its rows, of which each has one entry.

The matrix of X with eleven controls would take 256 MiB, its rows take 100 KiB.
"""

import cirq
import numpy as np
from numpy.typing import NDArray

from circuits.gate import Gate


class WideGate(Gate):
    """Holds a fixed gate that only permutes and rephases states.

    `new[i] = entries[i] * old[columns[i]]`.

    Args:
        qubits: Positions of its qubits, most significant first.
        columns: `(2**k,)`, int.
        entries: `(2**k,)`, complex128.
    """

    def __init__(
        self,
        qubits: tuple[int, ...],
        columns: NDArray[np.intp],
        entries: NDArray[np.complex128],
    ):
        # `object.__setattr__` is how a frozen dataclass stores a value. There is no
        # array of matrices.
        object.__setattr__(self, "qubits", qubits)
        object.__setattr__(self, "functions", (("one", 0.0),))
        object.__setattr__(self, "_rows", (columns, entries))

    @property
    def matrices(self) -> NDArray[np.complex128]:
        """The matrix, `(1, 2**k, 2**k)`, made anew on every call."""
        columns, entries = self.rows()
        matrix = np.zeros((len(columns),) * 2, complex)
        matrix[np.arange(len(columns)), columns] = entries
        return matrix[None]

    def rows(self) -> tuple[NDArray[np.intp], NDArray[np.complex128]]:
        return self._rows  # type: ignore[attr-defined, no-any-return]

    def is_monomial(self) -> bool:
        return True

    @classmethod
    def controlled(
        cls,
        target: NDArray[np.complex128],
        control_values: cirq.ops.AbstractControlValues,
        qubits: tuple[int, ...],
    ) -> "WideGate":
        """Puts controls before a gate.

        Args:
            target: A unitary matrix with one entry a row.
            control_values: What the controls accept.
            qubits: Positions of the controls, then of the target's qubits.

        Returns:
            The gate.
        """
        size = len(target)
        inner = np.abs(target).argmax(axis=1)
        columns = np.arange(2 ** len(qubits))
        entries = np.ones(2 ** len(qubits), complex)
        for bits in control_values.expand():
            start = int("".join(map(str, bits)), 2) * size
            columns[start : start + size] = start + inner
            entries[start : start + size] = target[np.arange(size), inner]
        return cls(qubits, columns, entries)
