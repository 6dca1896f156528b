import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.live_server import TOKEN
from tfq_bert.serve.access import Access
from tfq_bert.serve.gate import LOGIN_PATH, Gate
from tfq_bert.serve.limits import Limits
from tfq_bert.serve.login import make_login
from tfq_bert.serve.metrics import Metrics
from tfq_bert.serve.rest import Endpoint


@pytest.fixture
def client():
    """A client of the form and of one other path, behind the gate of a page."""

    async def tell(_):
        return PlainTextResponse("in")

    access = Access(TOKEN)
    login = Endpoint(make_login(access), "GET", "HEAD", "POST")
    app = Starlette(routes=[Route(LOGIN_PATH, login), Route("/v1/models/tiny", tell)])
    gate = Gate(app, access, Limits(), Metrics(), has_page=True)
    with TestClient(gate) as client:
        yield client


def test_a_browser_without_the_token_is_asked_for_it(client):
    headers = {"accept": "text/html,*/*"}
    found = client.get("/", headers=headers, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, "/login")
    found = client.get("/login", headers=headers)
    assert found.status_code == 200
    assert 'name="token"' in found.text
    assert "http" not in found.text  # nothing from elsewhere


def test_the_right_token_opens_all_with_a_cookie(client):
    found = client.post("/login", data={"token": TOKEN}, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, "/")
    cookie = found.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert client.get("/v1/models/tiny").status_code == 200


@pytest.mark.parametrize("body", [b"token=wrong", b"", b"token=%ff", b"\xff\xfe=1"])
def test_a_wrong_token_is_told(client, body):
    found = client.post("/login", content=body)
    assert found.status_code == 403
    assert "That is not the token." in found.text
    assert client.get("/v1/models/tiny").status_code == 401


def test_a_form_is_read_no_further_than_a_token_may_be(client):
    """Parsing megabytes of fields would hold all others up."""
    form = b"a=b&" * 2000 + b"token=" + TOKEN.encode()
    assert client.post("/login", content=form).status_code == 403
