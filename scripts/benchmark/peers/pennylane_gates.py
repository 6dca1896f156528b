"""The paper's circuit in PennyLane's words, for its three engines. Not an engine."""

import pennylane as qml

from scripts.benchmark.work import pairs


def add_gates(num_qubits, depth, angles, weights, encode=qml.RY):
    """Writes the circuit inside a QNode; returns its measurements."""
    for i in range(num_qubits):
        qml.Hadamard(i)
    for i in range(num_qubits):
        encode(angles[..., i], i)
    for layer in range(depth):
        for pair in pairs(num_qubits):
            qml.CNOT(pair)
        for i in range(num_qubits):
            qml.RY(weights[layer * num_qubits + i], i)
    return [qml.expval(qml.Z(i)) for i in range(num_qubits)]
