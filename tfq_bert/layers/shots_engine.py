"""Estimates expectation values from sampled bit strings, in plain TensorFlow.

States are exact, by the statevector or (with noise) the density-matrix engine; each
basis of measurement is sampled from them. Does not reach devices or other simulators.
"""

import numpy as np

from circuits import (
    apply_noise,
    is_noisy,
    plan_channels,
    plan_circuit,
    plan_measurements,
    separate_parameters,
    without_final_measurements,
)
from tfq_bert._quiet import tf
from tfq_bert.layers.density_engine import DensityMatrixEngine
from tfq_bert.layers.parameter_binding import make_binding
from tfq_bert.layers.parameter_shift import differentiate_by_shifts
from tfq_bert.layers.statevector import StatevectorEngine

# Amplitudes, or samples where these are more, that one chunk of rows holds.
CHUNK_SIZE = 2**22
_TO_Z = {
    "X": np.array([[1, 1], [1, -1]]) / np.sqrt(2),
    "Y": np.array([[1, -1j], [1, 1j]]) / np.sqrt(2),
}


class ShotsEngine(tf.Module):
    """Runs a circuit `shots` times a row: data and weights to averages of samples.

    Pauli strings that commute qubit by qubit are read from the same bit strings, so
    that the columns Z0, Z1 and Z0*Z1 agree shot by shot. Each such group has `shots`
    shots. Constants are exact. The gradient follows the parameter-shift rule, with as
    many shots for each shifted circuit.

    With a seed, each call draws other numbers, and the sequence of calls since the
    constructor is always the same. Without one it follows TensorFlow's global seed,
    which is another in each process unless set.

    Args:
        circuit: Unitary gates; or channels, resets and measurements as well, as
            `DensityMatrixEngine` takes them. Not modified.
        observables: Pauli sums or strings with real coefficients.
        data_symbols: Symbols that the columns of the data fill, in order.
        weight_symbols: Symbols that the weights fill, in order.
        qubits: All qubits, in order; at most 8 with noise or channels.
        shots: int. Samples of each row in each basis, at least 1.
        seed: int, not negative, or None.
        noise: What `circuits.apply_noise` takes, or None.

    Raises:
        TypeError: If `shots`, `seed` or `noise` is of another type.
        CircuitSpecError: If the circuit or an observable cannot be run.
        ValueError: If `shots` or `seed` is out of range.
    """

    def __init__(
        self,
        circuit,
        observables,
        data_symbols,
        weight_symbols,
        qubits,
        shots,
        seed=None,
        noise=None,
    ):
        super().__init__()
        check_shots(shots)
        _check_seed(seed)
        self._shots, self._seed = int(shots), seed
        # A variable, so that calls differ within one traced function as well.
        self._calls = tf.Variable(0, trainable=False, dtype=tf.int64)
        plain = without_final_measurements(circuit)
        noisy, symbols = apply_noise(plain, noise), (*data_symbols, *weight_symbols)
        if is_noisy(noisy):  # Refuses what is wrong in the user's own symbols.
            plan_channels(noisy, symbols, tuple(qubits))
        separated = separate_parameters(noisy)
        self._bind = make_binding(separated.expressions, data_symbols, weight_symbols)
        self._measurements = plan_measurements(
            observables, {qubit: i for i, qubit in enumerate(qubits)}
        )
        arguments = (separated.circuit, [], separated.symbols, (), tuple(qubits))
        if is_noisy(separated.circuit):
            self._density, self._state = DensityMatrixEngine(*arguments), None
            row_size = 4 ** len(qubits)
        else:
            self._density = None
            self._state = StatevectorEngine(plan_circuit(*arguments))
            row_size = 2 ** len(qubits)
        self._rows = max(1, CHUNK_SIZE // max(row_size, self._shots))
        self._expectations = differentiate_by_shifts(self._run, separated.frequencies)

    def expectations(self, data: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        """Returns the estimates, `(batch, num_observables)`, float32.

        Args:
            data: `(batch, num_data_symbols)`, float32.
            weights: `(num_weight_symbols,)`, float32.
        """
        return self._expectations(self._bind(data, weights), self._next_seed())

    def _next_seed(self):
        if self._seed is None:
            return tf.random.uniform((2,), maxval=2**62, dtype=tf.int64)
        return tf.stack([tf.constant(self._seed, tf.int64), self._calls.assign_add(1)])

    def _run(self, parameters, seed):
        """Estimates all observables, chunk by chunk."""

        def estimate(rows, index):
            return self._estimate(
                rows, tf.random.experimental.stateless_fold_in(seed, index)
            )

        if parameters.shape[0] is not None and parameters.shape[0] <= self._rows:
            return estimate(parameters, 0)
        count = tf.maximum(1, -(-tf.shape(parameters)[0] // self._rows))

        def body(index, parts):
            rows = parameters[index * self._rows : (index + 1) * self._rows]
            return index + 1, parts.write(index, estimate(rows, index))

        shape = (None, len(self._measurements.constants))
        parts = tf.TensorArray(
            tf.float32, count, infer_shape=False, element_shape=shape
        )
        _, parts = tf.while_loop(
            lambda index, _: index < count, body, (0, parts), parallel_iterations=1
        )
        return parts.concat()

    def _estimate(self, rows, seed):
        constants = tf.constant(self._measurements.constants, tf.float32)
        total = tf.tile(constants[None], (tf.shape(rows)[0], 1))
        state = None if self._state is None else self._state.state(rows, tf.zeros(0))
        for index, group in enumerate(self._measurements.groups):
            if state is None:
                odds = self._density.probabilities(group.basis, rows, tf.zeros(0))
            else:
                odds = _probabilities(state, group.basis)
            own_seed = tf.random.experimental.stateless_fold_in(seed, index)
            strings = _sample(odds, self._shots, own_seed)
            means = _means(strings, group.is_read)
            total += tf.matmul(means, tf.constant(group.coefficients.T, tf.float32))
        return total


def check_shots(shots: object) -> None:
    """Refuses a number of shots that is no whole number of at least 1."""
    if isinstance(shots, bool) or not isinstance(shots, int | np.integer):
        raise TypeError(f"`shots` must be an integer. Received: shots={shots!r}.")
    if shots < 1:
        raise ValueError(
            f"`shots` must be at least 1. Received: shots={shots}. For exact "
            "expectation values, use shots=None."
        )


def _check_seed(seed):
    if seed is None:
        return
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise TypeError(f"`seed` must be an integer or None. Received: seed={seed!r}.")
    if not 0 <= seed < 2**63:
        raise ValueError(f"`seed` must be in [0, 2**63). Received: seed={seed}.")


def _probabilities(state, basis):
    """Returns how likely each bit string is in a basis, `(batch, 2**n)`."""
    if "Y" in basis and not state.dtype.is_complex:
        state = tf.complex(state, tf.zeros_like(state))
    shape = tf.shape(state)
    for qubit, letter in enumerate(basis):
        if letter in _TO_Z:
            real = _TO_Z[letter].real
            turn = _TO_Z[letter] if state.dtype.is_complex else real
            parts = tf.reshape(state, (2**qubit, 2, -1, shape[1]))
            turned = tf.einsum("ij,ajrb->airb", tf.constant(turn, state.dtype), parts)
            state = tf.reshape(turned, shape)
    return tf.transpose(tf.math.real(state * tf.math.conj(state)))


def _sample(probabilities, shots, seed):
    """Draws bit strings as integers, `(batch, shots)`, int32.

    By inversion, in float64: 2**20 probabilities added up in float32 are off by some
    percent, and TensorFlow's categorical on a GPU takes shots * 2**n of memory.
    """
    edges = tf.cumsum(tf.cast(probabilities, tf.float64), axis=1)
    draws = tf.random.stateless_uniform(
        (tf.shape(edges)[0], shots), seed, dtype=tf.float64
    )
    return tf.searchsorted(edges, draws * edges[:, -1:], side="right")


def _means(strings, is_read):
    """Returns the average of each product of signs, `(batch, num_strings)`."""
    weights = 2 ** np.arange(is_read.shape[1])[::-1]
    means = []
    for mask in is_read @ weights:
        bits = tf.bitwise.bitwise_and(strings, tf.constant(mask, tf.int32))
        odd = tf.cast(tf.raw_ops.PopulationCount(x=bits), tf.int32) % 2
        share = tf.reduce_sum(odd, axis=1) / strings.shape[1]
        means.append(1 - 2 * tf.cast(share, tf.float32))
    return tf.stack(means, axis=1)
