"""Computes expectation values of a planned circuit in plain TensorFlow.

States are `(2**n, batch)` with the batch contiguous: a permutation is one gather of
rows and a gate is a matrix product on rows. Does not read circuits: `circuits` plans.
"""

from collections import defaultdict

import numpy as np

from circuits import Gate, Layer, Permutation, Plan, make_polynomials
from tfq_bert._quiet import tf

MAX_BLOCK = 4  # neighbouring one-qubit gates folded into one matrix; 8 was slower
DIRECT_READOUT = 10  # up to so many qubits one sign matrix reads all products of Z


class StatevectorEngine:
    """Runs a plan: data and weights in, expectation values out, differentiable.

    Args:
        plan: What `circuits.plan_circuit` returned.
    """

    def __init__(self, plan: Plan):
        self.plan = plan
        self.dtype = tf.float32 if plan.is_real else tf.complex64
        data = set(plan.data_symbols)
        self._gates = [g for chain in plan.prefix for g in chain]
        for step in plan.steps:
            self._gates += step.gates if isinstance(step, Layer) else []
        self._with_data = {
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
                if gate.angle is not None and self._with_data[id(gate)] == with_data:
                    row = angles.setdefault(gate.angle, len(angles))
                    self._row[id(gate)] = row
            self._tables[with_data] = make_polynomials(list(angles), symbols)
        self._plan_blocks()

    def expectations(
        self, data: tf.Tensor, weights: tf.Tensor, is_inference: bool = False
    ) -> tf.Tensor:
        """Returns the expectation values, `(batch, num_observables)`, float32.

        Args:
            data: `(batch, num_data_symbols)`, float32.
            weights: `(num_weight_symbols,)`, float32.
            is_inference: Whether gradients are not expected; they are right all the
                same, but slow.
        """
        permute = tf.gather if is_inference else _permute
        state = self._state(data, weights, permute)
        readouts = self.plan.readouts
        columns = tf.constant(readouts.constants, tf.float32)[:, None]
        if len(readouts.z_strings):
            columns += self._read_z(_squared_magnitude(state))
        else:
            columns += tf.zeros((readouts.num_observables, tf.shape(state)[1]))
        for term in readouts.terms:
            moved = _rephase(permute(state, term.source), term.phases)
            value = tf.reduce_sum(tf.math.conj(state) * moved, axis=0)
            row = np.zeros((readouts.num_observables, 1), np.float32)
            row[term.observable] = term.coefficient
            columns += row * tf.math.real(value)[None]
        return tf.transpose(columns)

    def state(self, data: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        """Returns the final states, `(2**num_qubits, batch)`, first qubit highest."""
        return self._state(data, weights, _permute)

    def _state(self, data, weights, permute):
        values = self._angle_values(data, weights)
        blocks = self._block_matrices(values)
        state = self._product_state(values, tf.shape(data)[0])
        for index, step in enumerate(self.plan.steps):
            if isinstance(step, Permutation):
                state = _rephase(permute(state, step.source), step.phases)
                continue
            for start, size, place in self._blocks[index]:
                state = self._apply_rows(blocks[place], state, start, size)
            for gate in self._loose[index]:
                state = self._apply_gate(gate, values, state, permute)
        return state

    # --- angles and matrices -------------------------------------------------------

    def _angle_values(self, data, weights):
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
        table = values[self._with_data[id(gates[0])]]
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

    def _matrices(self, gate: Gate, values):
        """Returns one gate's matrix, `(d, d)`, or `(d, d, batch)` with data."""
        coefficients = self._coefficients([gate], values)[:, 0]
        matrix = tf.einsum("kij,kb->ijb", self._constant(gate.matrices), coefficients)
        return matrix if self._with_data[id(gate)] else matrix[..., 0]

    def _constant(self, array: np.ndarray):
        return tf.constant(array if self.dtype.is_complex else array.real, self.dtype)

    # --- product state -------------------------------------------------------------

    def _product_state(self, values, batch):
        """Builds the states before the first entanglers as Kronecker products."""
        groups = defaultdict(list)
        for qubit, chain in enumerate(self.plan.prefix):
            if not chain:
                groups["idle"].append(qubit)
            elif len(chain) == 1:
                key = (chain[0].functions, self._with_data[id(chain[0])])
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
        if vector.shape[-1] == 1 and not self._with_data[id(first[0])]:
            vector = tf.tile(vector, (1, 1, batch))
        for gate in chains[0][1:]:  # longer chains come one qubit at a time
            equation = "ijb,gjb->gib" if self._with_data[id(gate)] else "ij,gjb->gib"
            vector = tf.einsum(equation, self._matrices(gate, values), vector)
        return vector

    # --- gates ---------------------------------------------------------------------

    def _plan_blocks(self):
        """Groups each layer's one-qubit gates without data into runs of neighbours."""
        self._blocks, self._loose = defaultdict(list), defaultdict(list)
        self._members = defaultdict(list)  # block size -> lists of gates
        for index, step in enumerate(self.plan.steps):
            if not isinstance(step, Layer):
                continue
            simple = {
                g.qubits[0]: g
                for g in step.gates
                if len(g.qubits) == 1 and not self._with_data[id(g)]
            }
            taken = {id(g) for g in simple.values()}
            self._loose[index] = [g for g in step.gates if id(g) not in taken]
            for run in _runs(sorted(simple)):
                members = self._members[len(run)]
                place = (len(run), len(members))
                members.append([simple[q] for q in run])
                self._blocks[index].append((run[0], len(run), place))

    def _block_matrices(self, values):
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

    def _apply_rows(self, matrix, state, start, size):
        """Multiplies a `2**size` matrix into neighbouring qubits from `start`."""
        rest = 2 ** (self.plan.num_qubits - start - size)
        batch = tf.shape(state)[1]
        if start == 0:
            rows = tf.reshape(state, (2**size, rest * batch))
        else:
            rows = tf.reshape(state, (2**start, 2**size, rest * batch))
        return tf.reshape(tf.matmul(matrix, rows), (2**self.plan.num_qubits, batch))

    def _apply_gate(self, gate: Gate, values, state, permute):
        """Applies any gate: brings its qubits to the front and back again."""
        n, k = self.plan.num_qubits, len(gate.qubits)
        front = gate.qubits + tuple(q for q in range(n) if q not in gate.qubits)
        source = np.arange(2**n).reshape((2,) * n).transpose(front).ravel()
        is_moved = front != tuple(range(n))
        if is_moved:
            state = permute(state, source)
        batch = tf.shape(state)[1]
        rows = tf.reshape(state, (2**k, 2 ** (n - k), batch))
        equation = "ijb,jrb->irb" if self._with_data[id(gate)] else "ij,jrb->irb"
        state = tf.einsum(equation, self._matrices(gate, values), rows)
        state = tf.reshape(state, (2**n, batch))
        return permute(state, np.argsort(source)) if is_moved else state

    # --- readout -------------------------------------------------------------------

    def _read_z(self, probabilities):
        """Returns the sums of products of Z, `(num_observables, batch)`."""
        n, readouts = self.plan.num_qubits, self.plan.readouts
        if n <= DIRECT_READOUT:
            signs = readouts.z_coefficients @ _signs(readouts.z_strings)
            return tf.matmul(tf.constant(signs, tf.float32), probabilities)
        high = n // 2
        low, which = np.unique(
            readouts.z_strings[:, high:], axis=0, return_inverse=True
        )
        grid = tf.reshape(probabilities, (2**high, 2 ** (n - high), -1))
        sums = tf.matmul(tf.constant(_signs(low), tf.float32), grid)
        sums = tf.gather(sums, which.reshape(-1), axis=1)  # (2**high, strings, batch)
        signs = tf.constant(_signs(readouts.z_strings[:, :high]), tf.float32)
        values = tf.einsum("sh,hsb->sb", signs, sums)
        return tf.matmul(tf.constant(readouts.z_coefficients, tf.float32), values)


def evaluate_polynomials(table, rows, num_columns=None):
    """Evaluates polynomials on symbol values, `(symbols, batch)` to `(rows, batch)`."""
    linear = table.linear[:, :num_columns]
    if np.array_equal(linear, np.eye(*linear.shape)) and len(linear) == rows.shape[0]:
        values = rows
    elif np.all((linear == 1).sum(axis=1) == 1) and np.all(np.isin(linear, (0, 1))):
        values = tf.gather(rows, linear.argmax(axis=1))
    else:
        values = tf.matmul(tf.constant(linear, tf.float32), rows)
    if np.any(table.constant):
        values += tf.constant(table.constant[:, None], tf.float32)
    if len(table.products):
        monomials = []
        for exponents in table.products:
            factors = [rows[s] ** int(e) for s, e in enumerate(exponents) if e]
            monomials.append(tf.reduce_prod(tf.stack(factors), axis=0))
        coefficients = tf.constant(table.product_coefficients, tf.float32)
        values += tf.matmul(coefficients, tf.stack(monomials))
    return values


def _permute(state, source):
    """Gathers rows; the gradient is the inverse gather, not a slow scatter."""
    inverse = np.argsort(source)

    @tf.custom_gradient
    def gather(x):
        return tf.gather(x, source), lambda upstream: tf.gather(upstream, inverse)

    return gather(state)


def _rephase(state, phases):
    """Multiplies each amplitude with its phase.

    A real state keeps the real part only: an imaginary phase adds nothing to a real
    expectation value.
    """
    if phases is not None and not np.allclose(phases, 1):
        values = phases if state.dtype.is_complex else phases.real
        state *= tf.constant(values[:, None], state.dtype)
    return state


def _squared_magnitude(state):
    if not state.dtype.is_complex:
        return tf.square(state)
    return tf.square(tf.math.real(state)) + tf.square(tf.math.imag(state))


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


def _signs(z_strings: np.ndarray) -> np.ndarray:
    """Returns the diagonal of each product of Z, `(strings, 2**n)`, as +1 and -1."""
    num_qubits = z_strings.shape[1]
    bits = np.arange(2**num_qubits)[:, None] >> np.arange(num_qubits)[::-1] & 1
    return 1.0 - 2.0 * (z_strings.astype(int) @ bits.T % 2)


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
