"""Writes Kronecker products of gates as sums of sines of sums of their angles.

The product of a cosine of one angle and a sine of another is a sum of sines of the
angles' sum and difference. So all entries of a block of gates come from one sine and
one matrix product, in place of a tree of small products. NumPy only.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from circuits import Gate


@dataclass(frozen=True, eq=False)
class SineSum:
    """Holds `sum_t sin(frequencies[t] @ angles + phases[t]) * terms[t]`.

    Attributes:
        frequencies: `(num_terms, num_gates)`.
        phases: `(num_terms,)`.
        terms: `(num_terms, rows, columns)`, complex128.
    """

    frequencies: np.ndarray
    phases: np.ndarray
    terms: np.ndarray


def expand_product(gates: list[Gate], num_columns: int | None = None) -> SineSum:
    """Expands the Kronecker product of gates, each with an angle of its own.

    Args:
        gates: Gates of one qubit each, first is most significant.
        num_columns: How many of each gate's columns enter; 1 makes the state that the
            gates make of all zeros.
    """
    waves = [_waves(gate, num_columns) for gate in gates]
    entries: dict[tuple[float, ...], np.ndarray] = {}
    for chosen in product(*waves):
        matrix = np.ones((1, 1), complex)
        for _, factor in chosen:
            matrix = np.kron(matrix, factor)
        frequencies = tuple(frequency for frequency, _ in chosen)
        entries[frequencies] = entries.get(frequencies, 0) + matrix
    terms = []  # (frequencies, phase, matrix)
    for frequencies, matrix in entries.items():
        opposite = tuple(-f or 0.0 for f in frequencies)
        if opposite == frequencies:  # all zero, and sin(pi/2) = 1
            terms.append((frequencies, np.pi / 2, matrix))
        elif opposite not in entries or frequencies > opposite:
            other = entries.get(opposite, np.zeros_like(matrix))
            terms.append((frequencies, np.pi / 2, matrix + other))
            terms.append((frequencies, 0.0, 1j * (matrix - other)))
    kept = [term for term in terms if np.abs(term[2]).max() > 1e-12] or terms[:1]
    frequencies, phases, matrices = zip(*kept, strict=True)
    return SineSum(np.array(frequencies), np.array(phases), np.array(matrices))


def _waves(gate: Gate, num_columns: int | None) -> list[tuple[float, np.ndarray]]:
    """Writes a gate as `sum exp(i frequency angle) * matrix`, without absent waves."""
    waves: dict[float, np.ndarray] = {}
    for (kind, frequency), matrix in zip(gate.functions, gate.matrices, strict=True):
        matrix = matrix[:, :num_columns]
        parts = {
            "one": [(0.0, matrix)],
            "cos": [(frequency, matrix / 2), (-frequency, matrix / 2)],
            "sin": [(frequency, matrix / 2j), (-frequency, -matrix / 2j)],
        }[kind]
        for wave, part in parts:
            waves[wave] = waves.get(wave, 0) + part
    present = [(w, m) for w, m in waves.items() if np.abs(m).max() > 1e-12]
    return present or [(0.0, np.zeros_like(gate.matrices[0][:, :num_columns]))]
