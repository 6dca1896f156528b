"""PennyLane's `default.qubit` by backpropagation, the whole batch in one call.

By its parameter broadcasting and its own autograd, as its documentation writes it; not
compiled: `pennylane_jit` is. PennyLane 0.45 fails on a batch of RY from 12 qubits on,
and takes the same rotation as a Rot.
"""

import autograd.numpy as anp
import numpy as np
import pennylane as qml
from autograd import make_vjp

from scripts.benchmark.peers.pennylane_gates import add_gates


def build(num_qubits, depth, formulation):
    """Returns `load` and `step`; see the package. There is one formulation."""
    del formulation
    encode = qml.RY if num_qubits < 12 else _rot
    device = qml.device("default.qubit", wires=num_qubits)

    @qml.qnode(device, interface="autograd", diff_method="backprop")
    def circuit(angles, weights):
        return add_gates(num_qubits, depth, angles, weights, encode)

    def run(inputs):
        return anp.stack(circuit(*inputs), axis=-1)

    def step(angles, weights, cotangent):
        pull, values = make_vjp(run)((angles, weights))
        return values, *pull(cotangent)

    return np.asarray, step


def _rot(angle, wire):
    return qml.Rot(0.0, angle, 0.0, wire)
