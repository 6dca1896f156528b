import contextlib
import json
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.tiny_runs import ROOT
from tfq_bert.distributed.rendezvous import meet
from tfq_bert.errors import InputError


def free_addresses(count):
    with contextlib.ExitStack() as held:
        servers = [
            held.enter_context(socket.create_server(("127.0.0.1", 0)))
            for _ in range(count)
        ]
        return tuple(f"127.0.0.1:{s.getsockname()[1]}" for s in servers)


def call(addresses, rank, seconds=20.0, delay=0.0):
    """Returns when the worker was let go, or what it was told instead."""
    time.sleep(delay)
    try:
        meet(addresses, rank, seconds)
    except InputError as error:
        return str(error)
    return time.monotonic()


def call_all(*calls):
    with ThreadPoolExecutor(len(calls)) as pool:
        return [task.result() for task in [pool.submit(call, *c) for c in calls]]


def connect(address, said=""):
    host, port = address.split(":")
    for _ in range(100):
        with contextlib.suppress(OSError):
            line = socket.create_connection((host, int(port)))
            line.sendall(said.encode())
            return line
        time.sleep(0.05)
    raise TimeoutError(address)


def greeting(rank, addresses):
    return json.dumps({"rank": rank, "addresses": addresses}) + "\n"


@pytest.mark.parametrize("late", [0, 2])
def test_nobody_is_let_go_before_the_last_one_is_there(late):
    addresses = free_addresses(3)
    begin = time.monotonic()
    ends = call_all(*((addresses, r, 20.0, 0.6 * (r == late)) for r in range(3)))
    assert all(begin + 0.6 <= end < begin + 10 for end in ends)


def test_the_ports_are_free_afterwards_and_serve_again():
    addresses = free_addresses(2)
    for _ in range(3):
        assert all(
            isinstance(e, float) for e in call_all((addresses, 0), (addresses, 1))
        )
    for address in addresses:
        socket.create_server(("127.0.0.1", int(address.split(":")[1]))).close()


def test_the_first_worker_names_those_that_do_not_come():
    addresses = free_addresses(4)
    first, third = call_all((addresses, 0, 1.0), (addresses, 2, 1.5))
    assert first == (
        "all 4 workers of `TF_CONFIG` must start within 1 seconds. Received: nothing "
        f"from worker 1 ({addresses[1]}), worker 3 ({addresses[3]}). Start them all, "
        "and see that they reach worker 0."
    )
    assert third == (
        "all 4 workers of `TF_CONFIG` must start within 1.5 seconds. Received: no word "
        f"from worker 0 ({addresses[0]}) that all are there. Start them all, and see "
        "that they reach worker 0."
    )


def test_a_taken_port_is_named():
    addresses = free_addresses(2)
    host, port = addresses[1].split(":")
    with socket.create_server((host, int(port))):
        assert call(addresses, 1, 1.0) == (
            f"the port of worker 1 must be free. Received: {addresses[1]}, Address "
            "already in use. Stop what uses it, or choose another in `TF_CONFIG`."
        )


def test_workers_that_disagree_on_the_cluster_are_told_so():
    addresses = free_addresses(3)
    other = (*addresses[:2], "127.0.0.1:1")
    told = call_all((addresses, 0), (other, 1))
    assert told[0] == told[1]
    assert told[0] == (
        "`TF_CONFIG` must name the same workers in the same order everywhere. "
        f"Received: {', '.join(addresses)} on worker 0, {', '.join(other)} on worker 1."
    )


def test_two_workers_of_one_rank_on_two_hosts_are_told_so():
    """On one host the second finds its port taken; here both greet by hand."""
    addresses = free_addresses(3)
    with ThreadPoolExecutor(1) as pool, contextlib.ExitStack() as opened:
        first = pool.submit(call, addresses, 0)
        lines = [
            opened.enter_context(connect(addresses[0], greeting(1, addresses)))
            for _ in range(2)
        ]
        told = [line.makefile().readline().strip() for line in lines]
        assert told == [first.result()] * 2
    assert told[0] == (
        "every worker must have an index of its own in `TF_CONFIG`. Received: two "
        "workers of rank 1."
    )


def test_strangers_and_workers_that_die_before_the_start_do_not_count():
    addresses = free_addresses(3)
    strange = ["", "GET / HTTP/1.1\r\n\r\n", '{"rank": 1', "[]\n", "\0\xff\n"]
    with ThreadPoolExecutor(1) as pool, contextlib.ExitStack() as opened:
        first = pool.submit(call, addresses, 0)
        for said in strange:
            opened.enter_context(connect(addresses[0], said))
        dead = connect(addresses[0], greeting(1, addresses))
        opened.enter_context(connect(addresses[0], greeting(2, addresses)))
        dead.close()
        time.sleep(0.5)
        assert not first.done()
        line = opened.enter_context(connect(addresses[0], greeting(1, addresses)))
        assert line.makefile().readline() == "go\n"
        assert isinstance(first.result(), float)


def test_a_waiting_worker_ends_on_sigterm_and_loads_no_tensorflow():
    addresses = free_addresses(2)
    code = (
        "import sys\n"
        "sys.argv = ['tfq-bert']\n"  # elsewhere the package loads TensorFlow itself
        "from tfq_bert.distributed.rendezvous import meet\n"
        "print('tensorflow' in sys.modules, flush=True)\n"
        f"meet({addresses!r}, 0)\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    with worker:
        try:
            assert worker.stdout.readline() == "False\n"
            connect(addresses[0]).close()  # it listens
            worker.terminate()
            assert worker.wait(timeout=10) == -15
        finally:
            worker.kill()
