"""Fidelity estimates: the issue's figures, sums by hand, and refusals."""

import json
import math
import warnings

import cirq
import numpy as np
import pytest

from circuits import (
    CircuitSpec,
    build_circuit,
    compile_for_target,
    estimate_fidelity,
    get_target,
    load_target,
)
from circuits.devices.specification import Specification
from circuits.devices.willow import WILLOW as FACTS

WILLOW = get_target("willow")
A, B = cirq.GridQubit.rect(1, 2, 6, 6)
# A snake through Willow's widest rows.
LINE = (
    *cirq.GridQubit.rect(1, 10, 6, 3),
    *reversed(cirq.GridQubit.rect(1, 10, 7, 3)),
)


def _paper_circuit(num_qubits):
    """The second route: bound, and compiled by Cirq's own gateset."""
    built = build_circuit(CircuitSpec(num_qubits=num_qubits, depth=4))
    names = sorted(cirq.parameter_names(built.circuit))
    values = np.random.default_rng(0).uniform(-1, 1, len(names))
    bound = cirq.resolve_parameters(
        built.circuit, dict(zip(names, values, strict=True))
    )
    with warnings.catch_warnings():
        # Cirq 1.5's gatesets trip its notice on `use_repetition_ids`.
        warnings.simplefilter("ignore", FutureWarning)
        native = cirq.optimize_for_target_gateset(bound, gateset=WILLOW.gateset)
    places = dict(zip(built.qubits, LINE, strict=False))
    native = native.transform_qubits(places)
    return native + cirq.Circuit(cirq.Moment(cirq.measure(*native.all_qubits())))


@pytest.mark.parametrize(
    ("num_qubits", "fidelity", "pairs"),
    [
        (2, 0.977, 2),
        (4, 0.917, 12),
        (6, 0.873, 20),
        (8, 0.831, 28),
        (10, 0.791, 36),
        (16, 0.682, 60),
    ],
)
def test_the_papers_circuit_has_the_figures_of_the_issue(num_qubits, fidelity, pairs):
    """Measured here: .9767 .9173 .8736 .8320 .7924 .6844, all within .0025."""
    estimate = estimate_fidelity(_paper_circuit(num_qubits), WILLOW)
    assert estimate.fidelity == pytest.approx(fidelity, abs=0.01)
    assert estimate.two_qubit_gates == pairs
    if num_qubits >= 4:
        assert estimate.depth == 18
        assert estimate.duration_ns == 561
        assert estimate.duration_with_readout_ns == 1161


def test_the_factors_are_those_of_the_formula():
    """By hand: two turns, a CZ, two readouts; A waits 25 ns, B for 7."""
    circuit = cirq.Circuit(
        cirq.CZ(A, B),
        cirq.Moment(cirq.X(B)),
        cirq.Moment(cirq.Y(A), cirq.wait(B, nanos=7)),
        cirq.measure(A, B),
    )
    estimate = estimate_fidelity(circuit, WILLOW)
    assert estimate.one_qubit_factor == pytest.approx((1 - 0.0004) ** 2, abs=1e-12)
    assert estimate.two_qubit_factor == pytest.approx(1 - 0.0034, abs=1e-12)
    assert estimate.readout_factor == pytest.approx(
        (1 - (0.0037 + 0.0106) / 2) ** 2, abs=1e-12
    )
    assert estimate.idle_ns == 25 + 25
    assert estimate.idle_factor == pytest.approx(
        math.exp(-2 * 50 / (3 * 70_200)), abs=1e-12
    )
    assert estimate.fidelity == pytest.approx(
        0.9992 * 0.9966 * 0.98575 * 0.99953, abs=1e-4
    )
    counts = (estimate.one_qubit_gates, estimate.two_qubit_gates)
    assert (*counts, estimate.measured_qubits) == (2, 1, 2)


def test_a_second_measurement_of_a_qubit_counts_once():
    circuit = cirq.Circuit(cirq.measure(A, key="a"), cirq.measure(A, key="b"))
    estimate = estimate_fidelity(circuit, WILLOW)
    assert estimate.readout_factor == 1 - (0.0037 + 0.0106) / 2
    assert estimate.measured_qubits == 1


def test_rates_are_those_of_the_very_qubits_and_pairs():
    target = get_target("weber")
    a, b = cirq.GridQubit.rect(1, 2, 5, 1)
    syc = cirq.FSimGate(np.pi / 2, np.pi / 6)(a, b)
    circuit = cirq.Circuit(cirq.X(a), syc, cirq.measure(b))
    estimate = estimate_fidelity(circuit, target)
    rates = target.calibration
    assert estimate.one_qubit_factor == 1 - rates.one_qubit_error[a]
    assert estimate.two_qubit_factor == 1 - rates.two_qubit_error[frozenset((a, b))]
    assert estimate.readout_factor == 1 - (rates.p00_error[b] + rates.p11_error[b]) / 2


