"""A circuit without its gates on several qubits: what entanglement is worth.

Trains nothing, and leaves the gates on one qubit as they are.
"""

import cirq

from circuits.build import build_circuit
from circuits.errors import CircuitSpecError
from circuits.spec import CircuitSpec


def without_entanglement(spec: CircuitSpec) -> CircuitSpec:
    """Leaves out of a circuit what acts on several qubits.

    Symbols that stood in such gates alone are gone too.

    Args:
        spec: `CircuitSpec`.

    Returns:
        `CircuitSpec`, with a circuit of its own.

    Raises:
        CircuitSpecError: If no data symbol is left.

    Example:
    >>> spec = without_entanglement(CircuitSpec(num_qubits=2, depth=1))
    >>> print(build_circuit(spec).circuit)
    0: ───H───Ry(x_0000)───Ry(w_0000)───
    <BLANKLINE>
    1: ───H───Ry(x_0001)───Ry(w_0001)───
    """
    built = build_circuit(spec)
    kept = cirq.Circuit(
        op for op in built.circuit.all_operations() if len(op.qubits) < 2
    )
    names = {str(name) for name in cirq.parameter_names(kept)}
    data = [symbol for symbol in built.data_symbols if symbol.name in names]
    weights = [symbol for symbol in built.weight_symbols if symbol.name in names]
    if not data:
        raise CircuitSpecError(
            "`spec` must have data left in gates on one qubit. Received: "
            f"encoder={spec.encoder!r}, whose gates all act on several."
        )
    idle = set(built.qubits) - kept.all_qubits()
    kept.append(cirq.I(qubit) for qubit in sorted(idle))
    return CircuitSpec.from_circuit(kept, data, list(built.observables), weights)
