"""With the real worker, which needs NumPy alone and so starts fast."""

import sys

import pytest

from scripts.benchmark.channel import Channel, WorkerError


@pytest.fixture
def channel():
    with Channel(sys.executable) as channel:
        yield channel


def test_answers_come_back_in_order(channel):
    assert channel.ask("peak")["peak_mib"] > 10
    with pytest.raises(WorkerError, match=r"^AttributeError: .*no attribute 'dance'"):
        channel.ask("dance")
    assert channel.ask("peak", seconds=60)["peak_mib"] > 10


def test_an_answer_that_takes_too_long_ends_the_worker(channel):
    with pytest.raises(WorkerError, match="^over 0 s$"):
        channel.ask("peak", seconds=0.0001)
    assert channel._process.returncode is not None


def test_the_last_words_of_a_dead_worker_are_told(tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho no such engine >&2\nexit 3\n")
    python.chmod(0o755)
    with (
        Channel(python) as channel,
        pytest.raises(WorkerError, match="^the worker ended with 3: no such engine$"),
    ):
        channel.ask("peak")
