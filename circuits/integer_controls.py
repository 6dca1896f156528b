"""Writes the values of controls as integers.

`cirq.unitary` of Cirq 1.5 indexes an array with them, where `False` selects nothing:
the gate would be the identity. Can go when Cirq does so itself. Changes nothing else.
"""

import cirq


def with_integer_controls(operation: cirq.Operation) -> cirq.Operation:
    """Replaces control values such as `False` by integers.

    Args:
        operation: Any operation. What it decomposes into is not looked at.

    Returns:
        An equal operation; the same object if there was nothing to replace.

    Example:
    >>> a, b = cirq.LineQubit.range(2)
    >>> flip = cirq.X(b).controlled_by(a, control_values=[False])
    >>> cirq.unitary(with_integer_controls(flip)).real.astype(int).tolist()
    [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    """
    if isinstance(operation, cirq.TaggedOperation):
        inner = with_integer_controls(operation.sub_operation)
        if inner is operation.sub_operation:
            return operation
        return inner.with_tags(*operation.tags)
    if isinstance(operation, cirq.ControlledOperation):
        inner = with_integer_controls(operation.sub_operation)
        values = operation.control_values
        if inner is operation.sub_operation and _are_integers(values):
            return operation
        return cirq.ControlledOperation(operation.controls, inner, _as_integers(values))
    gate = operation.gate
    if not isinstance(gate, cirq.ControlledGate) or _are_integers(gate.control_values):
        return operation
    return cirq.ControlledGate(
        gate.sub_gate,
        control_values=_as_integers(gate.control_values),
        control_qid_shape=gate.control_qid_shape,
    ).on(*operation.qubits)


def _are_integers(values: cirq.ops.AbstractControlValues) -> bool:
    return all(type(value) is int for part in values for value in part)


def _as_integers(
    values: cirq.ops.AbstractControlValues,
) -> cirq.ops.AbstractControlValues:
    numbers = [[int(value) for value in part] for part in values]
    if isinstance(values, cirq.ProductOfSums):
        return cirq.ProductOfSums(numbers)
    return cirq.SumOfProducts(numbers)
