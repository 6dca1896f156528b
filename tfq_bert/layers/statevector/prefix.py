"""Builds the states before a circuit's first entanglers.

Does not apply what follows: `evolution` does.
"""

import numpy as np

from circuits import Gate, Plan
from tfq_bert._quiet import tf
from tfq_bert.layers.statevector.kronecker import kron_vectors
from tfq_bert.layers.statevector.matrices import Angles, GateMatrices, balanced_runs
from tfq_bert.layers.statevector.trigonometry import expand_product

_IDLE = Gate((), (("one", 0.0),), np.eye(2, dtype=complex)[None])


class ProductState:
    """Makes the product states of a plan's prefix; TensorFlow differentiates all.

    Args:
        plan: What `circuits.plan_circuit` returned.
        gates: The matrices of its gates.
    """

    def __init__(self, plan: Plan, gates: GateMatrices):
        self._prefix, self._gates = plan.prefix, gates
        self._num_data = len(plan.data_symbols)
        self._first = [chain[0] if chain else _IDLE for chain in plan.prefix]
        self._runs = {True: [], False: []}  # (qubits, sines) with and without data
        for qubits, with_data in self._cut_runs():
            for part in balanced_runs(qubits):
                first = [self._first[q] for q in part]
                sines = expand_product(first, num_columns=1)
                self._runs[with_data].append((part, sines))
        # A power of Z with data leaves |0> as it is.
        self._has_data = any(s.frequencies.any() for _, s in self._runs[True]) or any(
            gates.with_data[id(gate)] for chain in plan.prefix for gate in chain[1:]
        )

    def _cut_runs(self):
        """Yields runs of qubits whose first gates make one vector.

        A run's angles are all with data or all without, and a qubit with more gates
        stands alone, so that these act on two amplitudes.
        """
        run, kind = [], None
        for qubit, gate in enumerate(self._first):
            with_data = self._gates.with_data.get(id(gate), False)
            is_long = len(self._prefix[qubit]) > 1
            if run and (is_long or kind != (with_data, False)):
                yield run, kind[0]
                run = []
            run.append(qubit)
            kind = (with_data, is_long)
        yield run, kind[0]

    def states(self, angles: Angles, batch) -> tf.Tensor:
        """Returns the states, `(2**num_qubits, batch)`.

        Args:
            angles: The angles at a point.
            batch: Number of rows.
        """
        vectors = {}
        for with_data, runs in self._runs.items():
            if runs:
                waves = tf.sin(self._arguments(runs, angles, with_data))
                for (qubits, _), vector in zip(
                    runs, self._sum(runs, waves), strict=True
                ):
                    vectors[qubits[0]] = self._apply_rest(qubits[0], vector, angles)
        state = kron_vectors([vectors[q] for q in sorted(vectors)])
        return state if self._has_data else tf.tile(state, (1, batch))

    def _sum(self, runs, waves):
        """Sums each run's sines to its vector; runs of a kind at once."""
        terms = [sines.terms[..., 0] for _, sines in runs]
        if len(runs) == 1:
            return [self._gates.combine(terms[0], waves)]
        if len({part.shape for part in terms}) == 1:
            waves = tf.reshape(waves, (*np.shape(terms)[:2], -1))
            return tf.unstack(self._gates.combine(np.stack(terms), waves), len(runs))
        split = tf.split(waves, [len(part) for part in terms])
        return [self._gates.combine(t, w) for t, w in zip(terms, split, strict=True)]

    def _arguments(self, runs, angles, with_data):
        """Returns what the sines of the runs are taken of, `(terms, batch | 1)`."""
        table, real = self._gates.tables[with_data], self._gates.real
        rows = []
        for qubits, sines in runs:
            block = np.zeros((len(sines.phases), len(table.constant)))
            for column, qubit in enumerate(qubits):
                if self._first[qubit].angle is not None:
                    row = self._gates.row[id(self._first[qubit])]
                    block[:, row] += sines.frequencies[:, column]
            rows.append(block)
        frequencies = np.concatenate(rows)
        phases = np.concatenate([sines.phases for _, sines in runs])[:, None]
        if not frequencies.any():
            return tf.constant(phases, real)
        width = self._num_data
        is_plain = not len(table.products) and not np.any(table.linear[:, width:])
        if with_data and is_plain:  # the data as it comes, without a transpose
            phases = phases + frequencies @ table.constant[:, None]
            matrix = tf.constant(frequencies @ table.linear[:, :width], real)
            arguments = tf.matmul(matrix, angles.data, transpose_b=True)
        else:
            values = angles.per_row if with_data else angles.shared
            arguments = tf.matmul(tf.constant(frequencies, real), values)
        return arguments + tf.constant(phases, real)

    def _apply_rest(self, qubit, vector, angles):
        """Applies what follows a qubit's first gate."""
        for gate in self._prefix[qubit][1:]:
            matrix = self._gates.matrix(gate, angles)
            if self._gates.with_data[id(gate)]:
                vector = tf.reduce_sum(matrix * vector[None], axis=1)
            else:
                vector = tf.matmul(matrix, vector)
        return vector
