"""What was measured on a chip: error rates and relaxation times.

Holds numbers. What follows from them for a circuit is in `estimate.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import cirq

from circuits.devices.google import import_cirq_google

if TYPE_CHECKING:
    import cirq_google

# Chips whose calibration cirq-google 1.5 holds.
CALIBRATED = ("rainbow", "weber")

# A gate's name in the metrics. Neither chip measured its CZ.
_METRIC_NAMES = {"syc": "sycamore", "sqrt_iswap": "sqrt_iswap"}


@dataclass(frozen=True)
class Calibration:
    """Error rates and relaxation times, by qubit and by pair of qubits.

    Errors of gates are Pauli errors per gate. Of metrics measured both on one
    qubit or pair at a time and on all in parallel, these are the parallel ones
    where they exist, since a circuit works on all at once. The two-qubit metrics of
    rainbow and weber are per cycle of cross-entropy benchmarking, which holds two
    one-qubit gates as well: slightly pessimistic, as in Cirq's own noise model.

    Args:
        source: str. Name of the chip that was measured.
        one_qubit_error: dict. Qubit to Pauli error of a one-qubit gate.
        p00_error: dict. Qubit to the probability to read 1 where it is 0.
        p11_error: dict. Qubit to the probability to read 0 where it is 1.
        t1_ns: dict. Qubit to relaxation time.
        two_qubit_error: dict. Pair of qubits to Pauli error of the two-qubit gate
            of the target's gateset; None if that gate has no metric.

    A dictionary other than the last is empty where there is no metric.
    """

    source: str
    one_qubit_error: dict[cirq.Qid, float]
    p00_error: dict[cirq.Qid, float]
    p11_error: dict[cirq.Qid, float]
    t1_ns: dict[cirq.Qid, float]
    two_qubit_error: dict[frozenset[cirq.Qid], float] | None

    def medians(self) -> dict[str, float | None]:
        """Takes the median of each metric.

        Returns:
            Name of each dictionary to its median; None where there is no metric.

        Example:
        >>> from circuits.devices.targets import get_target
        >>> get_target("willow").calibration.medians()["t1_ns"]
        70200.0
        """
        tables: dict[str, Mapping[Any, float] | None] = {
            "one_qubit_error": self.one_qubit_error,
            "two_qubit_error": self.two_qubit_error,
            "p00_error": self.p00_error,
            "p11_error": self.p11_error,
            "t1_ns": self.t1_ns,
        }
        return {
            name: median(table.values()) if table else None
            for name, table in tables.items()
        }


def uniform_calibration(
    source: str,
    medians: Mapping[str, float | None],
    qubits: Iterable[cirq.Qid],
    pairs: Iterable[frozenset[cirq.Qid]],
) -> Calibration:
    """Gives every qubit and pair the same rates.

    Args:
        source: str. Name of the chip that was measured.
        medians: mapping. As `Calibration.medians` returns it.
        qubits: iterable of `cirq.Qid`.
        pairs: iterable of pairs of qubits.

    Returns:
        The calibration.
    """
    qubits = tuple(qubits)

    def everywhere(name: str) -> dict[cirq.Qid, float]:
        value = medians.get(name)
        return {} if value is None else dict.fromkeys(qubits, value)

    two = medians.get("two_qubit_error")
    return Calibration(
        source=source,
        one_qubit_error=everywhere("one_qubit_error"),
        p00_error=everywhere("p00_error"),
        p11_error=everywhere("p11_error"),
        t1_ns=everywhere("t1_ns"),
        two_qubit_error=None if two is None else dict.fromkeys(pairs, two),
    )


def load_calibration(chip: str, gateset_name: str) -> Calibration:
    """Reads the calibration of a chip from cirq-google.

    Args:
        chip: str. One of `CALIBRATED`.
        gateset_name: str. Name of the two-qubit gate that `two_qubit_error` is of.

    Returns:
        The calibration, with the rates of each qubit and pair.

    Example:
    >>> load_calibration("weber", "cz").two_qubit_error is None
    True
    """
    metrics = import_cirq_google().engine.load_median_device_calibration(chip)
    t1_micros = _by_qubit(metrics, "single_qubit_idle_t1_micros")
    return Calibration(
        source=chip,
        one_qubit_error=_by_qubit(metrics, "single_qubit_rb_pauli_error_per_gate"),
        p00_error=_by_qubit(metrics, "parallel_p00_error", "single_qubit_p00_error"),
        p11_error=_by_qubit(metrics, "parallel_p11_error", "single_qubit_p11_error"),
        t1_ns={qubit: 1000 * value for qubit, value in t1_micros.items()},
        two_qubit_error=_by_pair(metrics, _METRIC_NAMES.get(gateset_name)),
    )


def _by_qubit(metrics: "cirq_google.Calibration", *names: str) -> dict[cirq.Qid, float]:
    """Reads the first of some metrics that a qubit has."""
    values: dict[cirq.Qid, float] = {}
    for name in reversed(names):
        for target, value in metrics.get(name, {}).items():
            values[metrics.key_to_qubit(target)] = float(value[0])
    return values


def _by_pair(
    metrics: "cirq_google.Calibration", gate: str | None
) -> dict[frozenset[cirq.Qid], float] | None:
    if gate is None:
        return None
    values: dict[frozenset[cirq.Qid], float] = {}
    for kind in (gate, f"parallel_{gate}"):
        name = f"two_qubit_{kind}_gate_xeb_pauli_error_per_cycle"
        for target, value in metrics.get(name, {}).items():
            values[frozenset(metrics.key_to_qubits(target))] = float(value[0])
    return values or None
