"""Puts noise into a circuit, as operations of its own.

Does not evaluate it: `circuits.channels` plans that.
"""

import cirq
import numpy as np

from circuits.errors import CircuitSpecError
from circuits.parameter_names import untold_names
from circuits.unroll import unroll


def apply_noise(circuit: cirq.AbstractCircuit, noise: object) -> cirq.AbstractCircuit:
    """Puts noise into a circuit, as `cirq.Circuit.with_noise` does.

    `cirq.DensityMatrixSimulator(noise=...)` may add more: it cuts some circuits in two,
    and a cut moment has its noise twice.

    Args:
        circuit: `cirq.AbstractCircuit`. Not modified.
        noise: `cirq.NoiseModel`, a channel on one qubit, or a number: the probability
            `p` of `cirq.depolarize(p)`. A channel or number acts after every moment on
            every qubit of the circuit, idle ones as well
            (`cirq.ConstantQubitNoiseModel`). None for no noise.

    Returns:
        The noisy circuit.

    Raises:
        TypeError: If `noise` is none of these.
        CircuitSpecError: If a number is outside `[0, 1]` or a channel acts on more
            qubits.

    Example:
    >>> q = cirq.q(0)
    >>> print(apply_noise(cirq.Circuit(cirq.X(q)), 0.1))
    0: ───X───D(0.1)[<virtual>]───
    """
    if isinstance(noise, int | float | np.number) and not isinstance(noise, bool):
        if not 0 <= noise <= 1:
            raise CircuitSpecError(
                "`noise` must be in [0, 1], because it is a probability. Received: "
                f"noise={noise}."
            )
        noise = cirq.depolarize(float(noise)) if noise else None
    if noise is None:
        return circuit
    if isinstance(noise, cirq.Gate) and cirq.num_qubits(noise) != 1:
        raise CircuitSpecError(
            "`noise` must be a channel on one qubit. Received: "
            f"noise={noise!r} on {cirq.num_qubits(noise)}. For more, write a "
            "cirq.NoiseModel."
        )
    if not isinstance(noise, cirq.NoiseModel | cirq.Gate):
        raise TypeError(
            "`noise` must be a cirq.NoiseModel, a channel on one qubit, a number in "
            f"[0, 1] or None. Received: noise={noise!r} of type {type(noise)}."
        )
    qudits = sorted(q for q in circuit.all_qubits() if q.dimension != 2)
    if isinstance(noise, cirq.Gate) and qudits:
        raise CircuitSpecError(
            "`noise` must be a cirq.NoiseModel for a circuit on qudits, because a "
            f"channel acts on a qubit. Received: noise={noise!r}, {qudits[0]!r}."
        )
    return circuit.unfreeze().with_noise(noise)


def is_noisy(circuit: cirq.AbstractCircuit) -> bool:
    """Tells whether a circuit holds an operation without a unitary, such as a channel.

    Args:
        circuit: `cirq.AbstractCircuit` without final measurements.
    """
    flat = unroll(circuit)
    return any(
        bool(cirq.control_keys(operation))
        or not (
            cirq.has_unitary(operation)
            or cirq.is_parameterized(operation)
            or untold_names(operation)
        )
        for operation in flat.all_operations()
    )
