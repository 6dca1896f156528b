"""`tfq-bert train` on two workers of TF_CONFIG: one is killed, and both go on."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.small_workers import QUIET, free_ports, tf_config
from tests.tiny_runs import ROOT, labeled_texts, save_preset, write_csv
from tfq_bert.training import load_run


def _start(words, *extra):
    """Starts two workers; returns their processes."""
    ports = free_ports(2)
    return [
        subprocess.Popen(
            [sys.executable, "-m", "tfq_bert", *map(str, [*words, *extra])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **QUIET, "TF_CONFIG": tf_config(ports, rank)},
        )
        for rank in range(2)
    ]


def _end(processes):
    ends = [process.communicate(timeout=200) for process in processes]
    assert [p.returncode for p in processes] == [0, 0], ends
    return ends


def _messages(error):
    return [line for line in error.splitlines() if " rows" not in line]


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workers")
    data = write_csv(folder / "texts.csv", labeled_texts())
    return [
        *("train", "--data", data, "--preset", save_preset(folder / "bert")),
        *("--qubits", 2, "--depth", 1, "--recipe", "full", "--epochs", 9),
        *("--batch-size", 7, "--sequence-length", 12, "--patience", 0, "--output"),
    ]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_worker_is_killed_and_both_go_on_to_the_same_weights(words, tmp_path):
    """With dropout. Batches of 7 rows, four and three; the last one of 6."""
    ends = _end(_start(words, tmp_path / "whole"))
    assert "macro-F1" in ends[0][0]
    assert ends[1] == ("", "")  # the first worker alone speaks
    whole = load_run(tmp_path / "whole")

    for victim in (0, 1):
        output = tmp_path / f"run{victim}"
        checkpoint = tmp_path / f"run{victim}.unfinished" / "checkpoint.safetensors"
        processes = _start(words, output)
        while not checkpoint.exists():
            assert all(p.poll() is None for p in processes), _end(processes)
            time.sleep(0.01)
        processes[victim].send_signal(signal.SIGKILL)
        other = processes[1 - victim]
        _, error = other.communicate(timeout=30)
        processes[victim].communicate()
        assert other.returncode == 2
        (line,) = _messages(error)
        assert line.startswith("Error: all 2 workers must run to the end. Received: ")
        assert f"no answer from worker {victim} (127.0.0.1:" in line
        assert "--resume" in line
        assert not output.exists()

        _end(_start(words, output, "--resume"))
        found = load_run(output)
        pairs = zip(found.model.get_weights(), whole.model.get_weights(), strict=True)
        for value, expected in pairs:
            np.testing.assert_allclose(value, expected, rtol=0, atol=1e-5)
        assert not checkpoint.parent.exists()
