"""Virtual processors: a chip's noise behind the interface of the real Engine.

Does not compile and does not choose what to run.
"""

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import cirq
from cirq.devices.noise_utils import OpIdentifier

from circuits.devices.targets import Target
from circuits.errors import DeviceRunError

if TYPE_CHECKING:
    import cirq_google

MAX_DENSITY_QUBITS = 8
_NO_DEPHASING_NS = 1e10  # as cirq-google writes it


def _syc() -> cirq.Gate:
    import cirq_google

    return cirq_google.SYC


_PAIR_GATES: dict[str, Callable[[], cirq.Gate]] = {
    "cz": lambda: cirq.CZ,
    "sqrt_iswap": lambda: cirq.SQRT_ISWAP,
    "syc": _syc,
}


def virtual_engine(
    target: Target, num_qubits: int, seed: int | None = None
) -> "cirq_google.engine.SimulatedLocalEngine":
    """Makes an engine whose one processor simulates a chip with its noise.

    The noise is Google's own model: decay and dephasing by gate times, depolarizing
    errors by gate, the angle errors of rainbow and weber, and errors of readout. Up to
    8 qubits a density matrix is kept; above, qsim runs one trajectory a shot.

    Args:
        target: `Target` with a calibration.
        num_qubits: int. Of the circuits to come; chooses the simulator.
        seed: int. Makes the samples repeatable; None for others in each call.

    Returns:
        `cirq_google.engine.SimulatedLocalEngine`; its processor has the target's name.

    Raises:
        DeviceRunError: If the target has no calibration, hence no noise to simulate.

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
    with warnings.catch_warnings():
        # google-api-core announces the end of its support for this Python.
        warnings.simplefilter("ignore", FutureWarning)
        from cirq_google.engine import SimulatedLocalEngine, SimulatedLocalProcessor
    simulator = _simulator(noise_model(target), num_qubits, seed)
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
        DeviceRunError: If the target has no calibration.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        import cirq_google
    calibration = target.calibration
    if calibration is None:
        raise DeviceRunError(
            f"`target` must have a calibration to be simulated. Received: "
            f"'{target.name}', which publishes none. Give calibration='weber' or "
            "'rainbow' to borrow one."
        )
    if calibration.two_qubit_error is None:
        raise DeviceRunError(
            f"`target` must have errors of its two-qubit gate. Received: "
            f"'{target.name}' with gateset '{target.gateset_name}', for which the "
            f"calibration of '{calibration.source}' has none. Choose another gateset."
        )
    if calibration.source == target.name and target.name in ("rainbow", "weber"):
        properties = _published_properties(target)
    else:
        properties = _properties(target)
    return cirq_google.NoiseModelFromGoogleNoiseProperties(properties)


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
    return {
        q: [p00, calibration.p11_error[q]] for q, p00 in calibration.p00_error.items()
    }


def _properties(target: Target) -> Any:
    """Makes noise properties of a calibration; it states no dephasing but T1's."""
    import cirq_google
    from cirq_google.engine.calibration_to_noise_properties import DEFAULT_GATE_NS

    calibration = target.calibration
    assert calibration is not None  # `noise_model` has looked at both
    assert calibration.two_qubit_error is not None
    pair_gate = _PAIR_GATES[target.gateset_name]()
    errors = {
        OpIdentifier(cirq.PhasedXZGate, qubit): error
        for qubit, error in calibration.one_qubit_error.items()
    }
    for pair, error in calibration.two_qubit_error.items():
        first, second = sorted(pair)
        for ordered in ((first, second), (second, first)):
            identifier = OpIdentifier(type(pair_gate), *ordered)
            errors[identifier] = error
    times = dict(DEFAULT_GATE_NS)
    one, *_ = target.qubits
    first, second = next(iter(target.graph.edges))
    for gate_type, operation in (
        (cirq.PhasedXZGate, cirq.X(one)),
        (type(pair_gate), pair_gate.on(first, second)),
        (cirq.MeasurementGate, cirq.measure(one)),
    ):
        duration = target.duration_ns(operation)
        if duration:
            times[gate_type] = duration
    return cirq_google.GoogleNoiseProperties(
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
