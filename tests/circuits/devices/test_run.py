"""The second route is `cirq.Simulator` on the logical circuit, in double precision."""

from dataclasses import replace

import cirq
import numpy as np
import pytest
import sympy

from circuits import (
    CircuitSpec,
    CircuitSpecError,
    DeviceRunError,
    build_circuit,
    compile_for_target,
    get_target,
)
from circuits.devices.run import as_phased_xz, run_on_sampler
from tests.second_route import simulate

SHOTS = 4000
TOLERANCE = 5 / np.sqrt(SHOTS)


def _rows(built, count=3):
    rng = np.random.default_rng(0)
    angles = rng.uniform(-1.5, 1.5, (count, len(built.data_symbols)))
    return angles, rng.uniform(0, 6, len(built.weight_symbols))


def _exact(built, angles, weights):
    names = [s.name for s in (*built.data_symbols, *built.weight_symbols)]
    return np.array(
        [
            simulate(
                built.circuit,
                list(built.observables),
                dict(zip(names, [*row, *weights], strict=True)),
                built.qubits,
            )
            for row in angles
        ]
    )


class _Counting(cirq.Simulator):
    """The simulator, with a count of what it is asked for."""

    calls = 0

    def run_sweep(self, *args, **kwargs):
        self.calls += 1
        return super().run_sweep(*args, **kwargs)


def _target(name):
    return get_target(name)


@pytest.mark.parametrize("name", ["sycamore", "willow"])
def test_a_perfect_processor_gives_the_exact_values(name):
    built = build_circuit(CircuitSpec(num_qubits=3, depth=2))
    angles, weights = _rows(built)
    sampler = _Counting(seed=0)
    run = run_on_sampler(
        built, _target(name), angles, weights, sampler=sampler, shots=SHOTS
    )
    expected = _exact(built, angles, weights)
    np.testing.assert_allclose(run.expectations, expected, atol=TOLERANCE)
    assert sampler.calls == 1
    assert len(run.compiled) == 1
    assert (run.corrected is None) == (name == "sycamore")


def test_each_basis_of_measurement_takes_one_sweep():
    built = build_circuit(CircuitSpec(num_qubits=2, depth=1))
    a, b = built.qubits
    observables = (cirq.X(a) * cirq.Y(b), cirq.Z(a), 2 * cirq.Z(b) * cirq.Z(a) + 1)
    built = replace(built, observables=observables)
    angles, weights = _rows(built)
    sampler = _Counting(seed=0)
    run = run_on_sampler(
        built, _target("sycamore"), angles, weights, sampler=sampler, shots=SHOTS
    )
    assert sampler.calls == 2
    expected = _exact(built, angles, weights)
    np.testing.assert_allclose(run.expectations, expected, atol=2 * TOLERANCE)


def test_wrong_readings_are_corrected_by_the_rates():
    """Of a simulator whose only fault is that it reads as the calibration says."""
    target = _target("weber")
    built = build_circuit(CircuitSpec(num_qubits=2, depth=1, readout="z"))
    angles, weights = _rows(built, 2)
    rates = target.calibration

    class Misreading(cirq.NoiseModel):
        def noisy_moment(self, moment, system_qubits):
            del system_qubits
            if not cirq.is_measurement(moment):
                return moment
            qubits = sorted(moment.qubits)
            turns = []
            for q in qubits:
                zero, one = rates.p00_error[q], rates.p11_error[q]
                p = one / (zero + one)
                turns.append(cirq.generalized_amplitude_damp(p, zero + one)(q))
            return [cirq.Moment(turns), moment]

    sampler = cirq.DensityMatrixSimulator(noise=Misreading(), seed=0)
    shots = 40_000
    run = run_on_sampler(built, target, angles, weights, sampler=sampler, shots=shots)
    expected = _exact(built, angles, weights)
    np.testing.assert_allclose(run.corrected, expected, atol=6 / np.sqrt(shots))
    assert np.abs(run.expectations - expected).max() > 6 / np.sqrt(shots)


@pytest.mark.parametrize(
    "rates",
    [
        {"p11_error": {}},
        {"p00_error": {}, "p11_error": {}},
        {"p00_error": {cirq.GridQubit(0, 0): 0.1}},
        {"p00_error": dict.fromkeys(get_target("willow").qubits, 0.9894)},
    ],
    ids=["no p11", "neither", "of another qubit", "sum of 1"],
)
def test_readings_without_all_rates_are_not_corrected(rates):
    target = get_target("willow")
    target = replace(target, calibration=replace(target.calibration, **rates))
    built = build_circuit(CircuitSpec(num_qubits=2, depth=0))
    angles, weights = _rows(built, 1)
    sampler = cirq.Simulator(seed=0)
    run = run_on_sampler(built, target, angles, weights, sampler=sampler, shots=10)
    assert run.corrected is None
    assert run.expectations.shape == (1, 2)


