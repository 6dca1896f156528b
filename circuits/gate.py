"""Holds a gate as a sum of constant matrices times cos and sin of one angle.

Does not read Cirq's gates: `circuits.gates` does.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray


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
        return self.angle is None and has_single_entries(self.matrices[0])

    def rows(self) -> tuple[NDArray[np.intp], NDArray[np.complex128]]:
        """Returns the column of each row's entry, and the entries.

        Of a monomial gate: `new[i] = entries[i] * old[columns[i]]`, both `(2**k,)`.
        """
        matrix = self.matrices[0]
        columns = np.abs(matrix).argmax(axis=1)
        return columns, matrix[np.arange(len(matrix)), columns]


def has_single_entries(matrix: NDArray[np.complex128]) -> bool:
    """Tells whether a unitary matrix has one entry a row and a column."""
    return bool(np.all((np.abs(matrix) > 1e-9).sum(axis=0) == 1))
