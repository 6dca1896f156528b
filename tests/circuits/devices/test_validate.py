"""validate_circuit: whole circuits, the report and its errors."""

import json
import warnings
from pathlib import Path

import cirq
import numpy as np
import pytest
import sympy

from circuits import (
    CircuitSpec,
    DeviceValidationError,
    build_circuit,
    compile_for_target,
    get_target,
    validate_circuit,
)

TARGET = get_target("sycamore")
A, B, C = (cirq.GridQubit(*spot) for spot in ((4, 5), (4, 6), (4, 7)))
SHARED_CASES = Path(__file__).parents[4] / "shared" / "validation_cases.json"


def _kinds(circuit):
    return [
        violation.kind for violation in validate_circuit(circuit, TARGET).violations
    ]


def test_a_valid_circuit_has_an_empty_report():
    report = validate_circuit(cirq.Circuit(cirq.X(A), cirq.measure(A, B)), TARGET)
    assert report.ok
    assert report.violations == ()
    assert str(report) == (
        "Circuit is valid on 'sycamore'.\n  2 qubits, 2 moments, 2 operations"
    )
    report.raise_if_invalid()


def test_every_violation_is_listed_with_its_moment():
    circuit = cirq.Circuit(
        cirq.Moment(cirq.CNOT(A, B)),
        cirq.Moment(cirq.SQRT_ISWAP(A, C)),
        cirq.Moment(cirq.X(cirq.q(3))),
    )
    report = validate_circuit(circuit, TARGET)
    assert [(v.kind, v.moment) for v in report.violations] == [
        ("unsupported_gate", 0),
        ("pair_not_coupled", 1),
        ("qubit_off_device", 2),
        ("no_measurement", None),
    ]
    assert str(report) == "\n".join(
        [
            "Circuit is not valid on 'sycamore' (4 violations).",
            "  4 qubits, 3 moments, 3 operations",
            "  Moment 0: CNOT(q(4, 5), q(4, 6)): gate is not supported on 'sycamore'.",
            "  Moment 1: ISWAP**0.5(q(4, 5), q(4, 7)): qubits are not coupled.",
            "  Moment 2: X(q(3)): qubit q(3) is not on 'sycamore'.",
            "  Circuit: nothing is measured.",
            "  What to do:",
            "    Try `compile_for_target` first, which rewrites gates. "
            "Native on two qubits: ISWAP**-0.5, ISWAP**0.5, SYC.",
            "    Try `compile_for_target` first, which places and routes the circuit.",
            "    Try `compile_for_target` first, which places the circuit.",
            "    Append cirq.measure(*qubits), or compile with measure=True.",
        ]
    )


def test_the_report_is_plain_json_with_a_version():
    report = validate_circuit(cirq.Circuit(cirq.CNOT(A, C)), TARGET)
    values = json.loads(json.dumps(report.to_dict()))
    assert values == report.to_dict()
    assert values["format_version"] == 2
    assert values["ok"] is False
    assert values["target"] == "sycamore"
    assert values["violations"][0] == {
        "kind": "unsupported_gate",
        "message": "gate is not supported on 'sycamore'",
        "remedy": "Try `compile_for_target` first, which rewrites gates. "
        "Native on two qubits: ISWAP**-0.5, ISWAP**0.5, SYC.",
        "qubits": ["q(4, 5)", "q(4, 7)"],
        "moment": 0,
        "operation": "CNOT(q(4, 5), q(4, 7))",
    }


def test_raise_if_invalid_says_what_where_and_what_to_do():
    circuit = cirq.Circuit(cirq.SQRT_ISWAP(A, C), cirq.measure(A, B, C, key="m"))
    with pytest.raises(
        DeviceValidationError,
        match=r"^Circuit is not valid on 'sycamore' \(1 violation\)\. "
        r"Moment 0: ISWAP\*\*0\.5\(q\(4, 5\), q\(4, 7\)\): qubits are not coupled\. "
        r"Try `compile_for_target` first, which places and routes the circuit\.$",
    ):
        validate_circuit(circuit, TARGET).raise_if_invalid()
    with pytest.raises(
        DeviceValidationError,
        match=r"\(2 violations\)\. Moment 0: .*\. And 1 more\. Try ",
    ):
        validate_circuit(cirq.Circuit(cirq.CNOT(A, B)), TARGET).raise_if_invalid()


def test_a_gate_after_a_measurement_is_seen():
    circuit = cirq.Circuit(cirq.measure(A, key="m"), cirq.X(A))
    (violation,) = validate_circuit(circuit, TARGET).violations
    assert (violation.kind, violation.moment) == ("measurement_not_terminal", 1)
    assert str(violation) == "Moment 1: X(q(4, 5)): q(4, 5) was measured before."


def test_a_channel_with_a_key_is_no_measurement():
    damping = cirq.KrausChannel(cirq.kraus(cirq.amplitude_damp(0.5)), key="m")
    kinds = _kinds(cirq.Circuit(damping(A), cirq.X(A)))
    assert "no_measurement" in kinds
    assert "measurement_not_terminal" not in kinds


