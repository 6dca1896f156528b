"""Estimates how well a compiled circuit runs on a chip: fidelity and time.

A product of error rates from a calibration. Simulates nothing, and says nothing of
errors that add up coherently, of leakage or of crosstalk.
"""

from dataclasses import asdict, dataclass
from math import exp, prod
from typing import Any

import cirq

from circuits.devices.calibration import Calibration
from circuits.devices.compile import CompiledCircuit
from circuits.devices.rates import why_lacking
from circuits.devices.schedule import make_schedule
from circuits.devices.targets import Target

FORMAT_VERSION = 1


@dataclass(frozen=True)
class FidelityEstimate:
    """What a circuit would come to on a chip, each factor shown.

    `fidelity` is the product of the four factors. That of idle time is a heuristic.

    Args:
        target: str. Name of the chip.
        gateset: str. Name of its two-qubit gate.
        calibration: str. Name of the chip whose error rates these are.
        num_qubits: int. Qubits of the circuit.
        depth: int. Moments, that of the readout too.
        one_qubit_gates: int. Without those that take no time (Z is virtual) and
            those that do nothing (identities and waits).
        two_qubit_gates: int.
        measured_qubits: int.
        idle_ns: float. Idle time, summed over the qubits.
        duration_ns: float. All but the readout.
        duration_with_readout_ns: float.
        one_qubit_factor: float. Product of `1 - error` over one-qubit gates.
        two_qubit_factor: float. The same over two-qubit gates.
        readout_factor: float. Product of `1 - (p00 + p11) / 2` over measured qubits;
            one that is measured again counts once.
        idle_factor: float. `exp(-2 t / (3 T1))` for each qubit's idle time `t`.
    """

    target: str
    gateset: str
    calibration: str
    num_qubits: int
    depth: int
    one_qubit_gates: int
    two_qubit_gates: int
    measured_qubits: int
    idle_ns: float
    duration_ns: float
    duration_with_readout_ns: float
    one_qubit_factor: float
    two_qubit_factor: float
    readout_factor: float
    idle_factor: float

    @property
    def fidelity(self) -> float:
        """The product of all factors."""
        return (
            self.one_qubit_factor
            * self.two_qubit_factor
            * self.readout_factor
            * self.idle_factor
        )

    def to_dict(self) -> dict[str, Any]:
        """Writes the estimate as plain values, with the format's version.

        Returns:
            A dictionary that `json.dumps` takes.
        """
        return {
            "format_version": FORMAT_VERSION,
            "fidelity": self.fidelity,
            **asdict(self),
        }

    def __str__(self) -> str:
        rates = f"error rates of '{self.calibration}'"
        if self.calibration != self.target:
            rates += ", not its own"
        rows = [
            ("one-qubit gates", self.one_qubit_factor, f"{self.one_qubit_gates}"),
            (
                "two-qubit gates",
                self.two_qubit_factor,
                f"{self.two_qubit_gates} {self.gateset}",
            ),
            ("readout", self.readout_factor, _qubits(self.measured_qubits)),
            ("idle (heuristic)", self.idle_factor, f"{self.idle_ns:,.0f} ns in all"),
        ]
        return "\n".join(
            [
                f"Estimated fidelity on '{self.target}': {self.fidelity:.3f} ({rates})",
                *(f"  {name:<17}{value:.4f}  {note}" for name, value, note in rows),
                f"  {_qubits(self.num_qubits)}, depth {self.depth}",
                f"  {self.duration_ns:,.0f} ns, {self.duration_with_readout_ns:,.0f} "
                "ns with readout, by the device's specification",
            ]
        )


