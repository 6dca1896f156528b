"""What a comparison is to do, as plain JSON.

Loads no data and runs nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from circuits import CircuitSpec
from tfq_bert.choices import check_choice
from tfq_bert.comparison.scores import METRICS
from tfq_bert.errors import InputError
from tfq_bert.training.config import TrainConfig, known_fields

ARM_NAMES = (
    *("hybrid", "matched", "dense", "linear", "frozen_circuit", "no_entanglement"),
    *("tfidf", "majority"),
)
RECIPE_NAMES = ("frozen", "full", "gradual")
MAX_TRIES = 7
FORMAT_VERSION = 1
# Seeds and tries where they are not given: of heads, and where BERT is trained.
_DEFAULTS = {True: (10, 3), False: (3, 1)}
# Heads cost little here, and high rates and low ones alike should have converged.
_HEAD_BUDGET = {"epochs": 200, "patience": 20}


@dataclass(frozen=True)
class DataSource:
    """Says where the rows of one data set are.

    Args:
        data: A source that `load_dataset` takes.
        name: str. How tables name it; None for the file's name.
        validation_data: As in `TrainConfig`.
        test_data: As in `TrainConfig`.
        text_column: As in `TrainConfig`.
        label_column: As in `TrainConfig`.
        encoding: As in `TrainConfig`.
        delimiter: As in `TrainConfig`.
        no_header: As in `TrainConfig`.
        split: As in `TrainConfig`.
        data_dir: As in `TrainConfig`.
        drop_labels: sequence of str. Classes whose rows are left out.
    """

    data: str
    name: str | None = None
    validation_data: str | None = None
    test_data: str | None = None
    text_column: str | None = None
    label_column: str | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None
    no_header: bool = False
    split: str | None = None
    data_dir: str | None = None
    drop_labels: Sequence[str] = ()


@dataclass(frozen=True)
class CompareConfig:
    """Describes a comparison; equal ones give equal results on one machine.

    Args:
        data: sequence of `DataSource`, or of sources that `load_dataset` takes.
        output: Folder to make.
        arms: sequence of names of `ARMS`; `hybrid` must be one.
        qubits: sequence of int. Widths of the heads that have one.
        depth: int. As in `TrainConfig`.
        circuit: As in `TrainConfig`.
        seeds: sequence of int. Of the split, the weights and the batches. None for
            0 to 9 with the recipe frozen, 0 to 2 with another.
        fractions: sequence of float in (0, 1]. Shares of the rows to train and to
            validate on.
        recipe: "frozen", "full" or "gradual".
        tries: int. Learning rates to try for each head and seed, each from its own
            first weights; the lowest validation loss counts.
            None for 3 with the recipe frozen, 1 with another.
        metric: Name of the score that the verdict is on.
        preset: As in `TrainConfig`.
        sequence_length: int or None. As in `TrainConfig`.
        epochs: int or None. At most so many. None for 200 with the recipe frozen
            (with patience 20), else as in `TrainConfig`.
        batch_size: int or None. As in `TrainConfig`.
        shots: sequence of int. Samples of each value at evaluation, of the hybrid.
        noise: sequence of float. Depolarizing probabilities at evaluation, likewise.
        processor: Name of a device with a noise model to sample on, or None.
        robust_rows: int. Test rows for those three, at most.
        target: Device that the trained circuit is compiled for, or None.

    Raises:
        InputError: If a value is out of range or a name is unknown.

    Example:
    >>> config = CompareConfig(["embedded:sms_spam"], "runs/compared")
    >>> config.seeds[-1], config.data[0].name
    (9, 'sms_spam')
    """

    data: Sequence[DataSource]
    output: str
    arms: Sequence[str] = ARM_NAMES
    qubits: Sequence[int] = (4,)
    depth: int = 4
    circuit: str | dict = "paper"
    seeds: Sequence[int] | None = None
    fractions: Sequence[float] = (1.0,)
    recipe: str = "frozen"
    tries: int | None = None
    metric: str = "macro_f1"
    preset: str = "minilm_l6_en"
    sequence_length: int | None = None
    epochs: int | None = None
    batch_size: int | None = None
    shots: Sequence[int] = ()
    noise: Sequence[float] = ()
    processor: str | None = None
    robust_rows: int = 300
    target: str | None = "willow"

    def __post_init__(self):
        num_seeds, tries = _DEFAULTS[self.recipe == "frozen"]
        seeds = range(num_seeds) if self.seeds is None else self.seeds
        _set(self, "seeds", tuple(seeds))
        _set(self, "tries", tries if self.tries is None else self.tries)
        for name in ("arms", "qubits", "fractions", "shots", "noise"):
            _set(self, name, tuple(getattr(self, name)))
        _set(self, "data", _named(self.data))
        names = [source.name for source in self.data]
        _check_list("data", names, least=1)
        for name in ("qubits", "seeds", "fractions", "arms"):
            _check_list(name, getattr(self, name), least=1)
        for name in ("shots", "noise"):
            _check_list(name, getattr(self, name), least=0)
        _check_choices(self)
        _check_numbers(self)
        for seed in self.seeds:
            self.train_config(self.data[0], seed, self.qubits[0])
        specs = [self.spec(qubits) for qubits in self.qubits]
        _set(self, "qubits", tuple(dict.fromkeys(s.num_qubits for s in specs)))
        _set(self, "depth", specs[0].depth)

    def spec(self, qubits: int, seed: int = 0) -> CircuitSpec:
        """Returns the circuit for a number of qubits.

        Args:
            qubits: int.
            seed: int. Of the angles that a circuit draws.
        """
        return self.train_config(self.data[0], seed, qubits).circuit_spec()

    def train_config(self, source: DataSource, seed: int, qubits: int) -> TrainConfig:
        """Returns the settings of a training run of the hybrid, filled.

        Args:
            source: `DataSource`.
            seed: int.
            qubits: int.
        """
        where = asdict(source)
        del where["name"], where["drop_labels"]
        budget = _HEAD_BUDGET if self.recipe == "frozen" else {}
        given = {} if self.epochs is None else {"epochs": self.epochs}
        return TrainConfig(
            **where,
            **{**budget, **given},
            output=self.output,
            preset=self.preset,
            circuit=self.circuit,
            qubits=qubits,
            depth=self.depth,
            recipe=self.recipe,
            batch_size=self.batch_size,
            sequence_length=self.sequence_length,
            seed=seed,
        ).filled()

    def to_dict(self) -> dict:
        """Returns plain JSON, with a `format_version`."""
        return {"format_version": FORMAT_VERSION, **_plain(asdict(self))}

    @classmethod
    def from_dict(cls, content: dict) -> "CompareConfig":
        """Rebuilds a configuration; unknown keys are errors.

        Args:
            content: What `to_dict` returned.

        Raises:
            InputError: If a key is unknown, or the version is newer.
        """
        content = known_fields(cls, content, "a comparison", FORMAT_VERSION)
        sources = [DataSource(**source) for source in content.pop("data")]
        return cls(data=sources, **content)


def _named(sources) -> tuple[DataSource, ...]:
    """Names each source after its file; with its folder too where names are alike."""
    found = [DataSource(each) if isinstance(each, str) else each for each in sources]
    found = [replace(each, drop_labels=tuple(each.drop_labels)) for each in found]
    short = [each.name or _file_name(each.data) for each in found]
    return tuple(
        each
        if each.name is not None
        else replace(
            each, name=_file_name(each.data, parts=1 + (short.count(name) > 1))
        )
        for each, name in zip(found, short, strict=True)
    )


def _file_name(source: str, parts: int = 1) -> str:
    """Returns the last parts of a path or of a data set's name, without an ending."""
    prefix, _, rest = source.partition(":")
    if prefix in ("tfds", "embedded"):
        source = rest.partition(":")[0]  # without the version
    names = source.replace("\\", "/").rstrip("/").split("/")[-parts:]
    names[-1] = names[-1].partition(".")[0] or names[-1]
    return "/".join(names)


