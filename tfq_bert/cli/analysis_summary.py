"""What `tfq-bert analyse` measures of one circuit, and how it prints several.

Reads no files and draws nothing.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from circuits import CircuitSpec, analysis
from tfq_bert.cli.output import console, counted, print_filled, print_rows

INPUTS = 100  # of each weight vector of the effective dimension
_FIRST = 23  # letters of the longest name of a quantity

_EXPLAINED = {
    "expressibility": "how far the circuit's states are from evenly spread ones, in "
    "nats: 0 is evenly spread, higher is less. The bias of so few pairs is subtracted.",
    "entangling capability": "mean Meyer-Wallach entanglement: 0 is none, 1 the most; "
    "evenly spread states have {haar}.",
    "gradient variance": "of d<O>/dw, the mean over all weights: the smaller, the "
    "flatter. --plateau tells whether more qubits make it so.",
    "effective dimension": "how many weights the first output tells apart after 10,000 "
    "rows; compare it with the weights that there are.",
    "highest frequency": "the fastest wave, as a function of one data angle, that the "
    "gates allow in an output; 1 is one plain sine.",
}
_PLATEAU = (
    "by which power of 2 each qubit, from 2 to 8, changes the gradient variance of the "
    "first weight: 0 leaves it, -1 halves it (a barren plateau)."
)


@dataclass(frozen=True)
class Measures:
    """Holds what was measured of one circuit; None is what it does not have.

    Attributes:
        spec: `CircuitSpec`.
        expressibility: `Expressibility`.
        entanglement: `EntanglingCapability`.
        gradient: `GradientVariance` of all weights.
        dimension: `EffectiveDimension`.
        frequencies: For each data angle those above 0.
        spectrum: `FourierSpectrum` of the first data angle.
        plateau: `GradientVariances`.
        missing: Name of a quantity to why there is none.
    """

    spec: CircuitSpec
    expressibility: Any
    entanglement: Any
    gradient: Any = None
    dimension: Any = None
    frequencies: tuple[tuple[float, ...], ...] | None = None
    spectrum: Any = None
    plateau: Any = None
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def highest_frequency(self) -> float | None:
        """The highest of all data angles; 0 where no output depends on one."""
        if not self.frequencies:
            return None
        return max((max(one, default=0.0) for one in self.frequencies), default=None)


def measure(
    spec: CircuitSpec, pairs: int, samples: int, seed: int, plateau: bool
) -> Measures:
    """Measures one circuit.

    Args:
        spec: `CircuitSpec`.
        pairs: int. For the expressibility.
        samples: int. For the other quantities; the effective dimension takes a tenth.
        seed: int.
        plateau: bool. Whether to measure other sizes and depths as well.

    Returns:
        `Measures`.

    Raises:
        CircuitSpecError: If an operation of the circuit is not unitary.
    """
    missing: dict[str, str] = {}

    def attempt(quantity: str, function: Callable[..., Any], *args: Any, **kwargs: Any):
        # A circuit of one's own may lack weights, data angles, or a bounded output.
        try:
            return function(*args, **kwargs)
        except ValueError as error:
            missing[quantity] = str(error)
            return None

    return Measures(
        spec,
        analysis.expressibility(spec, pairs, seed),
        analysis.entangling_capability(spec, samples, seed),
        attempt(
            "gradient variance",
            analysis.gradient_variance,
            *(spec, samples, seed),
            weight=None,
        ),
        attempt(
            "effective dimension",
            analysis.effective_dimension,
            *(spec, max(2, samples // 10), seed),
            inputs=INPUTS,
        ),
        attempt("highest frequency", analysis.data_frequencies, spec),
        attempt("spectrum", analysis.fourier_spectrum, spec, samples // 10, seed),
        attempt("slope", analysis.gradient_variances, spec, seed=seed)
        if plateau
        else None,
        missing,
    )


def as_json(found: Measures) -> dict[str, Any]:
    """Writes what was measured as plain JSON.

    Args:
        found: `Measures`.

    Returns:
        dict.
    """

    def estimate(one: Any, *more: str) -> dict[str, Any] | None:
        names = ("value", "standard_error", "num_samples", *more)
        return None if one is None else {name: getattr(one, name) for name in names}

    content: dict[str, Any] = {
        "spec": found.spec.to_dict(),
        "num_weights": found.spec.num_weights,
        "expressibility": estimate(found.expressibility, "bias"),
        "entangling_capability": estimate(found.entanglement, "haar_value"),
        "gradient_variance": estimate(found.gradient, "variances"),
        "effective_dimension": estimate(found.dimension, "num_inputs", "data_size"),
        "highest_frequency": found.highest_frequency,
        "spectrum": None,
        "plateau": None,
        "missing": found.missing,
    }
    if found.spectrum is not None:
        content["spectrum"] = {
            "data_angle": found.spectrum.data_angle,
            "frequencies": found.spectrum.frequencies.tolist(),
            "magnitudes": found.spectrum.magnitudes.tolist(),
            "standard_errors": found.spectrum.standard_errors.tolist(),
            "num_samples": found.spectrum.num_samples,
        }
    if found.plateau is not None:
        rows = zip(found.plateau.variances, found.plateau.fits, strict=True)
        content["plateau"] = {
            "num_qubits": found.plateau.num_qubits,
            "depths": found.plateau.depths,
            "by_depth": [
                {
                    "variances": [estimate(one) for one in row],
                    "slope": None if fit is None else fit.slope,
                    "slope_standard_error": fit and fit.standard_error,
                }
                for row, fit in rows
            ],
        }
    return content


def print_measures(found: dict[str, Measures]) -> None:
    """Prints one table, a column a circuit, and how to read each row.

    Circuits that do not fit beside each other go into a table below.

    Args:
        found: Name of a circuit to what was measured.
    """
    columns = {name: _cells(one) for name, one in found.items()}
    for names in _that_fit(columns):
        labels = dict.fromkeys(label for name in names for label in columns[name])
        rows = [
            [label, *(columns[n].get(label, "-") for n in names)] for label in labels
        ]
        print_rows(["circuit", *names], rows)
        print()
    haar = {one.spec.num_qubits: one.entanglement.haar_value for one in found.values()}
    values = [f"{v:.3f} on {counted(n, 'qubit')}" for n, v in sorted(haar.items())]
    for quantity, line in _EXPLAINED.items():
        print_filled(f"{quantity}: {line.format(haar=', '.join(values))}")
    if any(one.plateau for one in found.values()):
        print_filled(f"slope: {_PLATEAU}")
    print_filled(
        "±: one standard error of the random parameters; of a slope, that of the "
        "straight line."
    )
    for name, one in found.items():
        for quantity, reason in one.missing.items():
            print_filled(f"No {quantity} of {name}: {reason}")


def with_error(value: float, error: float) -> str:
    """Writes a value and its standard error with the digits that the error allows.

    Args:
        value: float.
        error: float. At least 0.

    Returns:
        str.

    Example:
    >>> with_error(0.11497, 0.00767), with_error(0.5, 0.0), with_error(2e-6, 3e-8)
    ('0.1150 ± 0.0077', '0.5', '2.00e-06 ± 3e-08')
    """
    if error < 1e-9:
        return f"{round(value, 4) + 0.0:g}"
    if error < 1e-5:
        return f"{value:.2e} ± {error:.0e}"
    decimals = max(0, 1 - math.floor(math.log10(error)))
    return f"{round(value, decimals) + 0.0:.{decimals}f} ± {error:.{decimals}f}"


def _cells(one: Measures) -> dict[str, str]:
    def estimate(found: Any) -> str:
        return "-" if found is None else with_error(found.value, found.standard_error)

    highest = one.highest_frequency
    cells = {
        "qubits": str(one.spec.num_qubits),
        "depth": str(one.spec.depth),
        "weights": str(one.spec.num_weights),
        "expressibility": estimate(one.expressibility),
        "entangling capability": estimate(one.entanglement),
        "gradient variance": estimate(one.gradient),
        "effective dimension": estimate(one.dimension),
        "highest frequency": "-" if highest is None else f"{highest:.4g}",
    }
    if one.plateau is not None:
        for depth, fit in zip(one.plateau.depths, one.plateau.fits, strict=True):
            slope = "-" if fit is None else with_error(fit.slope, fit.standard_error)
            cells[f"slope at depth {depth}"] = slope
    return cells


def _that_fit(columns: dict[str, dict[str, str]]) -> list[list[str]]:
    """Splits the names into groups that stand beside each other."""
    groups: list[list[str]] = [[]]
    left = room = console().width - _FIRST
    for name, cells in columns.items():
        width = 3 + max(len(name), *map(len, cells.values()))
        if groups[-1] and width > left:
            groups.append([])
            left = room
        groups[-1].append(name)
        left -= width
    return groups
