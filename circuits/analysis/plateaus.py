"""Measures how the gradient's variance falls with the number of qubits.

A line through its logarithm tells a barren plateau, which falls exponentially. Does
not say what makes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from circuits.analysis.gradients import GradientVariance, gradient_variance
from circuits.spec import CircuitSpec


@dataclass(frozen=True)
class PlateauFit:
    """Holds the line through `log2(variance)` over the number of qubits.

    Attributes:
        slope: float. Halvings a qubit, as a negative number: -1 is a variance that
            falls as `2**-num_qubits`.
        standard_error: float. Of the slope, from the scatter about the line; NaN of
            two points.
        intercept: float. `log2(variance)` at 0 qubits.
    """

    slope: float
    standard_error: float
    intercept: float


@dataclass(frozen=True)
class GradientVariances:
    """Holds the gradient's variance by number of qubits and depth.

    Attributes:
        num_qubits: tuple of int.
        depths: tuple of int.
        variances: For each depth a tuple, by number of qubits.
        fits: For each depth its line; None where a variance is 0 or there is one size.
    """

    num_qubits: tuple[int, ...]
    depths: tuple[int, ...]
    variances: tuple[tuple[GradientVariance, ...], ...]
    fits: tuple[PlateauFit | None, ...]


def gradient_variances(
    spec: CircuitSpec,
    num_qubits: Sequence[int] = (2, 3, 4, 5, 6, 7, 8),
    depths: Sequence[int] = (1, 4, 16),
    samples: int = 500,
    seed: int = 0,
    *,
    weight: int | None = 0,
    output: int = 0,
    random_data: bool = True,
) -> GradientVariances:
    """Measures the gradient's variance over sizes and depths of one kind of circuit.

    Args:
        spec: `CircuitSpec`. Its size and depth are replaced; no circuit of one's own,
            and a readout with a name.
        num_qubits: sequence of int. Sizes.
        depths: sequence of int. At least 1 each.
        samples: int. Parameter vectors of each circuit. Defaults to 500.
        seed: int. Defaults to 0.
        weight: int or None. As in `gradient_variance`.
        output: int. As in `gradient_variance`.
        random_data: bool. As in `gradient_variance`.

    Returns:
        `GradientVariances`.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If a number is out of range, or the circuit has one size only.
        CircuitSpecError: If a size or depth is no circuit's.

    Example:
    >>> found = gradient_variances(
    ...     CircuitSpec(ansatz="none_ry"), num_qubits=(2, 4), depths=(1,), samples=400
    ... )
    >>> abs(found.fits[0].slope) < 0.5  # no plateau without entanglement
    True

    Reference:
        McClean et al. 2018 (https://arxiv.org/abs/1803.11173), figure 3.
    """
    if not isinstance(spec, CircuitSpec):
        raise TypeError(f"`spec` must be a CircuitSpec. Received: spec={spec!r}.")
    if spec.own_circuit is not None or not isinstance(spec.readout, str):
        raise ValueError(
            "`spec` must be of an encoder, an ansatz and a readout with names, because "
            f"it is built in several sizes. Received: ansatz={spec.ansatz!r}, readout="
            f"{spec.readout!r}. Use gradient_variance, which takes one size."
        )
    table = tuple(
        tuple(
            gradient_variance(
                replace(spec, num_qubits=size, depth=depth),
                samples,
                seed,
                weight=weight,
                output=output,
                random_data=random_data,
            )
            for size in num_qubits
        )
        for depth in depths
    )
    fits = tuple(_fit(num_qubits, [found.value for found in row]) for row in table)
    return GradientVariances(tuple(num_qubits), tuple(depths), table, fits)


def _fit(num_qubits: Sequence[int], variances: Sequence[float]) -> PlateauFit | None:
    """Fits a line by least squares, each size with the same weight."""
    # A variance of rounding errors is none.
    if len(set(num_qubits)) < 2 or min(variances) < 1e-24:
        return None
    sizes, logs = np.array(num_qubits, float), np.log2(variances)
    away = sizes - sizes.mean()
    slope = float(away @ logs / (away @ away))
    intercept = float(logs.mean() - slope * sizes.mean())
    error = float("nan")
    if len(sizes) > 2:
        rest = logs - intercept - slope * sizes
        error = float(np.sqrt(rest @ rest / (len(sizes) - 2) / (away @ away)))
    return PlateauFit(slope, error, intercept)
