"""Says how a circuit is run: the options of `PQC` beside the circuit itself.

Checks that they go together. Does not run anything.
"""

from dataclasses import dataclass, fields

import cirq
import numpy as np

ENGINES = ("statevector", "tfq")
DIFFERENTIATORS = ("auto", "stored", "adjoint")
PRECISIONS = ("single", "double")

# By which option decides the way of running, the options that do not go with it.
_CONTRADICTIONS = {
    'engine="tfq"': {
        "sampler": "a sampler takes the place of the engine",
        "seed": "TFQ draws its own numbers",
        "precision": "TFQ computes in single precision",
        "memory_budget": "TFQ has none",
    },
    "`sampler`": {
        "noise": "a sampler has its own noise",
        "seed": "a sampler draws its own numbers",
        "differentiator": "the gradient follows the parameter-shift rule",
        "precision": "bits are counted",
        "memory_budget": "a sampler has none",
    },
    "`shots`": {
        "differentiator": "the gradient follows the parameter-shift rule",
        "precision": "bits are counted",
        "memory_budget": "the chunks of rows have a fixed size",
    },
    "`noise`": {
        "seed": "nothing is drawn at random",
        "differentiator": "a density matrix has one way to a gradient",
        "precision": "density matrices are kept in single precision",
    },
    "exact expectation values": {"seed": "nothing is drawn at random"},
}


@dataclass(frozen=True)
class EngineOptions:
    """Holds how a circuit is run. See `PQC` for the meaning of each.

    Attributes:
        engine: str.
        differentiator: str.
        precision: str.
        memory_budget: int, bytes, or None.
        shots: int or None.
        noise: `cirq.NoiseModel`, one-qubit channel, float, or None.
        sampler: `cirq.Sampler` or None.
        seed: int or None.

    Raises:
        TypeError: If `sampler` is no sampler, or a number is none.
        ValueError: If a value is unknown, or two do not go together.
    """

    engine: str = "statevector"
    differentiator: str = "auto"
    precision: str = "single"
    memory_budget: int | None = None
    shots: int | None = None
    noise: object = None
    sampler: cirq.Sampler | None = None
    seed: int | None = None

    def __post_init__(self):
        _check_choice("engine", self.engine, ENGINES)
        if not isinstance(self.differentiator, str):
            raise TypeError(
                f"`differentiator` must be one of {list(DIFFERENTIATORS)} with "
                "`data_symbols`, because an object of TFQ belongs to circuits as "
                f"input. Received: differentiator={self.differentiator!r}."
            )
        _check_choice("differentiator", self.differentiator, DIFFERENTIATORS)
        _check_choice("precision", self.precision, PRECISIONS)
        if self.memory_budget is not None:
            _check_budget(self.memory_budget)
        if self.sampler is not None and self.shots is None:
            raise ValueError(
                "`shots` must be given with `sampler`, because it is how often the "
                f"circuit runs. Received: shots=None, sampler={self.sampler!r}."
            )
        self._check_together()

    def _check_together(self):
        way = self._way()
        for name, reason in _CONTRADICTIONS[way].items():
            value = getattr(self, name)
            if value != self.default(name):
                raise ValueError(
                    f"`{name}` must be left out with {way}, because {reason}. "
                    f"Received: {name}={value!r}."
                )
        if self.engine == "tfq" and self.differentiator == "stored":
            raise ValueError(
                '`differentiator` must be "auto" or "adjoint" with engine="tfq", '
                "because TFQ keeps no states. Received: differentiator='stored'."
            )
        if self.engine == "tfq" and self.shots is not None:
            if self.differentiator != "auto":
                raise ValueError(
                    "`differentiator` must be left out with `shots`, because the "
                    "gradient follows the parameter-shift rule. Received: "
                    f"differentiator={self.differentiator!r}."
                )
        elif self.engine == "tfq" and self.noise is not None:
            raise ValueError(
                '`shots` must be given with `noise` and engine="tfq", because TFQ '
                "averages single runs. Received: shots=None, "
                f"noise={self.noise!r}. The statevector engine's noise is exact."
            )

    def _way(self) -> str:
        if self.engine == "tfq":
            return 'engine="tfq"'
        for name in ("sampler", "shots", "noise"):
            if getattr(self, name) is not None:
                return f"`{name}`"
        return "exact expectation values"

    @classmethod
    def default(cls, name: str):
        """Returns the default of an option."""
        return next(field.default for field in fields(cls) if field.name == name)


def _check_choice(name, value, choices):
    if not isinstance(value, str) or value not in choices:
        raise ValueError(
            f"`{name}` must be one of {list(choices)}. Received: {name}={value!r}."
        )


def _check_budget(budget):
    if isinstance(budget, bool) or not isinstance(budget, int | np.integer):
        raise TypeError(
            "`memory_budget` must be an integer, in bytes, or None. Received: "
            f"memory_budget={budget!r}."
        )
    if budget <= 0:
        raise ValueError(
            "`memory_budget` must be a positive number of bytes. Received: "
            f"memory_budget={budget}."
        )
