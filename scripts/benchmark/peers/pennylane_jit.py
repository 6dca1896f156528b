"""PennyLane's `default.qubit` on JAX, compiled, by backpropagation.

Two formulations: `broadcast` hands it the whole batch, `vmap` lets JAX make the batch.
"""

import jax
import jax.numpy as jnp
import pennylane as qml

from scripts.benchmark.peers.pennylane_gates import add_gates


def build(num_qubits, depth, formulation):
    """Returns `load` and `step`; see the package."""
    device = qml.device("default.qubit", wires=num_qubits)

    @qml.qnode(device, interface="jax", diff_method="backprop")
    def circuit(angles, weights):
        return add_gates(num_qubits, depth, angles, weights)

    def run(angles, weights):
        return jnp.stack(circuit(angles, weights), axis=-1)

    batched = run if formulation == "broadcast" else jax.vmap(run, in_axes=(0, None))

    @jax.jit
    def differentiate(angles, weights, cotangent):
        values, pull = jax.vjp(batched, angles, weights)
        return values, *pull(cotangent)

    def step(angles, weights, cotangent):
        return jax.block_until_ready(differentiate(angles, weights, cotangent))

    return jnp.asarray, step
