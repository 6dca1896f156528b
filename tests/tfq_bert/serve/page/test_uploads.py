"""Tests of the folder of uploads with Gradio's own ways of filling it."""

import asyncio
import os
import time
from pathlib import Path

import httpx

from tfq_bert.serve.page.uploads import make_upload_folder

UPLOAD = "/gradio_api/upload"


def refused_upload(client):
    """Sends a large file in chunks; returns the part that stays of it."""
    before = set(Path(make_upload_folder()).glob("tmp*"))

    async def chunks():
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"'
        yield b"\r\n\r\ntext\n"
        yield b"a" * 3000

    async def send():
        transport = httpx.ASGITransport(client.application.asgi)
        headers = {"content-type": "multipart/form-data; boundary=b"}
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as web:
            return await web.post(UPLOAD, content=chunks(), headers=headers)

    assert asyncio.run(send()).status_code == 413
    [part] = set(Path(make_upload_folder()).glob("tmp*")) - before
    return part


def test_broken_off_uploads_are_removed_once_they_are_old(make_page_client):
    client = make_page_client(body_bytes=2000, timeout_seconds=60)
    old, young = refused_upload(client), refused_upload(client)
    for path, age in ((old, 70), (young, 30)):
        os.utime(path, (time.time() - age,) * 2)
    whole = {"files": ("tmp.csv", b"text\ngood\n")}
    [uploaded] = client.post(UPLOAD, files=whole).json()
    os.utime(uploaded, (time.time() - 70,) * 2)
    client.post(UPLOAD, files={"files": ("b.csv", b"text\n")})
    assert not old.exists()
    assert young.exists()
    assert Path(uploaded).read_bytes() == b"text\ngood\n"
