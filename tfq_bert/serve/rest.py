"""The routes of TensorFlow Serving's REST API, and those of health and metrics.

Knows no token, no page and no sizes of bodies.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tfq_bert.serve.batcher import Batcher, QueueFullError
from tfq_bert.serve.limits import Limits
from tfq_bert.serve.metrics import CONTENT_TYPE_LATEST, Metrics
from tfq_bert.serve.predict_answer import write_predict_answer
from tfq_bert.serve.predict_request import PredictRequest, read_predict_request
from tfq_bert.serve.rest_error import RestError, error_response
from tfq_bert.serve.served_model import ServedModel


class Endpoint:
    """An ASGI application of one path, which says which methods it has.

    Args:
        function: Coroutine function of a request, which returns a response.
        *methods: str. Others get 405 and the header `Allow`; without any, all pass.
    """

    def __init__(
        self, function: Callable[[Request], Awaitable[Response]], *methods: str
    ):
        self._function, self._methods = function, methods

    async def __call__(self, scope, receive, send) -> None:
        request = Request(scope, receive)
        if self._methods and request.method not in self._methods:
            raise _malformed(request, 405, {"Allow": ", ".join(self._methods)})
        response = await self._function(request)
        await response(scope, receive, send)


class RestApi:
    """Answers for one model.

    Args:
        model: `ServedModel`.
        batcher: `Batcher` that runs it.
        limits: `Limits`.
        metrics: `Metrics`.

    Attributes:
        is_ready: bool. Whether it wants requests; the server turns it on and off.
    """

    def __init__(
        self, model: ServedModel, batcher: Batcher, limits: Limits, metrics: Metrics
    ):
        self._model, self._batcher = model, batcher
        self._limits, self._metrics = limits, metrics
        self.is_ready = True

    def routes(self) -> list[Route]:
        """Returns the routes; the last takes every other path of the API."""
        paths = {}
        for version in ("", "/versions/{version}"):
            place = f"/v1/models/{{name}}{version}"
            paths[f"{place}:predict"] = Endpoint(self.predict, "POST")
            paths[f"{place}/metadata"] = Endpoint(self.metadata, "GET", "HEAD")
            paths[place] = Endpoint(self.status, "GET", "HEAD")
        paths["/healthz"] = Endpoint(self.health, "GET", "HEAD")
        paths["/readyz"] = Endpoint(self.readiness, "GET", "HEAD")
        paths["/metrics"] = Endpoint(self.metrics, "GET", "HEAD")
        paths["/v1"] = paths["/v1/{rest:path}"] = Endpoint(self.unknown)
        return [Route(path, endpoint) for path, endpoint in paths.items()]

    async def predict(self, request: Request) -> Response:
        """Runs a signature on the texts of the body."""
        body = await request.body()
        asked = read_predict_request(body, self._model.signatures, self._limits)
        self._check_model(request)
        outputs = await self._run(asked)
        content = write_predict_answer(outputs, is_row=asked.is_row)
        return Response(content, media_type="application/json")

    async def _run(self, asked: PredictRequest) -> Any:
        seconds = self._limits.timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._batcher.submit(asked.signature, asked.texts)
        except TimeoutError:
            raise RestError(504, f"No answer within {seconds:g} seconds.") from None
        except QueueFullError as error:
            raise RestError(
                503, f"The batch queue is full: {error}.", {"Retry-After": "1"}
            ) from None

    async def status(self, request: Request) -> Response:
        """Tells that the version is there."""
        self._check_model(request)
        version = {
            "version": str(self._model.version),
            "state": "AVAILABLE",
            "status": {"error_code": "OK", "error_message": ""},
        }
        return JSONResponse({"model_version_status": [version]})

    async def metadata(self, request: Request) -> Response:
        """Tells the signatures."""
        self._check_model(request)
        spec = {
            "name": self._model.name,
            "signature_name": "",
            "version": str(self._model.version),
        }
        signatures = {"signature_def": {"signature_def": self._model.metadata}}
        return JSONResponse({"model_spec": spec, "metadata": signatures})

    def _check_model(self, request: Request) -> None:
        """Refuses another model's name or version."""
        name, version = request.path_params["name"], request.path_params.get("version")
        is_number = version is None or (version.isascii() and version.isdigit())
        if not is_number or len(version or "") > 20:
            raise RestError(404, f"Failed to convert version: {version} to numeric.")
        wanted = (
            f"Latest({name})" if version is None else f"Specific({name}, {version})"
        )
        is_version = version is None or int(version) == self._model.version
        if name != self._model.name or not is_version:
            raise RestError(404, f"Servable not found for request: {wanted}")

    async def unknown(self, request: Request) -> Response:
        """Answers what is no request of the API."""
        raise _malformed(request, 404)

    async def health(self, _: Request) -> Response:
        """Tells that the process lives."""
        return JSONResponse({"status": "ok"})

    async def readiness(self, _: Request) -> Response:
        """Tells whether requests are wanted."""
        if not self.is_ready:
            raise RestError(503, "The server is about to stop.", {"Retry-After": "1"})
        return JSONResponse({"status": "ready"})

    async def metrics(self, _: Request) -> Response:
        """Tells the counts."""
        return Response(self._metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _malformed(request: Request, status: int, headers=None) -> RestError:
    words = f"Malformed request: {request.method} {request.url.path}"
    return RestError(status, words, headers)


async def answer_error(request: Request, error: Exception) -> Response:
    """Answers any error of a route in the form of the API.

    Args:
        request: The request.
        error: `RestError`, or Starlette's `HTTPException`.
    """
    if isinstance(error, HTTPException):
        words = error.detail
        if error.status_code == 404:
            words = _malformed(request, 404).message
        error = RestError(error.status_code, words, error.headers)
    return error_response(error)


async def answer_bug(_: Request, error: Exception) -> Response:
    """Answers what is a bug of ours; the traceback goes to standard error."""
    return error_response(RestError(500, f"Internal error: {type(error).__name__}"))
