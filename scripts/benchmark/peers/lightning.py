"""PennyLane's C++ simulator `lightning.qubit` with its adjoint gradient, complex64.

Two formulations: `device_vjp` pulls the cotangent back inside the device, `jacobian`
takes the whole Jacobian from it.
"""

import numpy as np
import pennylane as qml
from autograd import make_vjp

from scripts.benchmark.peers.pennylane_gates import add_gates


def build(num_qubits, depth, formulation):
    """Returns `load` and `step`; see the package."""
    device = qml.device("lightning.qubit", wires=num_qubits, c_dtype=np.complex64)

    @qml.qnode(
        device,
        interface="autograd",
        diff_method="adjoint",
        device_vjp=formulation == "device_vjp",
    )
    def circuit(angles, weights):
        return add_gates(num_qubits, depth, angles, weights)

    def run(inputs):
        return qml.math.stack(circuit(*inputs), axis=-1)

    def step(angles, weights, cotangent):
        pull, values = make_vjp(run)((angles, weights))
        return values, *pull(cotangent)

    return np.asarray, step
