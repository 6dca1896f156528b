import json
import re

import pytest

from circuits import CircuitSpec, analysis
from tests.tiny_runs import run_process

FEW = ("--pairs", 50, "--samples", 20)
QUANTITIES = (
    *("expressibility", "entangling capability", "gradient variance"),
    *("effective dimension", "highest frequency"),
)


def test_one_table_has_each_number_with_its_error_and_a_line_explains_it(run_cli):
    done = run_cli("analyse", "paper", "su2", *FEW, "--qubits", 2, "--depth", 1)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("circuit ")
    assert re.search(r"^qubits +2 +2$", done.out, re.M)
    assert re.search(r"^weights +2 +4$", done.out, re.M)
    for name in QUANTITIES:
        assert len(re.findall(rf"^{name} ", done.out, re.M)) == 1
        assert len(re.findall(rf"^{name}: ", done.out, re.M)) == 1
    assert re.search(r"^expressibility +\S+ ± \S+ +\S+ ± \S+$", done.out, re.M)
    assert "evenly spread states have 0.400 on 2 qubits." in " ".join(done.out.split())
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize("width", [50, 80])
def test_circuits_that_do_not_fit_go_into_a_table_below(run_cli, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    names = ("paper", "no_entanglement", "su2", "dense_angle+strongly_entangling")
    done = run_cli("analyse", *names, *FEW, "--qubits", 2, "--depth", 1)
    assert max(map(len, done.out.splitlines())) <= max(width, 60)
    assert len(re.findall("^circuit ", done.out, re.M)) == {50: 4, 80: 2}[width]
    for name in names:
        assert re.search(rf"^circuit.* {re.escape(name)}( |$)", done.out, re.M)


def test_names_files_and_run_folders_are_read(run_cli, tiny_run, tmp_path):
    spec = CircuitSpec(3, 2, "zz", "su2", "z_parity")
    file = tmp_path / "spec.json"
    file.write_text(spec.to_json())
    done = run_cli("analyse", file, tiny_run, "no_entanglement", *FEW, "--json")
    content = json.loads(done.out)
    found = [CircuitSpec.from_dict(one["spec"]) for one in content["circuits"]]
    config = json.loads((tiny_run / "config.json").read_text())
    run = CircuitSpec(config["qubits"], config["depth"])
    assert found == [spec, run, CircuitSpec(4, 4, ansatz="none_ry")]
    names = [one["name"] for one in content["circuits"]]
    assert names == [str(file), str(tiny_run), "no_entanglement"]


def test_json_has_the_numbers_of_the_library(run_cli):
    done = run_cli("analyse", "paper", *FEW, "--seed", 4, "--qubits", 2, "--json")
    content = json.loads(done.out)
    assert (content["format_version"], content["seed"], content["pairs"]) == (1, 4, 50)
    (one,) = content["circuits"]
    spec = CircuitSpec(2, 4)
    expected = analysis.expressibility(spec, 50, 4)
    assert one["expressibility"] == {
        "value": expected.value,
        "standard_error": expected.standard_error,
        "num_samples": 50,
        "bias": expected.bias,
    }
    assert one["entangling_capability"]["haar_value"] == 0.4
    assert one["effective_dimension"]["num_samples"] == 2
    assert (one["plateau"], content["pictures"]) == (None, [])


def test_pictures_are_drawn_as_png_and_svg_into_a_new_folder(run_cli, tmp_path):
    folder = tmp_path / "pictures"
    line = ("analyse", "paper", *FEW, "--qubits", 2, "--depth", 1, "--output", folder)
    done = run_cli(*line)
    assert done.out.endswith(f"\nDrew 4 pictures into {folder}\n")
    kinds = ("fidelities", "spectra")
    wanted = {f"{kind}.{suffix}" for kind in kinds for suffix in ("png", "svg")}
    assert {file.name for file in folder.iterdir()} == wanted
    assert "must be new" in run_cli(*line).err
    assert run_cli(*line, "--overwrite").code == 0


@pytest.mark.slow
def test_the_plateau_has_a_slope_for_each_depth_and_a_picture(run_cli, tmp_path):
    folder = tmp_path / "pictures"
    line = ("analyse", "su2", *FEW, "--qubits", 2, "--plateau", "--output", folder)
    content = json.loads(run_cli(*line, "--json").out)
    plateau = content["circuits"][0]["plateau"]
    assert plateau["depths"] == [1, 4, 16]
    deep = plateau["by_depth"][2]
    assert len(deep["variances"]) == 7
    assert deep["slope"] == pytest.approx(-1, abs=0.1)
    assert (folder / "plateaus.svg").is_file()
    done = run_cli(*line, "--overwrite")
    assert re.search(r"^slope at depth 16 +-\S+ ± \S+$", done.out, re.M)
    assert re.search(r"^slope: ", done.out, re.M)


def test_an_unknown_name_is_refused_with_the_known_ones(refused):
    assert refused("analyse", "papre").startswith(
        "`circuit` must be one of paper, no_entanglement, ANSATZ or ENCODER+ANSATZ. "
        "Received: circuit='papre'."
    )


def test_what_is_no_run_folder_is_refused(refused, tmp_path):
    (tmp_path / "config.json").write_text('{"format_version": 1}')
    assert refused("analyse", tmp_path) == (
        f"{str(tmp_path)!r} must be a run folder, made by tfq-bert train. Received: a "
        "config.json without 'circuit'."
    )


def test_a_missing_file_and_no_circuit_at_all_are_refused(refused, tmp_path):
    assert "must be a CircuitSpec as JSON" in refused("analyse", tmp_path / "a.json")
    assert "SPEC" in refused("analyse")


def test_tensorflow_is_not_loaded():
    code = (
        "import sys; sys.argv = ['tfq-bert', 'analyse', 'paper', '--pairs', '10',"
        " '--samples', '20', '--qubits', '2'];"
        "from tfq_bert.cli.main import main; code = main();"
        "print(code, 'tensorflow' in sys.modules)"
    )
    done = run_process("python", "-W", "error", "-c", code)
    assert (done.stdout.splitlines()[-1], done.stderr) == ("0 False", "")
