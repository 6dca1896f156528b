"""A CircuitSpec to a Cirq circuit with ordered symbols and observables.

Nothing here knows about devices: see `circuits.devices` for those.
"""

from dataclasses import dataclass

import cirq
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
        observables: tuple of `cirq.PauliString`, in output order.
        qubits: tuple of `cirq.LineQubit`. Qubit `i` is `LineQubit(i)`, also
            where no gate touches it.
        spec: `CircuitSpec`. What it was built from.
    """

    circuit: cirq.Circuit
    data_symbols: tuple[sympy.Symbol, ...]
    weight_symbols: tuple[sympy.Symbol, ...]
    observables: tuple[cirq.PauliString[cirq.Qid], ...]
    qubits: tuple[cirq.LineQubit, ...]
    spec: CircuitSpec

    resolved = resolved


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
    qubits = tuple(cirq.LineQubit.range(spec.num_qubits))
    angles = data_symbols(spec.num_data_symbols)
    weights = weight_symbols(spec.num_weights)
    circuit = cirq.Circuit(
        *ENCODERS[spec.encoder].moments(qubits, angles),
        *ANSATZE[spec.ansatz].moments(qubits, weights, spec.depth),
    )
    return BuiltCircuit(
        circuit=circuit,
        data_symbols=angles,
        weight_symbols=weights,
        observables=READOUTS[spec.readout].observables(qubits),
        qubits=qubits,
        spec=spec,
    )
