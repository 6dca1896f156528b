"""What a tuning tries: values of the learning rate, depth, qubits and encoder.

Does not choose among them; `make_oracle` does.
"""

import itertools
from dataclasses import dataclass, replace
from math import sqrt

from tfq_bert.errors import InputError
from tfq_bert.training.config import TrainConfig

SEARCHES = ("random", "bayesian", "grid")
SETTINGS = ("learning_rate", "depth", "qubits", "encoder")
_DEFAULT_CHOICES = {
    "depth": (1, 2, 4),
    "qubits": (2, 4, 8),
    # Without zz, whose training on 8 qubits takes ten times as long as theirs.
    "encoder": ("angle_ry", "dense_angle"),
}
# The default range reaches as far below the recipe's rate as above it.
_RATE_FACTOR = 5
_RATE_DIGITS = 3


@dataclass(frozen=True)
class LogRange:
    """A range of positive numbers, drawn evenly on a logarithmic scale.

    Args:
        low: float. Above 0.
        high: float. Above `low`.

    Raises:
        InputError: If it is empty or reaches 0.
    """

    low: float
    high: float

    def __post_init__(self):
        if not 0 < self.low < self.high:
            raise InputError(
                "a range must be LOW:HIGH with 0 < LOW < HIGH. Received: "
                f"{self.low:g}:{self.high:g}. For one value, give it alone."
            )

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class TuningSpace:
    """Holds the values that are tried, one attribute a setting.

    Args:
        learning_rate: `LogRange`, or tuple of float.
        depth: tuple of int.
        qubits: tuple of int.
        encoder: tuple of str. Names of `circuits.ENCODERS`.

    Raises:
        InputError: If a setting has no value.

    Example:
    >>> space = TuningSpace((1e-3, 1e-2), (1, 2), (4,), ("angle_ry",))
    >>> space.num_combinations
    4
    """

    learning_rate: LogRange | tuple[float, ...]
    depth: tuple[int, ...]
    qubits: tuple[int, ...]
    encoder: tuple[str, ...]

    def __post_init__(self):
        for name in SETTINGS:
            values = getattr(self, name)
            if isinstance(values, LogRange):
                continue
            # How a frozen dataclass keeps each value once, in order.
            object.__setattr__(self, name, tuple(dict.fromkeys(values)))
            if not values:
                raise InputError(
                    f"`{name}` must have a value to try. Received: {name}={values!r}."
                )

    @property
    def num_combinations(self) -> int | None:
        """How many different trials there are; None if there is no end of them."""
        if isinstance(self.learning_rate, LogRange):
            return None
        sizes = [len(getattr(self, name)) for name in SETTINGS]
        return sizes[0] * sizes[1] * sizes[2] * sizes[3]

    def as_grid(self) -> "TuningSpace":
        """Returns a copy with the ends and the middle in the place of a range."""
        rate = self.learning_rate
        if not isinstance(rate, LogRange):
            return self
        points = (rate.low, sqrt(rate.low * rate.high), rate.high)
        return replace(self, learning_rate=tuple(map(_rounded, points)))

    def hyperparameters(self):
        """Returns the space as `keras_tuner.HyperParameters`."""
        import keras_tuner

        found = keras_tuner.HyperParameters()
        for name in SETTINGS:
            values = getattr(self, name)
            if isinstance(values, LogRange):
                found.Float(name, values.low, values.high, sampling="log")
            elif len(values) == 1:
                found.Fixed(name, values[0])
            else:
                found.Choice(name, list(values))
        return found

    def to_dict(self) -> dict:
        """Returns plain JSON."""
        return {name: _plain(getattr(self, name)) for name in SETTINGS}

    @classmethod
    def from_dict(cls, content: dict) -> "TuningSpace":
        """Rebuilds a space.

        Args:
            content: What `to_dict` returned.
        """
        values = dict(content)
        rate = values["learning_rate"]
        if isinstance(rate, dict):
            values["learning_rate"] = LogRange(rate["low"], rate["high"])
        return cls(**values)


def make_space(config: TrainConfig, **given) -> TuningSpace:
    """Makes a space, with defaults that fit the recipe and the circuit.

    Args:
        config: `TrainConfig`. A circuit with an encoder in its name keeps it.
        **given: Values of some settings, as `TuningSpace` takes them; None is none.

    Returns:
        `TuningSpace`, in which every combination is a valid circuit.

    Raises:
        InputError: If one is not, or the circuit is no named one.
    """
    rate = config.filled().learning_rate
    defaults = {
        "learning_rate": LogRange(
            _rounded(rate / _RATE_FACTOR), _rounded(rate * _RATE_FACTOR)
        ),
        **_DEFAULT_CHOICES,
    }
    if "+" in config.circuit:
        defaults["encoder"] = (config.circuit_spec().encoder,)
    given = {name: value for name, value in given.items() if value is not None}
    space = TuningSpace(**{**defaults, **given})
    rates = space.as_grid().learning_rate
    rest = itertools.product(space.depth, space.qubits, space.encoder)
    for rate, (depth, qubits, encoder) in itertools.product(rates, rest):
        values = dict(zip(SETTINGS, (rate, depth, qubits, encoder), strict=True))
        trial_config(config, values, config.output)
    return space


def trial_config(config: TrainConfig, values: dict, output: str) -> TrainConfig:
    """Returns the configuration of one trial.

    Args:
        config: `TrainConfig` of the tuning.
        values: dict, one value a setting.
        output: str. Run folder of the trial.

    Returns:
        `TrainConfig`.
    """
    if isinstance(config.circuit, dict):
        raise InputError(
            "`circuit` must be a name, because a tuning changes its qubits, depth and "
            "encoder. Received: a CircuitSpec."
        )
    others = {name: values[name] for name in ("learning_rate", "depth", "qubits")}
    circuit = f"{values['encoder']}+{config.circuit_spec().ansatz}"
    return replace(config, circuit=circuit, output=output, **others)


def typed_values(values: dict) -> dict:
    """Returns what Keras Tuner chose, with a learning rate that can be typed.

    Args:
        values: dict, one value a setting.

    Returns:
        dict, in the order of `SETTINGS`.
    """
    found = {name: values[name] for name in SETTINGS}
    found["learning_rate"] = _rounded(found["learning_rate"])
    return found


def _rounded(rate: float) -> float:
    return float(f"{rate:.{_RATE_DIGITS}g}")


def _plain(values):
    if isinstance(values, LogRange):
        return {"low": values.low, "high": values.high}
    return list(values)
