"""Puts the parts of a server together: gate, REST API, page.

Does not listen on a port.
"""

import contextlib
from typing import NamedTuple

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from tfq_bert.serve.access import Access
from tfq_bert.serve.batcher import Batcher
from tfq_bert.serve.gate import LOGIN_PATH, Gate
from tfq_bert.serve.limits import Limits
from tfq_bert.serve.login import make_login
from tfq_bert.serve.metrics import Metrics
from tfq_bert.serve.openapi import openapi_document
from tfq_bert.serve.rest import Endpoint, RestApi, answer_bug, answer_error
from tfq_bert.serve.rest_error import RestError
from tfq_bert.serve.served_model import ServedModel


class Application(NamedTuple):
    """A server's parts that its end needs.

    Attributes:
        asgi: The ASGI application.
        api: `RestApi`.
        gate: `Gate`, the same as `asgi`.
        batcher: `Batcher`.
    """

    asgi: Gate
    api: RestApi
    gate: Gate
    batcher: Batcher

    def begin_to_drain(self) -> None:
        """Asks load balancers and clients to go elsewhere; all are still answered.

        Not so what the page has not run yet, which may be minutes: its visitors get a
        note.
        """
        self.api.is_ready = False
        self.gate.is_draining = True
        self.gate.end_streams()


def make_app(
    model: ServedModel,
    *,
    limits: Limits | None = None,
    token: str | None = None,
    page: bool = True,
) -> Application:
    """Makes the application that serves a model.

    Args:
        model: `ServedModel`.
        limits: `Limits`; None for the usual ones.
        token: str. What clients must send; None for open access.
        page: bool. Whether there is a page at `/`.

    Returns:
        `Application`.

    Raises:
        InputError: If the token cannot stand in a header.
    """
    limits, access, metrics = limits or Limits(), Access(token), Metrics()
    batcher = Batcher(
        model.run, limits.batch_rows, limits.waiting_rows, metrics.count_batch
    )
    metrics.watch_waiting(lambda: batcher.waiting_rows)
    api = RestApi(model, batcher, limits, metrics)

    @contextlib.asynccontextmanager
    async def lifespan(_):
        yield
        await batcher.close()

    handlers = {RestError: answer_error, HTTPException: answer_error}
    app = FastAPI(
        lifespan=lifespan,
        exception_handlers={**handlers, Exception: answer_bug},
        # Their pages take scripts from the network.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    document = openapi_document(model, limits, is_open=access.is_open)

    async def tell_schema(_):
        return JSONResponse(document)

    # Plain routes: FastAPI's own validate what `read_predict_request` has to.
    app.router.routes += [
        *api.routes(),
        Route("/openapi.json", Endpoint(tell_schema, "GET", "HEAD")),
    ]
    if page:
        from tfq_bert.serve.page import mount_page

        login = Endpoint(make_login(access), "GET", "HEAD", "POST")
        app.router.routes.append(Route(LOGIN_PATH, login))
        app = mount_page(app, model, batcher, limits, lambda: not api.is_ready)
    gate = Gate(app, access, limits, metrics, has_page=page)
    return Application(gate, api, gate, batcher)
