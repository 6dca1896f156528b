"""Computes expectation values with TensorFlow Quantum's C++ simulator.

The independent second route beside `statevector`. Keeps TFQ's faults away: each
angle becomes a symbol of its own, so that TFQ sees neither expressions nor an order of
symbols, and every qubit holds a gate.
"""

import warnings

import cirq
import sympy

from circuits import (
    CircuitSpecError,
    apply_noise,
    is_noisy,
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
_CHANNELS = (
    cirq.BitFlipChannel,
    cirq.PhaseFlipChannel,
    cirq.PhaseDampingChannel,
    cirq.AmplitudeDampingChannel,
    cirq.GeneralizedAmplitudeDampingChannel,
    cirq.DepolarizingChannel,
    cirq.AsymmetricDepolarizingChannel,
    cirq.ResetChannel,
)


class TfqEngine:
    """Runs a circuit on TensorFlow Quantum: data and weights to expectation values.

    Exact values have TFQ's adjoint gradient. With `shots` they are averages of samples,
    of noisy runs where the circuit is noisy (as in `tfq.layers.NoisyPQC` with
    `sample_based=True`), and gradients follow TFQ's parameter-shift rule.

    Args:
        circuit: Unitary circuit; with `shots`, also of channels that TFQ knows.
        observables: Pauli sums or strings.
        data_symbols: Symbols that the columns of the data fill, in order.
        weight_symbols: Symbols that the weights fill, in order.
        qubits: All qubits, in order.
        shots: int. Samples of each row for each Pauli string. None for exact values.
        noise: With `shots`, what `circuits.apply_noise` takes; None for none.

    Raises:
        CircuitSpecError: If TFQ has no such gate or channel.
    """

    def __init__(
        self,
        circuit,
        observables,
        data_symbols,
        weight_symbols,
        qubits,
        shots=None,
        noise=None,
    ):
        tfq = import_tfq()
        grid = {q: cirq.GridQubit(0, i) for i, q in enumerate(qubits)}
        exponents: dict[object, sympy.Symbol] = {}
        operations = [cirq.I(q) for q in grid.values()]
        plain = apply_noise(without_final_measurements(circuit), noise)
        flat = cirq.unroll_circuit_op(plain, deep=True, tags_to_check=None)
        for operation in flat.all_operations():
            # A global phase has no qubits and moves no expectation value.
            if operation.qubits:
                mapped = operation.untagged.transform_qubits(grid)
                operations += _serializable(mapped, exponents, operation)
        if shots is not None:
            _check_shiftable(operations)
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
        self._shots = shots
        self._expectation = _make_operation(tfq, shots, is_noisy(plain))

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
        shape = (batch, self._num_observables)
        result = self._expectation(
            tf.tile(tf.constant(self._program), [batch]),
            tf.constant(self._names, tf.string, shape=(len(self._names),)),
            values,
            tf.tile(tf.constant(self._operators), (batch, 1)),
            *(() if self._shots is None else (tf.fill(shape, self._shots),)),
        )
        return tf.reshape(result, shape)


def _make_operation(tfq, shots: int | None, noisy: bool):
    """Returns TFQ's differentiable operation for exact, sampled or noisy values."""
    if shots is None:
        return tfq.differentiators.Adjoint().generate_differentiable_op(
            analytic_op=tfq.get_expectation_op()
        )
    sampled = (
        tfq.noise.sampled_expectation if noisy else tfq.get_sampled_expectation_op()
    )
    rule = tfq.differentiators.ParameterShift()
    return rule.generate_differentiable_op(sampled_op=sampled)


def _check_shiftable(operations: list[cirq.Operation]) -> None:
    """Refuses what TFQ's shift rule, of two eigenvalues a gate, is wrong for."""
    for operation in operations:
        gate = operation.gate
        if isinstance(gate, cirq.ControlledGate) and cirq.is_parameterized(gate):
            raise CircuitSpecError(
                'engine="tfq" with `shots` takes controlled gates without symbols '
                "only, because TFQ's parameter-shift rule is wrong for them. "
                f'Received: {operation}. Use engine="statevector".'
            )


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
    if isinstance(gate, _CHANNELS):
        return [gate.on(*operation.qubits)]
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
    if parts is None and cirq.has_unitary(operation):
        matrix = cirq.MatrixGate(cirq.unitary(operation))
        parts = _decomposed(matrix.on(*operation.qubits))
    if parts is None:
        raise CircuitSpecError(
            "the tfq engine takes gates that decompose into powers of Pauli gates, "
            "CZ, CNOT, SWAP and ISWAP, and with `shots` Cirq's channels on one qubit. "
            f"Received: {written!s}. "
            'Use engine="statevector".'
        )
    parts = [part for part in parts if part.qubits]
    return [op for part in parts for op in _serializable(part, exponents, written)]
