"""Tests of a server in a process of its own: signals, ports, what is no HTTP."""

import asyncio
import functools
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
import uvicorn

from scripts.benchmark.load_client import load
from tests.live_server import TOKEN, LiveServer
from tests.malformed_requests import malformed_requests
from tfq_bert.errors import InputError
from tfq_bert.serve import Limits, make_app, open_socket, run_server

PREDICT = "/v1/models/tiny:predict"
HEADERS = {"authorization": f"Bearer {TOKEN}"}
# The bar has 1,000; a run of all kinds is enough here.
MALFORMED = int(os.environ.get("TFQ_BERT_MALFORMED", "120"))
EXAMPLES = os.environ.get("TFQ_BERT_API_EXAMPLES", "10")


@pytest.fixture(scope="module")
def live(tiny_export):
    """A server with a token and a page.

    Its limits are such that a text or a row too many fits the size of a body: to
    Schemathesis, 413 is no answer to a value that the schema does not allow.
    """
    limits = ("--max-rows", 64, "--max-characters", 500)
    # The last test asks it something after the signal, which may take its time.
    server = LiveServer(tiny_export, "--token", TOKEN, "--drain", 5, *limits)
    yield server
    server.process.kill()
    server.process.communicate()


def send(port, request):
    """Sends bytes; returns the status and the body of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        sender = threading.Thread(target=_send_all, args=(connection, request))
        sender.start()
        answer = b""
        while part := _receive(connection):
            answer += part
        sender.join()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def _send_all(connection, request):
    try:
        connection.sendall(request)
    except OSError:  # the server had seen enough
        return


def _receive(connection):
    try:
        return connection.recv(65536)
    except ConnectionResetError:
        return b""


def memory_mib(pid):
    """The memory of a process that is in use and its own."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return sum(int(x.split()[1]) for x in lines if x.startswith("RssAnon")) / 1024


def test_malformed_requests_get_an_error_of_the_api_and_cost_no_memory(live):
    for _, request in malformed_requests(40, TOKEN):
        send(live.port, request)
    before = memory_mib(live.process.pid)
    for name, request in malformed_requests(MALFORMED, TOKEN, seed=1):
        status, body = send(live.port, request)
        assert 400 <= status < 500, (name, status, body)
        assert list(json.loads(body)) == ["error"], (name, body)
    # Five bodies of 10 MB alone would be 50.
    assert memory_mib(live.process.pid) - before < 30
    good = httpx.post(live.url + PREDICT, json={"inputs": ["a"]}, headers=HEADERS)
    assert good.status_code == 200


def test_the_page_is_behind_the_token_and_takes_no_large_files(live):
    with httpx.Client(base_url=live.url) as client:
        for path in ("/", "/config", "/gradio_api/info", "/v1/models/tiny"):
            assert client.get(path).status_code == 401
        upload = {"files": ("a.csv", b"text\n" + b"a" * 5_000_000)}
        path = "/gradio_api/upload"
        assert client.post(path, files=upload).status_code == 401
        client.headers = HEADERS
        assert client.get("/").status_code == 200
        assert client.post(path, files=upload).status_code == 413
        found = client.get("/v1/x")
        assert found.json() == {"error": "Malformed request: GET /v1/x"}
        # Nothing but the page's own files is to be had.
        for place in ("/etc/passwd", "setup.py", "../setup.py"):
            assert client.get(f"/gradio_api/file={place}").status_code in (403, 404)


def test_a_client_that_leaves_amid_its_body_is_counted_and_no_error(start_server):
    server = start_server()
    for path, kind in (("/gradio_api/upload", "page"), (PREDICT, "predict")):
        head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n"
        head += "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(head.encode())
        counted = f'tfq_bert_requests_total{{kind="{kind}",status="499"}} 1.0'
        for _ in range(200):
            if counted in httpx.get(f"{server.url}/metrics").text:
                break
            time.sleep(0.05)
        else:
            pytest.fail(httpx.get(f"{server.url}/metrics").text)
    assert server.end() == (0, "")


