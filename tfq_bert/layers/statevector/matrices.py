"""Builds the matrices and the first state of a planned circuit from its angles.

Does not apply them: `evolution` does.
"""

from collections import defaultdict

import numpy as np

from circuits import Gate, Layer, Plan, make_polynomials
from tfq_bert._quiet import tf
from tfq_bert.layers.statevector.angles import evaluate_polynomials

MAX_BLOCK = 4  # neighbouring one-qubit gates folded into one matrix; 8 was slower


class GateMatrices:
    """Makes tensors of a plan's gates; TensorFlow differentiates all of it.

    Args:
        plan: What `circuits.plan_circuit` returned.
        dtype: Of the amplitudes; a real one where all matrices are real.
    """

    def __init__(self, plan: Plan, dtype: tf.DType):
        self.plan, self.dtype = plan, dtype
        data = set(plan.data_symbols)
        self._gates = [g for chain in plan.prefix for g in chain]
        for step in plan.steps:
            self._gates += step.gates if isinstance(step, Layer) else []
        self.with_data = {
            id(g): bool(data & getattr(g.angle, "free_symbols", set()))
            for g in self._gates
        }
        self._tables = {}
        self._row = {}
        for with_data in (False, True):
            symbols = plan.weight_symbols
            if with_data:
                symbols = plan.data_symbols + plan.weight_symbols
            angles = {}
            for gate in self._gates:
                if gate.angle is not None and self.with_data[id(gate)] == with_data:
                    row = angles.setdefault(gate.angle, len(angles))
                    self._row[id(gate)] = row
            self._tables[with_data] = make_polynomials(list(angles), symbols)
        self._plan_blocks()

    # --- angles and matrices -------------------------------------------------------

    def angle_values(self, data, weights):
        """Evaluates all angles: `(rows, 1)` from weights, `(rows, batch)` with data."""
        column = weights[:, None]
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

    def _coefficients(self, gates, values):
        """Returns `f_k(angle)` of gates with equal functions: `(k, gates, batch|1)`."""
        functions = gates[0].functions
        if gates[0].angle is None:
            return tf.ones((1, len(gates), 1), self.dtype)
        table = values[self.with_data[id(gates[0])]]
        rows = [self._row[id(g)] for g in gates]
        angles = table
        if rows != list(range(table.shape[0])):
            angles = tf.gather(table, rows)
        parts = []
        for kind, frequency in functions:
            scaled = angles if frequency == 1 else angles * frequency
            make = {"one": tf.ones_like, "cos": tf.cos, "sin": tf.sin}[kind]
            parts.append(make(scaled))
        stacked = tf.stack(parts)
        if self.dtype.is_complex:  # not a cast, whose gradient logs a warning
            stacked = tf.complex(stacked, tf.zeros_like(stacked))
        return stacked

    def matrix(self, gate: Gate, values):
        """Returns one gate's matrix, `(d, d)`, or `(d, d, batch)` with data."""
        coefficients = self._coefficients([gate], values)[:, 0]
        matrix = tf.einsum("kij,kb->ijb", self._constant(gate.matrices), coefficients)
        return matrix if self.with_data[id(gate)] else matrix[..., 0]

    def _constant(self, array: np.ndarray):
        return tf.constant(array if self.dtype.is_complex else array.real, self.dtype)

    # --- product state -------------------------------------------------------------

    def product_state(self, values, batch):
        """Builds the states before the first entanglers as Kronecker products."""
        groups = defaultdict(list)
        for qubit, chain in enumerate(self.plan.prefix):
            if not chain:
                groups["idle"].append(qubit)
            elif len(chain) == 1:
                key = (chain[0].functions, self.with_data[id(chain[0])])
                groups[key].append(qubit)
            else:
                groups[qubit].append(qubit)
        vectors, order = [], []
        for key, qubits in groups.items():
            order += qubits
            vectors.append(self._qubit_vectors(key, qubits, values, batch))
        stacked = vectors[0] if len(vectors) == 1 else tf.concat(vectors, axis=0)
        if order != sorted(order):
            stacked = tf.gather(stacked, np.argsort(order))
        return _kron_vectors(stacked, len(order))

    def _qubit_vectors(self, key, qubits, values, batch):
        """Returns `(len(qubits), 2, batch)`."""
        if key == "idle":
            zero = np.tile([[[1.0], [0.0]]], (len(qubits), 1, 1))
            return tf.tile(self._constant(zero), (1, 1, batch))
        chains = [self.plan.prefix[q] for q in qubits]
        first = [chain[0] for chain in chains]
        columns = np.stack([g.matrices[:, :, 0] for g in first], axis=1)
        vector = tf.einsum(
            "kgi,kgb->gib", self._constant(columns), self._coefficients(first, values)
        )
        if vector.shape[-1] == 1 and not self.with_data[id(first[0])]:
            vector = tf.tile(vector, (1, 1, batch))
        for gate in chains[0][1:]:  # longer chains come one qubit at a time
            equation = "ijb,gjb->gib" if self.with_data[id(gate)] else "ij,gjb->gib"
            vector = tf.einsum(equation, self.matrix(gate, values), vector)
        return vector

    # --- gates ---------------------------------------------------------------------

    def _plan_blocks(self):
        """Groups each layer's one-qubit gates without data into runs of neighbours."""
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

    def block_matrices(self, values):
        """Builds all one-qubit matrices at once, then each run's Kronecker product.

        Returns:
            dict from (size, index) to a `(2**size, 2**size)` matrix.
        """
        groups = defaultdict(list)
        for runs in self._members.values():
            for gate in (g for run in runs for g in run):
                groups[gate.functions, gate.angle is None].append(gate)
        parts, place = [], {}
        for gates in groups.values():
            for gate in gates:
                place[id(gate)] = len(place)
            constants = self._constant(np.stack([g.matrices for g in gates], axis=1))
            coefficients = self._coefficients(gates, values)[..., 0]
            parts.append(tf.einsum("kgij,kg->gij", constants, coefficients))
        if not parts:
            return {}
        matrices = parts[0] if len(parts) == 1 else tf.concat(parts, axis=0)
        blocks = {}
        for size, runs in self._members.items():
            rows = [[place[id(g)] for g in run] for run in runs]
            gathered = tf.gather(matrices, rows)  # (runs, size, 2, 2)
            product = gathered[:, 0]
            for i in range(1, size):
                product = tf.einsum("rij,rkl->rikjl", product, gathered[:, i])
                product = tf.reshape(product, (len(runs), 2 ** (i + 1), 2 ** (i + 1)))
            for i, matrix in enumerate(tf.unstack(product)):
                blocks[size, i] = matrix
        return blocks


def _kron_vectors(vectors, count):
    """Multiplies `(count, d, batch)` to `(d**count, batch)`, pair by pair."""
    parts = list(tf.unstack(vectors, count))
    while len(parts) > 1:
        merged = []
        for a, b in zip(parts[::2], parts[1::2], strict=False):
            size = a.shape[0] * b.shape[0]
            merged.append(tf.reshape(a[:, None] * b[None], (size, tf.shape(a)[1])))
        parts = merged + parts[len(parts) - len(parts) % 2 :]
    return parts[0]


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
