"""PennyLane's `default.qubit` by backpropagation, the whole batch in one call.

By its parameter broadcasting and its own autograd, as its documentation writes it; not
compiled: `pennylane_jit` is.
"""

import autograd.numpy as anp
import numpy as np
import pennylane as qml
from autograd import make_vjp

from scripts.benchmark.peers.pennylane_gates import add_gates


def build(num_qubits, depth, formulation):
    """Returns `load` and `step`; see the package. There is one formulation."""
    del formulation
    device = qml.device("default.qubit", wires=num_qubits)

    @qml.qnode(device, interface="autograd", diff_method="backprop")
    def circuit(angles, weights):
        return add_gates(num_qubits, depth, angles, weights)

    def run(inputs):
        return anp.stack(circuit(*inputs), axis=-1)

    def step(angles, weights, cotangent):
        pull, values = make_vjp(run)((angles, weights))
        return values, *pull(cotangent)

    return np.asarray, step
