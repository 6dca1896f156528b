"""The program as `python -m tfq_bert`, in a process of its own."""

import tfq_bert
from tests.tiny_runs import run_process


def test_the_package_runs_as_a_module_and_helps_without_heavy_packages():
    """`-X importtime` lists every module that the process loads."""
    done = run_process(
        *("python", "-X", "importtime", "-m", "tfq_bert", "train", "--help")
    )
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: tfq-bert train")
    loaded = {
        line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines()
    }
    assert "typer" in loaded
    assert not loaded & {"tensorflow", "keras", "cirq", "numpy"}


def test_its_exit_code_is_that_of_the_program():
    version = run_process("python", "-m", "tfq_bert", "--version")
    assert version.stdout == f"tfq-bert {tfq_bert.__version__}\n"
    assert run_process("python", "-m", "tfq_bert", "tran").returncode == 2
