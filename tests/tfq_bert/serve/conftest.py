"""A served model, the application in process, and servers in processes of their own."""

import asyncio
import contextlib
import copy
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live_server import LiveServer


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


@pytest.fixture
def make_page_client(served, monkeypatch):
    """Makes a client of an application with the page, with another `run` if given."""
    from starlette.testclient import TestClient

    from tfq_bert.serve import Limits, make_app

    for name in ("GRADIO_ANALYTICS_ENABLED", "GRADIO_TEMP_DIR"):
        monkeypatch.setenv(name, "")  # the page sets them for the whole process
    with contextlib.ExitStack() as stack:

        def make(run=served.run, **limits):
            model = copy.copy(served)
            model.run = run

            async def made():  # outside a loop, Gradio makes some and leaves them open
                return make_app(model, limits=Limits(**limits))

            # In a thread: a browser that is open has a loop in this one.
            with ThreadPoolExecutor(1) as thread:
                application = thread.submit(asyncio.run, made()).result()
            client = TestClient(application.asgi, raise_server_exceptions=False)
            client.application = application
            return stack.enter_context(client)

        yield make


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
