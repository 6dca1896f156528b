"""Computes expectation values with TensorFlow Quantum's C++ simulator.

The independent second route beside `statevector`. Keeps TFQ's faults away: each
angle becomes a symbol of its own, so that TFQ sees neither expressions nor an order of
symbols, and every qubit holds a gate. Does not sample.
"""

import warnings

import cirq
import sympy

from circuits import (
    make_polynomials,
    with_integer_controls,
    without_final_measurements,
)
from tfq_bert._quiet import import_tfq, tf
from tfq_bert.layers.statevector import evaluate_polynomials

# What TFQ 0.7.6 serializes; everything else is decomposed until it is of these.
_NATIVE = (
    cirq.XPowGate,
    cirq.YPowGate,
    cirq.ZPowGate,
    cirq.HPowGate,
    cirq.CZPowGate,
    cirq.CXPowGate,
    cirq.SwapPowGate,
    cirq.ISwapPowGate,
    cirq.XXPowGate,
    cirq.YYPowGate,
    cirq.ZZPowGate,
)


class TfqEngine:
    """Runs a circuit on TensorFlow Quantum: data and weights to expectation values.

    Args:
        circuit: Unitary circuit.
        observables: Pauli sums or strings.
        data_symbols: Symbols that the columns of the data fill, in order.
        weight_symbols: Symbols that the weights fill, in order.
        qubits: All qubits, in order.
    """

    def __init__(self, circuit, observables, data_symbols, weight_symbols, qubits):
        tfq = import_tfq()
        grid = {q: cirq.GridQubit(0, i) for i, q in enumerate(qubits)}
        exponents: dict[object, sympy.Symbol] = {}
        operations = [cirq.I(q) for q in grid.values()]
        plain = without_final_measurements(circuit)
        flat = cirq.unroll_circuit_op(plain, deep=True, tags_to_check=None)
        for operation in flat.all_operations():
            # A global phase has no qubits and moves no expectation value.
            if operation.qubits:
                mapped = operation.untagged.transform_qubits(grid)
                operations += _serializable(mapped, exponents, operation)
        columns = tuple(data_symbols) + tuple(weight_symbols)
        self._table = make_polynomials(list(exponents), columns)
        self._names = [str(symbol) for symbol in exponents.values()]
        self._num_observables = len(observables)
        self._program = tfq.convert_to_tensor([cirq.Circuit(operations)]).numpy()
        sums = [
            cirq.PauliSum.from_pauli_strings(
                [string.map_qubits(grid) for string in cirq.PauliSum.wrap(observable)]
            )
            for observable in observables
        ]
        self._operators = tfq.convert_to_tensor([sums]).numpy()
        self._expectation = tfq.differentiators.Adjoint().generate_differentiable_op(
            analytic_op=tfq.get_expectation_op()
        )

    def expectations(self, data: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        """Returns the expectation values, `(batch, num_observables)`, float32.

        Args:
            data: `(batch, num_data_symbols)`, float32.
            weights: `(num_weight_symbols,)`, float32.
        """
        batch = tf.shape(data)[0]
        rows = tf.tile(weights[:, None], (1, batch))
        rows = tf.concat([tf.transpose(data), rows], axis=0)
        values = tf.transpose(evaluate_polynomials(self._table, rows))
        result = self._expectation(
            tf.tile(tf.constant(self._program), [batch]),
            tf.constant(self._names, tf.string, shape=(len(self._names),)),
            values,
            tf.tile(tf.constant(self._operators), (batch, 1)),
        )
        return tf.reshape(result, (batch, self._num_observables))


@tf.RegisterGradient("TfqAdjointGradient")
def _refuse_second_derivatives(*_):
    """Says so; TensorFlow would report that it does not know the operation."""
    raise NotImplementedError(
        "second derivatives are not made by TFQ's adjoint gradient. Use "
        'engine="statevector".'
    )


def _decomposed(operation: cirq.Operation) -> list[cirq.Operation] | None:
    with warnings.catch_warnings():
        # Cirq 1.5 warns of its own use of subcircuits in matrices on three qubits.
        warnings.filterwarnings("ignore", ".*use_repetition_ids", FutureWarning)
        if not isinstance(operation.gate, cirq.MatrixGate):
            return cirq.decompose_once(operation, None)
        # Cirq 1.5 takes the global phase of a matrix on qubits in ascending order.
        ascending = cirq.LineQubit.range(len(operation.qubits))
        parts = cirq.decompose_once(operation.gate.on(*ascending), None)
    if parts is None:
        return None
    places = dict(zip(ascending, operation.qubits, strict=True))
    return [part.transform_qubits(places) for part in parts]


def _with_own_symbol(gate: cirq.EigenGate, exponents: dict) -> cirq.EigenGate:
    """Puts a symbol in the place of an exponent's expression."""
    if not cirq.is_parameterized(gate):
        return gate
    fresh = sympy.Symbol(f"t_{len(exponents):04d}")
    return gate._with_exponent(exponents.setdefault(gate.exponent, fresh))


def _serializable(
    operation: cirq.Operation, exponents: dict, written: cirq.Operation
) -> list[cirq.Operation]:
    """Rewrites an operation in gates that TFQ takes, with one symbol an angle.

    It is a part of what the user has `written`, which the message names.
    """
    operation = with_integer_controls(operation)
    gate = operation.gate
    if isinstance(gate, cirq.IdentityGate):
        return []  # TFQ takes those on one qubit only, and each qubit has one.
    if isinstance(gate, cirq.ControlledGate) and isinstance(gate.sub_gate, _NATIVE):
        new = _with_own_symbol(gate.sub_gate, exponents)
        # TFQ takes one value a control. Of several, one at most is active at a time.
        # `new.controlled(...)` could be a CCZPowGate, which TFQ does not take.
        return [
            cirq.ControlledGate(new, control_values=bits).on(*operation.qubits)
            for bits in gate.control_values.expand()
        ]
    if isinstance(gate, _NATIVE):
        return [_with_own_symbol(gate, exponents).on(*operation.qubits)]
    parts = _decomposed(operation)
    if parts is None and not cirq.is_parameterized(operation):
        matrix = cirq.MatrixGate(cirq.unitary(operation))
        parts = _decomposed(matrix.on(*operation.qubits))
    if parts is None:
        raise ValueError(
            "the tfq engine takes gates that decompose into powers of Pauli gates, "
            f"CZ, CNOT, SWAP and ISWAP. Received: {written!s}. "
            'Use engine="statevector".'
        )
    parts = [part for part in parts if part.qubits]
    return [op for part in parts for op in _serializable(part, exponents, written)]
