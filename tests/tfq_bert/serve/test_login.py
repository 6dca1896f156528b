import asyncio

import httpx
import pytest

from tests.live_server import TOKEN


def test_a_browser_without_the_token_is_asked_for_it(make_client):
    client, headers = make_client(TOKEN), {"accept": "text/html,*/*"}
    found = client.get("/", headers=headers, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, "/login")
    found = client.get("/login", headers=headers)
    assert found.status_code == 200
    assert 'name="token"' in found.text
    assert "http" not in found.text  # nothing from elsewhere


def test_the_right_token_opens_all_with_a_cookie(make_client):
    client = make_client(TOKEN)
    found = client.post("/login", data={"token": TOKEN}, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, "/")
    cookie = found.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert client.get("/v1/models/tiny").status_code == 200


@pytest.mark.parametrize("body", [b"token=wrong", b"", b"token=%ff", b"\xff\xfe=1"])
def test_a_wrong_token_is_told(make_client, body):
    client = make_client(TOKEN)
    found = client.post("/login", content=body)
    assert found.status_code == 403
    assert "That is not the token." in found.text
    assert client.get("/v1/models/tiny").status_code == 401


def test_a_form_is_read_no_further_than_a_token_may_be(make_client):
    """Parsing megabytes of fields would hold all others up."""
    form = b"a=b&" * 2000 + b"token=" + TOKEN.encode()
    assert make_client(TOKEN).post("/login", content=form).status_code == 403


def test_a_wrong_token_waits_and_holds_nobody_up(make_client):
    application = make_client(TOKEN).application

    async def story():
        transport = httpx.ASGITransport(application.asgi)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as web:
            wrong = asyncio.ensure_future(web.post("/login", data={"token": "no"}))
            await asyncio.sleep(0.01)
            health = await web.get("/healthz")
            assert (health.status_code, wrong.done()) == (200, False)
            await wrong

    asyncio.run(story())
