"""What Cirq answers for the checked rows, and how far an engine is from it.

Values from `cirq.Simulator` in complex128, gradients by the parameter-shift rule.
"""

from dataclasses import dataclass

import cirq
import numpy as np

from circuits import CircuitSpec, build_circuit
from scripts.benchmark.work import Work

VALUE_TOLERANCE = 2e-5
# Two simulations a row and angle: at 16 qubits they cost more than the benchmark.
MAX_SHIFTED = 12


@dataclass(frozen=True)
class Reference:
    """Right answers at one point of the grid.

    Args:
        values: `(rows, num_qubits)`, of `Work.checked_rows()`.
        angles: dict from `(row, column)` to a derivative; `row` counts checked rows.
        weights: dict from a weight's index to a derivative.
    """

    values: np.ndarray
    angles: dict[tuple[int, int], float]
    weights: dict[int, float]


def compute_reference(work: Work) -> Reference:
    """Computes values of the checked rows, and derivatives for some of the symbols."""
    circuit = _Circuit(work)
    angles, weights, _ = (a.astype(np.float64) for a in work.draw())
    rows = work.checked_rows()
    cotangent = work.check_cotangent().astype(np.float64)
    rng = np.random.default_rng(work.seed + 1)
    count = min(MAX_SHIFTED // 2, work.num_qubits)
    columns = sorted(rng.choice(work.num_qubits, count, replace=False))
    picked = sorted(rng.choice(len(weights), min(count, len(weights)), replace=False))

    def shift(row, which, index):
        both = []
        for sign in (1, -1):
            point = [angles[row].copy(), weights.copy()]
            point[which][index] += sign * np.pi / 2
            both.append(circuit.values(*point) @ cotangent[row])
        return float(both[0] - both[1]) / 2

    return Reference(
        np.array([circuit.values(angles[row], weights) for row in rows]),
        {(i, int(c)): shift(row, 0, c) for i, row in enumerate(rows) for c in columns},
        {int(w): sum(shift(row, 1, w) for row in rows) for w in picked},
    )


class _Circuit:
    """The circuit of this project, simulated by Cirq."""

    def __init__(self, work):
        self._built = build_circuit(CircuitSpec(work.num_qubits, work.depth))
        self._simulator = cirq.Simulator(dtype=np.complex128)

    def values(self, angles, weights):
        built = self._built
        return np.real(
            self._simulator.simulate_expectation_values(
                built.resolved(angles, weights),
                list(built.observables),
                qubit_order=built.qubits,
            )
        )


def find_fault(answer: dict, reference: Reference, tolerance: float) -> str | None:
    """Compares an engine's first answer with the reference.

    Args:
        answer: dict with `values`, `angles`, `weights` and `other_rows`, as the worker
            gives them.
        reference: `Reference`.
        tolerance: float. Largest error of a derivative.

    Returns:
        What is wrong, in words, or None.
    """
    to_angles, to_weights = np.array(answer["angles"]), np.array(answer["weights"])
    errors = {
        "values": (np.array(answer["values"]) - reference.values, VALUE_TOLERANCE),
        "gradient to the angles": (
            [to_angles[place] - v for place, v in reference.angles.items()],
            tolerance,
        ),
        "gradient to the weights": (
            [to_weights[place] - v for place, v in reference.weights.items()],
            tolerance,
        ),
        "gradient to rows without a cotangent": (answer["other_rows"], tolerance),
    }
    for name, (difference, limit) in errors.items():
        worst = float(np.max(np.abs(difference)))
        # A NaN is not below any limit.
        if not worst <= limit:
            return f"wrong {name}: off by {worst:.2g}, allowed {limit:g}"
    return None
