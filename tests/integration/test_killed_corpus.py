"""A corpus killed with SIGKILL while Apache Beam works on it, and gone on with."""

import signal
import subprocess
import sys
import time

import pytest

from tests.small_corpus import make_objects, read_bytes, read_lines, write_lines
from tests.tiny_runs import ROOT


def _words(export, corpus, output):
    program = [sys.executable, "-m", "tfq_bert", "predict", str(export)]
    return [
        *(*program, "--engine", "beam", "--input", str(corpus)),
        *("--output", str(output), "--rows-per-file", "10", "--json"),
    ]


def _run(words):
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_corpus_goes_on_to_the_same_files(tiny_export, tmp_path):
    """300 shards, of which some are done when it is killed, and not all."""
    rows = [*make_objects(2500), "planted", *make_objects(499)]
    corpus = write_lines(tmp_path / "corpus.jsonl", rows)
    output, parts = tmp_path / "out", tmp_path / "out.unfinished" / "parts"
    words = _words(tiny_export, corpus, output)
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    while not list(parts.glob("[0-9]*.jsonl")) and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = len(list(parts.glob("[0-9]*.json")))
    assert done < 300
    assert not output.exists()
    _run([*words, "--resume"])
    _run(_words(tiny_export, corpus, tmp_path / "whole"))
    assert read_bytes(output) == read_bytes(tmp_path / "whole")
    assert len(read_lines(output)) == 2999
    [failed] = read_lines(output, "failed-*.jsonl")
    assert (failed["line"], failed["raw"]) == (2501, "planted")
    assert failed["reason"].startswith("not JSON")
