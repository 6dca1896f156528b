"""Runs a planned circuit on many parameter vectors at once, in NumPy.

Does not draw the parameters and does not differentiate: `circuits.analysis.samples`
and `circuits.analysis.adjoint` do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from circuits.build import BuiltCircuit, build_circuit
from circuits.gate import Gate
from circuits.permutations import Permutation
from circuits.plan import Layer, plan_circuit
from circuits.polynomials import Polynomials, make_polynomials
from circuits.readouts import Readouts
from circuits.spec import CircuitSpec

Circuit: TypeAlias = CircuitSpec | BuiltCircuit
Values: TypeAlias = NDArray[np.float64]
# Real where all matrices of a circuit are, which halves the work; else complex128.
State: TypeAlias = NDArray[Any]

# Amplitudes of one chunk: 512 KiB of complex128, so that it stays in the cache.
_CHUNK = 2**15


@dataclass(frozen=True)
class StateProgram:
    """Holds a circuit as a list of gates and permutations, ready to run.

    A state is `(2**num_qubits, samples)` here, the samples last, so that a gate's
    matrix entries, one a sample, lie beside each other.

    Attributes:
        num_qubits: int.
        num_data: int. Data angles, the first columns of the values.
        num_weights: int. Weights, the columns that follow.
        steps: Gates and permutations, in order of application.
        angles: The angle of each gate that has one, in the order of the gates.
        readouts: The observables.
        dtype: float64 or complex128.
    """

    num_qubits: int
    num_data: int
    num_weights: int
    steps: tuple[Gate | Permutation, ...]
    angles: Polynomials
    readouts: Readouts
    dtype: np.dtype[Any]

    @property
    def num_values(self) -> int:
        """Number of parameters, data angles and weights together."""
        return self.num_data + self.num_weights

    def states(self, values: Values) -> NDArray[np.complex128]:
        """Computes the state at each parameter vector, up to a global phase.

        Args:
            values: `(samples, num_values)`, radians, data angles first.

        Returns:
            `(samples, 2**num_qubits)`, complex128; qubit 0 is the most significant.
        """
        states = np.empty((len(values), 2**self.num_qubits), complex)
        for rows in self.chunks(len(values)):
            states[rows] = self.run(self.gate_angles(values[rows])).T
        return states

    def chunks(self, samples: int) -> Iterator[slice]:
        """Yields slices of the samples that are small enough for one run."""
        size = max(1, _CHUNK >> self.num_qubits)
        for start in range(0, samples, size):
            yield slice(start, min(start + size, samples))

    def run(self, angles: Values) -> State:
        """Runs one chunk from `|0...0>`.

        Args:
            angles: `(num_angles, samples)`, as `gate_angles` returns.

        Returns:
            `(2**num_qubits, samples)`.
        """
        state = np.zeros((2**self.num_qubits, angles.shape[1]), self.dtype)
        state[0] = 1
        row = 0
        for step in self.steps:
            if isinstance(step, Permutation):
                state = self.permute(state, step)
                continue
            has_angle = step.angle is not None
            matrix = self.gate_matrix(step, angles[row] if has_angle else None)
            state = apply_matrix(state, matrix, step.qubits)
            row += has_angle
        return state

    def gate_angles(self, values: Values) -> Values:
        """Evaluates the angle of each gate, `(num_angles, samples)`, radians."""
        table = self.angles
        angles = table.linear @ values.T + table.constant[:, None]
        if len(table.products):
            powers = values[:, None, :] ** table.products
            angles += table.product_coefficients @ powers.prod(axis=2).T
        return angles

    def gate_matrix(self, gate: Gate, angle: Values | None) -> State:
        """Returns a gate's matrices, `(size, size, samples)`; one if it is fixed."""
        if angle is None:
            matrix: NDArray[np.complex128] = gate.matrices[0][:, :, None]
        else:
            factors = [_factor(kind, w, angle) for kind, w in gate.functions]
            matrix = np.einsum("kij,ks->ijs", gate.matrices, np.array(factors))
        return self._cast(matrix)

    def gate_derivative(self, gate: Gate, angle: Values) -> State:
        """Returns the derivative of a gate's matrices by its angle."""
        factors = [_slope(kind, w, angle) for kind, w in gate.functions]
        return self._cast(np.einsum("kij,ks->ijs", gate.matrices, np.array(factors)))

    def permute(self, state: State, step: Permutation) -> State:
        """Applies a permutation with phases."""
        moved = state if step.is_diagonal else state[step.source]
        return (
            moved if step.phases is None else moved * self._cast(step.phases)[:, None]
        )

    def unpermute(self, state: State, step: Permutation) -> State:
        """Undoes `permute`."""
        if step.phases is not None:
            state = state * self._cast(step.phases)[:, None].conj()
        return state if step.is_diagonal else state[step.inverse]

    def _cast(self, matrix: NDArray[np.complex128]) -> State:
        """Drops the imaginary part where it is 0 throughout the circuit."""
        return matrix if self.dtype == complex else matrix.real

    def observe(self, state: State, output: int) -> State:
        """Applies one observable to a state: `O psi`, which has no norm of 1."""
        readouts = self.readouts
        used = np.flatnonzero(readouts.z_coefficients[output])
        diagonal = np.full(len(state), readouts.constants[output])
        for index in used:
            signs = _signs(readouts.z_strings[index])
            diagonal += readouts.z_coefficients[output, index] * signs
        total: State = diagonal[:, None] * state
        for term in readouts.terms:
            if term.observable == output:
                phases = term.coefficient * term.phases[:, None]
                total = total + phases * state[term.source]
        return total


