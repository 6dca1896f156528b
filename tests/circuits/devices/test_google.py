"""The first import of cirq-google, in a process of its own."""

import subprocess
import sys

import cirq_google

from circuits.devices.google import import_cirq_google


def test_it_is_the_library_itself():
    assert import_cirq_google() is cirq_google


def test_the_first_import_is_silent_and_so_are_later_ones():
    code = (
        "from circuits.devices.google import import_cirq_google\n"
        "import_cirq_google()\n"
        "from cirq_google.api import v2\n"
        "from cirq_google.engine import SimulatedLocalEngine\n"
        "from cirq_google.serialization import arg_func_langs\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr, done.returncode) == ("", 0)
