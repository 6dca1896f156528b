"""Builds the matrices of a planned circuit's gates from its angles.

Does not apply them: `evolution` does.
"""

from collections import defaultdict
from functools import cached_property

import numpy as np

from circuits import Gate, Layer, Permutation, Plan, make_polynomials
from tfq_bert._quiet import tf
from tfq_bert.layers.statevector.angles import evaluate_polynomials
from tfq_bert.layers.statevector.trigonometry import expand_product

MAX_BLOCK = 4  # neighbouring one-qubit gates folded into one matrix; 8 was slower
_WAVES = {"one": tf.ones_like, "cos": tf.cos, "sin": tf.sin}


class Angles:
    """Holds the values of all angles, each evaluated when it is first asked for."""

    def __init__(self, tables, data, weights):
        self._tables, self.data, self._weights = tables, data, weights

    @cached_property
    def shared(self):
        """`(rows, 1)`: the angles without data, the same for the whole batch."""
        return evaluate_polynomials(self._tables[False], self._column)

    @cached_property
    def per_row(self):
        """`(rows, batch)`: the angles with data."""
        table, rows = self._tables[True], tf.transpose(self.data)
        width = rows.shape[0]
        if np.any(table.linear[:, width:]) or len(table.products):
            tiled = tf.tile(self._column, (1, tf.shape(self.data)[0]))
            rows, width = tf.concat([rows, tiled], axis=0), None
        return evaluate_polynomials(table, rows, width)

    @cached_property
    def _column(self):
        return tf.expand_dims(self._weights, 1)


