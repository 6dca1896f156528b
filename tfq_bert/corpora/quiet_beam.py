"""Holds back what Apache Beam logs and warns of.

Imports nothing of it.
"""

import contextlib
import logging
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_beam() -> Iterator[None]:
    """Holds back what Beam logs and warns of.

    Beam 2.77 logs a warning for each of Google's libraries that is not installed, and
    logs errors that it raises as well.
    """
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    root.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers
