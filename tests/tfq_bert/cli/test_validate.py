import json

import cirq
import pytest

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from tests.tiny_runs import run_process


@pytest.fixture
def write(tmp_path):
    def make(circuit):
        cirq.to_json(circuit, tmp_path / "circuit.json")
        return tmp_path / "circuit.json"

    return make


def test_a_run_is_compiled_with_its_weights_and_valid(run_cli, tiny_run, tiny_result):
    done = run_cli("validate", tiny_run, "--target", "sycamore")
    assert (done.code, done.err) == (0, "")
    assert str(tiny_result.model.hardware_report("sycamore")) in done.out


def test_json_has_the_verdict_the_map_and_the_version(run_cli, tiny_run):
    done = run_cli("validate", tiny_run, "--target", "Sycamore", "--json")
    content = json.loads(done.out)
    assert (content["format_version"], content["ok"]) == (2, True)
    assert (content["compiled"], content["violations"]) == (True, [])
    assert len(content["qubit_map"]) == 2


def test_a_circuit_on_other_qubits_is_compiled_first(run_cli, write):
    file = write(build_circuit(CircuitSpec(num_qubits=3, depth=2)).circuit)
    done = run_cli("validate", file, "--target", "sycamore")
    assert done.code == 0
    assert "compiled for 'sycamore', then validated" in " ".join(done.out.split())


def test_a_circuit_of_the_device_is_taken_as_it_is(run_cli, write):
    target = get_target("sycamore")
    built = build_circuit(CircuitSpec(num_qubits=2, depth=1))
    file = write(compile_for_target(built, target).circuit)
    done = run_cli("validate", file, "--target", "sycamore", "--json")
    assert (done.code, json.loads(done.out)["compiled"]) == (0, False)


def test_a_circuit_is_not_compiled_if_not_wanted(run_cli, write):
    file = write(cirq.Circuit(cirq.X(cirq.q(0)), cirq.measure(cirq.q(0))))
    done = run_cli("validate", file, "--target", "sycamore", "--as-is", "--json")
    assert done.code == 3
    kinds = {violation["kind"] for violation in json.loads(done.out)["violations"]}
    assert kinds == {"qubit_off_device"}


def test_all_violations_are_printed_and_the_exit_code_is_3(run_cli, write):
    """By hand: H is no gate of the chip's, (5, 0) and (5, 2) are not neighbours, and
    nothing is measured."""
    a, b = cirq.GridQubit(5, 0), cirq.GridQubit(5, 2)
    file = write(cirq.Circuit(cirq.CZ(a, b), cirq.H(a), cirq.CNOT(a, b)))
    done = run_cli("validate", file, "--target", "sycamore")
    assert done.code == 3
    assert "Circuit is not valid on 'sycamore'" in done.out
    for word in ("Moment 0", "Moment 2", "nothing is measured"):
        assert word in done.out
    content = json.loads(
        run_cli("validate", file, "--target", "sycamore", "--json").out
    )
    assert content["ok"] is False
    assert len(content["violations"]) >= 3


def test_a_circuit_too_large_for_the_device_is_not_valid(run_cli, write):
    file = write(cirq.Circuit(cirq.X.on_each(*cirq.LineQubit.range(60))))
    assert run_cli("validate", file, "--target", "sycamore").code == 3


def test_an_unknown_target_is_refused_with_those_known(refused, tiny_export):
    assert refused("validate", tiny_export, "--target", "condor") == (
        "`--target` must be a known device, or a JSON file. Received: 'condor'. Known: "
        "rainbow, sycamore, sycamore23, weber, willow."
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "Received: "), ("{}", "Received: dict."), ('{"cirq_type": "X"}', "'X'")],
)
def test_a_file_that_is_no_circuit_is_refused(refused, tmp_path, content, words):
    file = tmp_path / "circuit.json"
    file.write_text(content)
    message = refused("validate", file, "--target", "sycamore")
    assert "must be a circuit as Cirq JSON" in message
    assert words in message


def test_a_missing_file_and_an_empty_folder_are_refused(refused, tmp_path):
    missing = refused("validate", tmp_path / "a.json", "--target", "sycamore")
    assert "No such file" in missing
    folder = refused("validate", tmp_path, "--target", "sycamore")
    assert "Received: a folder with neither." in folder


def test_an_export_is_validated_without_tensorflow(tiny_export):
    done = run_process(
        *("python", "-c"),
        "import sys; sys.argv = ['tfq-bert', *sys.argv[1:]]\n"
        "from tfq_bert.cli.main import main\n"
        "assert main(sys.argv[1:]) == 0\n"
        "assert 'cirq_google' in sys.modules\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)",
        *("validate", tiny_export, "--target", "sycamore"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Circuit is valid on 'sycamore'." in done.stdout