def test_the_page_reads_no_file_but_those_uploaded(start_server, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("text\nsecret\n")
    server = start_server()
    url = server.url
    with httpx.Client(base_url=url, timeout=30) as client:

        def classify(path):
            name = {"path": str(path), "meta": {"_type": "gradio.FileData"}}
            content = {"data": [name, ""], "session_hash": "one"}
            return client.post("/gradio_api/run/classify_file", json=content)

        upload = {"files": ("a.csv", secret.read_bytes())}
        [uploaded] = client.post("/gradio_api/upload", files=upload).json()
        assert "1 row" in classify(uploaded).text
        for elsewhere in (secret, f"{url}/readyz"):
            found = classify(elsewhere)
            assert found.status_code == 400
            assert found.json() == {"error": "The input is not what is asked for."}
        # Nobody else on this machine reads what was uploaded.
        folder = Path(uploaded).parents[1]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert server.end() == (0, "")
    assert not folder.exists()


def test_what_the_page_refuses_is_an_error_of_the_api_and_no_traceback(live):
    """The last test of this server finds nothing on its standard error."""
    one, run, join = {"session_hash": "one"}, "/gradio_api/run/", "/gradio_api/queue/"
    cases = [
        (400, "POST", f"{run}classify_texts", {"data": []}),
        (400, "POST", f"{run}classify_file", {"data": [{"a": 1}, ""]}),
        (400, "POST", f"{run}device_report", {"data": ["nosuch"]}),
        (422, "POST", f"{run}device_report", {"data": "willow"}),
        (404, "POST", f"{run}nosuch", {"data": ["a"]}),
        (404, "POST", f"{run}classify_texts", {"data": ["a"], "fn_index": 999}),
        (422, "POST", f"{join}join", {}),
        (404, "POST", f"{join}join", {"data": ["a"], "fn_index": 999}),
        (422, "GET", f"{join}data", None),
        (404, "GET", "/nosuch", None),
        (405, "POST", "/", {}),
        (403, "GET", "/gradio_api/file=/etc/passwd", None),
    ]
    with httpx.Client(base_url=live.url, headers=HEADERS, timeout=30) as client:
        for status, method, path, content in cases:
            body = None if content is None else {**one, **content}
            found = client.request(method, path, json=body)
            assert (found.status_code, list(found.json())) == (status, ["error"]), path
            assert isinstance(found.json()["error"], str)
        # A list of good names passes Gradio's own check.
        odd = client.post(f"{run}device_report", json={**one, "data": [["willow"]]})
        assert "No such device" in odd.text
        # A stream of nobody ends as all streams do.
        assert "Not Found" in client.get(f"{join}data?session_hash=none").text


def test_schemathesis_finds_nothing(live, tmp_path):
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("st"), "run", f"{live.url}/openapi.json"),
            *("--header", f"Authorization: Bearer {TOKEN}", "--no-color"),
            *("--generation-deterministic", "--max-examples", EXAMPLES),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout[-5000:]


def test_sigterm_under_load_loses_no_request(start_server):
    server = start_server("--no-page", "--drain", 0.5)
    texts = ["a good film", "the plot was awful", "so bad", "hello world"]

    async def story():
        loading = asyncio.ensure_future(load(server.port, PREDICT, texts, 16, 30))
        await asyncio.sleep(1)
        server.process.terminate()
        return await loading

    found = asyncio.run(story())
    error = server.process.communicate(timeout=60)[1]
    assert (server.process.returncode, error) == (0, "")
    assert (found["errors"], found["lost"]) == (0, 0)
    assert found["refused"] == 16  # all were answered until nobody listened
    assert len(found["seconds"]) > 16  # no client was idle


def test_a_server_about_to_stop_says_so_and_ends_open_pages(live):
    """The last test of this server; Ctrl-C ends it as SIGTERM does."""
    with (
        httpx.Client(base_url=live.url, headers=HEADERS) as client,
        client.stream("GET", "/gradio_api/heartbeat/abc") as heartbeat,
        client.stream("GET", "/gradio_api/dev/reload") as reloads,
    ):
        assert (heartbeat.status_code, reloads.status_code) == (200, 200)
        begun = time.monotonic()
        live.process.send_signal(signal.SIGINT)
        while client.get("/readyz").status_code == 200:
            time.sleep(0.01)
        assert client.get("/healthz").status_code == 200
        heartbeat.read()
        reloads.read()
    error = live.process.communicate(timeout=60)[1]
    assert (live.process.returncode, error) == (0, "")
    assert time.monotonic() - begun < 25  # well before the time-out of 30


def test_a_port_in_use_is_told():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        message = (
            rf"^`--port` must be free\. Received: --host 127\.0\.0\.1 --port {port}, "
            r"which another program listens on\. Choose another, or 0 for any\.$"
        )
        with pytest.raises(InputError, match=message):
            open_socket("127.0.0.1", port)


def test_two_servers_that_start_together_do_not_share_a_port():
    message = r"^`--port` must be free\."
    with open_socket("127.0.0.1", 0) as first, pytest.raises(InputError, match=message):
        open_socket("127.0.0.1", first.getsockname()[1])


def test_a_client_that_comes_while_the_model_loads_is_answered(served):
    limits, listener = Limits(drain_seconds=0), open_socket("127.0.0.1", 0)
    with listener, socket.create_connection(listener.getsockname()) as early:
        early.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        application = make_app(served, limits=limits, page=False)
        stop = functools.partial(os.kill, os.getpid(), signal.SIGTERM)
        run_server(application, listener, limits, stop)
        assert early.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_a_request_may_take_its_time_twice_before_it_is_given_up(served, monkeypatch):
    """Once for its body, and once for its answer."""
    seen = []
    run = functools.partialmethod(lambda server, **_: seen.append(server.config))
    monkeypatch.setattr(uvicorn.Server, "run", run)
    limits = Limits(timeout_seconds=7)
    run_server(make_app(served, limits=limits, page=False), None, limits)
    assert seen[0].timeout_graceful_shutdown > 2 * 7


@pytest.mark.parametrize(
    ("host", "port"), [("192.0.2.1", 0), ("no such host", 0), ("::1::", 80)]
)
def test_an_address_that_is_not_ours_is_told(host, port):
    message = "^`--host` and `--port` must be an address of this machine"
    with pytest.raises(InputError, match=message):
        open_socket(host, port)


@pytest.mark.parametrize("port", [70000, -1])
def test_a_port_that_there_is_not_is_told(port):
    message = rf"^`--port` must be from 0 to 65535\. Received: --port {port}\.$"
    with pytest.raises(InputError, match=message):
        open_socket("127.0.0.1", port)


def test_any_free_port_is_taken_for_0():
    with open_socket("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0
        # Without it, asyncio leaves Nagle's delay on.
        assert listener.proto == socket.IPPROTO_TCP
