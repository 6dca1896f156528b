import json
import re

import cirq
import pytest

from circuits import ANSATZE, ENCODERS, READOUTS, CircuitSpec, build_circuit
from tests.tiny_runs import run_process


def test_all_parts_are_listed_with_one_line_and_their_counts(run_cli):
    done = run_cli("circuits", "--qubits", 5, "--depth", 2)
    assert (done.code, done.err) == (0, "")
    for table in (ENCODERS, ANSATZE, READOUTS):
        for name, part in table.items():
            assert re.search(
                rf"^  {name} +\d.*\n      {re.escape(part.summary)}$", done.out, re.M
            )
    assert re.search(r"^  su2 +20 +12 +8$", done.out, re.M)
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize("width", [40, 60, 80])
def test_the_list_fits_a_narrow_terminal(run_cli, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    done = run_cli("circuits")
    assert max(map(len, done.out.splitlines())) <= max(width, 55)  # a row of counts
    words = " ".join(done.out.split())
    for table in (ENCODERS, ANSATZE, READOUTS):
        for name, part in table.items():
            assert f" {name} " in words
            assert part.summary in words


def test_the_json_of_the_list_has_the_counts_of_the_spec(run_cli):
    done = run_cli("circuits", "--qubits", 5, "--depth", 3, "--json")
    content = json.loads(done.out)
    assert (content["format_version"], content["num_qubits"], content["depth"]) == (
        1,
        5,
        3,
    )
    assert {p["name"] for p in content["readouts"]} == set(READOUTS)
    encoders = {part["name"]: part for part in content["encoders"]}
    for part in content["ansaetze"]:
        spec = CircuitSpec(5, 3, "zz", part["name"])
        assert part["num_weights"] == spec.num_weights
        for count in ("num_moments", "num_two_qubit_gates"):
            assert part[count] + encoders["zz"][count] == getattr(spec, count)


def test_a_circuit_is_drawn_with_its_counts(run_cli):
    done = run_cli(
        *("circuits", "--encoder", "dense_angle", "--ansatz", "brick_syc"),
        *("--readout", "z_parity", "--qubits", 3, "--depth", 2),
    )
    built = build_circuit(CircuitSpec(3, 2, "dense_angle", "brick_syc", "z_parity"))
    assert (done.code, done.err) == (0, "")
    assert str(built.circuit) in done.out
    words = " ".join(done.out.split())
    assert "encoder dense_angle, ansatz brick_syc, readout z_parity" in words
    assert "3 qubits, depth 2: 6 angles in, 12 weights, 3 outputs" in words
    assert "10 moments, 4 two-qubit gates, as built" in words


def test_uploading_again_is_drawn_and_said(run_cli):
    done = run_cli(
        *("circuits", "--reupload", "--trainable-scaling", "--qubits", 1),
        *("--depth", 2),
    )
    words = " ".join(done.out.split())
    assert "data uploaded again before each block, scaled by weights" in words
    assert "w_0002" in done.out


def test_json_has_the_spec_the_counts_and_the_diagram(run_cli):
    done = run_cli(
        "circuits", "--ansatz", "tree", "--qubits", 3, "--depth", 1, "--json"
    )
    content = json.loads(done.out)
    spec = CircuitSpec.from_dict(content["spec"])
    assert spec == CircuitSpec(3, 1, ansatz="tree")
    assert content["num_weights"] == 5
    assert content["diagram"] == str(build_circuit(spec).circuit)
    assert content["output"] is None


def test_output_is_cirq_json_and_replaces_a_file(run_cli, tmp_path):
    file = tmp_path / "circuit.json"
    file.write_text("old")
    done = run_cli("circuits", "--encoder", "zz", "--qubits", 2, "--output", file)
    assert done.out.endswith(f"Wrote the circuit to {file}\n")
    expected = build_circuit(CircuitSpec(2, encoder="zz")).circuit
    assert cirq.read_json(file) == expected
    assert list(tmp_path.iterdir()) == [file]


def test_a_spec_is_written_for_train_and_validate(run_cli, tmp_path):
    file = tmp_path / "spec.json"
    done = run_cli(
        *("circuits", "--encoder", "zz", "--ansatz", "su2", "--seed", 7),
        *("--readout", "z_parity", "--qubits", 3, "--depth", 2, "--reupload"),
        *("--trainable-scaling", "--spec", file),
    )
    assert done.out.endswith(f"Wrote the spec to {file}\n")
    spec = CircuitSpec(
        3, 2, "zz", "su2", "z_parity", True, trainable_scaling=True, seed=7
    )
    assert CircuitSpec.from_json(file.read_text()) == spec
    valid = run_cli("validate", file, "--target", "willow", "--json")
    assert (valid.code, json.loads(valid.out)["compiled"]) == (0, True)


def test_a_seed_or_a_spec_alone_is_a_circuit_and_no_list(run_cli, tmp_path):
    file = tmp_path / "spec.json"
    content = json.loads(run_cli("circuits", "--spec", file, "--json").out)
    assert (content["spec_file"], content["output"]) == (str(file), None)
    assert CircuitSpec.from_json(file.read_text()) == CircuitSpec()
    content = json.loads(run_cli("circuits", "--seed", 3, "--json").out)
    assert content["spec"]["seed"] == 3


def test_output_alone_writes_the_default_circuit(run_cli, tmp_path):
    file = tmp_path / "circuit.json"
    done = run_cli("circuits", "--output", file, "--json")
    assert json.loads(done.out)["output"] == str(file)
    assert cirq.read_json(file) == build_circuit(CircuitSpec()).circuit


def test_bad_input_is_refused_in_one_line(refused, tmp_path):
    assert "Known: brick_cz, " in refused("circuits", "--ansatz", "brick")
    assert "`num_qubits` must be from 1 to 20" in refused("circuits", "--qubits", 21)
    assert "without `reupload`" in refused("circuits", "--trainable-scaling")
    for option in ("--output", "--spec"):
        message = refused("circuits", option, tmp_path)
        assert message.startswith(f"`{option}` must be a plain file in a folder")
        assert "Received: a folder, " in message
        assert "'/proc'" in refused("circuits", option, "/proc/x.json")
    both = ("--output", tmp_path / "a.json", "--spec", tmp_path / "a.json")
    assert "must be two files. Received: " in refused("circuits", *both)
    assert "Received: 'a'." in refused("circuits", "--qubits", "a")
    assert "Received: '-1'." in refused("circuits", "--seed", -1)


def test_no_tensorflow_is_loaded():
    done = run_process(
        *("python", "-c"),
        "import sys; sys.argv = ['tfq-bert']\n"
        "from tfq_bert.cli.main import main\n"
        "assert main(['circuits', '--ansatz', 'su2']) == 0\n"
        "assert 'cirq' in sys.modules\n"
        "assert not {'tensorflow', 'keras', 'cirq_google'} & set(sys.modules)",
    )
    assert (done.returncode, done.stderr) == (0, "")
