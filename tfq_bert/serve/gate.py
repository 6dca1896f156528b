"""Stands before all routes: token, size of bodies, counts, and the end of serving.

A plain ASGI application around another; knows the routes' kinds, not what they do.
"""

import asyncio
import contextlib
import time

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from tfq_bert.serve.access import Access
from tfq_bert.serve.limited_body import LimitedBody, too_large
from tfq_bert.serve.limits import Limits
from tfq_bert.serve.metrics import Metrics
from tfq_bert.serve.rest_error import RestError, error_response

# What tells whether the server is there needs no token.
OPEN_PATHS = ("/healthz", "/readyz")
LOGIN_PATH = "/login"
# Gradio's streams that have no end: to each open page, and one for its developers.
ENDLESS = ("/gradio_api/heartbeat/", "/gradio_api/dev/reload")


class Gate:
    """Lets requests pass that may, and counts all of them.

    Args:
        app: The ASGI application behind.
        access: `Access`.
        limits: `Limits`.
        metrics: `Metrics`.
        has_page: bool. Whether a browser without the token is asked for it.
    """

    def __init__(
        self,
        app,
        access: Access,
        limits: Limits,
        metrics: Metrics,
        *,
        has_page: bool = False,
    ):
        self._app, self._access, self._has_page = app, access, has_page
        self._limits, self._metrics = limits, metrics
        self.is_draining = False
        self._endless: set[asyncio.Task] = set()

    def end_streams(self) -> None:
        """Ends the streams that have no end, such as those to open pages."""
        for task in self._endless:
            task.cancel()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        seen = {"status": 499}  # what is counted if the client goes away
        headers = dict(scope["headers"])
        body = LimitedBody(receive, self._limits)
        has_body = _has_body(headers)

        async def answer(message):
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                if has_body:
                    await body.discard()
                if self.is_draining:
                    # So that clients ask the next server from then on.
                    headers = [*message.get("headers", ()), (b"connection", b"close")]
                    message = {**message, "headers": headers}
            await send(message)

        try:
            refusal = self._refuse(scope, headers)
            if refusal is not None:
                await refusal(scope, receive, answer)
            elif any(stream in scope["path"] for stream in ENDLESS):
                await self._run_endless(scope, body, answer)
            else:
                await self._app(scope, body, answer)
        except HTTPException as error:  # of `LimitedBody`
            if seen["status"] != 499:
                raise
            response = error_response(RestError(error.status_code, error.detail))
            await response(scope, receive, answer)
        except ClientDisconnect:  # amid its body: nobody waits for an answer
            seen["status"] = 499
        finally:
            self._metrics.count_request(
                kind_of(scope["path"]), seen["status"], time.perf_counter() - begun
            )

    async def _run_endless(self, scope, receive, answer) -> None:
        """Runs a stream that has no end of its own until the server has one."""
        task = asyncio.ensure_future(self._app(scope, receive, answer))
        self._endless.add(task)
        try:
            await asyncio.wait([task])
        finally:
            self._endless.discard(task)
            task.cancel()
        if task.cancelled():
            with contextlib.suppress(RuntimeError):  # it had ended
                await answer({"type": "http.response.body", "body": b""})
        else:
            task.result()

    def _refuse(self, scope, headers) -> Response | None:
        """Returns the answer to a request that may not pass."""
        path = scope["path"]
        is_open = path in OPEN_PATHS or (self._has_page and path == LOGIN_PATH)
        if not is_open and not self._access.allows(headers):
            is_browser = b"text/html" in headers.get(b"accept", b"")
            if self._has_page and is_browser and scope["method"] == "GET":
                return RedirectResponse(LOGIN_PATH, 303)
            return error_response(
                RestError(
                    401,
                    "Missing or wrong token: send the header 'Authorization: Bearer "
                    "TOKEN'.",
                    {"WWW-Authenticate": "Bearer"},
                )
            )
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > self._limits.body_bytes:
            return error_response(RestError(413, too_large(self._limits.body_bytes)))
        return None


def _has_body(headers) -> bool:
    """Whether a body is on its way, not one that waits to be asked for."""
    if b"expect" in headers:
        return False
    length = headers.get(b"content-length", b"0")
    return b"transfer-encoding" in headers or length != b"0"


def kind_of(path: str) -> str:
    """Names the kind of a path, one of few, for the metrics.

    Args:
        path: str.

    Example:
    >>> kind_of("/v1/models/spam:predict"), kind_of("/theme.css")
    ('predict', 'page')
    """
    if path.startswith("/v1/"):
        return "predict" if path.endswith(":predict") else "model"
    return "status" if path in (*OPEN_PATHS, "/metrics", "/openapi.json") else "page"
