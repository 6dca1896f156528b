import json

import cirq
import pytest

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from tests.tiny_chips import write_chip
from tests.tiny_runs import run_process
from tfq_bert.cli.devices import in_options


@pytest.fixture
def write(tmp_path):
    def make(circuit):
        cirq.to_json(circuit, tmp_path / "circuit.json")
        return tmp_path / "circuit.json"

    return make


def test_a_run_is_compiled_with_its_weights_and_valid(run_cli, tiny_run, tiny_result):
    done = run_cli("validate", tiny_run, "--target", "sycamore")
    assert (done.code, done.err) == (0, "")
    report = in_options(str(tiny_result.model.hardware_report("sycamore")))
    assert " ".join(report.split()) in " ".join(done.out.split())
    assert "Borrow those of another chip: --calibration weber or rainbow." in " ".join(
        done.out.split()
    )


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


@pytest.mark.parametrize("kind", ["run", "model", "spec", "circuit"])
def test_a_circuit_that_does_not_fit_is_no_error_but_a_verdict(
    run_cli, tiny_run, write, tmp_path, kind
):
    """Two qubits on a chip of one, whatever the circuit came in; and where nothing is
    on the chip, no map, which standard error says."""
    chip = write_chip(tmp_path / "chip.json", grid=["x"])
    spec = CircuitSpec(num_qubits=2, depth=1)
    (tmp_path / "spec.json").write_text(spec.to_json())
    source = {
        "run": tiny_run,
        "model": tiny_run / "model.keras",
        "spec": tmp_path / "spec.json",
        "circuit": write(build_circuit(spec).circuit),
    }[kind]
    picture = tmp_path / "map.svg"
    done = run_cli("validate", source, "--target", chip, "--map", picture)
    assert done.code == 3
    words = " ".join(done.out.split())
    assert "must have at most 1 qubit to fit the target. Received: 2 qubits." in words
    assert words.index("could not be compiled") < words.index("Moment 0")
    assert "compile_for_target" not in words
    assert max(map(len, done.out.splitlines()[1:])) <= 80
    assert done.err == (
        "No map was drawn: no qubit of the circuit is on 'tiny', and it was validated "
        "as it is, since compiling failed.\n"
    )
    assert not picture.exists()
    told = run_cli("validate", source, "--target", chip, "--map", picture, "--json")
    assert (told.code, json.loads(told.out)["ok"]) == (3, False)


def test_a_model_and_a_spec_are_taken_where_a_run_is(run_cli, tiny_run, tmp_path):
    """All three hold the circuit of two qubits and depth 1."""
    spec = tmp_path / "spec.json"
    spec.write_text(CircuitSpec(num_qubits=2, depth=1).to_json())
    found = []
    for source in (tiny_run, tiny_run / "model.keras", spec):
        done = run_cli("validate", source, "--target", "willow", "--json")
        assert done.code == 0, done
        found.append(json.loads(done.out)["metrics"])
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("kind", ["run", "circuit"])
def test_a_calibrated_placement_needs_rates_whatever_the_circuit(
    refused, tiny_run, write, kind
):
    source = tiny_run
    if kind == "circuit":
        source = write(build_circuit(CircuitSpec(2, 1)).circuit)
    arguments = ("validate", source, "--target", "sycamore")
    assert refused(*arguments, "--placement", "calibrated") == (
        "`--placement` must not be calibrated where no rates are known. Received: "
        "--target sycamore, which publishes none. Borrow some with --calibration weber "
        "or rainbow, or leave --placement out."
    )


def test_a_placed_circuit_is_compiled_if_wanted(run_cli, write):
    q = get_target("sycamore").qubits[0]
    file = write(cirq.Circuit(cirq.H(q), cirq.rx(0.3)(q)))
    done = run_cli("validate", file, "--target", "sycamore")
    assert done.code == 3
    assert "Append cirq.measure(*qubits), or compile it." in done.out
    assert run_cli("validate", file, "--target", "sycamore", "--compile").code == 0
    off = write(cirq.Circuit(cirq.X(q), cirq.X(cirq.q(90, 90)), cirq.measure(q)))
    done = run_cli("validate", off, "--target", "sycamore")
    assert "Try --compile, which places the circuit." in done.out


def test_the_map_is_drawn_after_the_verdict(run_cli, tiny_run, tmp_path):
    picture = tmp_path / "map.svg"
    done = run_cli("validate", tiny_run, "--target", "willow", "--map", picture)
    assert (done.code, done.err) == (0, "")
    assert "<svg" in picture.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("map.pdf", "`--map` must end in .png or .svg, because the suffix chooses"),
        ("none/map.svg", "Received: a folder that does not exist, "),
        ("map.png", "`--map` must be a plain file in a folder that can be written to."),
    ],
)
def test_a_map_that_cannot_be_written_is_refused_first(refused, tmp_path, name, words):
    (tmp_path / "map.png").mkdir()
    message = refused(
        *("validate", tmp_path / "none.json", "--target", "willow"),
        *("--map", tmp_path / name),
    )
    assert words in message
    assert ".map" not in message


def test_an_unknown_target_is_refused_with_those_known(refused, tiny_export):
    assert refused("validate", tiny_export, "--target", "condor") == (
        "`--target` must be a known device, or a JSON file. Received: target='condor'. "
        "Known: rainbow, sycamore, sycamore23, weber, willow."
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
