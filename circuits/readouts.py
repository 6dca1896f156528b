"""Plans the measurement of Pauli sums: which signs, which permutations.

Does not sample: expectation values only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cirq
import numpy as np
from numpy.typing import NDArray

from circuits.errors import CircuitSpecError


@dataclass(frozen=True)
class PauliTerm:
    """Holds `coefficient * <psi| P |psi>` for one Pauli string.

    Its arrays over all amplitudes are made anew on every call: at 20 qubits they take
    20 MiB.

    Attributes:
        observable: Column of the output to which the term adds.
        coefficient: float.
        num_qubits: int.
        paulis: `(position, letter)` pairs of the string, without identities.
    """

    observable: int
    coefficient: float
    num_qubits: int
    paulis: tuple[tuple[int, str], ...]

    @property
    def source(self) -> NDArray[np.int32]:
        """`(2**n,)` with `(P psi)[i] = phases[i] * psi[source[i]]`."""
        return np.arange(2**self.num_qubits, dtype=np.int32) ^ self._bits("XY")

    @property
    def phases(self) -> NDArray[np.complex128]:
        """`(2**n,)`, complex128: `-i` for each Y, and -1 for each 1 under Y or Z."""
        read = np.arange(2**self.num_qubits, dtype=np.int32) & self._bits("YZ")
        phases = np.where(np.bitwise_count(read) & 1, -1.0 + 0j, 1.0)
        phases *= (-1j) ** sum(letter == "Y" for _, letter in self.paulis)
        return phases

    def _bits(self, letters: str) -> np.int32:
        """Returns the bits of the positions that hold one of the letters."""
        bits = (self.num_qubits - 1 - p for p, x in self.paulis if x in letters)
        return np.int32(sum(1 << bit for bit in bits))


@dataclass(frozen=True)
class Readouts:
    """Holds all observables of a circuit, split by how they are computed.

    Attributes:
        num_observables: int.
        constants: `(num_observables,)`, the identity's coefficients.
        z_strings: `(num_strings, num_qubits)`, bool. Distinct products of Z.
        z_coefficients: `(num_observables, num_strings)`, float64.
        terms: The strings that hold an X or a Y.
    """

    num_observables: int
    constants: NDArray[np.float64]
    z_strings: NDArray[np.bool_]
    z_coefficients: NDArray[np.float64]
    terms: tuple[PauliTerm, ...]


def plan_readouts(
    observables: Sequence[cirq.PauliSum | cirq.PauliString[Any]],
    positions: dict[cirq.Qid, int],
) -> Readouts:
    """Splits observables into constants, products of Z, and other Pauli strings.

    Args:
        observables: Pauli strings or sums with real coefficients.
        positions: The position of each qubit; 0 is the most significant.

    Returns:
        The plan, one output column an observable, in the given order.

    Raises:
        CircuitSpecError: If a coefficient is no real number or a qubit is unknown.
    """
    num_qubits = len(positions)
    constants = np.zeros(len(observables))
    strings: dict[tuple[int, ...], int] = {}
    entries: list[tuple[int, int, float]] = []
    terms: list[PauliTerm] = []
    for row, coefficient, where in pauli_strings(observables, positions):
        if not where:
            constants[row] += coefficient
        elif set(where.values()) == {"Z"}:
            key = tuple(sorted(where))
            entries.append((row, strings.setdefault(key, len(strings)), coefficient))
        else:
            paulis = tuple(sorted(where.items()))
            terms.append(PauliTerm(row, coefficient, num_qubits, paulis))
    z_strings = np.zeros((len(strings), num_qubits), bool)
    for key, index in strings.items():
        z_strings[index, list(key)] = True
    z_coefficients = np.zeros((len(observables), len(strings)))
    for row, index, coefficient in entries:
        z_coefficients[row, index] += coefficient
    return Readouts(
        len(observables), constants, z_strings, z_coefficients, tuple(terms)
    )


def pauli_strings(
    observables: Sequence[cirq.PauliSum | cirq.PauliString[Any]],
    positions: dict[cirq.Qid, int],
) -> Iterator[tuple[int, float, dict[int, str]]]:
    """Yields the Pauli strings of all observables.

    Args:
        observables: Pauli strings or sums with real coefficients.
        positions: The position of each qubit.

    Yields:
        The observable's index, the coefficient, and `"X"`, `"Y"` or `"Z"` for each
        position that is not the identity.

    Raises:
        CircuitSpecError: If a coefficient is no real number or a qubit is unknown.
    """
    for row, observable in enumerate(observables):
        for string in cirq.PauliSum.wrap(observable):
            coefficient = _real_coefficient(string, observable)
            unknown = [q for q in string.qubits if q not in positions]
            if unknown:
                raise CircuitSpecError(
                    "`observables` must act on the circuit's qubits. Received: "
                    f"{observable} on {unknown[0]}, circuit on {list(positions)}."
                )
            yield row, coefficient, {positions[q]: str(p) for q, p in string.items()}


def _real_coefficient(string: cirq.PauliString[Any], observable: object) -> float:
    try:
        coefficient = complex(string.coefficient)
    except TypeError as error:
        raise CircuitSpecError(
            "`observables` must have numbers for coefficients. Received: "
            f"{observable} with coefficient {string.coefficient}. Multiply the "
            "expectation values afterwards."
        ) from error
    if not (abs(coefficient.imag) <= 1e-9 and np.isfinite(coefficient.real)):
        raise CircuitSpecError(
            "`observables` must have real coefficients, because an expectation value "
            f"is real. Received: {observable} with coefficient {coefficient}."
        )
    return coefficient.real
