"""Virtual processors: a chip's noise behind the interface of the real Engine.

Does not compile and does not choose what to run.
"""

from typing import TYPE_CHECKING, Any

import cirq
import numpy as np
from cirq.devices.noise_utils import OpIdentifier

from circuits.devices.calibration import CALIBRATED
from circuits.devices.google import import_cirq_google
from circuits.devices.pair_gates import pair_gate
from circuits.devices.rates import why_lacking
from circuits.devices.targets import Target, get_target
from circuits.errors import DeviceRunError

if TYPE_CHECKING:
    import cirq_google

MAX_DENSITY_QUBITS = 8
_NO_DEPHASING_NS = 1e10  # as cirq-google writes it
# Rates of which each qubit or pair needs one.
_METRICS = ("two_qubit_error", "one_qubit_error", "p00_error", "p11_error", "t1_ns")


def virtual_engine(
    target: Target, num_qubits: int, seed: int | None = None
) -> "cirq_google.engine.SimulatedLocalEngine":
    """Makes an engine whose one processor simulates a chip with its noise.

    The noise is Google's own model: decay and dephasing by gate times, depolarizing
    errors by gate, the angle errors of rainbow and weber, and errors of readout. Up to
    8 qubits a density matrix is kept; above, qsim runs one trajectory a shot.

    Args:
        target: `Target` with a calibration.
        num_qubits: int. Of the circuits to come, at least 1; chooses the simulator.
        seed: int. Makes the samples repeatable; None for others in each call.

    Returns:
        `cirq_google.engine.SimulatedLocalEngine`; its processor has the target's name.

    Raises:
        TypeError: If `target` or `num_qubits` is of another type.
        ValueError: If `num_qubits` is less than 1.
        DeviceRunError: If the target has no calibration, or one without a rate.

    Example:
    >>> from circuits import get_target
    >>> engine = virtual_engine(get_target("weber"), num_qubits=1, seed=0)
    >>> sampler = engine.get_sampler("weber")
    >>> q = cirq.GridQubit(5, 1)
    >>> circuit = cirq.Circuit(cirq.X(q), cirq.measure(q, key="m"))
    >>> result = sampler.run(circuit, repetitions=1000)
    >>> bool(750 < result.measurements["m"].sum() < 1000)
    True

    Reference:
        Isakov et al. 2021, "Simulations of Quantum Circuits with Approximate Noise
        using qsim and Cirq" (https://arxiv.org/abs/2111.02396).
    """
    if isinstance(num_qubits, bool) or not isinstance(num_qubits, int | np.integer):
        raise TypeError(
            f"`num_qubits` must be an integer. Received: num_qubits={num_qubits!r}."
        )
    if num_qubits < 1:
        raise ValueError(
            f"`num_qubits` must be at least 1. Received: num_qubits={num_qubits}."
        )
    simulator = _simulator(noise_model(target), int(num_qubits), seed)
    import_cirq_google()
    from cirq_google.engine import SimulatedLocalEngine, SimulatedLocalProcessor

    processor = SimulatedLocalProcessor(
        processor_id=target.name, sampler=simulator, device=target.device
    )
    return SimulatedLocalEngine([processor])


def noise_model(target: Target) -> cirq.NoiseModel:
    """Returns the noise of a chip, as `cirq` simulators take it.

    Args:
        target: `Target` with a calibration.

    Returns:
        `cirq_google.NoiseModelFromGoogleNoiseProperties`.

    Raises:
        TypeError: If `target` is of another type.
        DeviceRunError: If the target has no calibration, or one without a rate.
    """
    if not isinstance(target, Target):
        raise TypeError(
            f"`target` must be a Target. Received: target={target!r}. "
            "For a chip's name, use get_target(name)."
        )
    if target.calibration is None:
        raise DeviceRunError(
            f"`target` must have a calibration to be simulated. Received: "
            f"'{target.name}', which publishes none. Give calibration='weber' or "
            "'rainbow' to borrow one."
        )
    cirq_google = import_cirq_google()
    for metric in _METRICS:
        told = why_lacking(target, metric, everywhere=True)
        if told is not None:
            raise DeviceRunError(told)
    is_published = _is_published(target)
    properties = _published_properties(target) if is_published else _properties(target)
    noise: cirq.NoiseModel = cirq_google.NoiseModelFromGoogleNoiseProperties(properties)
    return noise


def _is_published(target: Target) -> bool:
    """Whether it is Google's chip with Google's rates, whatever else has its name."""
    return target.name in CALIBRATED and target == get_target(
        target.name, target.gateset_name
    )


def _published_properties(target: Target) -> Any:
    """Returns what cirq-google knows of rainbow or weber, angle errors as well.

    Differs from its own virtual machine: qubits are misread as when all are read at
    once, as our calibrations have it.
    """
    from cirq_google.engine import virtual_engine_factory as factory
    from cirq_google.engine.calibration_to_noise_properties import (
        noise_properties_from_calibration,
    )

    return noise_properties_from_calibration(
        factory.load_median_device_calibration(target.name),
        factory.load_sample_device_zphase(target.name),
    ).with_params(readout_errors=_readout_errors(target))


def _readout_errors(target: Target) -> dict[cirq.Qid, Any]:
    calibration = target.calibration
    assert calibration is not None  # `noise_model` has looked
    rates = {q: [p, calibration.p11_error[q]] for q, p in calibration.p00_error.items()}
    # cirq 1.5 divides by the sum of the two.
    return {qubit: pair for qubit, pair in rates.items() if any(pair)}


def _properties(target: Target) -> Any:
    """Makes noise properties of a calibration; it states no dephasing but T1's."""
    from cirq_google.engine.calibration_to_noise_properties import DEFAULT_GATE_NS

    calibration = target.calibration
    assert calibration is not None  # `noise_model` has looked at both
    assert calibration.two_qubit_error is not None
    gate = pair_gate(target.gateset_name)
    errors = {
        OpIdentifier(cirq.PhasedXZGate, qubit): error
        for qubit, error in calibration.one_qubit_error.items()
    }
    for pair, error in calibration.two_qubit_error.items():
        first, second = sorted(pair)
        for ordered in ((first, second), (second, first)):
            identifier = OpIdentifier(type(gate), *ordered)
            errors[identifier] = error
    times = dict(DEFAULT_GATE_NS)
    one, *_ = target.qubits
    samples: dict[type[cirq.Gate], cirq.Operation] = {
        cirq.PhasedXZGate: cirq.X(one),
        cirq.MeasurementGate: cirq.measure(one),
    }
    for edge in list(target.graph.edges)[:1]:  # a chip of one qubit has none
        samples[type(gate)] = gate.on(*edge)
    for gate_type, operation in samples.items():
        duration = target.duration_ns(operation)
        if duration:
            times[gate_type] = duration
    return import_cirq_google().GoogleNoiseProperties(
        gate_times_ns=times,
        t1_ns=dict(calibration.t1_ns),
        tphi_ns=dict.fromkeys(calibration.t1_ns, _NO_DEPHASING_NS),
        readout_errors=_readout_errors(target),
        gate_pauli_errors=errors,
    )


def _simulator(
    noise: cirq.NoiseModel, num_qubits: int, seed: int | None
) -> cirq.SimulatesSamples:
    if num_qubits <= MAX_DENSITY_QUBITS:
        return cirq.DensityMatrixSimulator(noise=noise, seed=seed)
    from qsimcirq.qsim_simulator import QSimSimulator

    simulator: cirq.SimulatesSamples = QSimSimulator(noise=noise, seed=seed)
    return simulator
