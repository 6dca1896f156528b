"""Differentiates an expectation value by all parameters at once, exactly.

Runs a circuit forward and once back, and keeps two states. Draws no parameters.
"""

import numpy as np

from circuits.analysis.program import (
    State,
    StateProgram,
    Values,
    apply_matrix,
    bring_forward,
)
from circuits.permutations import Permutation


def expectations_of(program: StateProgram, values: Values, output: int) -> Values:
    """Computes one expectation value at each parameter vector.

    Args:
        program: `StateProgram`.
        values: `(samples, num_values)`, radians, data angles first.
        output: int. Which of the circuit's observables.

    Returns:
        `(samples,)`, float64.
    """
    found = np.empty(len(values))
    for rows in program.chunks(len(values)):
        state = program.run(program.gate_angles(values[rows]))
        found[rows] = _inner(state, program.observe(state, output))
    return found


def gradients_of(
    program: StateProgram, values: Values, output: int
) -> tuple[Values, Values]:
    """Computes one expectation value and its gradient at each parameter vector.

    `d<O>/da = 2 Re <lambda| dG/da |psi>` at each gate G, where psi is the state before
    the gate and lambda is `O|psi_end>` taken back to behind it.

    Args:
        program: `StateProgram`.
        values: `(samples, num_values)`, radians, data angles first.
        output: int. Which of the circuit's observables.

    Returns:
        The expectation values, `(samples,)`, and the gradients, `(samples,
        num_values)`, by data angles and weights in the order of `values`.

    Reference:
        Jones and Gacon 2020, "Efficient calculation of gradients in classical
        simulations of variational quantum algorithms"
        (https://arxiv.org/abs/2009.02823). Differs: many parameter vectors at once.
    """
    found, gradients = np.empty(len(values)), np.empty(values.shape)
    for rows in program.chunks(len(values)):
        angles = program.gate_angles(values[rows])
        state = program.run(angles)
        left = program.observe(state, output)
        found[rows] = _inner(state, left)
        by_angle = _backward(program, angles, state, left)
        gradients[rows] = _by_symbol(program, values[rows], by_angle)
    return found, gradients


def _backward(
    program: StateProgram, angles: Values, state: State, left: State
) -> Values:
    """Returns the derivative by each gate's angle, `(num_angles, samples)`."""
    slopes = np.empty_like(angles)
    row = len(angles)
    for step in reversed(program.steps):
        if isinstance(step, Permutation):
            state, left = program.unpermute(state, step), program.unpermute(left, step)
            continue
        has_angle = step.angle is not None
        row -= has_angle
        angle = angles[row] if has_angle else None
        back = program.gate_matrix(step, angle).conj().swapaxes(0, 1)
        state = apply_matrix(state, back, step.qubits)
        if angle is not None:
            moved = program.gate_derivative(step, angle)
            before = bring_forward(state, step.qubits)
            after = bring_forward(left, step.qubits).conj()
            overlaps = np.einsum("irs,jrs->ijs", after, before)
            slopes[row] = 2 * np.einsum("ijs,ijs->s", moved, overlaps).real
        left = apply_matrix(left, back, step.qubits)
    return slopes


def _by_symbol(program: StateProgram, values: Values, by_angle: Values) -> Values:
    """Applies the chain rule to angles that are polynomials of the parameters."""
    table = program.angles
    gradients = by_angle.T @ table.linear
    by_product = by_angle.T @ table.product_coefficients
    for column in range(values.shape[1]):
        powers = table.products[:, column]
        if powers.any():
            rest = table.products.copy()
            rest[:, column] = np.maximum(powers - 1, 0)
            slopes = powers * (values[:, None, :] ** rest).prod(axis=2)
            gradients[:, column] += (by_product * slopes).sum(axis=1)
    return np.asarray(gradients)


def _inner(state: State, other: State) -> Values:
    return np.asarray((state.conj() * other).sum(axis=0).real)
