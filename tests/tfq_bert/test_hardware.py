import json
from collections import Counter

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from tests.tiny_chips import TINY_CHIP, tiny_chip
from tfq_bert.errors import InputError
from tfq_bert.hardware import (
    circuit_report,
    find_target,
    hardware_report,
    read_circuit,
    read_spec,
)


@pytest.fixture
def model(tiny_classifier):
    """A classifier whose two weights differ, on a circuit that entangles."""
    classifier = tiny_classifier(circuit=CircuitSpec(num_qubits=2, depth=1))
    classifier.quantum_layer.set_weights([np.array([0.3, -1.1], np.float32)])
    return classifier


def test_the_compiled_circuit_gives_the_expectations_of_the_trained_model(model):
    """By a second route: `cirq.Simulator` on the native gates, read through the final
    map, against the model's own layer."""
    report = hardware_report(model, "sycamore")
    assert report.ok
    angles = np.array([0.4, -0.7])
    names = [str(symbol) for symbol in report.compiled.data_symbols]
    bound = cirq.resolve_parameters(
        report.circuit, dict(zip(names, angles, strict=True))
    )
    assert not cirq.is_parameterized(bound)
    without = cirq.Circuit(
        op for op in bound.all_operations() if not cirq.is_measurement(op)
    )
    qubits = [report.compiled.final_map[q] for q in cirq.LineQubit.range(2)]
    found = cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
        without, [cirq.Z(q) for q in qubits]
    )
    expected = model.quantum_layer(angles[None].astype(np.float32))
    np.testing.assert_allclose(np.real(found), np.asarray(expected)[0], atol=1e-5)


def test_the_report_reads_well_and_is_plain_json(model):
    report = hardware_report(model, get_target("willow"))
    content = report.to_dict()
    assert (content["format_version"], content["ok"]) == (2, True)
    assert content["fidelity"] == report.fidelity.to_dict()
    assert content["metrics"] == report.compiled.metrics
    assert set(content["qubit_map"]) == {"q(0)", "q(1)"}
    text = str(report)
    assert text.startswith("Circuit is valid on 'willow'.")
    assert text.endswith(str(report.fidelity))
    assert "two-qubit" in text
    assert "duration before readout" in text


def test_where_rates_are_not_known_the_report_says_how_to_borrow_them(model):
    report = hardware_report(model, "sycamore")
    assert report.ok
    assert report.fidelity is None
    assert str(report).splitlines()[-1].startswith("No estimate of the fidelity: ")
    assert report.to_dict()["fidelity"] is None
    borrowed = hardware_report(model, get_target("sycamore", calibration="weber"))
    assert "error rates of 'weber', not its own" in str(borrowed)


def test_an_unknown_device_is_named_with_those_known(model):
    with pytest.raises(
        ValueError,
        match=r"^`target` must be a known device, or a JSON file\. Received: "
        r"target='condor'\. Known: rainbow, sycamore, sycamore23, weber, willow\.$",
    ):
        hardware_report(model, "condor")
    with pytest.raises(TypeError, match=r"^`target` must be .* Received: target=5\.$"):
        hardware_report(model, 5)


def test_a_device_of_a_file_is_found_by_its_path(tmp_path):
    path = tmp_path / "chip.JSON"
    path.write_text(json.dumps(TINY_CHIP))
    for given in (path, str(path)):
        assert find_target(given).name == "tiny"
    assert find_target(find_target(path)).gateset_name == "cz"


@pytest.mark.parametrize("is_model", [True, False])
def test_a_circuit_too_large_for_the_chip_is_a_finding_with_both_numbers(
    tiny_classifier, is_model
):
    """Six qubits on a chip of four; a model's as a circuit's of a file."""
    target = tiny_chip()
    spec = CircuitSpec(num_qubits=6, depth=1)
    if is_model:
        model = tiny_classifier(circuit=spec)
        report = hardware_report(model, target)
        names = set(cirq.parameter_names(report.circuit))
        assert names == {f"x_{i:04d}" for i in range(6)}  # the weights are bound
    else:
        report = circuit_report(build_circuit(spec).circuit, target)
    assert not report.ok
    assert report.compiled is None
    reason = (
        "`circuit` must have at most 4 qubits to fit the target. Received: 6 qubits. "
        "Use fewer, or a larger target."
    )
    assert report.to_dict()["compile_error"] == reason
    lines = str(report).splitlines()
    assert lines[0].startswith("Circuit is not valid on 'tiny' (")
    assert lines[1] == f"  could not be compiled: {reason}"


