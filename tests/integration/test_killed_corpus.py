"""A corpus killed with SIGKILL while Apache Beam works on it, and gone on with."""

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
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    while not list(parts.glob("[0-9]*.jsonl")) and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = len(list(parts.glob("[0-9]*.json")))
    assert done < 150
    assert not output.exists()
    words.append("--resume")
    end = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert end.returncode == 0, end.stderr
    predict_corpus(tiny_export, [str(corpus)], tmp_path / "whole", rows_per_file=10)
    assert read_bytes(output) == read_bytes(tmp_path / "whole")
    assert len(read_lines(output)) == 1499
    [failed] = read_lines(output, "failed-*.jsonl")
    assert (failed["line"], failed["raw"]) == (1001, "planted")
    assert failed["reason"].startswith("not JSON")
