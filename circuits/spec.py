"""CircuitSpec: one circuit, described in five plain values.

It builds nothing: `circuits.build_circuit` does. The counts are known without.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from circuits.ansatze import ANSATZE
from circuits.encoders import ENCODERS
from circuits.errors import CircuitSpecError
from circuits.observables import READOUTS

FORMAT_VERSION = 1
MAX_QUBITS = 20


@dataclass(frozen=True)
class CircuitSpec:
    """Describes a circuit: encoder, then `depth` ansatz blocks, then a readout.

    The default is the paper's circuit: H and `RY(x_i)` on each qubit, four
    blocks of CNOT bricks and `RY(w)`, Z on each qubit.

    Args:
        num_qubits: int. Size of the register, 1 to 20. Defaults to 4.
        depth: int. Number of ansatz blocks; 0 leaves the encoder alone.
            Defaults to 4.
        encoder: str. A name in `circuits.encoders.ENCODERS`.
        ansatz: str. A name in `circuits.ansatze.ANSATZE`.
        readout: str. A name in `circuits.observables.READOUTS`.

    Raises:
        TypeError: If a number is not an integer or a name is not a string.
        CircuitSpecError: If a number is out of range or a name is not known.

    Example:
    >>> spec = CircuitSpec(num_qubits=2, depth=3)
    >>> spec.num_weights
    6
    >>> CircuitSpec.from_json(spec.to_json()) == spec
    True

    Reference:
        Mari et al. 2020, "Transfer learning in hybrid classical-quantum neural
        networks" (https://arxiv.org/abs/1912.08278).
    """

    num_qubits: int = 4
    depth: int = 4
    encoder: str = "angle_ry"
    ansatz: str = "brick_ry"
    readout: str = "z"

    def __post_init__(self) -> None:
        # `object.__setattr__` is how a frozen dataclass stores a converted value.
        for name in ("num_qubits", "depth"):
            object.__setattr__(self, name, _plain_integer(name, getattr(self, name)))
        if not 1 <= self.num_qubits <= MAX_QUBITS:
            raise CircuitSpecError(
                f"`num_qubits` must be from 1 to {MAX_QUBITS}, because the state is "
                f"simulated in full. Received: num_qubits={self.num_qubits}."
            )
        if self.depth < 0:
            raise CircuitSpecError(
                f"`depth` must be at least 0. Received: depth={self.depth}. "
                "For no ansatz at all, use depth=0."
            )
        _check_known("encoder", self.encoder, ENCODERS)
        _check_known("ansatz", self.ansatz, ANSATZE)
        _check_known("readout", self.readout, READOUTS)

    @property
    def num_data_symbols(self) -> int:
        """Number of input angles."""
        return ENCODERS[self.encoder].num_data_symbols(self.num_qubits)

    @property
    def num_weights(self) -> int:
        """Number of trained weights."""
        return ANSATZE[self.ansatz].num_weights(self.num_qubits, self.depth)

    @property
    def num_outputs(self) -> int:
        """Number of expectations the circuit returns."""
        return READOUTS[self.readout].num_outputs(self.num_qubits)

    def to_dict(self) -> dict[str, Any]:
        """Writes the spec as plain values, with the format's version.

        Returns:
            A dictionary that `json.dumps` takes.
        """
        return {"format_version": FORMAT_VERSION, **asdict(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "CircuitSpec":
        """Rebuilds a spec from what `to_dict` wrote; `values` is not modified.

        Args:
            values: mapping. Missing entries take their default, except
                `format_version`.

        Returns:
            The spec.

        Raises:
            TypeError: If `values` is not a mapping.
            CircuitSpecError: If a key is unknown, a value has the wrong type or
                is out of range, or the version is not one we can read.
        """
        if not isinstance(values, Mapping):
            raise TypeError(f"`values` must be a mapping. Received: values={values!r}.")
        version = values.get("format_version")
        if type(version) is not int or version != FORMAT_VERSION:  # nor 1.0, nor True
            raise CircuitSpecError(
                f"`format_version` must be {FORMAT_VERSION}. Received: "
                f"format_version={version!r}. A newer file needs a newer tfq-bert."
            )
        known = [field.name for field in fields(cls)]
        unknown = [key for key in values if key not in (*known, "format_version")]
        if unknown:
            raise CircuitSpecError(
                f"`values` must hold known keys only. Received: {unknown}. "
                f"Known keys: {', '.join(known)}."
            )
        try:
            return cls(**{key: values[key] for key in known if key in values})
        except TypeError as error:
            # A wrong type in a file is a wrong value to whoever reads the file.
            raise CircuitSpecError(str(error)) from error

    def to_json(self) -> str:
        """Writes the spec as a JSON text.

        Returns:
            str. What `from_json` reads.
        """
        return json.dumps(self.to_dict(), indent=2)

    @classmethod
    def from_json(cls, text: str) -> "CircuitSpec":
        """Rebuilds a spec from what `to_json` wrote.

        Args:
            text: str. A JSON object.

        Returns:
            The spec.

        Raises:
            CircuitSpecError: If the text is no JSON object or `from_dict`
                refuses what it holds.
        """
        try:
            values = json.loads(text)
        except json.JSONDecodeError as error:
            raise CircuitSpecError(
                f"`text` must be JSON. Received: {text[:60]!r} ({error})."
            ) from error
        if not isinstance(values, dict):
            raise CircuitSpecError(
                f"`text` must hold a JSON object. Received: {text[:60]!r}."
            )
        return cls.from_dict(values)


def _plain_integer(name: str, value: object) -> int:
    """Turns an int or a NumPy integer into an int; a bool is neither here."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"`{name}` must be an integer. Received: {name}={value!r}.")
    return int(value)


def _check_known(name: str, value: object, known: Collection[str]) -> None:
    if not isinstance(value, str):
        raise TypeError(f"`{name}` must be a string. Received: {name}={value!r}.")
    if value not in known:
        raise CircuitSpecError(
            f"`{name}` must be a known name. Received: {name}={value!r}. "
            f"Known: {', '.join(sorted(known))}."
        )
