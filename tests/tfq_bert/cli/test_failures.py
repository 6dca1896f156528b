import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from circuits import CircuitSpecError
from tests.tiny_runs import ROOT
from tfq_bert.cli.failures import guard
from tfq_bert.errors import EnvironmentMismatchError, InputError, PeerLostError


def raising(error):
    def action():
        raise error

    return action


def test_an_action_that_ends_well_gives_0(capfd):
    assert guard(lambda: None) == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (InputError("a\n  b"), "Error: a b\n"),
        (CircuitSpecError("wrong"), "Error: wrong\n"),
        (PeerLostError("worker 1 is lost"), "Error: worker 1 is lost\n"),
        (FileNotFoundError(2, "No such file", "x.csv"), "Error: 'x.csv': No such file"),
        (OSError(28, "No space left on device"), "Error: No space left on device\n"),
        (typer.BadParameter("odd"), "Error: Invalid value: odd Try: tfq-bert --help\n"),
    ],
)
def test_bad_input_is_one_line_and_2(capfd, error, line):
    assert guard(raising(error)) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(line)
    assert err.count("\n") == 1


def test_a_bug_of_ours_keeps_its_traceback_and_is_1(capfd):
    assert guard(raising(ValueError("odd"))) == 1
    err = capfd.readouterr().err
    assert "Traceback" in err
    assert "ValueError: odd" in err
    assert err.endswith(
        "This is a bug of tfq-bert. Please report it with the lines above.\n"
    )


def test_an_exit_keeps_its_code():
    assert guard(raising(typer.Exit(3))) == 3


def test_an_interrupt_is_one_line_and_130(capfd):
    assert guard(raising(KeyboardInterrupt())) == 130
    assert capfd.readouterr().err == "Interrupted.\n"


def test_ctrl_c_ends_a_process_with_130_and_one_line():
    code = (
        "import sys, time; sys.argv = ['tfq-bert']\n"
        "from tfq_bert.cli.failures import guard\n"
        "print('ready', flush=True)\n"
        "sys.exit(guard(lambda: time.sleep(60)))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        # A shell that runs the tests in the background would hand down "ignore".
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "Interrupted.\n")


def test_a_reader_that_goes_away_is_no_error():
    """The program writes more than a pipe holds to a reader that is closed."""
    program = Path(sys.executable).with_name("python")
    code = (
        "import sys; sys.argv = ['tfq-bert']\n"
        "from tfq_bert.cli.failures import guard\n"
        "sys.exit(guard(lambda: print('x' * 10**6)))"
    )
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [str(program), "-c", code],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


def test_an_environment_that_does_not_fit_is_bad_input(capsys):
    def action():
        raise EnvironmentMismatchError("tfq_bert needs Keras 3.")

    assert guard(action) == 2
    assert capsys.readouterr().err == "Error: tfq_bert needs Keras 3.\n"
