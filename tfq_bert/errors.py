"""The one error class that callers of tfq_bert catch.

Everything else is a plain ValueError or TypeError.
"""


class InputError(ValueError):
    """Says, in one line, what is wrong with what a user gave and what to do.

    Raised for files, columns, names and folders that a person can mend. The command
    line prints the message without a traceback and exits with code 2.
    """
