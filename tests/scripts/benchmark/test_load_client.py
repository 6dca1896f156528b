"""Tests of the client against a small server that answers as it is told."""

import asyncio
import json
import subprocess
import sys
import time

from scripts.benchmark.load_client import load, spin
from tests.tiny_runs import ROOT


def answer(status, *headers):
    lines = [f"HTTP/1.1 {status} X", "Content-Length: 2", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n{}").encode()


def run_load(make_answer, seconds, clients=2):
    """Loads a server; returns what the client found, and the bodies that came."""
    bodies = []

    async def serve(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
                bodies.append(json.loads(await reader.readexactly(length)))
                said = make_answer(len(bodies))
                await asyncio.sleep(0.01)
                writer.write(said or b"")
                if said is None or b"close" in said:
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    async def story():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await load(port, "/x", ["a", "ä", "c"], clients, seconds)

    return asyncio.run(story()), bodies


def test_each_client_asks_one_text_after_the_other_from_its_own_on():
    found, bodies = run_load(lambda _: answer(200), 0.2, clients=1)
    texts = [body["instances"][0] for body in bodies]
    assert texts[:4] == ["a", "ä", "c", "a"]
    assert len(found["seconds"]) == len(texts)
    assert all(taken >= 0.01 for taken in found["seconds"])
    assert (found["errors"], found["lost"], found["refused"]) == (0, 0, 0)


def test_other_answers_are_errors():
    found, _ = run_load(lambda number: answer(503 if number == 2 else 200), 0.1)
    assert found["errors"] == 1


def test_a_connection_that_ends_with_its_answer_loses_nothing():
    found, bodies = run_load(lambda _: answer(200, "Connection: close"), 0.2)
    assert len(bodies) > 4
    assert (found["errors"], found["lost"]) == (0, 0)


def test_a_request_without_an_answer_is_lost():
    found, bodies = run_load(lambda number: answer(200) if number < 3 else None, 0.5)
    assert found["lost"] == 2
    assert len(found["seconds"]) == len(bodies) - 2


def test_nobody_there_is_refused():
    found = asyncio.run(load(9, "/x", ["a"], 3, 0.1))
    assert found["refused"] == 3


def test_spinning_keeps_a_core_busy():
    begun = time.process_time()
    spin(0.2)
    assert time.process_time() - begun > 0.01


def test_it_is_a_process_that_reads_its_options():
    done = subprocess.run(
        [sys.executable, "-m", "scripts.benchmark.load_client"],
        input=json.dumps(
            {"port": 9, "path": "/", "texts": ["a"], "clients": 1, "seconds": 0.1}
        ),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert json.loads(done.stdout)["refused"] == 1
