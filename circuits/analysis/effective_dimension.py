"""Measures how many directions of a circuit's weights change what it says.

Of the circuit alone, as a classifier of its own: no text model, no head, no data set.
"""

from dataclasses import dataclass

import numpy as np

from circuits.analysis.adjoint import gradients_of
from circuits.analysis.program import Circuit, StateProgram, Values, compile_program
from circuits.analysis.samples import check_at_least, check_index, draw_values
from circuits.arguments import plain_bool


@dataclass(frozen=True)
class EffectiveDimension:
    """Holds the effective dimension of a circuit read as a classifier.

    Attributes:
        value: float. A number of weights; at most about `num_weights`.
        standard_error: float. Of the draw of weights and inputs; does not hold the
            bias of few of them.
        num_samples: int. Weight vectors.
        num_inputs: int. Inputs a weight vector.
        data_size: int. Number of rows that the model is thought to be trained on.
        num_weights: int.
    """

    value: float
    standard_error: float
    num_samples: int
    num_inputs: int
    data_size: int
    num_weights: int

    @property
    def normalized(self) -> float:
        """The share of the weights, `value / num_weights`."""
        return self.value / self.num_weights


def effective_dimension(
    circuit: Circuit,
    samples: int = 100,
    seed: int = 0,
    *,
    inputs: int = 100,
    data_size: int = 10_000,
    gamma: float = 1.0,
    output: int = 0,
    random_data: bool = True,
) -> EffectiveDimension:
    """Measures the effective dimension of a circuit read as a classifier.

    `2 log(mean_w sqrt(det(1 + k F(w)))) / log(k)`, where `k = gamma n / (2 pi log n)`
    with n rows, and F is the Fisher information scaled to a mean trace of the number
    of weights. The classifier has two classes, of probabilities `(1 + <O>) / 2` and
    `(1 - <O>) / 2` with one of the circuit's observables O, and its inputs are
    uniform; so `F(w) ~ mean_x d<O> d<O>^T / (1 - <O>^2)`.

    Args:
        circuit: `CircuitSpec` or `BuiltCircuit` of unitary gates, with weights.
        samples: int. Weight vectors, uniform in `[0, 2 pi)`; at least 2. Defaults to
            100.
        seed: int. Defaults to 0.
        inputs: int. Inputs drawn for each weight vector. One input adds one to the
            rank of F, so take many more than weights. Defaults to 100.
        data_size: int. Rows that the model is thought to be trained on. Defaults to
            10,000.
        gamma: float. In (0, 1]. Defaults to 1.
        output: int. Index of the observable, which must be in [-1, 1]. Defaults to 0,
            with the readout "z" that is Z on the first qubit.
        random_data: bool. False holds all data angles at 0. Defaults to True.

    Returns:
        `EffectiveDimension`; 0 where no weight changes the output.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If a number is out of range, or the circuit has no weights.
        CircuitSpecError: If an operation of the circuit is not unitary.

    Example:
    >>> from circuits import CircuitSpec
    >>> one = CircuitSpec(num_qubits=1, depth=1, encoder="angle_rx")
    >>> found = effective_dimension(one, inputs=1, random_data=False)
    >>> k = 10_000 / (2 * np.pi * np.log(10_000))  # F = 1 at each weight of RY
    >>> round(found.value, 6) == round(float(np.log(1 + k) / np.log(k)), 6)
    True

    Reference:
        Abbas et al. 2021, "The power of quantum neural networks"
        (https://arxiv.org/abs/2011.00027), equation 2. Differs: the classes are read
        from one observable, and the inputs are uniform angles.
    """
    check_at_least("samples", samples, 2)
    check_at_least("inputs", inputs, 1)
    scale = _scale(data_size, gamma)
    program = compile_program(circuit)
    check_index("output", output, program.readouts.num_observables, "outputs")
    check_index("weight", 0, program.num_weights, "weights")
    _check_bounded(program, output)
    # One input is enough where all are the same.
    if program.num_data == 0 or not plain_bool("random_data", random_data):
        inputs = 1
    values = draw_values(program, samples * inputs, seed, random_data)
    values[:, program.num_data :] = np.repeat(
        values[::inputs, program.num_data :], inputs, axis=0
    )
    spectra = _fisher_spectra(program, values, inputs, output)
    value, error = _dimension(spectra, program.num_weights, scale)
    return EffectiveDimension(
        value, error, samples, inputs, data_size, program.num_weights
    )


def _scale(data_size: int, gamma: float) -> float:
    """Returns `gamma n / (2 pi log n)`."""
    check_at_least("data_size", data_size, 2)
    if not 0 < gamma <= 1:
        raise ValueError(f"`gamma` must be in (0, 1]. Received: gamma={gamma}.")
    scale = float(gamma * data_size / (2 * np.pi * np.log(data_size)))
    if scale <= 1:
        raise ValueError(
            "`data_size` must make gamma n / (2 pi log n) exceed 1. Received: "
            f"data_size={data_size}, gamma={gamma}, which make it {scale:.3g}. Use "
            "more rows."
        )
    return scale


def _check_bounded(program: StateProgram, output: int) -> None:
    readouts = program.readouts
    bound = abs(readouts.constants[output])
    bound += np.abs(readouts.z_coefficients[output]).sum()
    bound += sum(abs(t.coefficient) for t in readouts.terms if t.observable == output)
    if bound > 1 + 1e-9:
        raise ValueError(
            "`output` must be an observable in [-1, 1], because (1 + <O>) / 2 is read "
            f"as a probability. Received: output={output}, whose coefficients add up "
            f"to {bound:.3g}. Divide it by that."
        )


def _fisher_spectra(
    program: StateProgram, values: Values, inputs: int, output: int
) -> Values:
    """Returns the eigenvalues of the Fisher information, `(samples, rank)`."""
    found, gradients = gradients_of(program, values, output)
    # At <O> = +-1 the gradient is 0 too; what is left is 0, not 0 / 0.
    spread = np.maximum(1 - found**2, 1e-12)
    scores = gradients[:, program.num_data :] / np.sqrt(spread * inputs)[:, None]
    scores = scores.reshape(-1, inputs, program.num_weights)
    return np.asarray(np.linalg.svd(scores, compute_uv=False) ** 2)


def _dimension(spectra: Values, num_weights: int, scale: float) -> tuple[float, float]:
    """Returns the dimension and its standard error, by the delta method."""
    traces = spectra.sum(axis=1)
    if traces.mean() < 1e-15:
        return 0.0, 0.0
    scaled = scale * num_weights / traces.mean() * spectra
    logs = np.log1p(scaled).sum(axis=1) / 2
    roots = np.exp(logs - logs.max())  # of determinants beyond the largest float
    value = 2 * (logs.max() + np.log(roots.mean())) / np.log(scale)
    # A sample enters by its own root and by the mean trace that scales all roots.
    slopes = (scaled / (1 + scaled)).sum(axis=1) / 2
    by_trace = (roots @ slopes) / roots.sum()
    shares = roots / roots.mean() - by_trace * traces / traces.mean()
    error = 2 * shares.std(ddof=1) / np.sqrt(len(shares)) / np.log(scale)
    return float(value), float(error)
