"""Tests of the batches with a function that says what it was called with."""

import asyncio
import threading

import numpy as np
import pytest

from tfq_bert.serve.batcher import Batcher, QueueFullError


class Recorder:
    """Answers each text with its length; a held one waits for `go`."""

    def __init__(self, is_held=False):
        self.calls, self.go = [], threading.Event()
        if not is_held:
            self.go.set()

    def __call__(self, signature, texts):
        self.calls.append((signature, list(texts)))
        assert self.go.wait(10)
        if "poison" in texts:
            raise ValueError("poison")
        lengths = np.array([len(text) for text in texts], np.float32)
        return {"length": lengths[:, None], "text": np.array(texts, object)}


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


async def begin(recorder, batcher):
    """Submits a request that runs until `go`; returns its task."""
    task = asyncio.ensure_future(batcher.submit("s", ["first"]))
    while not recorder.calls:
        await asyncio.sleep(0.001)
    return task


async def submit_behind(recorder, requests, **options):
    """Submits requests while another runs; returns what they came to."""
    batcher = Batcher(recorder, **options)
    first = await begin(recorder, batcher)
    tasks = [asyncio.ensure_future(batcher.submit(*request)) for request in requests]
    await asyncio.sleep(0.01)
    recorder.go.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    await first
    await batcher.close()
    return found


def test_waiting_requests_share_a_batch_and_get_their_own_rows():
    recorder = Recorder(is_held=True)
    requests = [("s", [letter * (i + 1)]) for i, letter in enumerate("abcde")]
    found = run(submit_behind(recorder, requests, batch_rows=8))
    assert recorder.calls[1:] == [("s", ["a", "bb", "ccc", "dddd", "eeeee"])]
    for request, answer in zip(requests, found, strict=True):
        assert answer["text"].tolist() == request[1]


def test_rows_of_a_large_request_keep_their_order_over_batches():
    recorder = Recorder(is_held=True)
    lengths = [5, 1, 4, 2, 3, 0, 9]
    texts = ["x" * n for n in lengths]
    (found,) = run(submit_behind(recorder, [("s", texts)], batch_rows=3))
    assert found["text"].tolist() == texts
    assert found["length"][:, 0].tolist() == lengths
    # Like lengths run together.
    assert [list(map(len, rows)) for _, rows in recorder.calls[1:]] == [
        [0, 1, 2],
        [3, 4, 5],
        [9],
    ]


def test_a_small_request_does_not_wait_for_all_of_a_large_one():
    recorder = Recorder(is_held=True)
    requests = [("s", ["large"] * 8), ("s", ["small"])]
    run(submit_behind(recorder, requests, batch_rows=2))
    assert recorder.calls[2] == ("s", ["small", "large"])


def test_signatures_are_not_mixed():
    recorder = Recorder(is_held=True)
    requests = [("a", ["1"]), ("b", ["2"]), ("a", ["3"]), ("b", ["4"])]
    run(submit_behind(recorder, requests))
    assert recorder.calls[1:] == [("a", ["1", "3"]), ("b", ["2", "4"])]


def test_a_text_that_fails_fails_alone():
    recorder = Recorder(is_held=True)
    requests = [("s", ["good"]), ("s", ["poison"]), ("s", ["fine"])]
    good, bad, fine = run(submit_behind(recorder, requests))
    assert good["text"].tolist() == ["good"]
    assert fine["text"].tolist() == ["fine"]
    assert isinstance(bad, ValueError)


def test_a_caller_who_goes_while_its_text_fails_takes_nobody_along():
    async def story():
        recorder = Recorder(is_held=True)
        batcher = Batcher(recorder)
        first = await begin(recorder, batcher)
        good, bad = (
            asyncio.ensure_future(batcher.submit("s", [text]))
            for text in ("good", "poison")
        )
        await asyncio.sleep(0)
        recorder.go.set()
        await first
        while recorder.calls[-1] != ("s", ["poison"]):  # alone, for the second time
            if recorder.calls[-1] == ("s", ["good"]):
                recorder.go.clear()
                await asyncio.wait([good])
            await asyncio.sleep(0.001)
        bad.cancel()
        await asyncio.sleep(0)
        recorder.go.set()
        last = await batcher.submit("s", ["last"])
        assert (await good)["text"].tolist() == ["good"]
        assert last["text"].tolist() == ["last"]
        await batcher.close()

    run(story())


def test_a_full_queue_refuses_and_takes_again():
    async def story():
        recorder = Recorder(is_held=True)
        batcher = Batcher(recorder, batch_rows=1, waiting_rows=2)
        first = await begin(recorder, batcher)
        waiting = asyncio.ensure_future(batcher.submit("s", ["a", "b"]))
        await asyncio.sleep(0)
        assert batcher.waiting_rows == 2
        with pytest.raises(QueueFullError, match=r"^2 rows wait already$"):
            await batcher.submit("s", ["c"])
        recorder.go.set()
        await asyncio.gather(first, waiting)
        assert batcher.waiting_rows == 0
        await batcher.submit("s", ["d"])
        await batcher.close()

    run(story())


def test_rows_of_who_went_away_do_not_run():
    async def story():
        recorder = Recorder(is_held=True)
        batcher = Batcher(recorder, batch_rows=1)
        first = await begin(recorder, batcher)
        gone = asyncio.ensure_future(batcher.submit("s", ["gone"]))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        recorder.go.set()
        await first
        await batcher.close()
        assert recorder.calls == [("s", ["first"])]

    run(story())


def test_closing_waits_for_what_is_there():
    async def story():
        recorder = Recorder(is_held=True)
        batcher = Batcher(recorder, batch_rows=1)
        first = await begin(recorder, batcher)
        tasks = [asyncio.ensure_future(batcher.submit("s", [t])) for t in "abc"]
        await asyncio.sleep(0)
        recorder.go.set()
        await batcher.close()
        assert len(recorder.calls) == 4
        await asyncio.gather(first, *tasks)

    run(story())


def test_each_batch_is_told():
    seen = []
    options = {"batch_rows": 2, "observe": lambda *call: seen.append(call)}
    run(submit_behind(Recorder(is_held=True), [("s", ["a", "b", "c"])], **options))
    assert [rows for rows, _ in seen] == [1, 2, 1]
    assert all(seconds >= 0 for _, seconds in seen)