def _set(config, name: str, value) -> None:
    # How a frozen dataclass stores a value that follows from another.
    object.__setattr__(config, name, value)


def _check_list(name: str, values: Sequence, least: int) -> None:
    if len(values) < least or len(set(values)) < len(values):
        wanted = "hold a value, and none twice" if least else "hold no value twice"
        hint = " Give each `DataSource` a name." if name == "data" else ""
        raise InputError(
            f"`{name}` must {wanted}. Received: {name}={list(values)}.{hint}"
        )


def _check_choices(config: CompareConfig) -> None:
    unknown = [arm for arm in config.arms if arm not in ARM_NAMES]
    if unknown or "hybrid" not in config.arms or len(set(config.arms)) < 2:
        raise InputError(
            f"`arms` must be hybrid and others of {', '.join(ARM_NAMES[1:])}. "
            f"Received: arms={list(config.arms)}."
        )
    for name, choices in (("recipe", RECIPE_NAMES), ("metric", METRICS)):
        check_choice(name, getattr(config, name), choices)


def _check_numbers(config: CompareConfig) -> None:
    bounds = [
        ("tries", config.tries, 1, MAX_TRIES),
        ("robust_rows", config.robust_rows, 1, None),
        *(("shots", number, 1, None) for number in config.shots),
        *(("noise", number, 0, 1) for number in config.noise),
        *(("fractions", number, 1e-6, 1) for number in config.fractions),
    ]
    for name, value, least, most in bounds:
        if not value >= least or not (most is None or value <= most):
            wanted = f"at least {least}" if most is None else f"from {least} to {most}"
            raise InputError(f"`{name}` must be {wanted}. Received: {name}={value}.")


def _plain(value):
    """Turns tuples into lists, as JSON has them."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
