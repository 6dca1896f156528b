"""Computes expectation values of a planned circuit in plain TensorFlow.

States are `(2**n, batch)` with the batch contiguous: a permutation is one gather of
rows and a gate is a matrix product on rows. Does not read circuits: `circuits` plans.
"""

import numpy as np

from circuits import Gate, Permutation, Plan
from tfq_bert._quiet import tf
from tfq_bert.layers.statevector.chunks import must_stay_whole, run_in_chunks
from tfq_bert.layers.statevector.evolution import evolve
from tfq_bert.layers.statevector.matrices import GateMatrices
from tfq_bert.layers.statevector.memory import make_memory_plan
from tfq_bert.layers.statevector.permutation import permute
from tfq_bert.layers.statevector.prefix import ProductState
from tfq_bert.layers.statevector.readout import read_expectations
from tfq_bert.layers.statevector.steps import Multiply, make_move, run_steps

DIFFERENTIATORS = ("auto", "stored", "adjoint")
PRECISIONS = ("single", "double")
# A batch of unknown size is taken to fit where so many rows would.
SURELY_ENOUGH_ROWS = 2**17


class StatevectorEngine:
    """Runs a plan: data and weights in, expectation values out, differentiable.

    Args:
        plan: What `circuits.plan_circuit` returned.
        differentiator: How gradients are made. `"stored"` keeps the state before each
            matrix, `"adjoint"` takes the steps back, in memory that does not grow
            with the depth, and `"auto"` keeps them while they fit the budget.
        precision: `"single"` or `"double"`, of the arithmetic. The output is float32.
        memory_budget: Bytes that one call may take, by estimate; a batch that needs
            more runs in chunks. Defaults to a quarter of the memory that is free.

    Raises:
        ValueError: If an argument has another value.
    """

    def __init__(
        self,
        plan: Plan,
        differentiator: str = "auto",
        precision: str = "single",
        memory_budget: int | None = None,
    ):
        _check("differentiator", differentiator, DIFFERENTIATORS)
        _check("precision", precision, PRECISIONS)
        if memory_budget is not None and not memory_budget > 0:
            raise ValueError(
                "`memory_budget` must be a positive number of bytes. Received: "
                f"memory_budget={memory_budget!r}."
            )
        self.plan = plan
        self._real = tf.float32 if precision == "single" else tf.float64
        complex_type = tf.complex64 if precision == "single" else tf.complex128
        self.dtype = self._real if plan.is_real else complex_type
        self._gates = GateMatrices(plan, self.dtype)
        self._prefix = ProductState(plan, self._gates)
        self._plan_steps()
        self.memory = make_memory_plan(
            plan.num_qubits,
            sum(isinstance(step, Multiply) for step in self._steps),
            self.dtype.size,
            differentiator,
            memory_budget,
        )

    def expectations(
        self, data: tf.Tensor, weights: tf.Tensor, is_inference: bool = False
    ) -> tf.Tensor:
        """Returns the expectation values, `(batch, num_observables)`, float32.

        Args:
            data: `(batch, num_data_symbols)`, real.
            weights: `(num_weight_symbols,)`, real.
            is_inference: Whether gradients are not expected; they are right all the
                same, but slow.
        """
        data, weights = tf.cast(data, self._real), tf.cast(weights, self._real)
        if is_inference:
            values = self._plain_in_chunks(data, weights)
        else:
            values = self._with_gradient_in_chunks(data, weights)
        return tf.cast(values, tf.float32)

    def state(self, data: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        """Returns the final states, `(2**num_qubits, batch)`, first qubit highest."""
        data, weights = tf.cast(data, self._real), tf.cast(weights, self._real)
        return evolve(self._steps, *self._tensors(data, weights), keep_states=True)

    # --- the ways through a batch --------------------------------------------------

    def _plain(self, data, weights):
        """Holds no custom gradient, of which an export would warn when loaded."""
        state = run_steps(self._steps, *self._tensors(data, weights))
        return read_expectations(self.plan.readouts, state, tf.gather)

    def _with_gradient(self, data, weights, keep_states):
        state, matrices = self._tensors(data, weights)
        state = evolve(self._steps, state, matrices, keep_states)
        return read_expectations(self.plan.readouts, state, permute)

    def _plain_in_chunks(self, data, weights):
        """Cuts a batch that would pass the budget."""
        rows = self.memory.rows
        if must_stay_whole(data, weights):
            return self._plain(data, weights)
        return _by_size(
            data,
            {
                rows: lambda: self._plain(data, weights),
                None: lambda: run_in_chunks(self._plain, data, weights, rows),
            },
        )

    def _with_gradient_in_chunks(self, data, weights):
        """Keeps the states if they fit, and cuts a batch that would pass the budget."""
        rows, stored_rows = self.memory.rows, self.memory.stored_rows

        def run(data, weights, fits=rows <= stored_rows):
            return self._with_gradient(data, weights, fits)

        if must_stay_whole(data, weights):
            size = data.shape[0]
            fits = size is not None and size <= stored_rows
            return run(data, weights, fits or rows <= stored_rows)
        return _by_size(
            data,
            {
                stored_rows: lambda: self._with_gradient(data, weights, True),
                rows: lambda: run(data, weights),
                None: lambda: run_in_chunks(run, data, weights, rows),
            },
        )

    # --- steps ---------------------------------------------------------------------

    def _plan_steps(self):
        """Writes the plan as permutations and products with numbered matrices."""
        self._steps, self._sources, moves = [], [], {}
        for index, step in enumerate(self.plan.steps):
            if index in self._gates.folded:
                continue
            if isinstance(step, Permutation):
                move = moves.get(id(step)) or make_move(step.source, step.phases)
                moves[id(step)] = move
                self._steps.append(move)
                continue
            for start, size, place in self._gates.blocks[index]:
                self._steps.append(Multiply(len(self._sources), start, size))
                self._sources.append(place)
            for gate in self._gates.loose[index]:
                self._steps += self._gate_steps(gate, moves)

    def _gate_steps(self, gate: Gate, moves: dict):
        """Brings a gate's qubits to the front, multiplies, and brings them back."""
        n, size = self.plan.num_qubits, len(gate.qubits)
        per_row = self._gates.with_data[id(gate)]
        product = Multiply(len(self._sources), 0, size, per_row)
        self._sources.append(gate)
        front = gate.qubits + tuple(q for q in range(n) if q not in gate.qubits)
        if front == tuple(range(n)):
            return [product]
        if front not in moves:
            source = np.arange(2**n, dtype=np.int32).reshape((2,) * n)
            there = make_move(source.transpose(front).ravel())
            moves[front] = (there, make_move(there.inverse))
        there, back = moves[front]
        return [there, product, back]

    def _tensors(self, data, weights):
        """Returns the first state and the list of matrices."""
        angles = self._gates.angles(data, weights)
        blocks = self._gates.block_matrices(angles)
        matrices = [
            self._gates.matrix(source, angles)
            if isinstance(source, Gate)
            else blocks[source]
            for source in self._sources
        ]
        return self._prefix.states(angles, tf.shape(data)[0]), matrices


def _by_size(data, ways):
    """Runs the first way whose number of rows the batch does not pass.

    Args:
        data: `(batch, num_data_symbols)`.
        ways: dict from a number of rows, rising, or None for any, to a function.
    """
    if data.shape[0] is not None:
        return next(
            run for rows, run in ways.items() if rows is None or data.shape[0] <= rows
        )()
    limits, branches = [], []
    for rows, run in ways.items():
        if rows != 0:
            branches.append(run)
        if rows is None or rows >= SURELY_ENOUGH_ROWS:
            break
        if rows:
            limits.append(rows)
    if len(branches) == 1:
        return branches[0]()
    # One switch, since TensorFlow cannot differentiate a condition in a condition.
    is_larger = tf.shape(data)[0] > tf.constant(limits)
    return tf.switch_case(tf.reduce_sum(tf.cast(is_larger, tf.int32)), branches)


def _check(argument, value, allowed):
    if value not in allowed:
        raise ValueError(
            f"`{argument}` must be one of {list(allowed)}. Received: "
            f"{argument}={value!r}."
        )
