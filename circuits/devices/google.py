"""The first import of cirq-google, without the notices that come with it.

Imports, and nothing else.
"""

import warnings
from types import ModuleType


def import_cirq_google() -> ModuleType:
    """Imports `cirq_google`, and holds back what its libraries announce.

    google-api-core warns that it will not support this Python for ever, on its first
    import only. Whatever of cirq-google is imported later is silent; so call this
    before. It may go when cirq-google no longer brings a google-api-core that warns.

    Returns:
        The module `cirq_google`.

    Example:
    >>> import_cirq_google().SYC
    cirq_google.SYC
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        import cirq_google

    return cirq_google
