"""Tests of the words of errors; test_server.py has those of Gradio's own routes."""

import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.testclient import TestClient

from tfq_bert.serve.page.page_errors import REFUSED, PageErrors

ANSWERS = {
    "/refused": JSONResponse({"error": "Odd.", "title": REFUSED, "visible": True}, 500),
    "/bug": JSONResponse({"error": None}, 500),
    "/plain": PlainTextResponse("no", 429, headers={"retry-after": "1", "x-a": "b"}),
    "/list": JSONResponse([1], 409),
    "/detail": JSONResponse({"detail": "Mend it."}, 400),
    "/good": PlainTextResponse("yes"),
}


@pytest.fixture
def client():
    """A client of an application that answers as Gradio's does."""
    app = FastAPI()

    @app.get("/number/{number}")
    async def number(number: int):
        return {0: "zero"}[number]

    @app.get("/name/{name}")
    async def name(name: str):
        return {"a": "b"}[name]

    @app.get("/stream")
    async def stream():
        async def parts():
            yield b"begun"
            raise HTTPException(404)

        return StreamingResponse(parts())

    for path, answer in ANSWERS.items():
        app.add_api_route(path, lambda answer=answer: answer, response_model=None)
    with TestClient(PageErrors(app), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/refused", 400, "Odd."),
        ("/bug", 500, "Internal error"),
        ("/plain", 429, "Malformed request: GET /plain"),
        ("/list", 409, "Malformed request: GET /list"),
        ("/detail", 400, "Mend it."),
        ("/nosuch", 404, "Malformed request: GET /nosuch"),
        ("/number/1", 404, "Malformed request: GET /number/1"),
        ("/name/c", 500, "Internal error"),
    ],
)
def test_an_error_has_a_body_of_one_key(client, path, status, words):
    found = client.get(path)
    assert (found.status_code, found.json()) == (status, {"error": words})


def test_a_field_that_is_wrong_is_named(client):
    found = client.get("/number/x").json()["error"]
    assert found.startswith("path.number: Input should be a valid integer")


def test_when_to_come_back_is_kept(client):
    headers = client.get("/plain").headers
    assert headers["retry-after"] == "1"
    assert "x-a" not in headers


def test_what_is_no_error_passes(client):
    assert (client.get("/good").status_code, client.get("/good").text) == (200, "yes")
    assert client.get("/number/0").json() == "zero"


def test_a_stream_that_fails_ends(client):
    assert client.get("/stream").text == "begun"