def compile_program(circuit: Circuit) -> StateProgram:
    """Turns a circuit into a program.

    Args:
        circuit: `CircuitSpec` or `BuiltCircuit` of unitary gates.

    Returns:
        The program.

    Raises:
        TypeError: If `circuit` is neither.
        CircuitSpecError: If an operation is not unitary.

    Example:
    >>> program = compile_program(CircuitSpec(num_qubits=2, depth=1))
    >>> program.num_data, program.num_weights, len(program.steps)
    (2, 2, 5)
    """
    built = as_built(circuit)
    plan = plan_circuit(
        built.circuit,
        built.observables,
        built.data_symbols,
        built.weight_symbols,
        built.qubits,
    )
    steps: list[Gate | Permutation] = [g for chain in plan.prefix for g in chain]
    for step in plan.steps:
        steps += step.gates if isinstance(step, Layer) else (step,)
    angles = [s.angle for s in steps if isinstance(s, Gate) and s.angle is not None]
    return StateProgram(
        num_qubits=plan.num_qubits,
        num_data=len(plan.data_symbols),
        num_weights=len(plan.weight_symbols),
        steps=tuple(steps),
        angles=make_polynomials(angles, plan.data_symbols + plan.weight_symbols),
        readouts=plan.readouts,
        dtype=np.dtype(float if plan.is_real else complex),
    )


def as_built(circuit: Circuit) -> BuiltCircuit:
    """Builds a spec; a built circuit stays as it is.

    Args:
        circuit: `CircuitSpec` or `BuiltCircuit`.

    Returns:
        `BuiltCircuit`.

    Raises:
        TypeError: If it is neither.
    """
    if isinstance(circuit, CircuitSpec):
        return build_circuit(circuit)
    if not isinstance(circuit, BuiltCircuit):
        raise TypeError(
            "`circuit` must be a CircuitSpec or a BuiltCircuit. Received: "
            f"circuit={circuit!r}. For a cirq.Circuit, use CircuitSpec.from_circuit."
        )
    return circuit


def apply_matrix(state: State, matrix: State, qubits: Sequence[int]) -> State:
    """Applies a matrix a sample to some qubits.

    Args:
        state: `(2**num_qubits, samples)`. Not modified.
        matrix: `(2**k, 2**k, samples)`, or with a last axis of 1.
        qubits: k positions, the most significant of the matrix first.

    Returns:
        The new state.
    """
    if len(qubits) == 1:
        old = split_qubit(state, qubits[0])
        new = np.empty(old.shape, np.result_type(state, matrix))
        for row in (0, 1):
            np.multiply(matrix[row, 0], old[:, 0], out=new[:, row])
            new[:, row] += matrix[row, 1] * old[:, 1]
        return new.reshape(state.shape)
    moved = bring_forward(state, qubits)
    every = np.broadcast_to(matrix, (*matrix.shape[:2], state.shape[1]))
    new = np.einsum("ijs,jrs->irs", every, moved)
    num_qubits = len(state).bit_length() - 1
    new = new.reshape((2,) * num_qubits + (-1,))
    return np.moveaxis(new, range(len(qubits)), qubits).reshape(state.shape)


def split_qubit(state: State, qubit: int) -> State:
    """Views a state as `(before, 2, after, samples)` around one qubit."""
    return state.reshape(2**qubit, 2, -1, state.shape[1])


def bring_forward(state: State, qubits: Sequence[int]) -> State:
    """Returns a state as `(2**k, rest, samples)`, with k qubits in front."""
    num_qubits = len(state).bit_length() - 1
    axes = state.reshape((2,) * num_qubits + (-1,))
    moved = np.moveaxis(axes, qubits, range(len(qubits)))
    return moved.reshape(2 ** len(qubits), -1, state.shape[1])


def _factor(kind: str, frequency: float, angle: Values) -> Values:
    if kind == "one":
        return np.ones_like(angle)
    function = np.cos if kind == "cos" else np.sin
    return np.asarray(function(frequency * angle))


def _slope(kind: str, frequency: float, angle: Values) -> Values:
    if kind == "one":
        return np.zeros_like(angle)
    if kind == "cos":
        return np.asarray(-frequency * np.sin(frequency * angle))
    return np.asarray(frequency * np.cos(frequency * angle))


def _signs(string: NDArray[np.bool_]) -> Values:
    """Returns the value of a product of Z in each basis state, `(2**n,)`."""
    signs = np.ones(1)
    for is_read in string:
        signs = np.kron(signs, [1.0, -1.0 if is_read else 1.0])
    return signs