def test_a_key_used_twice_is_seen():
    circuit = cirq.Circuit(cirq.measure(A, key="m"), cirq.measure(B, key="m"))
    (violation,) = validate_circuit(circuit, TARGET).violations
    assert violation.kind == "duplicate_key"
    assert violation.message == "measurement key 'm' was used before"


def test_a_circuit_longer_than_the_engine_takes_is_seen():
    measured = cirq.Moment(cirq.measure(A))
    # Empty moments count too; judging 10,000 gates would take seconds.
    circuit = cirq.Circuit([cirq.Moment()] * 9_999 + [measured])
    assert _kinds(circuit) == []
    assert _kinds(cirq.Circuit([cirq.Moment(), *circuit])) == ["too_many_moments"]


def test_a_circuit_longer_than_the_median_t1_is_seen():
    """Willow's is 70.2 us."""
    willow = get_target("willow")
    spot = cirq.GridQubit(6, 6)
    waits = cirq.Circuit(cirq.wait(spot, nanos=70_170), cirq.X(spot))
    read = cirq.Moment(cirq.measure(spot))
    assert validate_circuit(waits + read, willow).ok
    longer = waits + cirq.Circuit(cirq.Y(spot), read)
    (violation,) = validate_circuit(longer, willow).violations
    assert (violation.kind, violation.moment) == ("too_long", None)
    assert str(violation) == (
        "Circuit: takes 70.22 us before readout, longer than the median T1 of "
        "'willow', 70.20 us."
    )
    assert violation.remedy == "Lower the depth, or shorten its waits."


def test_without_a_calibration_no_circuit_is_too_long():
    circuit = cirq.Circuit(cirq.wait(A, millis=1), cirq.measure(A))
    assert validate_circuit(circuit, TARGET).ok
    borrowed = get_target("sycamore", calibration="weber")
    (violation,) = validate_circuit(circuit, borrowed).violations
    assert violation.message == (
        "takes 1,000.00 us before readout, longer than the median T1 of 'weber', "
        "15.25 us"
    )


def test_a_measurement_that_the_engine_overlooks_is_told():
    body = cirq.FrozenCircuit(cirq.measure(A))
    hidden = cirq.CircuitOperation(body, use_repetition_ids=False)
    (violation,) = validate_circuit(cirq.Circuit(hidden), TARGET).violations
    assert violation.kind == "no_measurement"
    assert violation.message == (
        "nothing is measured, for all that the engine sees: it looks into no "
        "CircuitOperation"
    )


def test_built_and_compiled_circuits_are_taken_as_they_are():
    built = build_circuit(CircuitSpec(3, 1))
    assert not validate_circuit(built, TARGET).ok
    assert validate_circuit(compile_for_target(built, TARGET), TARGET).ok
    unmeasured = compile_for_target(built, TARGET, measure=False)
    assert _kinds(unmeasured) == ["no_measurement"]


def test_the_circuit_is_not_modified():
    circuit = cirq.Circuit(cirq.CNOT(A, C))
    before = circuit.copy()
    validate_circuit(circuit, TARGET)
    assert circuit == before


@pytest.mark.parametrize("thing", [None, "circuit", 3, cirq.X(A), np.zeros(2)])
def test_anything_but_a_circuit_is_a_type_error(thing):
    with pytest.raises(
        TypeError,
        match=r"^`circuit` must be a CompiledCircuit, a BuiltCircuit or a "
        r"cirq\.Circuit\. Received: \w+\.$",
    ):
        validate_circuit(thing, TARGET)


def test_a_name_in_place_of_a_target_is_a_type_error():
    with pytest.raises(
        TypeError,
        match=r"^`target` must be a Target\. Received: target='sycamore'\. "
        r"For a chip's name, use get_target\(name\)\.$",
    ):
        validate_circuit(cirq.Circuit(), "sycamore")


def _case_circuit(case):
    """Reads a case, or builds the one that Cirq's JSON cannot hold."""
    if "circuit" in case:
        return cirq.read_json(json_text=case["circuit"])
    if case["expected"] == "too_many_moments":
        qubit = cirq.GridQubit(6, 6)
        return cirq.Circuit([cirq.Moment(cirq.X(qubit))] * 10_001, cirq.measure(qubit))
    q0, q1 = cirq.GridQubit(5, 1), cirq.GridQubit(5, 2)
    circuit = cirq.Circuit(cirq.CZ(q0, q1) ** sympy.Symbol("a"), cirq.measure(q0, q1))
    gateset = get_target(case["device"], "sqrt_iswap").gateset
    with warnings.catch_warnings():
        # Cirq 1.5's gatesets trip its notice on `use_repetition_ids`.
        warnings.simplefilter("ignore", FutureWarning)
        return cirq.optimize_for_target_gateset(circuit, gateset=gateset)


@pytest.mark.skipif(
    not SHARED_CASES.exists(), reason="../shared/validation_cases.json is not here"
)
def test_the_shared_cases_get_the_right_verdict():
    cases = json.loads(SHARED_CASES.read_text(encoding="utf-8"))["cases"]
    assert len(cases) == 25
    for case in cases:
        target = get_target(case["device"])
        report = validate_circuit(_case_circuit(case), target)
        kinds = {violation.kind for violation in report.violations} or {"ok"}
        assert kinds == {case["expected"]}, (case["id"], str(report))
