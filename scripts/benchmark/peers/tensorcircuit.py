"""TensorCircuit-NG on JAX, compiled, the batch by `vmap`.

Five formulations:

- `gates`: every gate as it stands, one expectation value a qubit.
- `product`: the angles enter as a product state, the rest as it stands.
- `probabilities`: as `product`, all Z from one product with the probabilities.
- `blocks`: as `probabilities`, the RY of up to four neighbors as one gate.
- `matrix`: as `probabilities`, the weights' part as one matrix for the whole batch.
"""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import tensorcircuit as tc

from scripts.benchmark.work import pairs

tc.set_backend("jax")
tc.set_dtype("complex64")
MAX_MATRIX_QUBITS = 8


def build(num_qubits, depth, formulation):
    """Returns `load` and `step`; see the package."""
    if formulation == "matrix" and num_qubits > MAX_MATRIX_QUBITS:
        raise ValueError(
            f"a matrix of 4**{num_qubits} entries costs more than it saves"
        )
    run = _values(num_qubits, depth, formulation)

    @jax.jit
    def differentiate(angles, weights, cotangent):
        values, pull = jax.vjp(run, angles, weights)
        return values, *pull(cotangent)

    def step(angles, weights, cotangent):
        return jax.block_until_ready(differentiate(angles, weights, cotangent))

    return jnp.asarray, step


def _values(num_qubits, depth, formulation):
    """Returns the function from a batch of angles, and weights, to values."""

    def of_row(angles, weights):
        if formulation == "gates":
            circuit = tc.Circuit(num_qubits)
            for i in range(num_qubits):
                circuit.h(i)
                circuit.ry(i, theta=angles[i])
        else:
            circuit = tc.Circuit(num_qubits, inputs=_product_state(angles))
        _add_blocks(circuit, weights, depth, size=4 if formulation == "blocks" else 1)
        if formulation in ("probabilities", "blocks"):
            return _from_state(circuit.state(), num_qubits)
        z = [circuit.expectation_ps(z=[i]) for i in range(num_qubits)]
        return jnp.real(jnp.stack(z))

    def by_matrix(angles, weights):
        def of_basis_state(basis_state):
            circuit = tc.Circuit(num_qubits, inputs=basis_state)
            _add_blocks(circuit, weights, depth)
            return circuit.state()

        matrix = jax.vmap(of_basis_state)(jnp.eye(2**num_qubits, dtype=jnp.complex64))
        return _from_state(jax.vmap(_product_state)(angles) @ matrix, num_qubits)

    if formulation == "matrix":
        return by_matrix
    return jax.vmap(of_row, in_axes=(0, None))


def _product_state(angles):
    """Returns RY(angle) H |0> of every qubit as one state; RY H |0> is a rotation."""
    halves = angles / 2 + np.pi / 4
    state = jnp.ones(1, jnp.float32)
    for i in range(angles.shape[0]):
        qubit = jnp.stack([jnp.cos(halves[i]), jnp.sin(halves[i])])
        state = (state[:, None] * qubit).reshape(-1)
    return state.astype(jnp.complex64)


def _add_blocks(circuit, weights, depth, size=1):
    """Adds the part with weights; `size` neighboring RY become one gate."""
    num_qubits = weights.shape[0] // depth
    for layer in range(depth):
        for control, target in pairs(num_qubits):
            circuit.cnot(control, target)
        angles = weights[layer * num_qubits : (layer + 1) * num_qubits]
        if size == 1:
            for i in range(num_qubits):
                circuit.ry(i, theta=angles[i])
            continue
        for run in np.array_split(np.arange(num_qubits), -(-num_qubits // size)):
            matrix = functools.reduce(jnp.kron, [_ry(angles[i]) for i in run])
            circuit.unitary(*map(int, run), unitary=matrix.astype(jnp.complex64))


def _ry(angle):
    cos, sin = jnp.cos(angle / 2), jnp.sin(angle / 2)
    return jnp.array([[cos, -sin], [sin, cos]])


def _from_state(state, num_qubits):
    """Returns Z of every qubit from the probabilities, over the last axis."""
    bits = np.arange(2**num_qubits)[:, None] >> np.arange(num_qubits)[::-1] & 1
    signs = jnp.asarray(1 - 2 * bits, jnp.float32)
    return (jnp.real(state) ** 2 + jnp.imag(state) ** 2) @ signs
