"""Chooses the engine that runs a circuit, and gives its final states.

Does not check how options go together: `EngineOptions` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cirq
import sympy

from circuits import (
    CircuitSpecError,
    is_noisy,
    plan_circuit,
    without_final_measurements,
)
from tfq_bert._quiet import tf
from tfq_bert.layers.density_engine import DensityMatrixEngine
from tfq_bert.layers.engine_options import EngineOptions
from tfq_bert.layers.sampler_engine import SamplerEngine
from tfq_bert.layers.shots_engine import ShotsEngine, check_shots
from tfq_bert.layers.statevector import StatevectorEngine
from tfq_bert.layers.tfq_engine import TfqEngine

# A row's state of 26 qubits takes 0.5 GiB, and the tables of a plan as much again.
MAX_QUBITS = 26


@dataclass(frozen=True)
class Program:
    """Holds a circuit with the order of all that enters and leaves it.

    Attributes:
        circuit: The circuit.
        observables: Pauli strings and sums, one column each.
        data_symbols: Symbols that the columns of the data fill, in order.
        weight_symbols: Symbols that the weights fill, in order.
        qubits: All qubits, in order.
    """

    circuit: cirq.AbstractCircuit
    observables: Sequence
    data_symbols: tuple[sympy.Symbol, ...]
    weight_symbols: tuple[sympy.Symbol, ...]
    qubits: tuple[cirq.Qid, ...]

    def arguments(self):
        """Returns them in the order in which every engine takes them."""
        return (
            self.circuit,
            self.observables,
            self.data_symbols,
            self.weight_symbols,
            self.qubits,
        )


def make_engine(program: Program, options: EngineOptions):
    """Returns the engine that computes a circuit's expectation values.

    Args:
        program: The circuit, its observables, symbols and qubits.
        options: How to run it.

    Returns:
        An object with `expectations(data, weights)`.

    Raises:
        TypeError: If an option is of another type.
        ValueError: If an option or the circuit does not fit the engine; as a
            `CircuitSpecError` where the circuit is at fault.
    """
    if options.sampler is not None:
        return SamplerEngine(*program.arguments(), options.sampler, options.shots)
    _check_size(program)
    if options.engine == "tfq" and options.shots is not None:
        check_shots(options.shots)
        return TfqEngine(*program.arguments(), int(options.shots), options.noise)
    if options.shots is not None:
        return ShotsEngine(
            *program.arguments(), options.shots, options.seed, options.noise
        )
    if options.noise is not None:
        return DensityMatrixEngine(
            *program.arguments(), options.noise, options.memory_budget
        )
    # Also with TFQ: the plan refuses what it cannot do, by gate and moment.
    plan = plan_circuit(*program.arguments())
    if options.engine == "tfq":
        return TfqEngine(*program.arguments())
    return StatevectorEngine(
        plan, options.differentiator, options.precision, options.memory_budget
    )


class FinalStates:
    """Computes a circuit's final states, and how likely their bit strings are.

    They are those of the circuit as it is written, with its noise if it has some,
    and never sampled.

    Args:
        program: The circuit, its observables, symbols and qubits.
        options: How it is run.
    """

    def __init__(self, program: Program, options: EngineOptions):
        self._program, self._options = program, options
        circuit = without_final_measurements(program.circuit)
        self._is_mixed = options.noise is not None or is_noisy(circuit)

    def states(self, data: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        """Returns the states, `(batch, 2**n)`, complex64.

        Raises:
            ValueError: If the circuit is noisy, so that its state is a density matrix.
        """
        if self._is_mixed:
            raise ValueError(
                "`state` needs a circuit without noise, because a noisy one ends in a "
                f"mixed state. Received: noise={self._options.noise!r}. Use "
                "`probabilities`."
            )
        state = tf.transpose(self._pure.state(data, weights))
        if not state.dtype.is_complex:
            state = tf.complex(state, tf.zeros_like(state))
        return tf.cast(state, tf.complex64)

    def probabilities(self, data: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        """Returns the probabilities, `(batch, 2**n)`, float32."""
        if self._is_mixed:
            basis = ("Z",) * len(self._program.qubits)
            return self._mixed.probabilities(basis, data, weights)
        state = tf.transpose(self._pure.state(data, weights))
        squares = tf.math.square(tf.math.real(state))
        if state.dtype.is_complex:
            squares += tf.math.square(tf.math.imag(state))
        return tf.cast(squares, tf.float32)

    @cached_property
    def _pure(self):
        _check_size(self._program)
        plan = plan_circuit(*self._program.arguments())
        return StatevectorEngine(plan, precision=self._options.precision)

    @cached_property
    def _mixed(self):
        return DensityMatrixEngine(*self._program.arguments(), self._options.noise)


def _check_size(program: Program) -> None:
    """Refuses a circuit whose state fits no memory, before it is planned."""
    if len(program.qubits) > MAX_QUBITS:
        raise CircuitSpecError(
            f"`model_circuit` must have at most {MAX_QUBITS} qubits, because its state "
            f"has 2**n amplitudes. Received: {len(program.qubits)} qubits. Larger "
            "circuits run on a device: give `sampler` and `shots`."
        )
