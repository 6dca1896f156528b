"""Tests of what `serve` refuses; tests/tfq_bert/serve has those of the server."""

import importlib.util
import re
import socket

import pytest


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--batch-rows", 0], r"`--batch-rows` must be above 0\. Received: --batch-r"),
        (["--timeout", -1], r"`--timeout` must be above 0\. Received: --timeout -1\.0"),
        (["--drain", "inf"], r"`--drain` must be finite\. Received: --drain inf\.$"),
        (["--max-rows", 5000], r"`--max-waiting` must be at least `--max-rows`, becau"),
        (["--port", 99999], r"`--port` must be from 0 to 65535\. Received: --port 999"),
        (["--token", ""], r"`token` must be printable ASCII characters without blank"),
        (["--name", "a/b"], r"`name` must be letters, digits, '_', '-' and '\.', beca"),
    ],
)
def test_an_option_that_cannot_be_is_one_line(refused, tiny_export, options, message):
    assert re.match(message, refused("serve", tiny_export, "--port", 0, *options))


def test_an_empty_token_of_the_environment_is_refused(
    monkeypatch, refused, tiny_export
):
    monkeypatch.setenv("TFQ_BERT_TOKEN", "")
    line = refused("serve", tiny_export, "--port", 0)
    assert line.startswith("`token` must be printable ASCII characters")


def test_a_folder_that_is_no_export_is_one_line(refused, tmp_path):
    line = refused("serve", tmp_path / "none", "--port", 0)
    assert "Received: no such folder. Make one with: tfq-bert export" in line


def test_a_port_in_use_is_one_line(refused, tiny_export):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        line = refused("serve", tiny_export, "--port", port)
    assert line.startswith("`--port` must be free. Received: --host 127.0.0.1 --port")


def test_missing_libraries_are_one_line(monkeypatch, refused, tiny_export):
    find = importlib.util.find_spec

    def find_some(name, *arguments):
        return None if name in ("gradio", "uvicorn") else find(name, *arguments)

    monkeypatch.setattr(importlib.util, "find_spec", find_some)
    assert refused("serve", tiny_export) == (
        "`serve` must have its libraries installed. Received: no gradio and no "
        "uvicorn. Install them with: pip install 'tfq-bert[serve]'"
    )
