"""The program `tfq-bert`: its commands, its version, its exit codes.

Imports Typer and nothing heavy; each command imports what it needs when it runs.
"""

import contextlib
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from tfq_bert.cli.analyse import analyse
from tfq_bert.cli.circuits import circuits
from tfq_bert.cli.compare import compare
from tfq_bert.cli.data import data
from tfq_bert.cli.evaluate import evaluate
from tfq_bert.cli.export import export
from tfq_bert.cli.failures import guard
from tfq_bert.cli.features import features
from tfq_bert.cli.predict import predict
from tfq_bert.cli.run_on import run_on
from tfq_bert.cli.serve import serve
from tfq_bert.cli.train import train
from tfq_bert.cli.tune import tune
from tfq_bert.cli.validate import validate
from tfq_bert.version import __version__

app = typer.Typer(
    name="tfq-bert",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 88,
    },
)
_COMMANDS = (
    *(data, features, train, tune, compare, evaluate, predict, export, serve),
    *(validate, run_on, circuits, analyse),
)
for _command in _COMMANDS:
    app.command(epilog=_command.epilog, no_args_is_help=False)(_command)


@app.callback(
    invoke_without_command=True,
    epilog="Exit codes: 0 done; 1 a bug of ours; 2 bad input; 3 circuit not valid.",
)
def _program(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.")
    ] = False,
) -> None:
    """Text classification: BERT with a quantum circuit in its head.

    Start with `tfq-bert train --data embedded:sms_spam --output runs/sms`.
    """
    if version:
        print(f"tfq-bert {__version__}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: sequence of str. Defaults to those of the process.

    Returns:
        int. The exit code.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets its escape, not a traceback.
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")
    command = typer.main.get_command(app)

    def run() -> None:
        # Not `command.main`, which has boxes and exit codes of its own.
        with command.make_context("tfq-bert", list(arguments)) as context:
            command.invoke(context)

    return guard(run)


if __name__ == "__main__":
    sys.exit(main())
