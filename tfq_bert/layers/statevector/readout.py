"""Reads expectation values from states, in plain TensorFlow.

Does not decide which strings there are: `circuits.plan_readouts` does.
"""

import numpy as np

from tfq_bert._quiet import tf

DIRECT_READOUT = 10  # up to so many qubits one sign matrix reads all products of Z


def read_expectations(readouts, state: tf.Tensor, permute) -> tf.Tensor:
    """Returns `<psi| O_k |psi>`, `(batch, num_observables)`, real.

    Args:
        readouts: The observables, a plan's `readouts`.
        state: `(2**num_qubits, batch)`, real or complex.
        permute: Gathers rows of a state, as `permutation.permute` or `tf.gather`.
    """
    real = state.dtype.real_dtype
    constants = readouts.constants
    if len(readouts.z_strings):
        columns = read_z(readouts, squared_magnitude(state))
    else:
        columns = tf.zeros((tf.shape(state)[1], readouts.num_observables), real)
    if np.any(constants):
        # One dimension: TensorFlow fuses the sum with the product before it, as a bias.
        columns += tf.constant(constants, real)
    for term in readouts.terms:
        moved = rephase(permute(state, term.source), term.phases)
        value = tf.reduce_sum(tf.math.conj(state) * moved, axis=0)
        row = np.zeros((1, readouts.num_observables))
        row[0, term.observable] = term.coefficient
        columns += tf.constant(row, real) * tf.math.real(value)[:, None]
    return columns


def read_z(readouts, probabilities: tf.Tensor) -> tf.Tensor:
    """Returns the sums of products of Z, `(batch, num_observables)`.

    Above `DIRECT_READOUT` qubits the sign matrix would be large: the low half of the
    qubits is summed out first, once for each of its distinct products.
    """
    real = probabilities.dtype
    n = readouts.z_strings.shape[1]
    if n <= DIRECT_READOUT:
        signs = readouts.z_coefficients @ _signs(readouts.z_strings)
        return tf.matmul(probabilities, tf.constant(signs.T, real), transpose_a=True)
    high = n // 2
    low, which = np.unique(readouts.z_strings[:, high:], axis=0, return_inverse=True)
    grid = tf.reshape(probabilities, (2**high, 2 ** (n - high), -1))
    sums = tf.matmul(tf.constant(_signs(low), real), grid)
    sums = tf.gather(sums, which.reshape(-1), axis=1)  # (2**high, strings, batch)
    signs = tf.constant(_signs(readouts.z_strings[:, :high]), real)
    values = tf.einsum("sh,hsb->sb", signs, sums)
    return tf.matmul(
        values, tf.constant(readouts.z_coefficients.T, real), transpose_a=True
    )


def squared_magnitude(state: tf.Tensor) -> tf.Tensor:
    """Returns the probabilities of the basis states."""
    if not state.dtype.is_complex:
        return tf.square(state)
    return tf.square(tf.math.real(state)) + tf.square(tf.math.imag(state))


def rephase(state: tf.Tensor, phases: np.ndarray | None) -> tf.Tensor:
    """Multiplies each amplitude with its phase.

    A real state keeps the real part only: an imaginary phase adds nothing to a real
    expectation value.
    """
    if phases is not None and np.abs(phases - 1).max() > 1e-12:
        values = phases if state.dtype.is_complex else phases.real
        state *= tf.constant(values[:, None], state.dtype)
    return state


def _signs(z_strings: np.ndarray) -> np.ndarray:
    """Returns the diagonal of each product of Z, `(strings, 2**n)`, as +1 and -1."""
    num_qubits = z_strings.shape[1]
    bits = np.arange(2**num_qubits)[:, None] >> np.arange(num_qubits)[::-1] & 1
    return 1.0 - 2.0 * (z_strings.astype(int) @ bits.T % 2)
