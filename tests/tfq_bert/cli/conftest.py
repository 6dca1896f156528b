"""The command line in process: its exit code, standard output and standard error."""

from typing import NamedTuple

import pytest


class Outcome(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def run_cli(capfd):
    """Runs `main`, which is all that the installed program does."""
    from tfq_bert.cli.main import main

    def run(*arguments):
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        return Outcome(code, *capfd.readouterr())

    return run


@pytest.fixture
def refused(run_cli):
    """Runs a command that must end with exit code 2 and one line; returns the line."""

    def run(*arguments):
        outcome = run_cli(*arguments)
        lines = outcome.err.splitlines()
        assert (outcome.code, len(lines)) == (2, 1), outcome
        assert lines[0].startswith("Error: "), outcome
        return lines[0].removeprefix("Error: ")

    return run
