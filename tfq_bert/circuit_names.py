"""Names of the command line for circuits of the library, and specs made of them.

Loads no TensorFlow, unlike `tfq_bert.training`, which uses it. Reads no files.
"""

from typing import Any

from circuits import ANSATZE, ENCODERS, CircuitSpec, CircuitSpecError
from tfq_bert.errors import InputError

CIRCUITS = {
    "paper": {"encoder": "angle_ry", "ansatz": "brick_ry"},
    "no_entanglement": {"encoder": "angle_ry", "ansatz": "none_ry"},
}


def circuit_parts(name: str) -> dict[str, str]:
    """Returns the encoder and ansatz of a name of the command line.

    Args:
        name: str. A name of `CIRCUITS`, "ANSATZ" or "ENCODER+ANSATZ".

    Returns:
        dict of `encoder` and `ansatz`.

    Raises:
        InputError: If there is no circuit of that name.

    Example:
    >>> circuit_parts("zz+su2")
    {'ansatz': 'su2', 'encoder': 'zz'}
    """
    if name in CIRCUITS:
        return CIRCUITS[name]
    encoder, plus, ansatz = name.rpartition("+")
    if ansatz not in ANSATZE or (plus and encoder not in ENCODERS):
        raise InputError(
            f"`circuit` must be one of {', '.join(CIRCUITS)}, ANSATZ or "
            f"ENCODER+ANSATZ. Received: circuit={name!r}. Ansaetze: "
            f"{', '.join(ANSATZE)}. Encoders: {', '.join(ENCODERS)}."
        )
    return {"ansatz": ansatz, "encoder": encoder or CIRCUITS["paper"]["encoder"]}


def make_spec(
    circuit: str | dict[str, Any], qubits: int, depth: int, seed: int
) -> CircuitSpec:
    """Makes the spec that a name, or a spec's own dict, stands for.

    Args:
        circuit: str or dict. As `circuit_parts` takes it, or `CircuitSpec.to_dict`,
            which leaves the other arguments without effect.
        qubits: int.
        depth: int.
        seed: int. Of the angles of the ansatz "fixed_random".

    Returns:
        `CircuitSpec`.

    Raises:
        InputError: If there is no circuit of that name, or a value is out of range.

    Example:
    >>> make_spec("paper", qubits=2, depth=3, seed=0) == CircuitSpec(2, 3)
    True
    """
    try:
        if isinstance(circuit, dict):
            return CircuitSpec.from_dict(circuit)
        parts = circuit_parts(circuit)
        # Other angles for another seed, where the circuit draws some.
        seed = seed if parts["ansatz"] == "fixed_random" else 0
        return CircuitSpec(qubits, depth, **parts, seed=seed)
    except CircuitSpecError as error:
        raise InputError(str(error)) from error
