"""Times a server under load against direct calls of its SavedModel.

The client is a process of its own, which takes a core of the server's; while the
direct calls run it spins, so that both ways have the same machine left.
"""

import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from scripts.benchmark.results import find_versions, write_results
from scripts.benchmark.table import format_table
from tfq_bert import load_exported
from tfq_bert.data import load_dataset

SOURCE = "embedded:sms_spam"
BATCH_SIZE = 32
PATH = "/v1/models/benchmark:predict"
DIRECT, SERVED = "direct calls", "server"
# Of the load under which the server is told to end.
_LAST_SECONDS = 3.0


def run_serve(
    folder: Path, seconds: float, visits: int, clients: int, output: Path
) -> dict:
    """Measures both ways in turn, prints a table, writes `serve.json`.

    Args:
        folder: Path of an export.
        seconds: float. Of either way, over all visits.
        visits: int.
        clients: int. Requests at once, one text each.
        output: Folder of the file; made if absent.

    Returns:
        What was written, besides the machine.
    """
    texts = list(load_dataset(SOURCE).texts)
    exported = load_exported(folder)
    server, port = start_server(folder)
    try:
        options = {"port": port, "path": PATH, "texts": texts, "clients": clients}
        ask({**options, "seconds": 1.0})
        call_directly(exported, texts, 1.0)
        rates, answers = {DIRECT: [], SERVED: []}, []
        for visit in range(visits):
            for way in (DIRECT, SERVED)[:: -1 if visit % 2 else 1]:
                if way == DIRECT:
                    rates[way].append(call_directly(exported, texts, seconds / visits))
                else:
                    answers.append(ask({**options, "seconds": seconds / visits}))
                    done = answers[-1]
                    rates[way].append(len(done["seconds"]) / done["elapsed"])
        last = end_under_load(server, options)
    finally:
        server.kill()
        server.communicate()
    body = _body(rates, answers, last, clients)
    print(format_table(*serve_rows(body)))
    print(
        f"\n{body['errors']} errors, {body['lost']} lost; ended under load: "
        f"{last['answers']:,} answers, {last['lost']} lost, exit code {last['code']}."
    )
    print(f"Wrote {write_results(output, 'serve', body)}")
    return body


def _body(rates: dict, answers: list[dict], last: dict, clients: int) -> dict:
    """Puts together what was measured."""
    times = np.concatenate([answer["seconds"] for answer in answers])
    p50, p99 = (1000 * float(np.percentile(times, part)) for part in (50, 99))
    medians = {way: statistics.median(found) for way, found in rates.items()}
    return {
        "unit": "rows/s",
        "clients": clients,
        "batch_size": BATCH_SIZE,
        "versions": find_versions(("tfq-bert", "tensorflow", "uvicorn")),
        "ways": {
            way: {"median": medians[way], "visits": found}
            for way, found in rates.items()
        },
        "ratio": medians[SERVED] / medians[DIRECT],
        "answers": len(times),
        "milliseconds": {"p50": p50, "p99": p99},
        "errors": sum(answer["errors"] for answer in answers),
        "lost": sum(answer["lost"] + answer["refused"] for answer in answers),
        "end": last,
    }


def serve_rows(body: dict) -> tuple[list[str], list[list[str]]]:
    """Makes the table: rows a second, and how long an answer took."""
    times = body["milliseconds"]
    latency = {SERVED: [f"{times['p50']:.0f}", f"{times['p99']:.0f}"]}
    direct = body["ways"][DIRECT]["median"]
    rows = [
        [
            way,
            f"{found['median']:.1f}",
            f"{found['median'] / direct:.2f}",
            *latency.get(way, ["", ""]),
            "",
        ]
        for way, found in body["ways"].items()
    ]
    return ["way", "rows/s", "ratio", "p50 ms", "p99 ms", ""], rows


def start_server(folder: Path) -> tuple[subprocess.Popen, int]:
    """Starts a server without a page on a free port.

    Args:
        folder: Path of an export.

    Returns:
        The process and the port.

    Raises:
        RuntimeError: If it does not come up; its words are on standard error.
    """
    command = [*(sys.executable, "-m", "tfq_bert", "serve", str(folder)), "--no-page"]
    command += ["--port", "0", "--name", "benchmark"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/v1/", line)
        if found:
            return process, int(found[1])
    raise RuntimeError(f"the server must start. Received: exit code {process.wait()}.")


def start_client(options: dict) -> subprocess.Popen:
    """Starts the client with its options, as `load_client` takes them."""
    command = [sys.executable, "-m", "scripts.benchmark.load_client"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    process.stdin.write(json.dumps(options))
    process.stdin.close()
    return process


def ask(options: dict) -> dict:
    """Runs the client; returns what it found."""
    with start_client(options) as client:
        return json.loads(client.stdout.read())


def call_directly(exported, texts: list[str], seconds: float) -> float:
    """Calls the SavedModel batch after batch while the client spins.

    Returns:
        float. Rows a second.
    """
    with start_client({"spin": True, "seconds": seconds + 60}) as client:
        time.sleep(0.2)  # it has begun
        rows, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            start = rows % (len(texts) - BATCH_SIZE + 1)
            exported.predict(texts[start : start + BATCH_SIZE], batch_size=BATCH_SIZE)
            rows += BATCH_SIZE
        rate = rows / (time.perf_counter() - begun)
        client.kill()
    return rate


def end_under_load(server: subprocess.Popen, options: dict) -> dict:
    """Ends the server with SIGTERM while clients ask.

    Returns:
        dict of `answers`, `errors`, `lost` and the exit `code`.
    """
    with start_client({**options, "seconds": 600}) as client:
        time.sleep(_LAST_SECONDS)
        server.terminate()
        found = json.loads(client.stdout.read())
    return {
        "answers": len(found["seconds"]),
        "errors": found["errors"],
        "lost": found["lost"],
        "code": server.wait(timeout=60),
    }