def test_a_compiled_circuit_is_taken_as_it_is():
    target = get_target("rainbow")
    compiled = compile_for_target(build_circuit(CircuitSpec(4, 1)), target)
    estimate = estimate_fidelity(compiled, target)
    assert estimate == estimate_fidelity(compiled.circuit, target)
    assert estimate.two_qubit_gates == compiled.metrics["two_qubit_gates"]
    assert estimate.duration_ns == compiled.metrics["duration_ns"]


def test_without_gates_and_readout_nothing_is_lost():
    assert estimate_fidelity(cirq.Circuit(), WILLOW).fidelity == 1.0


def test_the_report_shows_every_factor_and_whose_rates_they_are():
    circuit = cirq.Circuit(cirq.X(A), cirq.measure(A))
    estimate = estimate_fidelity(circuit, WILLOW)
    assert str(estimate).splitlines() == [
        "Estimated fidelity on 'willow': 0.992 (error rates of 'willow')",
        "  one-qubit gates  0.9996  1",
        "  two-qubit gates  1.0000  0 cz",
        "  readout          0.9929  1 qubit",
        "  idle (heuristic) 1.0000  0 ns in all",
        "  1 qubit, depth 2",
        "  25 ns, 625 ns with readout, by the device's specification",
    ]
    target = get_target("sycamore", calibration="weber")
    borrowed = estimate_fidelity(
        compile_for_target(build_circuit(CircuitSpec(2, 1)), target), target
    )
    assert borrowed.calibration == "weber"
    assert "(error rates of 'weber', not its own)" in str(borrowed)


def test_the_estimate_is_plain_json_with_a_version():
    estimate = estimate_fidelity(cirq.Circuit(cirq.X(A)), WILLOW)
    values = json.loads(json.dumps(estimate.to_dict()))
    assert values == estimate.to_dict()
    assert values["format_version"] == 1
    assert values["fidelity"] == pytest.approx(0.9996)
    assert values["calibration"] == "willow"


@pytest.mark.parametrize("name", ["sycamore", "sycamore23"])
def test_no_calibration_is_refused_with_the_way_to_borrow_one(name):
    with pytest.raises(
        ValueError,
        match=r"^`target` must have a calibration, because .*Borrow those of another "
        rf"chip: get_target\('{name}', calibration='weber'\), or 'rainbow'\.$",
    ):
        estimate_fidelity(cirq.Circuit(), get_target(name))


@pytest.mark.parametrize("name", ["rainbow", "weber"])
def test_a_cz_that_nobody_measured_is_refused_and_never_perfect(name):
    pair = cirq.GridQubit.rect(1, 2, 5, 1)
    with pytest.raises(
        ValueError,
        match=r"^`target` must have a two_qubit_error, because a rate that was not "
        rf"measured is not 0\. Received: '{name}' with the gate 'cz' .*"
        rf"get_target\('{name}', 'syc'\) or get_target\('{name}', 'sqrt_iswap'\)\.$",
    ):
        estimate_fidelity(cirq.Circuit(cirq.CZ(*pair)), get_target(name, "cz"))


def test_borrowed_rates_without_the_gate_are_refused():
    with pytest.raises(ValueError, match=r"the rates of 'weber', which hold none"):
        estimate_fidelity(cirq.Circuit(), get_target("willow", calibration="weber"))


def test_a_missing_rate_is_refused_where_it_is_needed(tmp_path):
    medians = {**FACTS["medians"]}
    del medians["t1_microseconds"]
    file = tmp_path / "chip.json"
    file.write_text(json.dumps({**FACTS, "medians": medians}), encoding="utf-8")
    target = load_target(file)
    estimate_fidelity(cirq.Circuit(cirq.X(A)), target)
    idle = cirq.Circuit(cirq.Moment(cirq.X(A)), cirq.Moment(cirq.X(B)))
    with pytest.raises(ValueError, match=r"^`target` must have a t1_ns, because"):
        estimate_fidelity(idle, target)
    assert Specification.from_dict(FACTS).calibration("cz").t1_ns


def test_a_place_off_the_chip_is_refused():
    for operation in (
        cirq.X(cirq.GridQubit(0, 0)),
        cirq.CZ(A, cirq.GridQubit(6, 8)),
        cirq.measure(cirq.LineQubit(0)),
        # Without a rate of their own.
        cirq.I(cirq.q(0)),
        cirq.Z(cirq.GridQubit(0, 0)),
        cirq.wait(cirq.GridQubit(0, 0), nanos=5),
    ):
        with pytest.raises(
            ValueError, match=r"^`circuit` must stay on the qubits and couplers of"
        ):
            estimate_fidelity(cirq.Circuit(operation), WILLOW)


def test_a_wrong_type_is_refused():
    with pytest.raises(TypeError, match=r"^`circuit` must be a CompiledCircuit or a"):
        estimate_fidelity(build_circuit(CircuitSpec(2, 1)), WILLOW)
    with pytest.raises(TypeError, match=r"^`target` must be a Target\. Received: "):
        estimate_fidelity(cirq.Circuit(), "willow")
