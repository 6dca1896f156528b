"""Measures how entangled a circuit's states are: entangling capability.

Sees each qubit against all others together, not which qubits share what.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from circuits.analysis.program import Circuit, compile_program, split_qubit
from circuits.analysis.samples import check_at_least, draw_values


@dataclass(frozen=True)
class EntanglingCapability:
    """Holds the mean Meyer-Wallach entanglement of a circuit's states.

    Attributes:
        value: float. From 0, product states, to 1.
        standard_error: float. Of the mean.
        num_samples: int. States.
        num_qubits: int.
    """

    value: float
    standard_error: float
    num_samples: int
    num_qubits: int

    @property
    def haar_value(self) -> float:
        """The mean over Haar-random states: `(N - 2) / (N + 1)`, `N = 2**num_qubits`.

        Follows from the mean purity of one qubit, `(2 + N / 2) / (N + 1)` (Lubkin
        1978).
        """
        size: int = 2**self.num_qubits
        return (size - 2) / (size + 1)


def entangling_capability(
    circuit: Circuit, samples: int = 5000, seed: int = 0, *, random_data: bool = True
) -> EntanglingCapability:
    """Measures the mean entanglement of a circuit's states at random parameters.

    Args:
        circuit: `CircuitSpec` or `BuiltCircuit` of unitary gates.
        samples: int. Number of states; at least 2. Defaults to 5000.
        seed: int. Defaults to 0.
        random_data: bool. False holds the data angles at 0 and draws the weights
            alone. Defaults to True.

    Returns:
        `EntanglingCapability`.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If a number is out of range.
        CircuitSpecError: If an operation of the circuit is not unitary.

    Example:
    >>> from circuits import CircuitSpec
    >>> product = CircuitSpec(num_qubits=3, depth=1, ansatz="none_ry")
    >>> abs(round(entangling_capability(product, samples=10).value, 6))
    0.0

    Reference:
        Sim et al. 2019 (https://arxiv.org/abs/1905.10876), section 3.2. Differs: the
        data angles are drawn along with the weights.
    """
    check_at_least("samples", samples, 2)
    program = compile_program(circuit)
    values = draw_values(program, samples, seed, random_data)
    found = np.empty(samples)
    for rows in program.chunks(samples):
        found[rows] = meyer_wallach(program.run(program.gate_angles(values[rows])).T)
    error = float(found.std(ddof=1) / np.sqrt(samples))
    return EntanglingCapability(float(found.mean()), error, samples, program.num_qubits)


def meyer_wallach(states: NDArray[np.complex128]) -> NDArray[np.float64]:
    """Computes the Meyer-Wallach entanglement of states.

    `Q = 2 (1 - mean_k Tr rho_k^2)` over the qubits k, with the state `rho_k` of one
    qubit.

    Args:
        states: `(samples, 2**num_qubits)`, each of norm 1.

    Returns:
        `(samples,)`, float64, from 0 to 1.

    Raises:
        ValueError: If the shape is another or a norm is not 1.

    Example:
    >>> bell = np.array([[1, 0, 0, 1]]) / np.sqrt(2)
    >>> meyer_wallach(bell).round(6).tolist()
    [1.0]

    Reference:
        Meyer and Wallach 2002, "Global entanglement in multiparticle systems"
        (https://arxiv.org/abs/quant-ph/0108104). The form with the purity is
        Brennen's 2003 (https://arxiv.org/abs/quant-ph/0305094).
    """
    states = np.asarray(states)
    size = states.shape[-1] if states.ndim == 2 else 0
    if size < 2 or size & (size - 1):
        raise ValueError(
            "`states` must be of shape (samples, 2**num_qubits). Received: "
            f"states.shape={states.shape}. One state is states[None]."
        )
    norms = np.linalg.norm(states, axis=1)
    if not np.allclose(norms, 1, atol=1e-6):
        worst = norms[np.abs(norms - 1).argmax()]
        raise ValueError(
            f"`states` must have a norm of 1. Received: a norm of {worst:.6g}. "
            "Divide each state by its norm."
        )
    num_qubits = size.bit_length() - 1
    purities = np.zeros(len(states))
    for qubit in range(num_qubits):
        parts = split_qubit(states.T, qubit)
        zero, one = parts[:, 0], parts[:, 1]
        shares = [(np.abs(part) ** 2).sum(axis=(0, 1)) for part in (zero, one)]
        coherence = (zero * one.conj()).sum(axis=(0, 1))
        purities += shares[0] ** 2 + shares[1] ** 2 + 2 * np.abs(coherence) ** 2
    # Rounding carries the ends a little outside.
    return np.asarray(np.clip(2 * (1 - purities / num_qubits), 0, 1))