class GateMatrices:
    """Makes tensors of a plan's gates; TensorFlow differentiates all of it.

    Args:
        plan: What `circuits.plan_circuit` returned.
        dtype: Of the amplitudes; a real one where all matrices are real.

    Attributes:
        blocks: For each step the blocks of its gates without data, as (first qubit,
            size, place among the matrices).
        loose: For each step its other gates.
        folded: The steps that a block's matrix holds already.
        with_data: For the id of each gate whether its angle has data.
        row: For the id of each gate its row among the angles with or without data.
        tables: The polynomials of the angles without and with data.
    """

    def __init__(self, plan: Plan, dtype: tf.DType):
        self.plan, self.dtype, self.real = plan, dtype, dtype.real_dtype
        data = set(plan.data_symbols)
        gates = [g for chain in plan.prefix for g in chain]
        for step in plan.steps:
            gates += step.gates if isinstance(step, Layer) else []
        self.with_data = {
            id(g): bool(data & getattr(g.angle, "free_symbols", set())) for g in gates
        }
        self.tables = {}
        self.row = {}
        for with_data in (False, True):
            symbols = plan.weight_symbols
            if with_data:
                symbols = plan.data_symbols + plan.weight_symbols
            angles = {}
            for gate in gates:
                if gate.angle is not None and self.with_data[id(gate)] == with_data:
                    row = angles.setdefault(gate.angle, len(angles))
                    self.row[id(gate)] = row
            self.tables[with_data] = make_polynomials(list(angles), symbols)
        self._plan_blocks()

    def angles(self, data, weights) -> Angles:
        """Returns the angles at a point, evaluated when they are needed."""
        return Angles(self.tables, data, weights)

    def matrix(self, gate: Gate, angles: Angles):
        """Returns one gate's matrix, `(d, d)`, or `(d, d, batch)` with data."""
        dim, last = gate.matrices.shape[-1], ()
        if gate.angle is None:
            return self._constant(gate.matrices[0])
        values = angles.shared
        if self.with_data[id(gate)]:
            values, last = angles.per_row, (-1,)
        angle = values[self.row[id(gate)]]
        parts = [_WAVES[kind](angle * f) for kind, f in gate.functions]
        entries = self.combine(gate.matrices.reshape(-1, dim * dim), tf.stack(parts))
        return tf.reshape(entries, (dim, dim, *last))

    def combine(self, terms, waves):
        """Sums `(..., terms, size)` with real weights `(..., terms, batch)`."""
        terms = np.swapaxes(terms, -1, -2)
        if not self.dtype.is_complex:
            return tf.matmul(tf.constant(terms.real, self.real), waves)
        both = np.concatenate([terms.real, terms.imag], axis=-2)
        product = tf.matmul(tf.constant(both, self.real), waves)
        return tf.complex(*tf.split(product, 2, axis=-2))

    def _constant(self, array):
        return tf.constant(array if self.dtype.is_complex else array.real, self.dtype)

    def _plan_blocks(self):
        """Groups each layer's one-qubit gates without data into runs of neighbours.

        A block on all qubits takes the permutation before it into its matrix.
        """
        self.folded, self.num_blocks = set(), 0
        self.blocks, self.loose = defaultdict(list), defaultdict(list)
        # (size, number of terms) -> (places, sines, rows of the angles)
        self._groups = defaultdict(lambda: ([], [], []))
        for index, step in enumerate(self.plan.steps):
            if not isinstance(step, Layer):
                continue
            simple = {
                g.qubits[0]: g
                for g in step.gates
                if len(g.qubits) == 1 and not self.with_data[id(g)]
            }
            taken = {id(g) for g in simple.values()}
            self.loose[index] = [g for g in step.gates if id(g) not in taken]
            for run in balanced_runs(sorted(simple)):
                sines = expand_product([simple[q] for q in run])
                terms = sines.terms
                before = self.plan.steps[index - 1] if index else None
                is_whole = len(run) == self.plan.num_qubits
                if is_whole and isinstance(before, Permutation):
                    terms = terms @ _matrix_of(before)
                    self.folded.add(index - 1)
                group = self._groups[len(run), len(sines.phases)]
                group[0].append(self.num_blocks)
                group[1].append((sines.frequencies, sines.phases, terms))
                group[2].append([self.row.get(id(simple[q]), 0) for q in run])
                self.blocks[index].append((run[0], len(run), self.num_blocks))
                self.num_blocks += 1

    def block_matrices(self, angles: Angles):
        """Builds the matrices of all blocks.

        Returns:
            list of `(2**size, 2**size)` matrices, by place.
        """
        blocks = [None] * self.num_blocks
        for (size, num_terms), (places, sines, rows) in self._groups.items():
            frequencies, phases, terms = (np.stack(p) for p in zip(*sines, strict=True))
            terms = terms.reshape(len(places), num_terms, -1)
            if all(np.all(part == part[0]) for part in (frequencies, phases, terms)):
                # Blocks of the same gates share these, without a first axis.
                frequencies, phases, terms = frequencies[0], phases[0], terms[0]
            entries = self._sum_sines(frequencies, phases, terms, angles, rows)
            shape = (len(places), 2**size, 2**size)
            matrices = tf.unstack(tf.reshape(entries, shape))
            for place, matrix in zip(places, matrices, strict=True):
                blocks[place] = matrix
        return blocks

    def _sum_sines(self, frequencies, phases, terms, angles, rows):
        """Returns the entries of a group's blocks, `(blocks, entries)`."""
        arguments = tf.constant(phases, self.real)
        if frequencies.any():
            values = angles.shared
            if np.ravel(rows).tolist() != list(range(values.shape[0])):
                values = tf.gather(values, np.ravel(rows))
            factors = tf.constant(np.swapaxes(frequencies, -1, -2), self.real)
            values = tf.reshape(values, np.shape(rows))
            arguments = _rows_times(values, factors) + arguments
        waves = tf.sin(arguments)
        if waves.shape.rank == 1:  # fixed gates, the same in all blocks
            waves = tf.tile(waves[None], (len(rows), 1))
        if not self.dtype.is_complex:
            return _rows_times(waves, tf.constant(terms.real, self.real))
        both = np.concatenate([terms.real, terms.imag], axis=-1)
        entries = _rows_times(waves, tf.constant(both, self.real))
        return tf.complex(*tf.split(entries, 2, axis=-1))


def _rows_times(rows, matrix):
    """Multiplies `(r, a)` with one `(a, b)`, or each row with its own `(r, a, b)`."""
    if matrix.shape.rank == 2:
        return tf.matmul(rows, matrix)
    return tf.squeeze(tf.matmul(tf.expand_dims(rows, 1), matrix), 1)


def _matrix_of(permutation):
    """Writes a permutation with phases as a matrix."""
    rows = len(permutation.source)
    matrix = np.zeros((rows, rows), complex)
    phases = 1.0 if permutation.phases is None else permutation.phases
    matrix[np.arange(rows), permutation.source] = phases
    return matrix


def balanced_runs(positions: list[int]) -> list[list[int]]:
    """Cuts sorted positions into runs of neighbours of at most MAX_BLOCK, balanced."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return [
        list(map(int, part))
        for run in runs
        for part in np.array_split(run, -(-len(run) // MAX_BLOCK))
    ]
