"""Measures how steep a circuit's output is in its weights: the gradient's variance.

One circuit at a time: `circuits.analysis.plateaus` compares sizes.
"""

from dataclasses import dataclass

import numpy as np

from circuits.analysis.adjoint import gradients_of
from circuits.analysis.program import Circuit, compile_program
from circuits.analysis.samples import check_at_least, check_index, draw_values


@dataclass(frozen=True)
class GradientVariance:
    """Holds the variance of `d<O>/dw` over random parameters.

    Attributes:
        value: float. The variance, in squared units of the observable per radian; of
            several weights the mean of theirs.
        standard_error: float. Of `value`.
        num_samples: int. Parameter vectors.
        weights: tuple of int. The weights that were looked at.
        variances: tuple of float. The variance of each of them.
    """

    value: float
    standard_error: float
    num_samples: int
    weights: tuple[int, ...]
    variances: tuple[float, ...]


def gradient_variance(
    circuit: Circuit,
    samples: int = 1000,
    seed: int = 0,
    *,
    weight: int | None = 0,
    output: int = 0,
    random_data: bool = True,
) -> GradientVariance:
    """Measures the variance of a derivative over random parameters, exact each.

    A small variance is a flat landscape: the derivative's mean is about 0, so a random
    start finds no slope to follow.

    Args:
        circuit: `CircuitSpec` or `BuiltCircuit` of unitary gates, with weights.
        samples: int. Parameter vectors; at least 2. Defaults to 1000.
        seed: int. Defaults to 0.
        weight: int or None. Index of the weight to differentiate by, or None for all.
            Defaults to 0, the first.
        output: int. Index of the observable. Defaults to 0.
        random_data: bool. False holds the data angles at 0 and draws the weights
            alone. Defaults to True.

    Returns:
        `GradientVariance`.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If a number is out of range, or the circuit has no weights.
        CircuitSpecError: If an operation of the circuit is not unitary.

    Example:
    >>> from circuits import CircuitSpec
    >>> one = CircuitSpec(num_qubits=1, depth=1, encoder="angle_rx")
    >>> found = gradient_variance(one, samples=4000, random_data=False)
    >>> abs(found.value - 0.5) < 3 * found.standard_error  # of -sin(w)
    True

    Reference:
        McClean et al. 2018, "Barren plateaus in quantum neural network training
        landscapes" (https://arxiv.org/abs/1803.11173). Differs: the angles of a given
        circuit are drawn, not its gates.
    """
    check_at_least("samples", samples, 2)
    program = compile_program(circuit)
    check_index("output", output, program.readouts.num_observables, "outputs")
    if weight is not None or program.num_weights == 0:
        check_index("weight", weight or 0, program.num_weights, "weights")
    chosen = range(program.num_weights) if weight is None else (weight,)
    values = draw_values(program, samples, seed, random_data)
    _, gradients = gradients_of(program, values, output)
    slopes = gradients[:, [program.num_data + index for index in chosen]]
    squares = (slopes - slopes.mean(axis=0)) ** 2
    variances = squares.sum(axis=0) / (samples - 1)
    # The weights of one sample are not independent, the samples are.
    error = squares.mean(axis=1).std(ddof=1) / np.sqrt(samples)
    return GradientVariance(
        value=float(variances.mean()),
        standard_error=float(error),
        num_samples=samples,
        weights=tuple(chosen),
        variances=tuple(variances.tolist()),
    )
