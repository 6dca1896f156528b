"""Circuits without the measurements that nothing follows.

The observables say what is read, so these hold no information of their own. Does not
touch measurements in the middle of a circuit.
"""

import cirq

from circuits.unroll import unroll_measured


def is_plain_measurement(operation: cirq.Operation) -> bool:
    """Tells whether an operation measures and does nothing else.

    `cirq.is_measurement` also counts every channel with a key.

    Args:
        operation: Any operation, with or without tags.

    Example:
    >>> q = cirq.q(0)
    >>> damping = cirq.KrausChannel(cirq.kraus(cirq.amplitude_damp(0.5)), key="m")
    >>> is_plain_measurement(cirq.measure(q)), is_plain_measurement(damping(q))
    (True, False)
    """
    return isinstance(operation.gate, cirq.MeasurementGate | cirq.PauliMeasurementGate)


def without_final_measurements(circuit: cirq.AbstractCircuit) -> cirq.Circuit:
    """Leaves out the measurements after which nothing happens.

    Args:
        circuit: `cirq.AbstractCircuit`. Not modified.

    Returns:
        A copy. A measurement stays where a later gate acts on one of its qubits or is
        controlled by its result; a moment of measurements alone goes as a whole.
        Channels stay, also those with a key.

    Raises:
        CircuitSpecError: If a subcircuit that measures is repeated a symbolic number
            of times.

    Example:
    >>> q = cirq.q(0)
    >>> print(without_final_measurements(cirq.Circuit(cirq.X(q), cirq.measure(q))))
    0: ───X───
    """
    circuit = unroll_measured(circuit)
    operations = list(circuit.all_operations())
    read = {key for operation in operations for key in cirq.control_keys(operation)}
    moments = []
    for index, moment in enumerate(circuit):
        final = [
            operation
            for operation in moment
            if is_plain_measurement(operation)
            and not cirq.measurement_key_objs(operation) & read
            and circuit.next_moment_operating_on(operation.qubits, index + 1) is None
        ]
        rest = [operation for operation in moment if operation not in final]
        if rest or not final:
            moments.append(cirq.Moment(rest))
    return cirq.Circuit(moments)
