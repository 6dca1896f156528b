"""`tfq-bert serve`: an export behind HTTP, with a page to try it on."""

import importlib.util
import os
import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import print_section, waiting
from tfq_bert.errors import InputError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@options.command(
    "tfq-bert serve saved_models/sms",
    "TFQ_BERT_TOKEN=secret tfq-bert serve saved_models/sms --host 0.0.0.0 --no-page",
    'curl -d \'{"instances": ["Win a prize"]}\' localhost:8501/v1/models/sms:predict',
    after="Serves the REST API of TensorFlow Serving, /healthz, /readyz, /metrics and "
    "/openapi.json. SIGTERM or Ctrl-C ends it once all that came is answered, but for "
    "files on the page, which are given up; the exit code is 0.",
)
def serve(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="An export, served as version 1, or a folder of versions, of which "
            "the highest is served.",
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Name of the model. Default: the folder's name."
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            metavar="HOST", help="Address to listen on; 0.0.0.0 for other machines."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", help="Port to listen on; 0 for a free one.")
    ] = 8501,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TOKEN",
            envvar="TFQ_BERT_TOKEN",
            help="What clients must send as a bearer token; the page asks for it.",
        ),
    ] = None,
    no_page: Annotated[
        bool, typer.Option("--no-page", help="Serve the API alone.")
    ] = False,
    batch_rows: Annotated[
        int, typer.Option(metavar="N", help="Most texts that run at once.")
    ] = 32,
    max_rows: Annotated[
        int, typer.Option(metavar="N", help="Most texts of a request.")
    ] = 1024,
    max_waiting: Annotated[
        int, typer.Option(metavar="N", help="Texts that may wait; beyond them: 503.")
    ] = 4096,
    max_characters: Annotated[
        int, typer.Option(metavar="N", help="Longest text.")
    ] = 20_000,
    max_body: Annotated[
        int, typer.Option(metavar="BYTES", help="Largest body or uploaded file.")
    ] = 4 * 2**20,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", help="Longest wait of a request: 504.")
    ] = 30.0,
    drain: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            help="How long new connections are taken after the signal to end.",
        ),
    ] = 1.0,
) -> None:
    """Serve an export over HTTP, with a page to try it on."""
    _check_libraries()
    if token is None and "TFQ_BERT_TOKEN" in os.environ:
        token = ""  # which Click takes for none: refused, not served to all
    with waiting("Loading TensorFlow"):
        from tfq_bert.serve import (
            Limits,
            load_served,
            make_app,
            open_socket,
            run_server,
        )

        limits = _limits(
            Limits,
            body_bytes=max_body,
            rows=max_rows,
            text_characters=max_characters,
            batch_rows=batch_rows,
            waiting_rows=max_waiting,
            timeout_seconds=timeout,
            drain_seconds=drain,
        )
        listener = open_socket(host, port)
    with listener:
        with waiting("Loading the model"):
            model = load_served(folder, name)
            application = make_app(model, limits=limits, token=token, page=not no_page)
            model.warm_up()
        if host not in _LOOPBACK and token is None:
            print(
                f"Whoever reaches {host} can use this server; --token keeps others "
                "out.",
                file=sys.stderr,
            )
        address = _address(listener)
        run_server(
            application,
            listener,
            limits,
            lambda: _announce(model, address, page=not no_page),
        )


def _check_libraries() -> None:
    """Refuses, in one line, to go on without the libraries of the extra `serve`."""
    needed = ("fastapi", "gradio", "orjson", "prometheus_client", "uvicorn")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(
            "`serve` must have its libraries installed. Received: no "
            f"{' and no '.join(missing)}. Install them with: pip install "
            "'tfq-bert[serve]'"
        )


_OPTIONS = {
    "body_bytes": "--max-body",
    "rows": "--max-rows",
    "text_characters": "--max-characters",
    "batch_rows": "--batch-rows",
    "waiting_rows": "--max-waiting",
    "timeout_seconds": "--timeout",
    "drain_seconds": "--drain",
}


def _limits(make, **values):
    """Makes the limits; an error names the options, not the arguments."""
    try:
        return make(**values)
    except InputError as error:
        message = str(error)
        for argument, option in _OPTIONS.items():
            message = re.sub(rf"`{argument}`", f"`{option}`", message)
            message = re.sub(rf"\b{argument}=", f"{option} ", message)
        raise InputError(message) from None


def _address(listener) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _announce(model, address: str, *, page: bool) -> None:
    classes = ", ".join(model.class_names)
    print_section("Model", [f"{model.name}, version {model.version}: {classes}"])
    if page:
        print_section("Page", [f"{address}/"])
    print_section(
        "REST",
        [
            f"{address}/v1/models/{model.name}:predict",
            "also /v1/models/NAME/metadata, /healthz, /readyz, /metrics, /openapi.json",
        ],
    )
    print("\nCtrl-C or SIGTERM ends it, once all that came is answered.", flush=True)
