"""Reads from a gate how fast it, and what it does to an expectation value, oscillates.

Does not choose shifts: `tfq_bert.layers.parameter_shift` does.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from circuits.gates import Gate


def exponentials_of(gate: Gate) -> dict[float, NDArray[np.complex128]]:
    """Writes a gate as `sum_w exp(i w angle) A_w`.

    Args:
        gate: Any gate; a fixed one has the frequency 0 alone.

    Returns:
        dict from each frequency `w` to its matrix, without matrices of zeros.

    Example:
    >>> import cirq, sympy
    >>> from circuits.gates import gates_of
    >>> q, a = cirq.q(0), sympy.Symbol("a")
    >>> (gate,) = gates_of(cirq.rx(a)(q), {q: 0}, 0)
    >>> sorted(exponentials_of(gate))
    [-0.5, 0.5]
    """
    sums: dict[float, NDArray[np.complex128]] = {}
    for (kind, frequency), matrix in zip(gate.functions, gate.matrices, strict=True):
        if kind == "one":
            parts = [(0.0, matrix)]
        else:
            factor = 0.5 if kind == "cos" else -0.5j
            sign = 1 if kind == "cos" else -1
            parts = [(frequency, factor * matrix), (-frequency, sign * factor * matrix)]
        for speed, part in parts:
            key = round(speed, 9) + 0.0  # no -0.0
            sums[key] = sums.get(key, np.zeros_like(part)) + part
    return {w: matrix for w, matrix in sums.items() if np.abs(matrix).max() > 1e-9}


def expectation_frequencies(factors: Iterable[tuple[Gate, float]]) -> tuple[float, ...]:
    """Lists the frequencies of an expectation value as a function of one parameter.

    One gate contributes the differences of its own frequencies; several gates with the
    same parameter contribute all sums of theirs.

    Args:
        factors: Each gate that the parameter drives, and the number by which the
            parameter is multiplied in its angle.

    Returns:
        The frequencies above 0, ascending; empty where nothing depends on it.

    Example:
    >>> import cirq, sympy
    >>> from circuits.gates import gates_of
    >>> q = cirq.LineQubit.range(2)
    >>> gate = cirq.ControlledGate(cirq.rx(sympy.Symbol("a")))
    >>> expectation_frequencies(
    ...     (part, 1.0) for part in gates_of(gate(*q), {q[0]: 0, q[1]: 1}, 0)
    ... )
    (0.5, 1.0)

    Reference:
        Wierichs et al. 2022, "General parameter-shift rules for quantum gradients"
        (https://arxiv.org/abs/2107.12390), section 2.1.
    """
    total = {0.0}
    for gate, scale in factors:
        speeds = [scale * speed for speed in exponentials_of(gate)]
        steps = {round(a - b, 9) for a in speeds for b in speeds}
        total = {round(known + step, 9) for known in total for step in steps}
    return tuple(sorted(frequency for frequency in total if frequency > 0))
