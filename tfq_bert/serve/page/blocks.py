"""The page's layout in Gradio, and how it is mounted beside the REST API.

Answers nothing itself: `PageAnswers` and `CircuitView` do.
"""

import html
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tfq_bert.serve.batcher import Batcher
from tfq_bert.serve.limits import Limits
from tfq_bert.serve.page.answers import FILE_TYPES, MOST_FILE_ROWS, PageAnswers
from tfq_bert.serve.page.cards import note
from tfq_bert.serve.page.circuit_view import CircuitView
from tfq_bert.serve.page.look import HEAD, make_theme
from tfq_bert.serve.page.page_errors import REFUSED, PageErrors
from tfq_bert.serve.page.uploads import SweptUploads, make_upload_folder
from tfq_bert.serve.served_model import ServedModel

if TYPE_CHECKING:
    from fastapi import FastAPI

_FILE_NOTE = f"CSV or TSV, or .txt with a text a line; at most {MOST_FILE_ROWS:,} rows."
# Seconds: how often files that were dropped are looked for, and how old they get.
_CLEANING = (600, 3600)
_HTML = {"apply_default_css": False, "js_on_load": None}
_EVENT = {"api_visibility": "private", "show_progress": "minimal"}
# One visitor's file is no wait for the others: the batches take turns.
_CLASSIFY = {**_EVENT, "concurrency_limit": 8}
# Events that wait, and visitors whose last answer Gradio keeps, which nobody reads.
# Each may be many megabytes.
MOST_WAITING, MOST_KEPT = 16, 16


def mount_page(
    app: "FastAPI",
    model: ServedModel,
    batcher: Batcher,
    limits: Limits,
    is_ending: Callable[[], bool] = lambda: False,
) -> "FastAPI":
    """Adds the page at `/`, after the routes that are there.

    Args:
        app: `fastapi.FastAPI`.
        model: `ServedModel`.
        batcher: `Batcher`.
        limits: `Limits`.
        is_ending: Function that tells whether the server is about to stop.

    Returns:
        The application.
    """
    # Read when Gradio is imported: it would tell its makers.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_TEMP_DIR"] = folder = make_upload_folder()
    import gradio

    view = CircuitView(model.exported.config, model.folder)
    has_values = "expectations" in model.signatures
    names = view.output_names if has_values else ()
    answers = PageAnswers(batcher.submit, model.class_names, names, limits, is_ending)
    blocks = make_blocks(model, answers, view)
    # Gradio takes files from its upload folder alone once it thinks that it serves,
    # which mounting does not tell it: before, any path of this machine.
    blocks.has_launched = True
    blocks.preprocess_data = _refuse_quietly(blocks.preprocess_data)
    app = gradio.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        max_file_size=limits.body_bytes,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=make_theme(),
        head=HEAD,
    )
    mounted = app.router.routes[-1]
    errors = PageErrors(mounted.app)
    mounted.app = SweptUploads(errors, folder, limits.timeout_seconds)
    return app


def _refuse_quietly(read: Any) -> Any:
    """Wraps what reads a visitor's input; Gradio's would print a traceback."""
    import gradio

    async def read_input(*arguments: Any, **options: Any) -> Any:
        try:
            return await read(*arguments, **options)
        except Exception as error:
            words = getattr(error, "message", "The input is not what is asked for.")
            raise gradio.Error(words, title=REFUSED, print_exception=False) from error

    return read_input


def make_blocks(model: ServedModel, answers: PageAnswers, view: CircuitView) -> Any:
    """Lays out the page.

    Args:
        model: `ServedModel`.
        answers: `PageAnswers`.
        view: `CircuitView`.

    Returns:
        `gradio.Blocks`.
    """
    import gradio

    title = f"{model.name}: tfq-bert"
    with gradio.Blocks(
        title=title, analytics_enabled=False, delete_cache=_CLEANING
    ) as blocks:
        gradio.HTML(_heading(model), **_HTML)
        with gradio.Tab("Texts"):
            _add_texts(gradio, answers)
        with gradio.Tab("File"):
            _add_file(gradio, answers)
        with gradio.Tab("Circuit") as tab:
            drawing = gradio.HTML(**_HTML)
            tab.select(lambda: view.drawing, None, drawing, **_EVENT)
        with gradio.Tab("Chip"):
            _add_chip(gradio, view)
    blocks.state_session_capacity = MOST_KEPT
    return blocks.queue(max_size=MOST_WAITING)


def _heading(model: ServedModel) -> str:
    classes = ", ".join(map(html.escape, model.class_names))
    return (
        f'<div class="tq"><h1>{html.escape(model.name)}</h1>'
        f"<p>BERT with a quantum circuit in its head. Classes: {classes}.</p></div>"
    )


def _add_texts(gradio: Any, answers: PageAnswers) -> None:
    typed = gradio.Textbox(
        label="Texts, one a line", lines=4, max_lines=12, elem_id="tq-typed"
    )
    button = gradio.Button("Classify", variant="primary", elem_id="tq-classify")
    found = gradio.HTML(elem_id="tq-found", **_HTML)
    button.click(answers.classify_texts, typed, found, **_CLASSIFY)


def _add_file(gradio: Any, answers: PageAnswers) -> None:
    gradio.HTML(note(_FILE_NOTE), **_HTML)
    dropped = gradio.File(
        label="File of texts",
        file_types=[*FILE_TYPES],
        elem_id="tq-dropped",
        height=140,
    )
    dropped.async_move_resource_to_block_cache = _refuse_addresses(
        dropped.async_move_resource_to_block_cache
    )
    column = gradio.Textbox(
        label="Column", placeholder="found by its name", elem_id="tq-column"
    )
    button = gradio.Button("Classify", variant="primary", elem_id="tq-classify-file")
    found = gradio.HTML(elem_id="tq-file-found", **_HTML)
    button.click(answers.classify_file, [dropped, column], found, **_CLASSIFY)


def _refuse_addresses(keep: Any) -> Any:
    """Wraps what keeps a dropped file; Gradio's would fetch any address named."""

    async def keep_upload(path: str) -> Any:
        if "://" in path:
            raise ValueError("A file must be uploaded.")
        return await keep(path)

    return keep_upload


def _add_chip(gradio: Any, view: CircuitView) -> None:
    from circuits import list_targets

    target = gradio.Dropdown(
        list(list_targets()), value="willow", label="Chip", elem_id="tq-target"
    )
    button = gradio.Button("Validate", variant="primary", elem_id="tq-validate")
    found = gradio.HTML(elem_id="tq-report", **_HTML)
    button.click(view.device_report, target, found, **_EVENT)
