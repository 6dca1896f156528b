"""Noise: against the calibration's rates, and cirq-google's own virtual machine."""

import json
from dataclasses import replace

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
    load_target,
)
from circuits.devices.run import as_phased_xz
from circuits.devices.virtual import noise_model, virtual_engine
from circuits.devices.willow import WILLOW


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


@pytest.mark.parametrize(
    ("lacking", "metric"),
    [
        ("single_qubit_pauli_error", "one_qubit_error"),
        ("cz_pauli_error_parallel_xeb", "two_qubit_error"),
        ("p00_error", "p00_error"),
        ("p11_error", "p11_error"),
        ("t1_microseconds", "t1_ns"),
    ],
)
def test_a_rate_that_was_not_measured_is_not_0(tmp_path, lacking, metric):
    medians = {
        name: rate for name, rate in WILLOW["medians"].items() if name != lacking
    }
    file = tmp_path / "chip.json"
    file.write_text(json.dumps({**WILLOW, "medians": medians}), encoding="utf-8")
    target = load_target(file)
    with pytest.raises(
        DeviceRunError,
        match=rf"^`target` must have a {metric}, because a rate that was not measured "
        r"is not 0\. .* Add '\w+' to the `medians` of your own target's file\.$",
    ):
        noise_model(target)


def test_a_gap_in_the_rates_is_refused_by_its_qubit():
    target = get_target("weber")
    first = target.qubits[0]
    rates = dict(target.calibration.p11_error)
    del rates[first]
    target = replace(target, calibration=replace(target.calibration, p11_error=rates))
    with pytest.raises(DeviceRunError, match=r"hold none of q\(0, 5\)\."):
        noise_model(target)


@pytest.mark.parametrize("name", ["weber", "rainbow"])
def test_a_chip_of_ones_own_has_its_own_noise_whatever_its_name(tmp_path, name):
    """Readout errors of 0 in the file, of several percent on the chip of that name."""
    medians = {**dict.fromkeys(WILLOW["medians"], 0), "t1_microseconds": 1e6}
    facts = {**WILLOW, "name": name, "medians": medians}
    file = tmp_path / "chip.json"
    file.write_text(json.dumps(facts), encoding="utf-8")
    target = load_target(file)
    sampler = virtual_engine(target, 3, seed=0).get_sampler(name)
    result = sampler.run(_flipped(target, 3), repetitions=1000)
    assert result.measurements["m"].mean() == 1


def test_a_published_chip_with_other_rates_has_those():
    target = get_target("weber")
    perfect = dict.fromkeys(target.qubits, 0.0)
    rates = replace(
        target.calibration,
        one_qubit_error=perfect,
        p00_error=perfect,
        p11_error=perfect,
        t1_ns=dict.fromkeys(target.qubits, 1e9),
    )
    target = replace(target, calibration=rates)
    sampler = virtual_engine(target, 3, seed=0).get_sampler("weber")
    result = sampler.run(_flipped(target, 3), repetitions=1000)
    assert result.measurements["m"].mean() > 0.999


def test_a_chip_of_one_qubit_has_noise(tmp_path):
    facts = {**WILLOW, "grid": ["x"], "expected": {"qubits": 1}}
    file = tmp_path / "chip.json"
    file.write_text(json.dumps(facts), encoding="utf-8")
    target = load_target(file)
    sampler = virtual_engine(target, 1, seed=0).get_sampler("willow")
    ones = sampler.run(_flipped(target, 1), repetitions=20_000).measurements["m"].mean()
    assert 1 - ones == pytest.approx(WILLOW["medians"]["p11_error"], abs=0.01)


@pytest.mark.parametrize(
    ("target", "num_qubits", "error", "words"),
    [
        (
            "weber",
            2,
            TypeError,
            r"^`target` must be a Target\. Received: target='weber'",
        ),
        (
            get_target("weber"),
            "a",
            TypeError,
            r"^`num_qubits` must be an integer\. Rec",
        ),
        (get_target("weber"), True, TypeError, r"^`num_qubits` must be an integer\. R"),
        (get_target("weber"), 0, ValueError, r"^`num_qubits` must be at least 1\. Rec"),
    ],
)
def test_a_wrong_argument_is_named(target, num_qubits, error, words):
    with pytest.raises(error, match=words):
        virtual_engine(target, num_qubits)
