"""Names the symbols of a circuit, also those that Cirq does not name.

Does not order them: `circuits.symbols` does.
"""

import contextlib

import cirq

from circuits.errors import CircuitSpecError
from circuits.gates import gates_of


def parameter_names(circuit: cirq.AbstractCircuit) -> frozenset[str]:
    """Returns the names of all symbols that stand in a circuit.

    `cirq.parameter_names` misses those of a gate that does not tell them, such as
    `PhasedFSimGate` of Cirq 1.5 or a gate of the user's own without
    `_parameter_names_`. Here they are read from the gate's parts as well.

    Args:
        circuit: `cirq.AbstractCircuit`. What `plan_circuit` would refuse in it is not
            looked into.

    Returns:
        frozenset of str.

    Example:
    >>> import sympy
    >>> gate = cirq.PhasedFSimGate(sympy.Symbol("a"), 0, 0, 0, 0)
    >>> sorted(parameter_names(cirq.Circuit(gate(*cirq.LineQubit.range(2)))))
    ['a']
    """
    names: set[str] = set(cirq.parameter_names(circuit))
    positions = {q: i for i, q in enumerate(sorted(circuit.all_qubits()))}
    for operation in circuit.all_operations():
        if not _may_hide_symbols(operation):
            continue
        with contextlib.suppress(CircuitSpecError):
            for gate in gates_of(operation, positions, 0):
                symbols = getattr(gate.angle, "free_symbols", ())
                names |= {symbol.name for symbol in symbols}
    return frozenset(names)


def _may_hide_symbols(operation: cirq.Operation) -> bool:
    """Tells whether the names that Cirq gives may not be all."""
    operation = operation.untagged
    # Powers and rotations tell their symbols, and are most of a circuit.
    if isinstance(operation.gate, cirq.EigenGate):
        return False
    while isinstance(operation, cirq.ControlledOperation):
        operation = operation.sub_operation.untagged
    # A subcircuit counts as fixed when its gates do not tell their symbols.
    return isinstance(operation, cirq.CircuitOperation) or cirq.is_parameterized(
        operation
    )
