"""The folder of files dropped on the page: one a process, swept of broken-off uploads.

Does not read what is in it; whole files Gradio removes itself, after a while.
"""

import atexit
import functools
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

_UPLOAD = "/gradio_api/upload"


@functools.cache
def make_upload_folder() -> str:
    """Makes a folder of this process that no other user reads; it ends with it."""
    folder = tempfile.mkdtemp(prefix="tfq-bert-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class SweptUploads:
    """An ASGI application around the page's that sweeps before each upload.

    Gradio writes an upload to `tmp...` in the folder and, once it is whole, moves it
    into one of its own; one that breaks off, or is refused on the way, stays.

    Args:
        page: The ASGI application.
        folder: str. Where Gradio keeps uploads.
        seconds: float. How long an upload may take: older ones are no more written.
    """

    def __init__(self, page: Any, folder: str, seconds: float):
        self._page, self._folder, self._seconds = page, Path(folder), seconds

    async def __call__(self, scope, receive, send) -> None:
        if _UPLOAD in scope.get("path", ""):
            self._sweep()
        await self._page(scope, receive, send)

    def _sweep(self) -> None:
        oldest = time.time() - self._seconds
        for path in self._folder.glob("tmp*"):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()
