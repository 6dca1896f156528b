"""Builds the matrices and the first state of a planned circuit from its angles.

Does not apply them: `evolution` does.
"""

from collections import defaultdict

import numpy as np

from circuits import Gate, Layer, Permutation, Plan, make_polynomials
from tfq_bert._quiet import tf
from tfq_bert.layers.statevector.angles import evaluate_polynomials
from tfq_bert.layers.statevector.kronecker import kron_matrices, kron_vectors

MAX_BLOCK = 4  # neighbouring one-qubit gates folded into one matrix; 8 was slower
_IDLE = Gate((), (("one", 0.0),), np.eye(2, dtype=complex)[None])
# cos(x) = sin(x + pi/2) and 1 = sin(0 x + pi/2), so that one sine makes all terms.
_PHASES = {"one": np.pi / 2, "cos": np.pi / 2, "sin": 0.0}


class GateMatrices:
    """Makes tensors of a plan's gates; TensorFlow differentiates all of it.

    Args:
        plan: What `circuits.plan_circuit` returned.
        dtype: Of the amplitudes; a real one where all matrices are real.
    """

    def __init__(self, plan: Plan, dtype: tf.DType):
        self.plan, self.dtype, self._real = plan, dtype, dtype.real_dtype
        data = set(plan.data_symbols)
        gates = [g for chain in plan.prefix for g in chain]
        for step in plan.steps:
            gates += step.gates if isinstance(step, Layer) else []
        self.with_data = {
            id(g): bool(data & getattr(g.angle, "free_symbols", set())) for g in gates
        }
        self._tables = {}
        self._row = {}
        for with_data in (False, True):
            symbols = plan.weight_symbols
            if with_data:
                symbols = plan.data_symbols + plan.weight_symbols
            angles = {}
            for gate in gates:
                if gate.angle is not None and self.with_data[id(gate)] == with_data:
                    row = angles.setdefault(gate.angle, len(angles))
                    self._row[id(gate)] = row
            self._tables[with_data] = make_polynomials(list(angles), symbols)
        self._plan_blocks()

    # --- angles --------------------------------------------------------------------

    def angle_values(self, data, weights):
        """Evaluates all angles: `(rows, 1)` from weights, `(rows, batch)` with data."""
        column = tf.expand_dims(weights, 1)
        values = {False: evaluate_polynomials(self._tables[False], column)}
        if len(self._tables[True].constant):
            rows = tf.transpose(data)
            table = self._tables[True]
            width = rows.shape[0]
            if np.any(table.linear[:, width:]) or len(table.products):
                tiled = tf.tile(column, (1, tf.shape(data)[0]))
                rows, width = tf.concat([rows, tiled], axis=0), None
            values[True] = evaluate_polynomials(table, rows, width)
        return values

    def _coefficients(self, gates, values, with_data):
        """Returns `f_k(angle)`, `(gates, terms, batch | 1)`; absent terms are 0."""
        num_terms = max(len(g.functions) for g in gates)
        frequencies = np.zeros((len(gates), num_terms, 1))
        phases = np.zeros((len(gates), num_terms, 1))
        for row, gate in enumerate(gates):
            for term, (kind, frequency) in enumerate(gate.functions):
                frequencies[row, term] = 0 if kind == "one" else frequency
                phases[row, term] = _PHASES[kind]
        if not frequencies.any():
            return tf.constant(np.sin(phases), self._real)
        rows = [self._row.get(id(g), 0) for g in gates]
        angles = values[with_data]
        if rows != list(range(angles.shape[0])):
            angles = tf.gather(angles, rows)
        scaled = tf.expand_dims(angles, 1) * tf.constant(frequencies, self._real)
        return tf.sin(scaled + tf.constant(phases, self._real))

    def _combine(self, terms, coefficients):
        """Sums terms, `(gates, terms, size)`, to `(gates, size, batch | 1)`."""
        terms = np.swapaxes(terms, 1, 2)
        if not self.dtype.is_complex:
            return tf.matmul(tf.constant(terms.real, self._real), coefficients)
        both = np.concatenate([terms.real, terms.imag], axis=1)
        product = tf.matmul(tf.constant(both, self._real), coefficients)
        return tf.complex(*tf.split(product, 2, axis=1))

    def _constant(self, array):
        return tf.constant(array if self.dtype.is_complex else array.real, self.dtype)

    def matrix(self, gate: Gate, values):
        """Returns one gate's matrix, `(d, d)`, or `(d, d, batch)` with data."""
        with_data = self.with_data[id(gate)]
        coefficients = self._coefficients([gate], values, with_data)
        dim = gate.matrices.shape[-1]
        entries = self._combine(_terms([gate]), coefficients)
        return tf.reshape(entries, (dim, dim, -1) if with_data else (dim, dim))

    # --- product state -------------------------------------------------------------

    def product_state(self, values, batch):
        """Builds the states before the first entanglers as Kronecker products."""
        first = [chain[0] if chain else _IDLE for chain in self.plan.prefix]
        parts, order = [], []
        for with_data in (True, False):
            qubits = [
                q
                for q, gate in enumerate(first)
                if self.with_data.get(id(gate), False) == with_data
            ]
            if qubits:
                gates = [first[q] for q in qubits]
                coefficients = self._coefficients(gates, values, with_data)
                vectors = self._combine(_terms(gates, columns=1), coefficients)
                parts.append(vectors if with_data else tf.tile(vectors, (1, 1, batch)))
                order += qubits
        vectors = parts[0] if len(parts) == 1 else tf.concat(parts, axis=0)
        if order != sorted(order):
            vectors = tf.gather(vectors, np.argsort(order))
        if any(len(chain) > 1 for chain in self.plan.prefix):
            singles = tf.unstack(vectors, len(first))
            for qubit, chain in enumerate(self.plan.prefix):
                for gate in chain[1:]:
                    with_data = self.with_data[id(gate)]
                    equation = "ijb,jb->ib" if with_data else "ij,jb->ib"
                    matrix = self.matrix(gate, values)
                    singles[qubit] = tf.einsum(equation, matrix, singles[qubit])
            vectors = tf.stack(singles)
        return kron_vectors(vectors, len(first))

    # --- blocks --------------------------------------------------------------------

    def _plan_blocks(self):
        """Groups each layer's one-qubit gates without data into runs of neighbours.

        A block on all qubits takes the permutation before it into its matrix.
        """
        self.folded, self._before = set(), {}
        self.blocks, self.loose = defaultdict(list), defaultdict(list)
        self._members = defaultdict(list)  # block size -> lists of gates
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
            for run in _runs(sorted(simple)):
                members = self._members[len(run)]
                place = (len(run), len(members))
                members.append([simple[q] for q in run])
                self.blocks[index].append((run[0], len(run), place))
                before = self.plan.steps[index - 1] if index else None
                is_whole = len(run) == self.plan.num_qubits
                if is_whole and isinstance(before, Permutation):
                    self._before[place] = _matrix_of(before)
                    self.folded.add(index - 1)

    def block_matrices(self, values):
        """Builds all one-qubit matrices at once, then each run's Kronecker product.

        Returns:
            dict from (size, index) to a `(2**size, 2**size)` matrix.
        """
        gates = [g for runs in self._members.values() for run in runs for g in run]
        if not gates:
            return {}
        coefficients = self._coefficients(gates, values, False)
        entries = self._combine(_terms(gates), coefficients)
        counts = [size * len(runs) for size, runs in self._members.items()]
        parts = tf.split(entries, counts) if len(counts) > 1 else [entries]
        blocks = {}
        for (size, runs), part in zip(self._members.items(), parts, strict=True):
            product = kron_matrices(tf.reshape(part, (len(runs), size, 2, 2)))
            if size == self.plan.num_qubits and self._before:
                identity = np.eye(2**size)
                places = [(size, index) for index in range(len(runs))]
                before = np.stack([self._before.get(p, identity) for p in places])
                product = tf.matmul(product, self._constant(before))
            for index, matrix in enumerate(tf.unstack(product)):
                blocks[size, index] = matrix
        return blocks


def _matrix_of(permutation):
    """Writes a permutation with phases as a matrix."""
    rows = len(permutation.source)
    matrix = np.zeros((rows, rows), complex)
    phases = 1.0 if permutation.phases is None else permutation.phases
    matrix[np.arange(rows), permutation.source] = phases
    return matrix


def _terms(gates, columns=None):
    """Stacks columns of the gates' terms, `(gates, terms, rows * columns)`."""
    num_terms = max(len(g.functions) for g in gates)
    parts = [g.matrices[:, :, :columns] for g in gates]
    terms = np.zeros((len(gates), num_terms, parts[0][0].size), complex)
    for row, part in enumerate(parts):
        terms[row, : len(part)] = part.reshape(len(part), -1)
    return terms


def _runs(positions: list[int]) -> list[list[int]]:
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
