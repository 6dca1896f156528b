import asyncio

import pytest

from tests.live_server import TOKEN
from tfq_bert.serve.access import Access
from tfq_bert.serve.gate import Gate, kind_of
from tfq_bert.serve.limits import Limits
from tfq_bert.serve.metrics import Metrics

PREDICT = "/v1/models/tiny:predict"
GOOD = {"instances": ["a good film"]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", PREDICT),
        ("GET", "/v1/models/tiny"),
        ("GET", "/metrics"),
        ("GET", "/openapi.json"),
        ("GET", "/"),
        ("POST", "/gradio_api/queue/join"),
        ("GET", "/anything"),
    ],
)
def test_all_but_health_ask_for_the_token(make_client, method, path):
    client = make_client(TOKEN)
    found = client.request(method, path)
    assert (found.status_code, found.headers["www-authenticate"]) == (401, "Bearer")
    assert found.json()["error"].startswith("Missing or wrong token")
    wrong = {"authorization": "Bearer wrong"}
    assert client.request(method, path, headers=wrong).status_code == 401


def test_the_token_opens_and_health_needs_none(make_client):
    client = make_client(TOKEN)
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert client.post(PREDICT, json=GOOD, headers=headers).status_code == 200
    for path in ("/healthz", "/readyz"):
        assert client.get(path).status_code == 200


def test_without_a_page_a_browser_is_told_as_all_are(make_client):
    client = make_client(TOKEN)
    for path in ("/metrics", "/login"):
        found = client.get(path, headers={"accept": "text/html"})
        assert (found.status_code, list(found.json())) == (401, ["error"])
    found = client.get("/login", headers={"authorization": f"Bearer {TOKEN}"})
    assert found.status_code == 404


def test_a_large_body_is_refused_by_its_header_and_by_its_size(make_client):
    client = make_client(body_bytes=1000)
    told = client.post(PREDICT, content=b"x" * 1001)
    untold = client.post(PREDICT, content=iter([b"x" * 600, b"x" * 600]))
    for found in (told, untold):
        assert found.status_code == 413
        assert found.json() == {"error": "A body must have at most 1,000 bytes."}


def test_the_rest_of_a_body_is_read_before_it_is_refused():
    """Otherwise the connection is reset, and the sender never sees the answer."""

    async def story():
        gate = Gate(None, Access(TOKEN), Limits(), Metrics())
        parts = [{"type": "http.request", "body": b"a", "more_body": i} for i in (0, 1)]
        sent = []

        async def receive():
            return parts.pop()

        async def send(message):
            assert parts == []
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": PREDICT}
        await gate({**scope, "headers": [(b"content-length", b"2")]}, receive, send)
        assert sent[0]["status"] == 401

    asyncio.run(story())


def test_while_draining_clients_are_sent_away_after_their_answer(make_client):
    client = make_client()
    assert "connection" not in client.post(PREDICT, json=GOOD).headers
    client.application.begin_to_drain()
    found = client.post(PREDICT, json=GOOD)
    assert (found.status_code, found.headers["connection"]) == (200, "close")
    ready, health = client.get("/readyz"), client.get("/healthz")
    assert (ready.status_code, health.status_code) == (503, 200)
    assert ready.json() == {"error": "The server is about to stop."}


@pytest.mark.parametrize("stream", ["heartbeat/abc", "dev/reload"])
def test_a_stream_without_an_end_ends_with_the_server(stream):
    async def beat(_, __, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.Event().wait()

    async def story():
        gate, sent = Gate(beat, Access(None), Limits(), Metrics()), []

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "GET", "headers": []}
        scope["path"] = f"/gradio_api/{stream}"
        task = asyncio.ensure_future(gate(scope, asyncio.Event().wait, send))
        while not sent:
            await asyncio.sleep(0.001)
        assert not task.done()
        gate.end_streams()
        await asyncio.wait_for(task, 5)
        assert sent[-1] == {"type": "http.response.body", "body": b""}

    asyncio.run(story())


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/models/a:predict", "predict"),
        ("/v1/models/a/versions/3", "model"),
        ("/readyz", "status"),
        ("/metrics", "status"),
        ("/", "page"),
        ("/v1x", "page"),
    ],
)
def test_paths_are_counted_in_few_kinds(path, kind):
    assert kind_of(path) == kind
