"""What goes wrong, as an exit code and one line on standard error.

Does not know the commands. A bug of ours keeps its traceback.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable

import typer

from tfq_bert.errors import EnvironmentMismatchError, InputError, PeerLostError

BUG, BAD_INPUT, NOT_VALID = 1, 2, 3
# What a shell reports for a program whose reader went away (128 + SIGPIPE).
BROKEN_PIPE = 141
# Typer carries its own copy of Click from 0.16 on; this finds either one's class.
_ClickException = typer.BadParameter.__mro__[2]


def guard(action: Callable[[], None]) -> int:
    """Runs an action and turns how it ends into an exit code.

    Args:
        action: Function without arguments.

    Returns:
        int. 0 done, 1 a bug of ours, 2 bad input, 130 interrupted (143 by
        SIGTERM), 141 when the reader
        of the output is gone; or what `typer.Exit` carries.
    """
    try:
        action()
        sys.stdout.flush()
    except typer.Exit as done:
        return done.exit_code
    except (KeyboardInterrupt, typer.Abort) as stop:
        print(str(stop) or "Interrupted.", file=sys.stderr)
        return 128 + getattr(stop, "number", signal.SIGINT)
    except BrokenPipeError:
        # Python flushes standard output once more at exit, and would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        message = _bad_input(error)
        if message is None:
            traceback.print_exc()
            print(
                "This is a bug of tfq-bert. Please report it with the lines above.",
                file=sys.stderr,
            )
            return BUG
        print(f"Error: {_one_line(message)}", file=sys.stderr)
        return BAD_INPUT
    return 0


def _bad_input(error: Exception) -> str | None:
    """Words an error that the user can mend; None for one that is ours."""
    if isinstance(error, _ClickException):
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "tfq-bert"
        return f"{_message(error)} Try: {path} --help"
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return reason if error.filename is None else f"{error.filename!r}: {reason}."
    # Loaded only if a command has loaded it: a help page need not.
    circuits = sys.modules.get("circuits")
    mendable = [InputError, EnvironmentMismatchError, PeerLostError]
    mendable += [circuits.CircuitSpecError, circuits.DeviceRunError] if circuits else []
    return str(error) if isinstance(error, tuple(mendable)) else None


def _message(error: Exception) -> str:
    """Words it, with the value that Typer 0.29 leaves out where Pydantic refused it."""
    message = error.format_message()
    problems = getattr(error.__cause__, "errors", None)
    if problems is None:
        return message
    message = message.replace(": Value error, ", ": ").rstrip(".")
    return f"{message}. Received: {problems()[0]['input']!r}."


def _one_line(message: str) -> str:
    return " ".join(line.strip() for line in message.splitlines()).strip()
