import cirq
import cirq_google
import numpy as np
import pytest

from circuits import (
    CircuitSpec,
    DeviceRunError,
    build_circuit,
    compile_for_target,
    get_target,
)
from circuits.devices.run import as_phased_xz
from circuits.devices.virtual import noise_model, virtual_engine


def _flipped(target, num_qubits):
    """Returns a circuit that flips the first qubits of a chip and reads them."""
    qubits = target.qubits[:num_qubits]
    return cirq.Circuit(
        cirq.PhasedXZGate.from_matrix(cirq.unitary(cirq.X)).on_each(*qubits),
        cirq.measure(*qubits, key="m"),
    )


@pytest.mark.parametrize(
    ("name", "calibration"),
    [("rainbow", None), ("weber", None), ("willow", None), ("sycamore", "weber")],
)
def test_a_flipped_qubit_is_misread_as_often_as_the_calibration_says(name, calibration):
    """One gate and decay during readout add a little to the rate of misreading 1."""
    target = get_target(name, calibration=calibration)
    sampler = virtual_engine(target, 3, seed=0).get_sampler(name)
    shots = 20_000
    result = sampler.run(_flipped(target, 3), repetitions=shots)
    zeros = 1 - result.measurements["m"].mean(axis=0)
    rates = [target.calibration.p11_error[q] for q in target.qubits[:3]]
    assert np.all(zeros > np.array(rates) - 5 / np.sqrt(shots))
    assert np.all(zeros < np.array(rates) + 0.25)


def test_published_chips_have_the_noise_of_cirq_google():
    """Against cirq-google's own virtual machine, exactly: the same density matrix."""
    target = get_target("rainbow")
    built = build_circuit(CircuitSpec(num_qubits=2, depth=1))
    compiled = compile_for_target(built, target, measure=False)
    circuit = as_phased_xz(compiled.resolved([0.3, 0.4], [0.5, 0.6]))
    theirs = cirq_google.NoiseModelFromGoogleNoiseProperties(
        cirq_google.noise_properties_from_calibration(
            cirq_google.engine.load_median_device_calibration("rainbow"),
            cirq_google.engine.load_sample_device_zphase("rainbow"),
        )
    )
    states = [
        cirq.DensityMatrixSimulator(noise=noise, dtype=np.complex128)
        .simulate(circuit)
        .final_density_matrix
        for noise in (noise_model(target), theirs)
    ]
    np.testing.assert_allclose(*states, atol=1e-8)


def test_a_gate_of_a_chip_by_its_medians_has_its_pauli_error():
    """CZ on willow: the noise, decay included, leaves a fidelity of 1 - error."""
    target = get_target("willow")
    first, second = next(iter(target.graph.edges))
    noisy = cirq.Circuit(cirq.CZ(first, second)).with_noise(noise_model(target))
    ideal = cirq.unitary(cirq.CZ)
    fidelity = np.trace(np.kron(ideal, ideal).conj().T @ noisy._superoperator_()) / 16
    error = target.calibration.medians()["two_qubit_error"]
    assert 1 - fidelity.real == pytest.approx(error, abs=1e-5)


def test_samples_repeat_with_the_seed():
    target = get_target("weber")
    draws = [
        virtual_engine(target, 2, seed=seed)
        .get_sampler("weber")
        .run(_flipped(target, 2), repetitions=200)
        .measurements["m"]
        for seed in (1, 1, 2)
    ]
    np.testing.assert_array_equal(draws[0], draws[1])
    assert (draws[0] != draws[2]).any()


def test_more_than_eight_qubits_are_sampled_by_trajectories():
    target = get_target("weber")
    draws = [
        virtual_engine(target, 9, seed=3)
        .get_sampler("weber")
        .run(_flipped(target, 9), repetitions=50)
        .measurements["m"]
        for _ in range(2)
    ]
    assert draws[0].shape == (50, 9)
    assert 0.6 < draws[0].mean() < 1
    np.testing.assert_array_equal(*draws)


def test_the_processor_refuses_what_the_chip_does():
    target = get_target("weber")
    circuit = cirq.Circuit(
        cirq.CNOT(*target.qubits[:2]), cirq.measure(*target.qubits[:2], key="m")
    )
    with pytest.raises(ValueError, match="not supported|not valid"):
        virtual_engine(target, 2).get_sampler("weber").run(circuit)


def test_a_chip_without_rates_is_refused_with_the_way_out():
    with pytest.raises(
        DeviceRunError,
        match="^`target` must have a calibration .* Give calibration='weber'",
    ):
        virtual_engine(get_target("sycamore"), 1)
