"""Names the symbols of a circuit, also those that Cirq does not name.

Does not order them: `circuits.symbols` does.
"""

import contextlib

import cirq

from circuits.errors import CircuitSpecError
from circuits.gates import gates_of
from circuits.unroll import unroll


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

    Raises:
        CircuitSpecError: If a gate computes its matrix with a symbol as with a number.

    Example:
    >>> import sympy
    >>> gate = cirq.PhasedFSimGate(sympy.Symbol("a"), 0, 0, 0, 0)
    >>> sorted(parameter_names(cirq.Circuit(gate(*cirq.LineQubit.range(2)))))
    ['a']
    """
    with contextlib.suppress(CircuitSpecError):  # repeated a symbol's times
        circuit = unroll(circuit)
    names: set[str] = set(cirq.parameter_names(circuit))
    for operation in circuit.all_operations():
        names |= untold_names(operation)
    return frozenset(names)


def untold_names(operation: cirq.Operation) -> set[str]:
    """Returns the names of symbols that an operation holds and may not tell.

    Args:
        operation: Any operation. What `plan_circuit` would refuse has none.

    Returns:
        The names, read from its parts. None for an operation that tells all of its
        symbols, or has none.

    Raises:
        CircuitSpecError: If its matrix is computed with a symbol as with a number.
    """
    names: set[str] = set()
    if not _may_hide_symbols(operation):
        return names
    positions = {qubit: i for i, qubit in enumerate(operation.qubits)}
    with contextlib.suppress(CircuitSpecError):
        for gate in gates_of(operation.untagged, positions, 0):
            symbols = getattr(gate.angle, "free_symbols", ())
            names |= {symbol.name for symbol in symbols}
    return names


def _may_hide_symbols(operation: cirq.Operation) -> bool:
    """Tells whether the names that Cirq gives may not be all."""
    operation = operation.untagged
    # Powers and rotations tell their symbols, and are most of a circuit.
    if isinstance(operation.gate, cirq.EigenGate):
        return False
    while isinstance(operation, cirq.ControlledOperation):
        operation = operation.sub_operation.untagged
    # A subcircuit counts as fixed when its gates do not tell their symbols, and Cirq
    # 1.5 takes every Boolean Hamiltonian for one without symbols.
    if isinstance(operation, cirq.CircuitOperation):
        return True
    if isinstance(operation.gate, cirq.BooleanHamiltonianGate):
        return True
    if cirq.is_parameterized(operation):
        return True
    try:
        return not cirq.has_unitary(operation)
    except TypeError as error:  # numpy does not know a symbol
        raise CircuitSpecError(
            "every operation of the circuit must be unitary. Received: "
            f"{operation!s}, whose matrix cannot be computed ({error}). Give a gate "
            "with symbols a _decompose_ method in the place of its _unitary_."
        ) from error
