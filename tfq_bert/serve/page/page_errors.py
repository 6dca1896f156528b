"""Answers what the page refuses as the REST API does, and without a traceback.

Knows Gradio's ways of saying no; decides nothing itself.
"""

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tfq_bert.serve.rest_error import RestError, error_response

# Marks what was wrong with a request: Gradio has status 500 for all.
REFUSED = "Malformed request"
_KEPT_HEADERS = (b"allow", b"retry-after")


class PageErrors:
    """An ASGI application around Gradio's, whose errors have a body of one key.

    Args:
        page: `gradio.routes.App`, before its first request.
    """

    def __init__(self, page: Any):
        from gradio.route_utils import FnIndexInferError

        for kind in (FnIndexInferError, KeyError):
            page.add_exception_handler(kind, _answer_unknown_function)
        self._page = page

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self._page(scope, receive, send)
            return
        refusal, parts, has_begun = None, [], False

        async def answer(message):
            nonlocal refusal, has_begun
            if message["type"] == "http.response.start":
                has_begun = message["status"] < 400
                refusal = None if has_begun else message
            if refusal is None:
                await send(message)
                return
            parts.append(message.get("body", b""))
            is_last = message["type"] == "http.response.body" and not message.get(
                "more_body", False
            )
            if is_last:
                response = _restate(scope, refusal, b"".join(parts))
                await response(scope, receive, send)

        try:
            await self._page(scope, receive, answer)
        except RuntimeError as error:
            # Of a stream whose session is gone: it has begun, so it can but end.
            if not (has_begun and isinstance(error.__cause__, HTTPException)):
                raise
            await send({"type": "http.response.body", "body": b""})


async def _answer_unknown_function(request: Request, error: Exception) -> Response:
    """Answers a call of a function by a name or number that there is not."""
    if isinstance(error, KeyError) and not isinstance(error.args[0], int):
        raise error
    return error_response(RestError(404, _malformed(request.scope)))


def _restate(scope: Mapping[str, Any], refusal: Mapping[str, Any], body: bytes):
    """Words an error of Gradio or FastAPI as an error of the REST API."""
    status, content = refusal["status"], _read(body)
    words = content.get("error") or content.get("detail")
    if status == 500 and content.get("title") == REFUSED:
        status = 400
    if isinstance(words, list) and words:  # of FastAPI, which names the field
        place = ".".join(map(str, words[0].get("loc", ())))
        words = f"{place}: {words[0].get('msg')}"
    if status == 404 or not isinstance(words, str):
        words = _malformed(scope) if status < 500 else "Internal error"
    headers = {
        name.decode(): value.decode()
        for name, value in refusal.get("headers", ())
        if name in _KEPT_HEADERS
    }
    return error_response(RestError(status, words, headers))


def _read(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _malformed(scope: Mapping[str, Any]) -> str:
    return f"{REFUSED}: {scope['method']} {scope['path']}"
