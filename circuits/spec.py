"""CircuitSpec: one circuit, described in a few plain values.

It builds nothing: `circuits.build_circuit` does. The counts are known without.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import cirq
import sympy

from circuits.ansatze import ANSATZE
from circuits.arguments import check_known, plain_bool, plain_integer
from circuits.counts import Counts
from circuits.encoders import ENCODERS
from circuits.errors import CircuitSpecError
from circuits.observables import READOUTS, Observable, as_observables
from circuits.own_circuit import OwnCircuit, read_cirq_json

FORMAT_VERSION = 2  # 1 had neither re-uploading, nor a seed, nor own circuits
MAX_QUBITS = 20
MAX_DEPTH = 10_000  # moments that Google's engine takes
OWN = "own"


@dataclass(frozen=True)
class CircuitSpec:
    """Describes a circuit: encoder, then `depth` ansatz blocks, then a readout.

    The default is the paper's circuit: H and `RY(x_i)` on each qubit, four
    blocks of CNOT bricks and `RY(w)`, Z on each qubit.

    Args:
        num_qubits: int. Size of the register, 1 to 20. Defaults to 4.
        depth: int. Number of ansatz blocks, up to 10,000; 0 leaves the encoder
            alone. Defaults to 4.
        encoder: str. A name in `circuits.ENCODERS`.
        ansatz: str. A name in `circuits.ANSATZE`.
        readout: str, or list of `cirq.PauliString` and `cirq.PauliSum`. A name in
            `circuits.READOUTS`, or observables on `cirq.LineQubit` 0 to
            `num_qubits - 1`, one output each.
        reupload: bool. Whether the encoder is repeated before each block, on the same
            data (Perez-Salinas et al. 2020). Defaults to False.
        trainable_scaling: bool. With `reupload`: multiplies each data symbol by
            `1 + s`, with a weight `s` of its own in each block, so that a weight of 0
            leaves it alone. These weights follow those of the ansatz, block by block.
            Defaults to False.
        seed: int. Of the angles of the ansatz "fixed_random", and of nothing else.
            Defaults to 0.
        own_circuit: None; `CircuitSpec.from_circuit` sets it.

    Raises:
        TypeError: If a value is of another type.
        CircuitSpecError: If a number is out of range, a name is not known, options
            contradict each other, or an observable cannot be read.

    Example:
    >>> spec = CircuitSpec(num_qubits=2, depth=3)
    >>> spec.num_weights, spec.num_moments, spec.num_two_qubit_gates
    (6, 8, 3)
    >>> CircuitSpec.from_json(spec.to_json()) == spec
    True

    Reference:
        Mari et al. 2020, "Transfer learning in hybrid classical-quantum neural
        networks" (https://arxiv.org/abs/1912.08278). Perez-Salinas et al. 2020, "Data
        re-uploading for a universal quantum classifier"
        (https://arxiv.org/abs/1907.02085); differs: no trained offset.
    """

    num_qubits: int = 4
    depth: int = 4
    encoder: str = "angle_ry"
    ansatz: str = "brick_ry"
    # A PauliSum has no hash.
    readout: str | Sequence[Observable] = field(default="z", hash=False)
    reupload: bool = False
    trainable_scaling: bool = False
    seed: int = 0
    own_circuit: OwnCircuit | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        # `object.__setattr__` is how a frozen dataclass stores a converted value.
        for name in ("num_qubits", "depth", "seed"):
            object.__setattr__(self, name, plain_integer(name, getattr(self, name)))
        for name in ("reupload", "trainable_scaling"):
            object.__setattr__(self, name, plain_bool(name, getattr(self, name)))
        if not 1 <= self.num_qubits <= MAX_QUBITS:
            raise CircuitSpecError(
                f"`num_qubits` must be from 1 to {MAX_QUBITS}, because the state is "
                f"simulated in full. Received: num_qubits={self.num_qubits}."
            )
        if not 0 <= self.depth <= MAX_DEPTH:
            raise CircuitSpecError(
                f"`depth` must be from 0 to {MAX_DEPTH:,}. Received: "
                f"depth={self.depth}. For no ansatz at all, use depth=0."
            )
        if self.seed < 0:
            raise CircuitSpecError(
                f"`seed` must be at least 0. Received: seed={self.seed}."
            )
        if self.own_circuit is None:
            check_known("encoder", self.encoder, ENCODERS)
            check_known("ansatz", self.ansatz, ANSATZE)
            self._check_reupload()
        else:
            self._check_own(self.own_circuit)
        if isinstance(self.readout, list | tuple):
            observables = as_observables("readout", self.readout, self.qubits)
            object.__setattr__(self, "readout", observables)
        elif isinstance(self.readout, str):
            check_known("readout", self.readout, READOUTS)
        else:
            raise TypeError(
                "`readout` must be a known name or a list of observables, such as "
                f"[cirq.Z(qubit)]. Received: readout={self.readout!r}."
            )

    def _check_reupload(self) -> None:
        if self.reupload and self.depth == 0:
            raise CircuitSpecError(
                "`reupload` must be False at depth 0, because the encoder is repeated "
                "before each block and there is none. Received: reupload=True, "
                "depth=0. Use depth=1 or more."
            )
        if self.trainable_scaling and not self.reupload:
            raise CircuitSpecError(
                "`trainable_scaling` must be False without `reupload`, because it "
                "scales what each block uploads. Received: trainable_scaling=True, "
                "reupload=False. Use reupload=True as well."
            )

    def _check_own(self, own: OwnCircuit) -> None:
        if not isinstance(own, OwnCircuit):
            raise TypeError(
                "`own_circuit` must be None. Received: "
                f"own_circuit={own!r}. Use CircuitSpec.from_circuit."
            )
        for name, value in _own_values(len(own.qubits)).items():
            found = getattr(self, name)
            if found != value:
                raise CircuitSpecError(
                    f"`{name}` must be {value!r} of a circuit of one's own, because "
                    f"the circuit is all there is. Received: {name}={found!r}."
                )

    @classmethod
    def from_circuit(
        cls,
        circuit: cirq.AbstractCircuit,
        data_symbols: Sequence[sympy.Symbol | str],
        observables: Sequence[Observable] | None = None,
        weight_symbols: Sequence[sympy.Symbol | str] | None = None,
    ) -> "CircuitSpec":
        """Describes a circuit of the user's own.

        Args:
            circuit: `cirq.AbstractCircuit` of unitary gates on qubits of any kind,
                whose angles are numbers or polynomials of symbols. Copied;
                measurements at its end are left out.
            data_symbols: sequence of symbols or names, in the order of the input's
                columns.
            observables: sequence of `cirq.PauliString` and `cirq.PauliSum`, one output
                each. Defaults to Z on each qubit, in the qubits' own order.
            weight_symbols: sequence of symbols or names, in the order of the weight
                vector. Defaults to all that are not data, in natural order (w2 before
                w10).

        Returns:
            The spec, with "own" for encoder and ansatz and a depth of 1.

        Raises:
            TypeError: If an argument is of another type.
            CircuitSpecError: If the circuit is not unitary, an angle is no polynomial
                of symbols (`sin(a)` is none), symbols are not those of the circuit, or
                an observable cannot be read.

        Example:
        >>> a, w = sympy.symbols("a w")
        >>> q = cirq.GridQubit(2, 3)
        >>> circuit = cirq.Circuit(cirq.ry(2 * a + w / 3).on(q))
        >>> spec = CircuitSpec.from_circuit(circuit, data_symbols=[a])
        >>> spec.num_data_symbols, spec.num_weights, spec.num_outputs
        (1, 1, 1)
        >>> CircuitSpec.from_json(spec.to_json()) == spec
        True
        """
        read: list[cirq.Qid] = []
        if observables is not None:
            if isinstance(observables, cirq.PauliString | cirq.PauliSum):
                observables = [observables]
            if isinstance(observables, list | tuple):
                read = [q for o in observables for q in getattr(o, "qubits", ())]
            observables = as_observables("observables", observables, read)
        own = OwnCircuit.make(circuit, read, data_symbols, weight_symbols)
        return cls(
            readout="z" if observables is None else observables,
            own_circuit=own,
            **_own_values(len(own.qubits)),
        )

    @property
    def qubits(self) -> tuple[cirq.Qid, ...]:
        """The register, in order."""
        if self.own_circuit is not None:
            return self.own_circuit.qubits
        return tuple(cirq.LineQubit.range(self.num_qubits))

    @property
    def num_data_symbols(self) -> int:
        """Number of input angles."""
        if self.own_circuit is not None:
            return len(self.own_circuit.data_symbols)
        return ENCODERS[self.encoder].counts(self.num_qubits).symbols

    @property
    def num_scalings(self) -> int:
        """Number of trained weights that scale data symbols, of all blocks."""
        return self.depth * self.num_data_symbols if self.trainable_scaling else 0

    @property
    def num_weights(self) -> int:
        """Number of trained weights, with those that scale data."""
        if self.own_circuit is not None:
            return len(self.own_circuit.weight_symbols)
        is_trained = ANSATZE[self.ansatz].is_trained
        return self.num_scalings + (self._blocks.symbols if is_trained else 0)

    @property
    def num_outputs(self) -> int:
        """Number of expectations the circuit returns."""
        if isinstance(self.readout, str):
            return READOUTS[self.readout].num_outputs(self.num_qubits)
        return len(self.readout)

    @property
    def num_moments(self) -> int:
        """Number of moments of the circuit as it is built, not compiled or merged.

        A two-qubit gate counts as one, whatever a chip makes of it; measurements are
        not counted. In a circuit of one's own, subcircuits are written out.
        """
        return self._total.moments

    @property
    def num_two_qubit_gates(self) -> int:
        """Number of operations on two qubits of the circuit as it is built.

        Each counts as one, whatever a chip makes of it. In a circuit of one's own,
        subcircuits are written out and operations on more qubits do not count.
        """
        return self._total.two_qubit_gates

    @cached_property
    def _blocks(self) -> Counts:
        """The counts of all blocks of the ansatz."""
        counts = ANSATZE[self.ansatz].counts
        blocks = (counts(self.num_qubits, index) for index in range(self.depth))
        return sum(blocks, start=Counts(0, 0))

    @cached_property
    def _total(self) -> Counts:
        if self.own_circuit is not None:
            return self.own_circuit.counts
        encoder = ENCODERS[self.encoder].counts(self.num_qubits)
        repeats = self.depth if self.reupload else 1
        return sum([encoder] * repeats, start=self._blocks)

    def to_dict(self) -> dict[str, Any]:
        """Writes the spec as plain values, with the format's version.

        Returns:
            A dictionary that `json.dumps` takes. Observables and a circuit of one's
            own are Cirq JSON, as strings.

        Raises:
            CircuitSpecError: If Cirq does not write all of a circuit of one's own.
        """
        values = {part.name: getattr(self, part.name) for part in fields(self)}
        if not isinstance(self.readout, str):
            text = cirq.to_json(list(self.readout), indent=None)
            values["readout"] = {"cirq_json": text}
        if self.own_circuit is None:
            del values["own_circuit"]
        else:
            values["own_circuit"] = self.own_circuit.to_dict()
        return {"format_version": FORMAT_VERSION, **values}

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
        # Neither 1.0 nor True.
        if type(version) is not int or not 1 <= version <= FORMAT_VERSION:
            received = (
                f"format_version={version!r}. A newer file needs a newer tfq-bert"
            )
            if "format_version" not in values:
                received = "none, so this is no CircuitSpec. Write one with to_json()"
            raise CircuitSpecError(
                f"`format_version` must be from 1 to {FORMAT_VERSION}. Received: "
                f"{received}."
            )
        known = [part.name for part in fields(cls)]
        unknown = [key for key in values if key not in (*known, "format_version")]
        if unknown:
            raise CircuitSpecError(
                f"`values` must hold known keys only. Received: {unknown}. "
                f"Known keys: {', '.join(known)}."
            )
        given = {key: values[key] for key in known if key in values}
        if not isinstance(given.get("readout", ""), str):
            given["readout"] = _read_observables(given["readout"])
        if given.get("own_circuit") is not None:
            given["own_circuit"] = OwnCircuit.from_dict(given["own_circuit"])
        try:
            return cls(**given)
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
            TypeError: If `text` is no string.
            CircuitSpecError: If the text is no JSON object or `from_dict`
                refuses what it holds.
        """
        if not isinstance(text, str):
            raise TypeError(f"`text` must be a string. Received: text={text!r}.")
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:  # no JSON, or an absurd one
            raise CircuitSpecError(
                f"`text` must be JSON. Received: {text[:60]!r} ({error})."
            ) from error
        if not isinstance(values, dict):
            raise CircuitSpecError(
                f"`text` must hold a JSON object. Received: {text[:60]!r}."
            )
        return cls.from_dict(values)


def _own_values(num_qubits: int) -> dict[str, Any]:
    """Returns what stands in the other fields beside a circuit of one's own."""
    return {
        "num_qubits": num_qubits,
        "depth": 1,
        "encoder": OWN,
        "ansatz": OWN,
        "reupload": False,
        "trainable_scaling": False,
        "seed": 0,
    }


def _read_observables(value: object) -> Any:
    if not isinstance(value, Mapping) or set(value) != {"cirq_json"}:
        raise CircuitSpecError(
            "`readout` must be a known name, or hold cirq_json. Received: "
            f"readout={value!r}."
        )
    return read_cirq_json("readout", value["cirq_json"])
