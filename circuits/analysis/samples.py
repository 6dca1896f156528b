"""Draws random parameters of a circuit, and the states that they give.

Measures nothing: the other modules of this package do.
"""

import numpy as np
from numpy.typing import NDArray

from circuits.analysis.program import Circuit, StateProgram, Values, compile_program
from circuits.arguments import plain_bool, plain_integer


def sample_states(
    circuit: Circuit, samples: int, seed: int = 0, *, random_data: bool = True
) -> NDArray[np.complex128]:
    """Computes the states of a circuit at random parameters.

    Each parameter is uniform in `[0, 2 pi)`. A state is known up to a global phase.

    Args:
        circuit: `CircuitSpec` or `BuiltCircuit` of unitary gates.
        samples: int. Number of states; at least 1.
        seed: int. Equal seeds give equal states. Defaults to 0.
        random_data: bool. False holds the data angles at 0 and draws the weights
            alone. Defaults to True.

    Returns:
        `(samples, 2**num_qubits)`, complex128; qubit 0 is the most significant.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If `samples` is below 1 or `seed` below 0.
        CircuitSpecError: If an operation of the circuit is not unitary.

    Example:
    >>> from circuits import CircuitSpec
    >>> states = sample_states(CircuitSpec(num_qubits=3, depth=1), samples=5)
    >>> states.shape, np.linalg.norm(states, axis=1).round(6).tolist()
    ((5, 8), [1.0, 1.0, 1.0, 1.0, 1.0])
    """
    program = compile_program(circuit)
    return program.states(draw_values(program, samples, seed, random_data))


def draw_values(
    program: StateProgram, samples: int, seed: int, random_data: bool = True
) -> Values:
    """Draws parameter vectors, uniform in `[0, 2 pi)`.

    Args:
        program: `StateProgram`.
        samples: int. At least 1.
        seed: int. At least 0.
        random_data: bool. False leaves the data angles at 0.

    Returns:
        `(samples, num_values)`, radians, data angles first.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If `samples` is below 1 or `seed` below 0.
    """
    check_at_least("samples", samples, 1)
    check_at_least("seed", seed, 0)
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 2 * np.pi, (samples, program.num_values))
    if not plain_bool("random_data", random_data):
        values[:, : program.num_data] = 0
    return values


def check_at_least(name: str, value: int, least: int) -> None:
    """Refuses what is no integer, or too small a one.

    Args:
        name: str. Name of the argument, for the message.
        value: What was given.
        least: int.

    Raises:
        TypeError: If it is no integer.
        ValueError: If it is below `least`.
    """
    if plain_integer(name, value) < least:
        raise ValueError(
            f"`{name}` must be at least {least}. Received: {name}={value}."
        )


def check_index(name: str, value: int, count: int, what: str) -> None:
    """Refuses what is no index of one of the circuit's parts.

    Args:
        name: str. Name of the argument, for the message.
        value: What was given.
        count: int. How many there are.
        what: str. What they are, in the plural.

    Raises:
        TypeError: If it is no integer.
        ValueError: If there is none of that number.
    """
    if count == 0:
        raise ValueError(
            f"`circuit` must have {what}. Received: a circuit without {what}."
        )
    if not 0 <= plain_integer(name, value) < count:
        raise ValueError(
            f"`{name}` must be from 0 to {count - 1}, because the circuit has "
            f"{count} {what}. Received: {name}={value}."
        )
