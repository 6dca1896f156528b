import cirq
import numpy as np
import pytest

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from tfq_bert.errors import InputError
from tfq_bert.hardware import circuit_report, hardware_report, read_circuit


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
    with pytest.raises(ValueError, match=r"name='condor'\. Known: rainbow, sycamore"):
        hardware_report(model, "condor")


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
    assert str(report).endswith(f"\n  could not be compiled: {reason}")
    assert str(report).startswith(str(report.validation))


def test_a_circuit_is_read_as_it_was_written(tmp_path):
    circuit = build_circuit(CircuitSpec(2, 2)).circuit
    cirq.to_json(circuit, tmp_path / "a.json")
    assert read_circuit(tmp_path / "a.json") == circuit
    cirq.to_json(circuit.freeze(), tmp_path / "b.json")
    assert read_circuit(tmp_path / "b.json") == circuit


@pytest.mark.parametrize(
    ("text", "words"), [("x", "Received: "), ('{"a": 1}', "Received: dict")]
)
def test_a_file_that_holds_no_circuit_is_bad_input(tmp_path, text, words):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(InputError, match=f"must be a circuit as Cirq JSON.*{words}"):
        read_circuit(tmp_path / "a.json")


def test_a_missing_file_is_bad_input(tmp_path):
    with pytest.raises(InputError, match=r"Received: No such file"):
        read_circuit(tmp_path / "a.json")