def test_violations_are_counted_by_kind_before_they_are_listed():
    """By hand: H is no gate of the chip's, (5, 0) and (5, 2) are not neighbors, and
    nothing is measured."""
    a, b = cirq.GridQubit(5, 0), cirq.GridQubit(5, 2)
    report = circuit_report(cirq.Circuit(cirq.H(a), cirq.CZ(a, b)), "willow")
    kinds = Counter(v.kind for v in report.validation.violations)
    line = str(report).splitlines()[1]
    assert line.startswith("  by kind: ")
    assert {f"{count} {kind}" for kind, count in kinds.items()} == set(
        line.removeprefix("  by kind: ").split(", ")
    )
    for violation in report.validation.violations:
        assert f"  {violation}" in str(report)


@pytest.mark.parametrize(
    ("placement", "words"),
    [
        ("calibrated", '`placement` must not be "calibrated" for a target without'),
        ("best", '`placement` must be a mapping, "calibrated" or None'),
        ({}, "`placement` must name a qubit of the target for each"),
    ],
)
def test_a_wrong_placement_is_no_fault_of_the_circuit(model, placement, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        hardware_report(model, "sycamore", placement)
    built = build_circuit(model.circuit_spec)
    with pytest.raises(ValueError, match=f"^{words}"):
        circuit_report(built.circuit, "sycamore", placement)


def test_where_routing_swaps_the_report_says_where_it_is_read():
    """An odd ring cannot stand on a grid."""
    q = cirq.LineQubit.range(3)
    a = sympy.Symbol("a")
    ring = cirq.Circuit(cirq.CZ(q[i], q[i - 1]) ** a for i in range(3))
    report = circuit_report(ring, "willow")
    compiled = report.compiled
    assert compiled.metrics["swaps"] == 1
    places = ", ".join(f"{a} on {b}" for a, b in compiled.final_map.items())
    lines = str(report).splitlines()
    place = lines.index(f"  read on: {places}")
    assert lines[place - 1].startswith("  placed: ")
    assert lines[place + 1].endswith(" moments, 1 swap")
    assert "read on" not in str(circuit_report(ring[:1], "willow"))


def test_a_circuit_of_the_device_is_not_compiled_again():
    target = get_target("sycamore")
    circuit = compile_for_target(build_circuit(CircuitSpec(2, 1)), target).circuit
    report = circuit_report(circuit, target)
    assert (report.ok, report.compiled, report.circuit) == (True, None, circuit)
    assert report.treatment == "validated as it is"
    assert report.to_dict()["compiled"] is False
    assert "compile_error" not in report.to_dict()
    assert str(report).startswith(f"{report.validation}\nNo estimate")


def test_a_circuit_with_a_qubit_on_the_device_is_placed_already():
    a, b = cirq.GridQubit(5, 1), cirq.GridQubit(0, 0)
    circuit = cirq.Circuit(cirq.X(a), cirq.measure(a, b, key="m"))
    report = circuit_report(circuit)
    assert [v.kind for v in report.validation.violations] == ["qubit_off_device"]
    assert circuit_report(circuit, compile=True).ok
    on_lines = build_circuit(CircuitSpec(3, 1)).circuit
    assert not circuit_report(on_lines, compile=False).ok


def test_a_logical_circuit_is_compiled_first():
    report = circuit_report(build_circuit(CircuitSpec(3, 1)).circuit)
    assert report.ok
    assert report.compiled is not None
    assert report.treatment == "compiled for 'sycamore', then validated"


def test_what_cannot_be_compiled_is_reported_as_it_is():
    """Sixty qubits on a chip of 54."""
    circuit = cirq.Circuit(cirq.X.on_each(*cirq.LineQubit.range(60)))
    report = circuit_report(circuit)
    assert not report.ok
    assert report.compiled is None
    assert len(report.validation.violations) >= 60
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        compile_for_target(circuit, get_target("sycamore"))
    assert report.compile_error == str(caught.value)


def test_the_report_says_why_a_circuit_could_not_be_compiled():
    """A line qubit is on no chip, and what is measured halfway has no compiled form."""
    q = cirq.LineQubit(0)
    circuit = cirq.Circuit(cirq.X(q), cirq.measure(q, key="k"), cirq.X(q))
    report = circuit_report(circuit)
    reason = (
        "`circuit` must measure at its end only, because a measured qubit cannot be "
        "compiled further. Received: moment 2, X(q(0)), after a measurement. Take that "
        "measurement out."
    )
    assert not report.ok
    assert report.treatment == "validated as it is, since compiling failed"
    assert report.to_dict()["compile_error"] == reason
    verdict, *rest = str(report.validation).splitlines()
    lines = str(report).splitlines()
    assert lines[:2] == [verdict, f"  could not be compiled: {reason}"]
    assert lines[3:] == rest


def test_a_circuit_is_read_as_it_was_written(tmp_path):
    circuit = build_circuit(CircuitSpec(2, 2)).circuit
    cirq.to_json(circuit, tmp_path / "a.json")
    assert read_circuit(tmp_path / "a.json") == circuit
    cirq.to_json(circuit.freeze(), tmp_path / "b.json")
    assert read_circuit(tmp_path / "b.json") == circuit


def test_a_spec_is_read_and_built(tmp_path):
    """Its qubits stand nowhere, so it is compiled, as a model is."""
    spec = CircuitSpec(2, 1, ansatz="su2", readout="z_parity")
    (tmp_path / "a.json").write_text(spec.to_json())
    built = read_circuit(tmp_path / "a.json")
    assert built.spec == read_spec(tmp_path / "a.json") == spec
    report = circuit_report(built, "willow")
    assert report.ok
    assert report.compiled.observables != ()


def test_a_spec_of_a_circuit_on_the_chip_is_compiled_all_the_same():
    q = cirq.GridQubit(6, 0)
    spec = CircuitSpec.from_circuit(cirq.Circuit(cirq.H(q)), data_symbols=[])
    assert circuit_report(build_circuit(spec), "willow").ok


_BINARY = b"\x93\xff\x00"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x", r"Received: text that is no JSON \(Expecting value: .*\)\. Write one"),
        (_BINARY, r"Received: a file that is no text\. Write one with"),
        (b'{"a": 1}', r"Received: dict\. Write one with cirq\.to_json"),
        (b'{"cirq_type": "X"}', "Received: .*'X'"),
    ],
)
def test_a_file_that_holds_no_circuit_is_bad_input(tmp_path, content, words):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(
        InputError, match=f"must be a circuit as Cirq JSON, or a CircuitSpec.*{words}"
    ):
        read_circuit(tmp_path / "a.json")


