"""Everything that a training run needs, as plain JSON.

Does not load data or weights.
"""

from dataclasses import asdict, dataclass, fields, replace

from circuits import CircuitSpec
from tfq_bert.choices import check_choice
from tfq_bert.circuit_names import CIRCUITS as CIRCUITS
from tfq_bert.circuit_names import make_spec
from tfq_bert.errors import InputError
from tfq_bert.training.recipes import Stage, get_recipe

FORMAT_VERSION = 1
_FROM_STAGE = ("epochs", "learning_rate", "warmup", "patience")
_FROM_RECIPE = (
    *("batch_size", "loss", "label_smoothing", "class_weight", "layer_decay"),
    *("weight_decay", "clip_norm", "top_blocks", "pooling", "sequence_length"),
)
# What an option of the training may be: the least and the most.
_RANGES = {
    "epochs": (1, None),
    "batch_size": (1, None),
    "sequence_length": (3, None),
    "patience": (0, None),
    "top_blocks": (1, None),
    "seed": (0, 2**32 - 1),
    "warmup": (0.0, 1.0),
    "label_smoothing": (0.0, 1.0),
    "layer_decay": (0.01, 1.0),
    "weight_decay": (0.0, 1.0),
    "clip_norm": (0.0, None),
}
_CHOICES = {
    "loss": ("cross_entropy", "mean_squared_error"),
    "class_weight": ("balanced", "none"),
    "precision": ("float32", "mixed_bfloat16", "mixed_float16"),
}


@dataclass(frozen=True)
class TrainConfig:
    """Describes a training run; equal configurations give equal runs on one machine.

    Args:
        data: A source that `load_dataset` takes.
        output: Run folder to make.
        text_column: Name of the text column, or several with commas between; None to
            find it.
        label_column: Name of the label column, or None to find it.
        encoding: Encoding of the file.
        delimiter: Delimiter of the file, or None to find it.
        no_header: bool. Whether the first line of the file is a row.
        split: Split of a TFDS set, or None.
        data_dir: Folder of local TFDS copies, or None.
        validation_data: Source of the rows to validate on, or None: split off.
        test_data: Source of the rows to test on, or None: split off.
        preset: Weights, as in `HybridTextClassifier.from_preset`.
        circuit: A name of `CIRCUITS`, "ANSATZ" or "ENCODER+ANSATZ" of the library, or
            what `CircuitSpec.to_dict` returned.
        qubits: int. Of a named circuit; a `CircuitSpec` sets its own.
        depth: int. As `qubits`.
        recipe: A name of `RECIPES`; it fills what is None below.
        epochs: int or None. Of the last stage, as the next three.
        learning_rate: float or None.
        warmup: float or None. As in `Stage`.
        patience: int or None. As in `Stage`.
        batch_size: int or None.
        loss: str or None. As in `Recipe`, like the next six.
        label_smoothing: float or None.
        class_weight: str or None.
        layer_decay: float or None.
        weight_decay: float or None.
        clip_norm: float or None.
        top_blocks: int or None.
        pooling: str or None.
        sequence_length: int or None. Tokens.
        precision: "float32", "mixed_bfloat16" or "mixed_float16". Of BERT; its weights
            and the head stay float32.
        xla: bool. Whether XLA compiles the training step.
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
    no_header: bool = False
    split: str | None = None
    data_dir: str | None = None
    validation_data: str | None = None
    test_data: str | None = None
    preset: str = "minilm_l6_en"
    circuit: str | dict = "paper"
    qubits: int = 4
    depth: int = 4
    recipe: str = "frozen"
    epochs: int | None = None
    learning_rate: float | None = None
    warmup: float | None = None
    patience: int | None = None
    batch_size: int | None = None
    loss: str | None = None
    label_smoothing: float | None = None
    class_weight: str | None = None
    layer_decay: float | None = None
    weight_decay: float | None = None
    clip_norm: float | None = None
    top_blocks: int | None = None
    pooling: str | None = None
    sequence_length: int | None = None
    precision: str = "float32"
    xla: bool = False
    engine: str = "statevector"
    seed: int = 0

    def __post_init__(self):
        recipe = get_recipe(self.recipe)
        spec = self.circuit_spec()
        # How a frozen dataclass stores a value that follows from another.
        object.__setattr__(self, "qubits", spec.num_qubits)
        object.__setattr__(self, "depth", spec.depth)
        for name, bounds in _RANGES.items():
            _check_range(name, getattr(self, name), *bounds)
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value is not None:
                check_choice(name, value, choices)
        if self.top_blocks is not None and recipe.top_blocks is None:
            raise InputError(
                "`top_blocks` must be left out but with the recipe gradual. Received: "
                f"top_blocks={self.top_blocks}, recipe={self.recipe!r}."
            )
        if self.learning_rate is not None and not 0 < self.learning_rate < 10:
            raise InputError(
                "`learning_rate` must be above 0 and below 10. Received: "
                f"learning_rate={self.learning_rate}."
            )

    def circuit_spec(self) -> CircuitSpec:
        """Returns the head's circuit as a `CircuitSpec`."""
        return make_spec(self.circuit, self.qubits, self.depth, self.seed)

    def filled(self) -> "TrainConfig":
        """Returns a copy in which the recipe has filled what was left open."""
        recipe = get_recipe(self.recipe)
        values = {name: getattr(recipe.last, name) for name in _FROM_STAGE}
        values |= {name: getattr(recipe, name) for name in _FROM_RECIPE}
        open_ones = {n: v for n, v in values.items() if getattr(self, n) is None}
        return replace(self, **open_ones)

    def stages(self) -> list[Stage]:
        """Returns the stages of the recipe, the last with the options of this run."""
        recipe, filled = get_recipe(self.recipe), self.filled()
        last = replace(recipe.last, **{n: getattr(filled, n) for n in _FROM_STAGE})
        blocks = filled.top_blocks
        return [
            replace(stage, trained=blocks) if stage.trained == "top" else stage
            for stage in (*recipe.earlier, last)
        ]

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
        content = known_fields(cls, content, "a run", FORMAT_VERSION)
        try:
            return cls(**content)
        except TypeError as error:
            raise InputError(
                "a run's config must hold data and output, and a value of its own type "
                f"for each key. Received: {error}. Train the run again."
            ) from error


def known_fields(cls, content: dict, what: str, version: int) -> dict:
    """Returns the fields of a configuration that was written as JSON.

    Args:
        cls: The dataclass that they are of.
        content: dict. What its `to_dict` returned.
        what: str. What it configures, for the message: "a run".
        version: int. The `format_version` that is known.

    Raises:
        InputError: If a key is unknown, or the version is another.
    """
    content = dict(content)
    found = content.pop("format_version", None)
    unknown = sorted(set(content) - {field.name for field in fields(cls)})
    if found != version or unknown:
        raise InputError(
            f"{what}'s config must be of format_version {version} and hold known keys. "
            f"Received: format_version={found}, unknown keys {unknown}. Update "
            "tfq-bert."
        )
    return content


def _check_range(name: str, value, least, most) -> None:
    """Refuses a number outside its range; None is no number yet."""
    if value is None or (value >= least and (most is None or value <= most)):
        return
    wanted = f"at least {least}" if most is None else f"from {least} to {most}"
    raise InputError(f"`{name}` must be {wanted}. Received: {name}={value}.")
