"""Everything that a training run needs, as plain JSON.

Does not load data or weights.
"""

from dataclasses import asdict, dataclass, fields, replace

from circuits import ANSATZE, ENCODERS, CircuitSpec, CircuitSpecError
from tfq_bert.errors import InputError
from tfq_bert.training.recipes import get_recipe

FORMAT_VERSION = 1
# Names of the command line for circuits of the library.
CIRCUITS = {
    "paper": {"encoder": "angle_ry", "ansatz": "brick_ry"},
    "no_entanglement": {"encoder": "angle_ry", "ansatz": "none_ry"},
}
_FROM_RECIPE = (
    "epochs",
    "batch_size",
    "learning_rate",
    "pooling",
    "sequence_length",
)


@dataclass(frozen=True)
class TrainConfig:
    """Describes a training run; equal configurations give equal runs on one machine.

    Args:
        data: CSV or TSV file, `tfds:NAME`, or `embedded:sms_spam`.
        output: Run folder to make.
        text_column: Name of the text column, or None to find it.
        label_column: Name of the label column, or None to find it.
        encoding: Encoding of the file.
        delimiter: Delimiter of the file, or None to find it.
        split: Split of a TFDS set, or None.
        data_dir: Folder of local TFDS copies, or None.
        preset: Weights, as in `HybridTextClassifier.from_preset`.
        circuit: A name of `CIRCUITS`, "ANSATZ" or "ENCODER+ANSATZ" of the library, or
            what `CircuitSpec.to_dict` returned.
        qubits: int. Of a named circuit; a `CircuitSpec` sets its own.
        depth: int. As `qubits`.
        recipe: A name of `RECIPES`; it fills what is None below.
        epochs: int or None.
        batch_size: int or None.
        learning_rate: float or None.
        pooling: str or None.
        sequence_length: int or None. Tokens.
        engine: "statevector" or "tfq".
        seed: int. Of the split, the weights and the batches.

    Raises:
        InputError: If a value is out of range or a name is unknown.

    Example:
    >>> config = TrainConfig(data="embedded:sms_spam", output="runs/sms")
    >>> config.filled().epochs
    30
    """

    data: str
    output: str
    text_column: str | None = None
    label_column: str | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None
    split: str | None = None
    data_dir: str | None = None
    preset: str = "minilm_l6_en"
    circuit: str | dict = "paper"
    qubits: int = 4
    depth: int = 4
    recipe: str = "frozen"
    epochs: int | None = None
    batch_size: int | None = None
    learning_rate: float | None = None
    pooling: str | None = None
    sequence_length: int | None = None
    engine: str = "statevector"
    seed: int = 0

    def __post_init__(self):
        get_recipe(self.recipe)
        spec = self.circuit_spec()
        # How a frozen dataclass stores a value that follows from another.
        object.__setattr__(self, "qubits", spec.num_qubits)
        object.__setattr__(self, "depth", spec.depth)
        least = {"epochs": 1, "batch_size": 1, "sequence_length": 3, "seed": 0}
        for name, low in least.items():
            value = getattr(self, name)
            if value is not None and value < low:
                raise InputError(
                    f"`{name}` must be at least {low}. Received: {name}={value}."
                )
        if self.seed >= 2**32:
            raise InputError(f"`seed` must be below 2**32. Received: seed={self.seed}.")
        if self.learning_rate is not None and not 0 < self.learning_rate < 10:
            raise InputError(
                "`learning_rate` must be above 0 and below 10. Received: "
                f"learning_rate={self.learning_rate}."
            )

    def circuit_spec(self) -> CircuitSpec:
        """Returns the head's circuit as a `CircuitSpec`."""
        try:
            if isinstance(self.circuit, dict):
                return CircuitSpec.from_dict(self.circuit)
            parts = _parts(self.circuit)
            # Other angles for another seed, where the circuit draws some.
            seed = self.seed if parts["ansatz"] == "fixed_random" else 0
            return CircuitSpec(self.qubits, self.depth, **parts, seed=seed)
        except CircuitSpecError as error:
            raise InputError(str(error)) from error

    def filled(self) -> "TrainConfig":
        """Returns a copy in which the recipe has filled what was left open."""
        recipe = get_recipe(self.recipe)
        missing = [name for name in _FROM_RECIPE if getattr(self, name) is None]
        return replace(self, **{name: getattr(recipe, name) for name in missing})

    def to_dict(self) -> dict:
        """Returns plain JSON, with a `format_version`."""
        return {"format_version": FORMAT_VERSION, **asdict(self)}

    @classmethod
    def from_dict(cls, content: dict) -> "TrainConfig":
        """Rebuilds a configuration; unknown keys are errors.

        Args:
            content: What `to_dict` returned.

        Raises:
            InputError: If a key is unknown or missing, or the version is newer.
        """
        content = dict(content)
        version = content.pop("format_version", None)
        unknown = sorted(set(content) - {field.name for field in fields(cls)})
        if version != FORMAT_VERSION or unknown:
            raise InputError(
                f"a run's config must be of format_version {FORMAT_VERSION} and hold "
                f"known keys. Received: format_version={version}, unknown keys "
                f"{unknown}. Update tfq-bert."
            )
        try:
            return cls(**content)
        except TypeError as error:
            raise InputError(
                "a run's config must hold data and output, and a value of its own type "
                f"for each key. Received: {error}. Train the run again."
            ) from error


def _parts(name: str) -> dict[str, str]:
    """Returns the encoder and ansatz of a name of the command line."""
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
