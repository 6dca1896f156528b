"""Finds which frequencies a circuit's output has in a data angle, and how much of each.

One data angle at a time, the others held: coefficients of products are not found.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from circuits.analysis.adjoint import expectations_of
from circuits.analysis.program import Circuit, StateProgram, Values, compile_program
from circuits.analysis.samples import check_index, draw_values
from circuits.errors import CircuitSpecError
from circuits.frequencies import expectation_frequencies
from circuits.gate import Gate

MAX_POINTS = 2**14  # at which one curve is evaluated


@dataclass(frozen=True, eq=False)
class FourierSpectrum:
    """Holds `<O>(x) = sum_k c_k exp(i w_k x)` in one data angle x.

    Attributes:
        data_angle: int. Index of the data angle.
        frequencies: `(num_frequencies,)`. All that the gates allow, ascending from
            -highest to highest, in radians of phase per radian of the angle.
        coefficients: `(num_samples, num_frequencies)`, complex128. One row a draw of
            everything else.
        magnitudes: `(num_frequencies,)`. Mean of `|c|`.
        standard_errors: `(num_frequencies,)`. Of `magnitudes`; NaN of one sample.
        num_samples: int.
    """

    data_angle: int
    frequencies: NDArray[np.float64]
    coefficients: NDArray[np.complex128]
    magnitudes: NDArray[np.float64]
    standard_errors: NDArray[np.float64]
    num_samples: int

    @property
    def highest(self) -> float:
        """The highest frequency that the gates allow."""
        return float(self.frequencies[-1])


def fourier_spectrum(
    circuit: Circuit,
    samples: int = 100,
    seed: int = 0,
    *,
    data_angle: int = 0,
    output: int = 0,
    weights: NDArray[np.float64] | None = None,
) -> FourierSpectrum:
    """Finds the Fourier coefficients of an expectation value in one data angle.

    The weights and the other data angles are drawn uniformly, except what multiplies
    the data angle in a gate (a trained scaling, the other angles of the encoder "zz"):
    that sets the frequencies themselves and is held at 0.

    Args:
        circuit: `CircuitSpec` or `BuiltCircuit` of unitary gates, with data angles.
        samples: int. Draws of all else; at least 1. Defaults to 100.
        seed: int. Defaults to 0.
        data_angle: int. Index of the data angle. Defaults to 0.
        output: int. Index of the observable. Defaults to 0.
        weights: `(num_weights,)`, radians, to hold the weights at, those that multiply
            the data angle as well; None draws them.

    Returns:
        `FourierSpectrum`.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If a number is out of range, the circuit has no data angles, or
            its frequencies lie too close to each other to be told apart.
        CircuitSpecError: If an operation of the circuit is not unitary, or the data
            angle enters a gate by its square.

    Example:
    >>> from circuits import CircuitSpec
    >>> one = CircuitSpec(num_qubits=1, depth=0, encoder="dense_angle")  # cos(x)
    >>> found = fourier_spectrum(one, samples=2)
    >>> found.frequencies.tolist(), found.magnitudes.round(6).tolist()
    ([-1.0, 0.0, 1.0], [0.5, 0.0, 0.5])

    Reference:
        Schuld et al. 2021, "Effect of data encoding on the expressive power of
        variational quantum-machine-learning models"
        (https://arxiv.org/abs/2008.08605), section II. Differs: the frequencies need
        not be integers.
    """
    program = compile_program(circuit)
    check_index("data_angle", data_angle, program.num_data, "data angles")
    check_index("output", output, program.readouts.num_observables, "outputs")
    values = draw_values(program, samples, seed)
    values[:, list(_multipliers(program, data_angle))] = 0
    if weights is not None:
        values[:, program.num_data :] = _as_weights(weights, program.num_weights)
    positive = _frequencies(program, data_angle, values[0])
    frequencies = np.array([*(-w for w in positive[::-1]), 0.0, *positive])
    points = _points(frequencies)
    curves = np.repeat(values, len(points), axis=0)
    curves[:, data_angle] = np.tile(points, samples)
    heights = expectations_of(program, curves, output).reshape(samples, -1)
    waves = np.exp(1j * np.outer(points, frequencies))
    coefficients = np.linalg.lstsq(waves, heights.T.astype(complex), rcond=None)[0].T
    sizes = np.abs(coefficients)
    errors = np.full(len(frequencies), np.nan)
    if samples > 1:
        errors = sizes.std(axis=0, ddof=1) / np.sqrt(samples)
    return FourierSpectrum(
        data_angle, frequencies, coefficients, sizes.mean(axis=0), errors, samples
    )


def data_frequencies(circuit: Circuit) -> tuple[tuple[float, ...], ...]:
    """Lists the frequencies above 0 that the gates allow, for each data angle.

    What multiplies a data angle in a gate is taken as 0, as in `fourier_spectrum`. The
    readout and the weights may leave some of the frequencies out.

    Args:
        circuit: `CircuitSpec` or `BuiltCircuit` of unitary gates.

    Returns:
        For each data angle its frequencies, ascending.

    Raises:
        TypeError: If `circuit` is of another type.
        CircuitSpecError: If an operation of the circuit is not unitary, or a data
            angle enters a gate by its square.

    Example:
    >>> from circuits import CircuitSpec
    >>> data_frequencies(CircuitSpec(num_qubits=2, depth=3, reupload=True))
    ((1.0, 2.0, 3.0), (1.0, 2.0, 3.0))
    """
    program = compile_program(circuit)
    zeros = np.zeros(program.num_values)
    return tuple(_frequencies(program, i, zeros) for i in range(program.num_data))


def _multipliers(program: StateProgram, data_angle: int) -> set[int]:
    """Returns the parameters that stand beside the data angle in a product."""
    products = program.angles.products
    beside = products[products[:, data_angle] > 0].any(axis=0)
    return set(np.flatnonzero(beside).tolist()) - {data_angle}


def _frequencies(
    program: StateProgram, data_angle: int, values: Values
) -> tuple[float, ...]:
    """Returns the frequencies above 0 where all else is at `values`."""
    table = program.angles
    powers = table.products[:, data_angle]
    if (powers > 1).any():
        raise CircuitSpecError(
            "a data angle must enter each gate linearly, because the square of an "
            f"angle has no Fourier spectrum. Received: data_angle={data_angle}, which "
            f"enters with the power {powers.max()}."
        )
    rest = table.products.copy()
    rest[:, data_angle] = 0
    factors = (values**rest).prod(axis=1) * powers
    slopes = table.linear[:, data_angle] + table.product_coefficients @ factors
    turned = [s for s in program.steps if isinstance(s, Gate) and s.angle is not None]
    return expectation_frequencies(
        (gate, float(slope))
        for gate, slope in zip(turned, slopes, strict=True)
        if abs(slope) > 1e-9
    )


def _points(frequencies: Values) -> Values:
    """Chooses where to evaluate a curve with these frequencies.

    Where all are multiples of one, points over one period make the waves orthogonal.
    Otherwise two beats of the closest pair tell it apart, and four points a period of
    the fastest wave are twice what it needs.
    """
    if len(frequencies) == 1:
        return np.zeros(1)
    gap, highest = np.diff(frequencies).min(), frequencies[-1]
    steps = frequencies / gap
    length, num = 2 * np.pi / gap, 2 * round(steps[-1]) + 1
    if np.abs(steps - steps.round()).max() > 1e-6:
        length *= 2
        num = int(np.ceil(4 * length * highest / (2 * np.pi)))
    if num > MAX_POINTS:
        raise ValueError(
            "`data_angle` must have frequencies that lie apart, because those close "
            f"to each other take long curves to tell apart. Received: {num:,} points "
            f"for frequencies up to {highest:.3g}, {gap:.3g} apart, and at most "
            f"{MAX_POINTS:,} are taken. Use data_frequencies for their list."
        )
    return np.asarray(length * np.arange(num) / num)


def _as_weights(weights: NDArray[np.float64], num_weights: int) -> Values:
    weights = np.asarray(weights, float)
    if weights.shape != (num_weights,):
        raise ValueError(
            f"`weights` must be of shape ({num_weights},), one a weight of the "
            f"circuit. Received: weights.shape={weights.shape}."
        )
    return weights
