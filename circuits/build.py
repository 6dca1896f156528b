"""A CircuitSpec to a Cirq circuit with ordered symbols and observables.

Nothing here knows about devices: see `circuits.devices` for those.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cirq
import numpy as np
import sympy

from circuits.ansatze import ANSATZE
from circuits.binding import resolved
from circuits.encoders import ENCODERS
from circuits.observables import READOUTS
from circuits.spec import CircuitSpec
from circuits.symbols import data_symbols, weight_symbols


@dataclass(frozen=True)
class BuiltCircuit:
    """A logical circuit and the order of everything that enters or leaves it.

    Args:
        circuit: `cirq.Circuit`. Has no measurement.
        data_symbols: tuple of `sympy.Symbol`. Symbol `i` is `angles[:, i]`.
        weight_symbols: tuple of `sympy.Symbol`, in the weight vector's order.
        observables: tuple of `cirq.PauliString` or `cirq.PauliSum`, in output order.
        qubits: tuple of `cirq.Qid`. Qubit `i` is `LineQubit(i)`, also where no gate
            touches it; of a circuit of one's own, its qubits in their own order.
        spec: `CircuitSpec`. What it was built from.
    """

    circuit: cirq.Circuit
    data_symbols: tuple[sympy.Symbol, ...]
    weight_symbols: tuple[sympy.Symbol, ...]
    # Of `Observable`, that is; `circuits.devices` knows Pauli strings alone.
    observables: tuple[Any, ...]
    qubits: tuple[cirq.Qid, ...]
    spec: CircuitSpec

    resolved = resolved

    def to_json(self) -> str:
        """Writes the circuit, without its observables, as Cirq JSON.

        Returns:
            str. What `cirq.read_json(json_text=...)` reads.
        """
        return cirq.to_json(self.circuit)


def build_circuit(spec: CircuitSpec) -> BuiltCircuit:
    """Builds the circuit that a spec describes.

    Args:
        spec: `CircuitSpec`.

    Returns:
        The circuit, its symbols and its observables.

    Raises:
        TypeError: If `spec` is not a `CircuitSpec`.

    Example:
    >>> built = build_circuit(CircuitSpec(num_qubits=2, depth=1))
    >>> print(built.circuit)
    0: ───H───Ry(x_0000)───@───Ry(w_0000)───
                           │
    1: ───H───Ry(x_0001)───X───Ry(w_0001)───
    """
    if not isinstance(spec, CircuitSpec):
        raise TypeError(f"`spec` must be a CircuitSpec. Received: spec={spec!r}.")
    observables = spec.readout
    if isinstance(observables, str):
        observables = READOUTS[observables].observables(spec.qubits)
    if spec.own_circuit is not None:
        circuit = spec.own_circuit.circuit.unfreeze()
        angles, weights = spec.own_circuit.data_symbols, spec.own_circuit.weight_symbols
    else:
        angles = data_symbols(spec.num_data_symbols)
        weights = weight_symbols(spec.num_weights)
        circuit = cirq.Circuit(_moments(spec, angles, weights))
    return BuiltCircuit(
        circuit=circuit,
        data_symbols=angles,
        weight_symbols=weights,
        observables=tuple(observables),
        qubits=spec.qubits,
        spec=spec,
    )


def _moments(
    spec: CircuitSpec,
    angles: Sequence[sympy.Symbol],
    weights: Sequence[sympy.Symbol],
) -> Iterator[cirq.Moment]:
    encoder, ansatz = ENCODERS[spec.encoder], ANSATZE[spec.ansatz]
    size = ansatz.counts(spec.num_qubits, 0).symbols
    turns: Sequence[cirq.TParamVal] = weights
    if not ansatz.is_trained:
        rng = np.random.default_rng(spec.seed)
        turns = rng.uniform(0, 2 * np.pi, spec.depth * size).tolist()
    scalings = weights[len(weights) - spec.num_scalings :]
    if spec.depth == 0:
        yield from encoder.moments(spec.qubits, angles)
    for index in range(spec.depth):
        if spec.trainable_scaling:
            block = scalings[index * len(angles) :][: len(angles)]
            scaled = [a * (1 + s) for a, s in zip(angles, block, strict=True)]
            yield from encoder.moments(spec.qubits, scaled)
        elif spec.reupload or index == 0:
            yield from encoder.moments(spec.qubits, angles)
        block = turns[index * size :][:size]
        yield from ansatz.block(spec.qubits, block, index)
