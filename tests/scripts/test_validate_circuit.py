import pytest

from circuits import CircuitSpec
from tests.tiny_runs import run_process


def test_the_paper_circuit_is_valid_on_sycamore_without_tensorflow():
    """In a process of its own; four blocks of three CNOT, two native gates each."""
    done = run_process(
        *("python", "-X", "importtime", "scripts/validate_circuit.py"),
        *("--qubits", 4, "--depth", 4),
    )
    assert done.returncode == 0
    assert done.stdout.startswith("Circuit is valid on 'sycamore'.")
    assert "two_qubit_gates: 24" in done.stdout
    loaded = {line.split("|")[-1].strip() for line in done.stderr.splitlines()}
    assert "circuits" in loaded
    assert not loaded & {"tensorflow", "keras", "tfq_bert"}


def test_a_spec_is_read_from_its_json(run_script, tmp_path):
    spec = tmp_path / "spec.json"
    spec.write_text(CircuitSpec(num_qubits=2, depth=1, ansatz="none_ry").to_json())
    code, out, err = run_script("validate_circuit.py", spec)
    assert (code, err) == (0, "")
    assert "two_qubit_gates: 0" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--target", "condor"], "Known: rainbow, sycamore, "),
        (["--qubits", 0], "`num_qubits` must be from 1 to 20"),
        (["none.json"], "No such file"),
    ],
)
def test_bad_input_ends_with_2(run_script, arguments, words):
    code, _, err = run_script("validate_circuit.py", *arguments)
    assert code == 2
    assert words in err