def test_a_spec_that_is_wrong_is_refused_by_its_file(tmp_path):
    (tmp_path / "a.json").write_text('{"format_version": 2, "depth": -1}')
    for read in (read_circuit, read_spec):
        with pytest.raises(
            InputError, match=r"a\.json' must be a CircuitSpec\. `depth` must be"
        ):
            read(tmp_path / "a.json")


@pytest.mark.parametrize("read", [read_circuit, read_spec])
def test_a_missing_file_is_bad_input_with_a_way_out(tmp_path, read):
    with pytest.raises(InputError, match=r"Received: No such file.*\. Write one with "):
        read(tmp_path / "a.json")


def test_a_cirq_circuit_is_no_spec_and_the_message_says_how_it_becomes_one(tmp_path):
    path = tmp_path / "a.json"
    cirq.to_json(build_circuit(CircuitSpec(2, 1)).circuit, path)
    with pytest.raises(InputError) as caught:
        read_spec(path)
    assert str(caught.value) == (
        f"{str(path)!r} must be a CircuitSpec as JSON. Received: a Cirq circuit. Make "
        "a CircuitSpec of it with CircuitSpec.from_circuit(circuit, data_symbols), and "
        "write its to_json()."
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "Received: text that is no JSON"),
        (b"[]", "Received: JSON of a list"),
        (_BINARY, "no text"),
    ],
)
def test_a_file_that_holds_no_spec_is_bad_input(tmp_path, content, words):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InputError, match=f"must be a CircuitSpec as JSON.*{words}"):
        read_spec(tmp_path / "a.json")
