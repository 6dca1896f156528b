"""PennyLane row by row, as in the tutorial of Mari et al., by backpropagation.

Reference:
    "Quantum transfer learning", https://pennylane.ai/qml/demos/tutorial_quantum_transfer_learning
    loops in Python over the rows of a batch. Differs: PennyLane's own autograd in place
    of PyTorch, whose package from PyPI brings several GB for GPUs.
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
        angles, weights = inputs
        rows = [anp.stack(circuit(row, weights)) for row in angles]
        return anp.stack(rows)

    def step(angles, weights, cotangent):
        pull, values = make_vjp(run)((angles, weights))
        return values, *pull(cotangent)

    return np.asarray, step
