"""Keeps what TensorFlow's C++ code logs off the terminal, for the rest of the process.

Does not touch what Python writes.
"""

import os
import sys


def quiet_stderr() -> None:
    """Points file descriptor 2 at nothing, and `sys.stderr` at where it led.

    The collective runtime logs its start, its end and every lost peer there, whatever
    `TF_CPP_MIN_LOG_LEVEL` says, and the last of it when the interpreter has ended. With
    level 0 nothing is done, since somebody wants to read that; TensorFlow 2.18 itself
    sets 1 where nothing is set.
    """
    if os.environ.get("TF_CPP_MIN_LOG_LEVEL") == "0":
        return
    try:
        is_python_there = sys.stderr.fileno() == 2
        saved = os.dup(2)
    except (AttributeError, OSError):  # no standard error, or a notebook's
        return
    sys.stderr.flush()
    if is_python_there:
        sys.stderr = open(  # noqa: SIM115
            saved, "w", buffering=1, encoding=sys.stderr.encoding, errors="replace"
        )
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)
