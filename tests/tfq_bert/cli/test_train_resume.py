"""`tfq-bert train` that is stopped, goes on, and says how to be made again."""

import json
import shlex
import signal
import subprocess
import sys
import time

import pytest

from tests.tiny_runs import ROOT


@pytest.fixture
def words(tiny_csv, tiny_preset, tmp_path):
    return [
        *("train", "--data", tiny_csv, "--preset", tiny_preset, "--qubits", 2),
        *("--depth", 1, "--epochs", 3, "--sequence-length", 8, "--recipe", "full"),
        *("--output", tmp_path / "run"),
    ]


def _stop(words, folder, number):
    """Starts a run, sends it a signal after its first checkpoint, and waits."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tfq_bert", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    while process.poll() is None and not (folder / "checkpoint.safetensors").exists():
        time.sleep(0.001)
    process.send_signal(number)
    _, err = process.communicate(timeout=120)
    return process.returncode, err.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_was_stopped_says_how_it_goes_on_and_does(
    run_cli, refused, words, tmp_path, number
):
    code, message = _stop(words, tmp_path / "run.unfinished", number)
    assert code == 128 + number
    command = f"tfq-bert train --resume --output {tmp_path / 'run'}"
    assert message.startswith(f"Interrupted by {signal.Signals(number).name} in epoch ")
    assert message.endswith(f"Go on with: {command}")

    assert "an unfinished one, 'run.unfinished'. Use --resume" in refused(*words)
    message = refused(*words, "--resume", "--seed", 4)
    assert "Received: seed=4, begun with 0. Leave them out" in message
    done = run_cli(*shlex.split(command)[1:])
    assert (done.code, " epochs, weights of epoch " in done.out) == (0, True)
    assert not (tmp_path / "run.unfinished").exists()
    done = run_cli(*words, "--resume")
    assert done.code == 0
    assert done.out.split() == (
        f"{tmp_path / 'run'} is complete: there is nothing to go on with.".split()
    )


def test_with_nothing_to_go_on_with_it_starts_or_says_so(
    run_cli, refused, words, tmp_path
):
    done = run_cli(*words, "--resume", "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(run_cli(*words, "--resume", "--json").out)
    assert (found["run"], found["complete"]) == (str(tmp_path / "run"), True)
    message = refused("train", "--resume", "--output", tmp_path / "other")
    assert "must be an unfinished run to go on with. Received: none" in message
    message = refused("train", "--output", tmp_path / "other")
    assert message.startswith("`--data` must name labeled texts. Received: none.")


def test_the_command_of_a_run_makes_an_equal_one(run_cli, words, tmp_path):
    assert run_cli(*words, "--class-weight", "balanced").code == 0
    command = shlex.split((tmp_path / "run/command.txt").read_text())
    assert command[:2] == ["tfq-bert", "train"]
    assert run_cli(*command[1:]).code == 0
    again = tmp_path / "run-again"
    for name in ("history.csv", "metrics.json", "versions.json"):
        assert (again / name).read_text() == (tmp_path / "run" / name).read_text()


def test_data_to_validate_and_test_on_may_be_given(run_cli, words, tiny_csv):
    extra = ("--validation-data", tiny_csv, "--test-data", tiny_csv, "--json")
    done = run_cli(*words, *extra)
    assert done.code == 0
    content = json.loads(done.out)
    assert content["metrics"]["num_rows"] == 90
    assert {sum(p.values()) for p in content["data"]["splits"].values()} == {90}
    assert sum("repeat a text of" in note for note in content["data"]["notes"]) == 3


@pytest.mark.parametrize("limit", [20_000, 205_000], ids=["checkpoint", "model"])
def test_a_disk_without_room_ends_with_one_line_and_the_run_goes_on(
    run_cli, words, tmp_path, limit
):
    """The system refuses larger files, as a full disk would."""
    code = (
        "import resource, sys\n"
        "import tfq_bert.training\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from tfq_bert.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if " rows" not in line]
    assert line.startswith(f"Error: '{tmp_path / 'run.unfinished'}")
    assert "must be written. Received: File too large. " in line
    command = f"tfq-bert train --resume --output {tmp_path / 'run'}"
    if limit == 20_000:  # nothing was saved yet
        assert line.endswith("Mend that, then start again.")
        assert not list(tmp_path.iterdir())
    else:
        assert line.endswith(f"go on with: {command}")
        assert run_cli(*shlex.split(command)[1:]).code == 0
