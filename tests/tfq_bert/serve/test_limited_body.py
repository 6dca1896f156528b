import asyncio

import pytest
from starlette.exceptions import HTTPException

from tfq_bert.serve.limited_body import LimitedBody
from tfq_bert.serve.limits import Limits

GONE = {"type": "http.disconnect"}


def body_of(sizes, *, ends=True, **limits):
    """Makes a body of parts of given sizes; one that does not end waits for ever."""
    parts = [
        {
            "type": "http.request",
            "body": b"a" * size,
            "more_body": not ends or index + 1 < len(sizes),
        }
        for index, size in enumerate(sizes)
    ]
    parts += [GONE] if ends else []

    async def receive():
        return parts.pop(0) if parts else await asyncio.Event().wait()

    return LimitedBody(receive, Limits(**limits)), parts


async def read(body, count):
    return [await body() for _ in range(count)]


def test_a_body_within_the_limits_passes_as_it_is():
    body, _ = body_of([6, 4], body_bytes=10)
    found = asyncio.run(read(body, 3))
    assert [len(message.get("body", b"")) for message in found] == [6, 4, 0]
    assert found[-1] == GONE


def test_one_byte_too_many_is_refused():
    body, _ = body_of([6, 5], body_bytes=10)
    with pytest.raises(HTTPException) as caught:
        asyncio.run(read(body, 2))
    assert caught.value.status_code == 413
    assert caught.value.detail == "A body must have at most 10 bytes."


def test_a_body_that_does_not_come_is_refused():
    body, _ = body_of([6], ends=False, timeout_seconds=0.05)
    with pytest.raises(HTTPException) as caught:
        asyncio.run(read(body, 2))
    assert caught.value.status_code == 408
    assert caught.value.detail == "The body of the request is late."


def test_a_client_may_stay_long_after_its_body():
    async def story():
        body, parts = body_of([6], timeout_seconds=0.02)
        await body()
        parts.clear()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(body(), 0.1)

    asyncio.run(story())


def test_the_rest_is_discarded_and_no_more_than_that():
    body, parts = body_of([6, 5, 4], body_bytes=10)
    asyncio.run(body.discard())
    assert parts == [GONE]
    asyncio.run(body.discard())
    assert parts == [GONE]
