"""A served model, the application in process, and a server in a process of its own."""

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOKEN = "open-sesame"


@pytest.fixture(scope="session")
def served(tiny_export):
    """The tiny export, loaded under the name `tiny`."""
    from tfq_bert.serve import load_served

    return load_served(tiny_export, "tiny")


@pytest.fixture
def make_client(served):
    """Makes a client of an application without a page; ends it after the test."""
    from starlette.testclient import TestClient

    from tfq_bert.serve import Limits, make_app

    with contextlib.ExitStack() as stack:

        def make(token=None, **limits):
            application = make_app(
                served, limits=Limits(**limits), token=token, page=False
            )
            client = TestClient(application.asgi, raise_server_exceptions=False)
            client.application = application
            return stack.enter_context(client)

        yield make


@pytest.fixture
def client(make_client):
    """A client of an application with the usual limits."""
    return make_client()


class LiveServer:
    """A server in a process of its own, on a free port."""

    def __init__(self, folder, *options):
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tfq_bert", "serve", str(folder)),
                *("--port", "0", "--name", "tiny", *map(str, options)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Ctrl-C"):
                break
        else:
            raise RuntimeError(self.said + self.process.stderr.read())
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", self.said)[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def end(self):
        """Sends SIGTERM; returns the exit code and standard error."""
        self.process.terminate()
        error = self.process.communicate(timeout=60)[1]
        return self.process.returncode, error


@pytest.fixture
def start_server(tiny_export):
    """Starts servers of the tiny export; ends those that a test leaves."""
    servers = []

    def start(*options):
        servers.append(LiveServer(tiny_export, *options))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.process.kill()
            server.process.communicate()
