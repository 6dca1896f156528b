"""Workers in processes of their own, on the loopback address."""

import os
import signal
import socket
import time

import numpy as np
import pytest

from tests.small_workers import CASES, fit_case, free_ports, start_workers, tf_config

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def _ends(processes):
    """Waits for processes; returns (exit code, standard output, standard error)."""
    try:
        texts = [process.communicate(timeout=400) for process in processes]
    finally:
        for process in processes:
            process.kill()
    return [(p.returncode, *t) for p, t in zip(processes, texts, strict=True)]


@pytest.fixture(scope="module")
def alone():
    """What one worker makes of the cases, with no runtime."""
    from tfq_bert.distributed import Workers

    found = {}
    for name in CASES:
        found.update(fit_case(name, Workers()))
    return found


@pytest.mark.parametrize(("count", "cases"), [(2, "all"), (3, "first")])
def test_several_workers_end_as_one_does(count, cases, alone, tmp_path):
    """56 steps of AdamW with clipping and class weights; each rank draws other weights.

    A batch of one row leaves the other workers nothing.
    """
    ends = _ends(start_workers(count, cases, str(tmp_path)))
    assert ends == [(0, "", "")] * count
    found = [dict(np.load(tmp_path / f"{count}_{r}.npz")) for r in range(count)]
    assert len(found[0]) == len(alone) or cases == "first"
    for key in found[0]:
        value = alone[key]
        for other in found:
            np.testing.assert_array_equal(other[key], found[0][key], err_msg=key)
        np.testing.assert_allclose(found[0][key], value, 0, 1e-5, err_msg=key)


@pytest.mark.parametrize(
    ("victim", "number"),
    [
        (0, signal.SIGKILL),
        (1, signal.SIGKILL),
        (0, signal.SIGSTOP),
        (1, signal.SIGSTOP),
    ],
)
def test_a_lost_worker_ends_the_other_within_30_s_with_one_line(
    victim, number, tmp_path
):
    ports = free_ports(2)
    processes = start_workers(2, "for ever", str(tmp_path), ports)
    try:
        while len(list(tmp_path.glob("*.pid"))) < 2:
            assert all(p.poll() is None for p in processes), _ends(processes)
            time.sleep(0.1)
        processes[victim].send_signal(number)
        code = processes[1 - victim].wait(timeout=30)
        output, error = processes[1 - victim].communicate()
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    assert (code, output) == (2, "")
    assert error == (
        "Error: all 2 workers must run to the end. Received: no answer from worker "
        f"{victim} (127.0.0.1:{ports[victim]}); worker {1 - victim} ends with it. "
        "Start all of them again; a run that saves its state goes on with --resume.\n"
    )


def test_workers_that_end_at_different_times_end_quietly_with_the_chiefs_value(
    tmp_path,
):
    ends = _ends(start_workers(3, "late", str(tmp_path)))
    assert ends == [(0, "value 7\n", "")] * 3


START = (
    "from tfq_bert.cli.failures import guard\nfrom tfq_bert import distributed\n"
    + (
        "def run():\n"
        "    with distributed.start(start_seconds=3) as workers:\n"
        "        print(workers.share)\n"
        "raise SystemExit(guard(run))"
    )
)


@pytest.mark.parametrize("taken", [False, True])
def test_a_worker_that_does_not_come_or_a_port_that_is_taken_is_one_line(
    run_python, taken
):
    ports = free_ports(2)
    with socket.socket() as other:
        if taken:
            other.bind(("127.0.0.1", ports[0]))
            other.listen()
        done = run_python(START, TF_CONFIG=tf_config(ports, 0))
    reason = (
        f"port {ports[0]} is taken"
        if taken
        else f"not all of 127.0.0.1:{ports[1]} came within 3 seconds"
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: all 2 workers of `TF_CONFIG` must start, each on a free port of its "
        f"own. Received: worker 0 at 127.0.0.1:{ports[0]}: {reason}.\n"
    )


def test_without_tf_config_or_with_one_worker_nothing_is_started(run_python):
    for text in ("", tf_config([1], 0)):
        done = run_python(START, TF_CONFIG=text)
        assert (done.returncode, done.stdout, done.stderr) == (0, "(0, 1)\n", "")


def test_one_worker_alone_calls_the_same_methods_for_nothing():
    from tfq_bert.distributed import Workers

    workers = Workers()
    workers.barrier()
    assert (workers.agree(5), workers.is_chief, workers.callbacks()) == (5, True, [])
    assert os.environ.get("TF_CONFIG") is None
