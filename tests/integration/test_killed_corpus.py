"""A corpus killed and interrupted while Apache Beam works on it, and gone on with."""

import signal
import subprocess
import sys
import time

import pytest

from tests.small_corpus import make_objects, read_bytes, read_lines, write_lines
from tests.tiny_runs import ROOT
from tfq_bert.corpora import predict_corpus


def _words(export, corpus, output):
    program = [sys.executable, "-m", "tfq_bert", "predict", str(export)]
    return [
        *(*program, "--engine", "beam", "--input", str(corpus)),
        *("--output", str(output), "--rows-per-file", "10", "--json"),
    ]


def _start(words):
    pipe = subprocess.PIPE
    return subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, cwd=ROOT)


def _send(process, number, parts, done):
    """Sends a signal when a shard more is done; returns the standard error."""
    while len(list(parts.glob("[0-9]*.json"))) <= done and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(number)
    said = process.communicate()[1]
    assert done < len(list(parts.glob("[0-9]*.json"))) < 150
    return said


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_corpus_goes_on_to_the_same_files(tiny_export, tmp_path):
    """150 shards, of which some are done when it is killed, and not all.

    What they should be is what one process makes of them without Beam.
    """
    rows = [*make_objects(1000), "planted", *make_objects(499)]
    corpus = write_lines(tmp_path / "corpus.jsonl", rows)
    output, parts = tmp_path / "out", tmp_path / "out.unfinished" / "parts"
    words = _words(tiny_export, corpus, output)
    process = _start(words)
    _send(process, signal.SIGKILL, parts, 0)
    assert not output.exists()
    process = _start(words)
    done = len(list(parts.glob("[0-9]*.json")))
    said = _send(process, signal.SIGINT, parts, done)
    assert process.returncode == 130
    assert said.splitlines()[-2:] == [
        f"What is done is kept in {output}.unfinished. The same command goes on.",
        "Interrupted.",
    ]
    assert "Traceback" not in said
    end = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert end.returncode == 0, end.stderr
    predict_corpus(tiny_export, [str(corpus)], tmp_path / "whole", rows_per_file=10)
    assert read_bytes(output) == read_bytes(tmp_path / "whole")
    assert len(read_lines(output)) == 1499
    [failed] = read_lines(output, "failed-*.jsonl")
    assert (failed["line"], failed["raw"]) == (1001, "planted")
    assert failed["reason"].startswith("not JSON")
