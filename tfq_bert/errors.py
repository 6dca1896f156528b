"""The error classes that callers of tfq_bert catch.

Everything else is a plain ValueError or TypeError.
"""


class InputError(ValueError):
    """Says, in one line, what is wrong with what a user gave and what to do.

    Raised for files, columns, names and folders that a person can mend. The command
    line prints the message without a traceback and exits with code 2.
    """


class EnvironmentMismatchError(ImportError):
    """Says, in one line, which package or variable does not fit and what is needed.

    Raised when a part of tfq_bert is imported; the command line exits with code 2.
    """


class PeerLostError(RuntimeError):
    """Says, in one line, which of several workers is gone; the others end with it.

    The command line prints it without a traceback and exits with code 2.
    """
