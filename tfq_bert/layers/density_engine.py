"""Computes exact expectation values of noisy circuits in plain TensorFlow.

A density matrix is kept as its coordinates `Tr(P rho)` on all products P of I, X, Y and
Z, `(4**n, batch)` real numbers, of which an observable reads a few. Does not sample.
"""

import functools

import numpy as np

from circuits import (
    CircuitSpecError,
    apply_noise,
    pauli_strings,
    plan_channels,
    without_final_measurements,
)
from tfq_bert._quiet import tf
from tfq_bert.layers.parameter_binding import make_binding
from tfq_bert.layers.statevector.chunks import must_stay_whole, run_in_chunks
from tfq_bert.layers.statevector.memory import free_memory

MAX_QUBITS = 8
# Of the size of one row's coordinates, kept for each step: input, output, transposes.
COPIES_PER_STEP = 4
_ZERO = np.array([1.0, 0.0, 0.0, 1.0])  # the coordinates of |0>


class DensityMatrixEngine:
    """Runs a circuit of gates and channels: data and weights to `Tr(O rho)`.

    Measurements in the middle of the circuit dephase their qubits; those at its end
    are left out, and with them what a noise model would do to the reading.

    Args:
        circuit: Gates, channels, resets and measurements; none controlled by a
            measurement. Not modified.
        observables: Pauli sums or strings with real coefficients.
        data_symbols: Symbols that the columns of the data fill, in order.
        weight_symbols: Symbols that the weights fill, in order.
        qubits: All qubits, in order; at most 8.
        noise: What `circuits.apply_noise` takes: a `cirq.NoiseModel`, a channel on one
            qubit, a depolarizing probability, or None.
        memory_budget: Bytes that one call may take, by estimate; a larger batch runs
            in chunks. Defaults to a quarter of the memory that is free.

    Raises:
        TypeError: If `noise` is of another type.
        CircuitSpecError: If an operation is no channel, an observable is not real, an
            angle is no polynomial, or there are too many qubits.

    Reference:
        Nielsen and Chuang, "Quantum Computation and Quantum Information", section
        8.2.3 for Kraus operators. Differs: Pauli coordinates in the place of `rho`.
    """

    def __init__(
        self,
        circuit,
        observables,
        data_symbols,
        weight_symbols,
        qubits,
        noise=None,
        memory_budget=None,
    ):
        if len(qubits) > MAX_QUBITS:
            raise CircuitSpecError(
                f"a noisy circuit must have at most {MAX_QUBITS} qubits, because its "
                f"density matrix has 4**n entries. Received: {len(qubits)} qubits. "
                "Sample single runs: `shots=1000, sampler=cirq.Simulator(noise=...)`."
            )
        noisy = apply_noise(without_final_measurements(circuit), noise)
        symbols = (*data_symbols, *weight_symbols)
        self._steps = plan_channels(noisy, symbols, qubits)
        self._num_qubits = len(qubits)
        angles = dict.fromkeys(s.angle for s in self._steps if s.angle is not None)
        own = [a for a in angles if not a.free_symbols.isdisjoint(data_symbols)]
        shared = [a for a in angles if a.free_symbols.isdisjoint(data_symbols)]
        self._column = {a: i for part in (own, shared) for i, a in enumerate(part)}
        self._own = set(own)  # these differ from row to row
        self._bind_own = make_binding(own, data_symbols, weight_symbols)
        self._bind_shared = make_binding(shared, (), weight_symbols)
        self._reads, self._readout = _readout(observables, qubits)
        budget = free_memory() // 4 if memory_budget is None else memory_budget
        row_bytes = 4 * 4**self._num_qubits * COPIES_PER_STEP * (len(self._steps) + 1)
        self._rows = max(1, budget // row_bytes)

    def expectations(self, data: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        """Returns the expectation values, `(batch, num_observables)`, float32.

        Args:
            data: `(batch, num_data_symbols)`, float32.
            weights: `(num_weight_symbols,)`, float32.
        """
        batch, rows = tf.shape(data)[0], self._rows
        whole = functools.partial(self._values, data, weights)
        chunks = functools.partial(run_in_chunks, self._values, data, weights, rows)
        if must_stay_whole(data, weights):
            return whole()
        if data.shape[0] is not None:
            return whole() if data.shape[0] <= rows else chunks()
        return tf.cond(batch <= rows, whole, chunks)

    def probabilities(
        self, basis: tuple[str, ...], data: tf.Tensor, weights: tf.Tensor
    ) -> tf.Tensor:
        """Returns how likely each bit string is, `(batch, 2**n)`, float32.

        The first qubit's bit is the most significant.

        Args:
            basis: `"X"`, `"Y"`, `"Z"` or `"I"` (as `"Z"`) for each qubit.
            data: `(batch, num_data_symbols)`, float32.
            weights: `(num_weight_symbols,)`, float32.
        """
        # p(bits) = 2**-n sum over subsets s of (-1)**(bits . s) Tr(P_s rho)
        reads = np.zeros(1, int)
        signs = np.ones((1, 1), np.float32)
        for letter in basis:
            digits = [0, "IXYZ".index(letter) or 3]
            reads = (4 * reads[:, None] + digits).ravel()
            signs = np.kron(signs, np.array([[0.5, 0.5], [0.5, -0.5]], np.float32))
        read = tf.gather(self._coordinates(data, weights), reads)
        odds = tf.matmul(read, signs, transpose_a=True)
        return tf.nn.relu(odds)  # no -1e-9

    def _values(self, data, weights):
        read = tf.gather(self._coordinates(data, weights), self._reads)
        return tf.matmul(read, self._readout, transpose_a=True)

    def _coordinates(self, data, weights):
        """Returns `Tr(P rho)` of the final state, `(4**n, batch)`."""
        own = self._bind_own(data, weights)
        shared = self._bind_shared(tf.zeros((1, 0)), weights)
        zero = functools.reduce(np.kron, [_ZERO] * self._num_qubits)
        state = tf.tile(tf.constant(zero[:, None], tf.float32), (1, tf.shape(data)[0]))
        for step in self._steps:
            apply = functools.partial(_apply, step.qubits, self._num_qubits, state)
            matrices = tf.constant(step.matrices, tf.float32)
            if step.angle is None:
                state = apply(matrices[0])
            elif step.angle in self._own:
                factors = _evaluate(step.functions, own[:, self._column[step.angle]])
                # A product for each term is faster than a matrix for each row.
                parts = zip(factors, tf.unstack(matrices), strict=True)
                state = tf.add_n([factor * apply(matrix) for factor, matrix in parts])
            else:
                angle = shared[0, self._column[step.angle]]
                factors = tf.stack(_evaluate(step.functions, angle))
                state = apply(tf.einsum("kij,k->ij", matrices, factors))
        return state


def _evaluate(functions, angles):
    """Returns the factor of each matrix, each of the shape of `angles`."""
    make = {"one": tf.ones_like, "cos": tf.cos, "sin": tf.sin}
    return [make[kind](speed * angles) for kind, speed in functions]


def _apply(qubits, num_qubits, state, matrix):
    """Multiplies a matrix into the digits of some qubits, ascending."""
    shape, first, size = tf.shape(state), qubits[0], len(qubits)
    if qubits == tuple(range(first, first + size)):
        rows = tf.reshape(state, (4**first, 4**size, -1))
        return tf.reshape(tf.matmul(matrix, rows), shape)
    rest = [q for q in range(num_qubits) if q not in qubits]
    order = [*qubits, *rest, num_qubits]
    digits = tf.reshape(state, (*[4] * num_qubits, shape[1]))
    front = tf.transpose(digits, order)
    rows = tf.matmul(matrix, tf.reshape(front, (4**size, -1)))
    back = tf.transpose(tf.reshape(rows, tf.shape(front)), np.argsort(order))
    return tf.reshape(back, shape)


def _readout(observables, qubits):
    """Returns which coordinates are read, and `(reads, num_observables)` of factors."""
    positions = {qubit: i for i, qubit in enumerate(qubits)}
    columns = {}
    for row, coefficient, where in pauli_strings(observables, positions):
        index = 0
        for position in range(len(qubits)):
            index = 4 * index + "IXYZ".index(where.get(position, "I"))
        factors = columns.setdefault(index, np.zeros(len(observables), np.float32))
        factors[row] += coefficient
    matrix = np.stack(list(columns.values())) if columns else np.zeros((0, 1))
    return np.array(list(columns), int), matrix.astype(np.float32)