def estimate_fidelity(
    circuit: CompiledCircuit | cirq.AbstractCircuit, target: Target
) -> FidelityEstimate:
    """Estimates the fidelity of a compiled circuit from a target's calibration.

    `F = product over gates (1 - Pauli error) x product over measured qubits
    (1 - (p00 + p11) / 2) x product over qubits exp(-2 t_idle / (3 T1))`, with the
    rates of each qubit and pair. A qubit is idle from its first gate to its readout
    (or to the end of the circuit) whenever no gate of its own runs: before, it is in
    its ground state, which does not decay. A wait and an identity are idle time.

    Args:
        circuit: `CompiledCircuit` or `cirq.AbstractCircuit`, in the gates and on the
            qubits of the target, with or without symbols.
        target: `Target`. With a calibration.

    Returns:
        The estimate.

    Raises:
        TypeError: If `circuit` or `target` is of another type.
        ValueError: If the target has no calibration, or none for one of the gates,
            or the circuit is not in its gates.

    Example:
    >>> from circuits import get_target
    >>> q0, q1 = cirq.GridQubit.rect(1, 2, 6, 6)
    >>> circuit = cirq.Circuit(cirq.X(q0), cirq.CZ(q0, q1), cirq.measure(q0, q1))
    >>> print(estimate_fidelity(circuit, get_target("willow")))
    Estimated fidelity on 'willow': 0.982 (error rates of 'willow')
      one-qubit gates  0.9996  1
      two-qubit gates  0.9966  1 cz
      readout          0.9858  2 qubits
      idle (heuristic) 1.0000  0 ns in all
      2 qubits, depth 3
      67 ns, 667 ns with readout, by the device's specification
    """
    if isinstance(circuit, CompiledCircuit):
        circuit = circuit.circuit
    if not isinstance(circuit, cirq.AbstractCircuit):
        raise TypeError(
            "`circuit` must be a CompiledCircuit or a cirq.Circuit. Received: "
            f"{type(circuit).__name__}."
        )
    if not isinstance(target, Target):
        raise TypeError(
            f"`target` must be a Target. Received: target={target!r}. "
            "For a chip's name, use get_target(name)."
        )
    rate = _Rates(target, _calibration(target))
    rate.check("two_qubit_error")
    _check_qubits(circuit, target)
    schedule = make_schedule(circuit, target)
    ones = [rate.of("one_qubit_error", op) for op in schedule.one_qubit]
    twos = [rate.of("two_qubit_error", op) for op in schedule.two_qubit]
    readouts = [
        1 - (rate.of("p00_error", qubit) + rate.of("p11_error", qubit)) / 2
        for qubit in schedule.measured
    ]
    idle = {qubit: time for qubit, time in schedule.idle_ns.items() if time}
    decays = [2 * time / (3 * rate.of("t1_ns", q)) for q, time in idle.items()]
    return FidelityEstimate(
        target=target.name,
        gateset=target.gateset_name,
        calibration=rate.rates.source,
        num_qubits=len(circuit.all_qubits()),
        depth=len(circuit),
        one_qubit_gates=len(ones),
        two_qubit_gates=len(twos),
        measured_qubits=len(readouts),
        idle_ns=sum(idle.values(), 0.0),
        duration_ns=schedule.duration_ns,
        duration_with_readout_ns=schedule.duration_with_readout_ns,
        one_qubit_factor=prod((1 - error for error in ones), start=1.0),
        two_qubit_factor=prod((1 - error for error in twos), start=1.0),
        readout_factor=prod(readouts, start=1.0),
        idle_factor=exp(-sum(decays)),
    )


def _check_qubits(circuit: cirq.AbstractCircuit, target: Target) -> None:
    """Asks of what has no rate as well: identities, waits and virtual turns."""
    off_chip = sorted(circuit.all_qubits() - set(target.qubits))
    if off_chip:
        raise ValueError(
            f"`circuit` must stay on the qubits and couplers of '{target.name}'. "
            f"Received: {', '.join(map(str, off_chip))}, not on the chip. Try "
            "`compile_for_target` first."
        )


def _calibration(target: Target) -> Calibration:
    if target.calibration is None:
        raise ValueError(
            f"`target` must have a calibration, because '{target.name}' publishes no "
            "error rates. Received: calibration=None. Borrow those of another chip: "
            f"get_target('{target.name}', calibration='weber'), or 'rainbow'."
        )
    return target.calibration


@dataclass(frozen=True)
class _Rates:
    """A calibration that says what it lacks: no rate ever counts as 0."""

    target: Target
    rates: Calibration

    def check(self, metric: str) -> None:
        """Refuses a calibration without a metric."""
        told = why_lacking(self.target, metric)
        if told is not None:
            raise ValueError(told)

    def of(self, metric: str, place: cirq.Operation | cirq.Qid) -> float:
        """Looks up one rate of an operation's qubits, or of a qubit."""
        table = getattr(self.rates, metric) or {}
        qubits = place.qubits if isinstance(place, cirq.Operation) else (place,)
        key = frozenset(qubits) if metric == "two_qubit_error" else qubits[0]
        if key not in table:
            self.check(metric)
            raise ValueError(
                f"`circuit` must stay on the qubits and couplers of "
                f"'{self.target.name}'. Received: {place}, for which "
                f"'{self.rates.source}' has no {metric}. See validate_circuit."
            )
        return float(table[key])


def _qubits(number: int) -> str:
    return f"{number} qubit" if number == 1 else f"{number} qubits"