def test_a_hundred_rows_are_compiled_once_and_run_in_one_sweep(monkeypatch):
    compiled = []

    def compile_and_count(*args, **kwargs):
        compiled.append(args)
        return compile_for_target(*args, **kwargs)

    monkeypatch.setattr("circuits.devices.run.compile_for_target", compile_and_count)
    built = build_circuit(CircuitSpec(num_qubits=2, depth=1))
    angles, weights = _rows(built, 100)
    sampler = _Counting(seed=0)
    target = _target("sycamore")
    run = run_on_sampler(built, target, angles, weights, sampler=sampler, shots=10)
    assert run.expectations.shape == (100, 2)
    assert (len(compiled), sampler.calls) == (1, 1)


def test_constants_alone_leave_nothing_to_measure():
    built = build_circuit(CircuitSpec(num_qubits=1, depth=1))
    built = replace(built, observables=(2 * cirq.I(built.qubits[0]),))
    with pytest.raises(CircuitSpecError, match="must hold one that is no constant"):
        run_on_sampler(
            built,
            _target("sycamore"),
            [[0.1]],
            [0.2],
            sampler=cirq.Simulator(),
            shots=1,
        )


def test_no_rows_give_no_rows():
    built = build_circuit(CircuitSpec(num_qubits=2, depth=1))
    run = run_on_sampler(
        built,
        _target("sycamore"),
        np.zeros((0, 2)),
        [0.1, 0.2],
        sampler=cirq.Simulator(),
        shots=1,
    )
    assert run.expectations.shape == (0, 2)


def test_a_failing_sampler_is_named_in_one_line():
    class Broken(cirq.Sampler):
        def run_sweep(self, *_args, **_kwargs):
            raise OSError("the cable\nis out")

    built = build_circuit(CircuitSpec(num_qubits=1, depth=1))
    with pytest.raises(
        DeviceRunError,
        match=r"run the circuit on 'sycamore': OSError: the cable is out$",
    ):
        run_on_sampler(
            built, _target("sycamore"), [[0.1]], [0.2], sampler=Broken(), shots=1
        )


@pytest.mark.parametrize(
    ("angles", "shots", "match"),
    [
        ([[0.1]], 5, r"`angles` must be finite, of shape \(rows, 2\)"),
        ([0.1, 0.2], 5, "`angles` must"),
        ([[0.1, float("nan")]], 5, "`angles` must be finite"),
        (
            [["a"]],
            5,
            r"^`angles` must be finite, of shape \(rows, 2\)\. Received: "
            r"angles=\[\['a'\]\]\.$",
        ),
        ([[0.1, 0.2], [0.3]], 5, "`angles` must be finite"),
        ([[0.1, 1j]], 5, "`angles` must be finite"),
        ([[0.1, 0.2]], 0, "`shots` must be an integer of at least 1"),
        ([[0.1, 0.2]], 2.5, "`shots` must"),
        ([[0.1, 0.2]], True, "`shots` must"),
    ],
)
def test_bad_arguments_are_refused(angles, shots, match):
    built = build_circuit(CircuitSpec(num_qubits=2, depth=0))
    with pytest.raises(ValueError, match=match):
        run_on_sampler(
            built,
            _target("sycamore"),
            angles,
            [],
            sampler=cirq.Simulator(),
            shots=shots,
        )


def test_a_plain_circuit_is_refused_with_what_to_build():
    with pytest.raises(
        TypeError,
        match=r"^`built` must be a BuiltCircuit, because it says which symbols are "
        r"angles and what is measured\. Received: Circuit\. Use build_circuit",
    ):
        run_on_sampler(
            cirq.Circuit(cirq.X(cirq.q(0))),
            _target("sycamore"),
            [[]],
            [],
            sampler=cirq.Simulator(),
            shots=1,
        )


def test_no_sampler_is_refused():
    built = build_circuit(CircuitSpec(num_qubits=2, depth=0))
    with pytest.raises(
        TypeError,
        match=r"^`sampler` must be a cirq\.Sampler\. Received: sampler=None\.",
    ):
        run_on_sampler(
            built, _target("sycamore"), [[0.1, 0.2]], [], sampler=None, shots=1
        )


def test_all_turns_are_written_as_phased_xz():
    q, a = cirq.q(0), sympy.Symbol("a")
    circuit = cirq.Circuit(
        cirq.X(q) ** a,
        cirq.Y(q) ** 0.3,
        cirq.PhasedXPowGate(phase_exponent=0.2, exponent=a)(q),
        cirq.Z(q) ** 0.4,
    )
    written = as_phased_xz(circuit)
    assert [type(op.gate).__name__ for op in written.all_operations()] == [
        *["PhasedXZGate"] * 3,
        "ZPowGate",
    ]
    cirq.testing.assert_allclose_up_to_global_phase(
        cirq.resolve_parameters(written, {"a": 0.7}).unitary(),
        cirq.resolve_parameters(circuit, {"a": 0.7}).unitary(),
        atol=1e-8,
    )
