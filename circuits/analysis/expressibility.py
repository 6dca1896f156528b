"""Measures how evenly a circuit's states cover all states: expressibility.

Says nothing about whether the circuit can be trained, nor about a data set.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from circuits.analysis.program import Circuit, compile_program
from circuits.analysis.samples import check_at_least, draw_values

BINS = 75  # as in Sim et al. 2019


@dataclass(frozen=True, eq=False)
class Expressibility:
    """Holds the divergence of a circuit's fidelities from those of Haar's states.

    Attributes:
        value: float. Kullback-Leibler divergence in nats, less `bias`; near 0 it may
            fall below 0 by a few standard errors.
        standard_error: float. One standard deviation of `value`.
        bias: float. By how much a histogram of so few pairs is too far from Haar on
            average: (occupied bins - 1) / (2 pairs). The divergence of the histogram
            itself, which is what papers print, is `value + bias`.
        num_samples: int. Pairs of states.
        num_qubits: int.
        histogram: `(bins,)`. Share of the pairs in each bin of fidelity, from 0 to 1.
    """

    value: float
    standard_error: float
    bias: float
    num_samples: int
    num_qubits: int
    histogram: NDArray[np.float64]


def expressibility(
    circuit: Circuit,
    pairs: int = 5000,
    seed: int = 0,
    *,
    bins: int = BINS,
    random_data: bool = True,
) -> Expressibility:
    """Measures how far a circuit's states are from uniform over all states.

    The Kullback-Leibler divergence, in nats, of the histogram of `|<a|b>|^2` over
    pairs of random parameters from that of Haar-random states. 0 is a circuit that
    reaches all states evenly; the idle circuit has `(2**num_qubits - 1) log(bins)`.

    Args:
        circuit: `CircuitSpec` or `BuiltCircuit` of unitary gates.
        pairs: int. Pairs of states; at least 2. Defaults to 5000, as in the reference.
        seed: int. Defaults to 0.
        bins: int. Bins of the histogram; at least 2. Defaults to 75.
        random_data: bool. False holds the data angles at 0 and draws the weights
            alone. Defaults to True.

    Returns:
        `Expressibility`.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If a number is out of range.
        CircuitSpecError: If an operation of the circuit is not unitary.

    Example:
    >>> from circuits import CircuitSpec
    >>> idle = CircuitSpec(num_qubits=1, depth=0)
    >>> found = expressibility(idle, pairs=10, random_data=False)
    >>> round(found.value, 4) == round(float(np.log(75)), 4)
    True

    Reference:
        Sim et al. 2019, "Expressibility and entangling capability of parameterized
        quantum circuits for hybrid quantum-classical algorithms"
        (https://arxiv.org/abs/1905.10876), section 3.1. Differs: Haar's distribution
        is integrated over each bin, the bias of the histogram is subtracted, and the
        data angles are drawn along with the weights.
    """
    check_at_least("pairs", pairs, 2)
    program = compile_program(circuit)
    first = draw_values(program, 2 * pairs, seed, random_data)
    first, second = first[:pairs], first[pairs:]
    fidelities = np.empty(pairs)
    for rows in program.chunks(pairs):
        left = program.run(program.gate_angles(first[rows]))
        right = program.run(program.gate_angles(second[rows]))
        fidelities[rows] = np.abs((left.conj() * right).sum(axis=0)) ** 2
    return expressibility_of_fidelities(fidelities, program.num_qubits, bins)


def expressibility_of_fidelities(
    fidelities: NDArray[np.float64], num_qubits: int, bins: int = BINS
) -> Expressibility:
    """Measures it for fidelities that are known.

    Args:
        fidelities: `(pairs,)`, each in [0, 1], of independent pairs of states.
        num_qubits: int. At least 1.
        bins: int. At least 2.

    Returns:
        `Expressibility`.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If a number is out of range.
    """
    check_at_least("bins", bins, 2)
    fidelities = np.asarray(fidelities, float)
    # Rounding carries a fidelity of 1 a little above.
    if not np.all((fidelities >= -1e-9) & (fidelities <= 1 + 1e-9)):
        raise ValueError(
            "`fidelities` must be in [0, 1]. Received: values from "
            f"{fidelities.min()} to {fidelities.max()}. Normalize the states."
        )
    check_at_least("pairs", len(fidelities), 2)
    counts, _ = np.histogram(np.clip(fidelities, 0, 1), bins, (0, 1))
    occupied = counts > 0
    pairs = len(fidelities)
    shares = counts / pairs
    haar = haar_log_probabilities(num_qubits, bins)
    terms = np.log(shares[occupied]) - haar[occupied]
    divergence = float(shares[occupied] @ terms)
    # To first order; noise of the shares alone makes it (bins - 1) / pairs**2 at Haar,
    # where it should vanish and the second order, chi-squared, is half of that.
    first_order = float(shares[occupied] @ (terms - divergence) ** 2) / pairs
    bias = float(occupied.sum() - 1) / (2 * pairs)
    variance = max(first_order - 2 * bias / pairs, 0) + bias / pairs
    return Expressibility(
        value=divergence - bias,
        standard_error=float(np.sqrt(variance)),
        bias=bias,
        num_samples=pairs,
        num_qubits=num_qubits,
        histogram=shares,
    )


def haar_log_probabilities(num_qubits: int, bins: int = BINS) -> NDArray[np.float64]:
    """Gives the logarithm of each bin's probability for Haar-random states.

    The density is `(N - 1) (1 - F)**(N - 2)` with `N = 2**num_qubits`, so a bin from a
    to b has `(1 - a)**(N - 1) - (1 - b)**(N - 1)`. The last is far below the smallest
    float from 8 qubits on, hence the logarithm.

    Args:
        num_qubits: int. At least 1.
        bins: int. At least 2.

    Returns:
        `(bins,)`, float64, from fidelity 0 to 1.

    Raises:
        TypeError: If an argument is no integer.
        ValueError: If one is too small.

    Example:
    >>> np.exp(haar_log_probabilities(num_qubits=2, bins=2)).round(3).tolist()
    [0.875, 0.125]

    Reference:
        Zyczkowski and Sommers 2005, "Average fidelity between random quantum states"
        (https://arxiv.org/abs/quant-ph/0311117).
    """
    check_at_least("num_qubits", num_qubits, 1)
    check_at_least("bins", bins, 2)
    power = 2**num_qubits - 1
    edges = np.arange(bins) / bins
    ratios = 1 - 1 / (bins - np.arange(bins))  # of 1 - b to 1 - a; 0 in the last bin
    with np.errstate(under="ignore"):  # in the first bins of many qubits
        return np.asarray(power * np.log1p(-edges) + np.log1p(-(ratios**power)))
