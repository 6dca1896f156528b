"""Estimates expectation values on any `cirq.Sampler`: a simulator or a device.

Runs in Python, also from within a graph, so it cannot be exported. Does not choose,
configure or compile for a sampler.
"""

import cirq
import numpy as np

from circuits import plan_measurements, separate_parameters, without_final_measurements
from tfq_bert._quiet import tf
from tfq_bert.layers.parameter_binding import make_binding
from tfq_bert.layers.parameter_shift import differentiate_by_shifts
from tfq_bert.layers.shots_engine import check_shots

# Turns before the measurement, after which Z reads the letter.
_TO_Z = {"X": cirq.Y**-0.5, "Y": cirq.X**0.5}


class SamplerEngine:
    """Runs a circuit on a sampler: data and weights to averages of its samples.

    One `run_batch` takes all rows, with one circuit a basis of measurement and one
    sweep over the rows: one `run_sweep` a basis. The gradient takes one more, over all
    shifted rows of the parameter-shift rule. Strings that commute qubit by qubit are
    read from the same bit strings, and gates stay what they are: see
    `circuits.separate_parameters`.

    Args:
        circuit: Whatever the sampler runs; operations with symbols are unitary.
            Final measurements are left out. Not modified.
        observables: Pauli sums or strings with real coefficients.
        data_symbols: Symbols that the columns of the data fill, in order.
        weight_symbols: Symbols that the weights fill, in order.
        qubits: All qubits, in order.
        sampler: `cirq.Sampler`. Noise and seed are its own.
        shots: int. Repetitions of each row in each basis, at least 1.

    Raises:
        TypeError: If `sampler` or `shots` is of another type.
        CircuitSpecError: If an operation with symbols or an observable cannot be run.
        ValueError: If `shots` is less than 1.
    """

    def __init__(
        self,
        circuit,
        observables,
        data_symbols,
        weight_symbols,
        qubits,
        sampler,
        shots,
    ):
        if not isinstance(sampler, cirq.Sampler):
            raise TypeError(
                "`sampler` must be a cirq.Sampler. Received: "
                f"sampler={sampler!r} of type {type(sampler)}."
            )
        check_shots(shots)
        self._sampler, self._shots = sampler, int(shots)
        separated = separate_parameters(without_final_measurements(circuit))
        self._names = [symbol.name for symbol in separated.symbols]
        self._bind = make_binding(separated.expressions, data_symbols, weight_symbols)
        self._measurements = plan_measurements(
            observables, {qubit: i for i, qubit in enumerate(qubits)}
        )
        taken = cirq.measurement_key_names(separated.circuit)
        self._key = next(
            key for key in ("readout", *map(str, range(len(taken)))) if key not in taken
        )
        self._programs = [
            separated.circuit + _readout(group.basis, qubits, self._key)
            for group in self._measurements.groups
        ]
        self._expectations = differentiate_by_shifts(self._run, separated.frequencies)

    def expectations(self, data: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        """Returns the estimates, `(batch, num_observables)`, float32.

        Args:
            data: `(batch, num_data_symbols)`, float32.
            weights: `(num_weight_symbols,)`, float32.

        Raises:
            RuntimeError: If the sampler fails. Within a graph TensorFlow wraps it in a
                `tf.errors.UnknownError` of the same words.
        """
        no_seed = tf.zeros(2, tf.int64)
        return self._expectations(self._bind(data, weights), no_seed)

    def _run(self, parameters, _seed):
        if tf.executing_eagerly():  # keeps the type of an error
            values = tf.constant(self._estimate(parameters.numpy()))
        else:
            values = tf.numpy_function(self._estimate, [parameters], tf.float32)
        return tf.ensure_shape(
            values, (parameters.shape[0], len(self._measurements.constants))
        )

    def _estimate(self, parameters):
        """Runs all rows, `(rows, num_parameters)`, on the sampler."""
        total = np.tile(self._measurements.constants, (len(parameters), 1))
        groups = self._measurements.groups
        if len(parameters) and groups:
            for group, results in zip(groups, self._sample(parameters), strict=True):
                is_read = group.is_read[:, [letter != "I" for letter in group.basis]]
                for row, result in enumerate(results):
                    bits = result.measurements[self._key]
                    odd = bits.astype(int) @ is_read.T % 2
                    total[row] += group.coefficients @ (1 - 2 * odd.mean(axis=0))
        return total.astype(np.float32)

    def _sample(self, parameters):
        """Returns for each basis the results of all rows."""
        sweep = [cirq.ParamResolver({})] * len(parameters)
        if self._names:
            columns = parameters.T.astype(float).tolist()
            sweep = cirq.Zip(*map(cirq.Points, self._names, columns))
        try:
            return self._sampler.run_batch(
                self._programs, [sweep] * len(self._programs), self._shots
            )
        except Exception as error:
            raise RuntimeError(
                f"`sampler` must run the circuit in {len(self._programs)} bases at "
                f"{len(parameters)} rows of {self._shots} shots. Received: "
                f"sampler={self._sampler!r}, which raised {type(error).__name__}: "
                f"{error}"
            ) from error


def _readout(basis, qubits, key):
    """Returns the turns into a basis, and the measurement of the qubits it reads."""
    read = [
        (q, letter) for q, letter in zip(qubits, basis, strict=True) if letter != "I"
    ]
    turns = [_TO_Z[letter](q) for q, letter in read if letter in _TO_Z]
    moments = [cirq.Moment(turns)] if turns else []
    return cirq.Circuit(*moments, cirq.Moment(cirq.measure(*dict(read), key=key)))
