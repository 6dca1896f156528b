"""Writes the options of a `PQC` that are objects as JSON, or says that it cannot.

Does not know the layer.
"""

import cirq
import numpy as np

from circuits import apply_noise


def circuit_to_config(circuit: cirq.AbstractCircuit) -> str:
    """Writes a circuit as Cirq's JSON.

    Args:
        circuit: `cirq.AbstractCircuit`.

    Raises:
        NotImplementedError: If it holds something that Cirq cannot write, or not all
            of it.
    """
    try:
        text = cirq.to_json(circuit.unfreeze(), indent=None)
    except (TypeError, ValueError) as error:
        reason = str(error).rstrip(".")
        raise NotImplementedError(
            "a PQC with this circuit cannot be saved, because Cirq does not write all "
            f"of it as JSON. Received: {reason}. Give gates of your own "
            "`_json_dict_`, or save the weights and build the layer anew."
        ) from error
    lost = _find_lost(circuit, text)
    if lost is not None:
        raise NotImplementedError(
            "a PQC with this circuit cannot be saved, because Cirq does not write all "
            f"of it as JSON. Received: {lost!r}, which comes back as another gate. "
            "Write it with other gates, or save the weights and build the layer anew."
        )
    return text


def _find_lost(circuit: cirq.AbstractCircuit, text: str) -> cirq.Operation | None:
    """Returns the first operation that JSON turns into another, or None.

    Cirq 1.5 writes a PauliInteractionGate without its exponent.
    """
    try:
        restored = cirq.read_json(json_text=text)
    except ValueError:  # a gate of the user's own, which is registered elsewhere
        return None
    pairs = zip(circuit.all_operations(), restored.all_operations(), strict=True)
    for before, after in pairs:
        if before == after:
            continue
        # Assumptions of symbols are lost harmlessly, and not all gates can be compared.
        if cirq.parameter_names(before) != cirq.parameter_names(after):
            return before
        if not _is_close(cirq.unitary(before, None), cirq.unitary(after, None)):
            return before
    return None


def _is_close(left, right) -> bool:
    return (left is None) == (right is None) and (
        left is None or np.allclose(left, right, atol=1e-8)
    )


def noise_to_config(noise, circuit: cirq.AbstractCircuit):
    """Writes a noise option as plain JSON: a number, or Cirq's JSON as a string.

    Args:
        noise: What the user gave.
        circuit: The circuit, on which what is read back must do the same.

    Raises:
        NotImplementedError: If Cirq cannot write it, or not all of it.
    """
    if noise is None or isinstance(noise, int | float | np.number):
        return noise if noise is None else float(noise)
    try:
        text = cirq.to_json(noise, indent=None)
        restored = cirq.read_json(json_text=text)
    except (TypeError, ValueError):
        restored = None
    # Cirq 1.5 writes a ConstantQubitNoiseModel without its `prepend`.
    if restored is None or apply_noise(circuit, restored) != apply_noise(
        circuit, noise
    ):
        raise NotImplementedError(
            "a PQC with this noise cannot be saved, because Cirq does not write all of "
            f"it as JSON. Received: noise={noise!r}. Give a number, a channel, or a "
            "cirq.ConstantQubitNoiseModel."
        )
    return text


def noise_from_config(value):
    """Reads what `noise_to_config` wrote."""
    return cirq.read_json(json_text=value) if isinstance(value, str) else value


def check_can_be_saved(backend, differentiator, sampler) -> None:
    """Refuses a configuration of objects that have none.

    Args:
        backend: str or object.
        differentiator: str or object.
        sampler: `cirq.Sampler` or None.

    Raises:
        NotImplementedError: If one is an object.
    """
    objects = {
        "backend": None if isinstance(backend, str) else backend,
        "differentiator": None if isinstance(differentiator, str) else differentiator,
        "sampler": sampler,
    }
    for name, value in objects.items():
        if value is not None:
            raise NotImplementedError(
                f"a PQC with a {name} object cannot be saved, because it has no "
                f"configuration. Received: {name}={value!r}. Save the weights, and "
                "build the layer anew with it."
            )


def int_to_config(value) -> int | None:
    """Returns a NumPy integer as one that JSON takes; None stays."""
    return None if value is None else int(value)
