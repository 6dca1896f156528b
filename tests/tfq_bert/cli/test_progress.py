import os
import pty
import subprocess
import sys

import pytest

from tests.tiny_runs import ROOT
from tfq_bert.cli.progress import ProgressReport, _clock, _status


def test_a_pipe_gets_a_line_a_quarter(capsys):
    with ProgressReport() as progress:
        for done in range(1001):
            progress("features", done, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in lines[:3]] == [
        "Features: 250 of 1",
        "Features: 500 of 1",
        "Features: 750 of 1",
    ]
    assert len(lines) == 4
    assert "took 0:00" in lines[3]


def test_an_early_stop_ends_at_what_was_done(capsys):
    with ProgressReport() as progress:
        progress("training 1/3", 260, 1000, "validation loss 0.5")
        progress("training 1/3", 300, 300, "validation loss 0.4")
    first, last = capsys.readouterr().err.splitlines()
    assert first.startswith("Training 1/3: 260 of 1,000 rows, validation loss 0.5")
    assert last.startswith("Training 1/3: 300 of 300 rows, validation loss 0.4, took")


def test_stage_of_another_data_set_is_told_again(capsys):
    with ProgressReport() as progress:
        for total in (100, 60):
            for done in range(0, total + 1, 10):
                progress("features", done, total)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" of ")[0] for line in lines] == [
        *("Features: 30", "Features: 50", "Features: 80", "Features: 100"),
        *("Features: 20", "Features: 30", "Features: 50", "Features: 60"),
    ]


def test_trials_are_counted_whole(capsys):
    with ProgressReport() as progress:
        progress("tuning", 3.6, 12, "best validation loss 0.5")
    assert capsys.readouterr().err.startswith("Tuning: 3 of 12 trials, best valid")


def test_silence_is_silent(capsys):
    with ProgressReport(silent=True) as progress:
        progress("features", 1, 1)
    assert capsys.readouterr() == ("", "")


def test_the_status_has_the_rate_and_the_time_left():
    """200 rows in 4 s: 50 a second, so 1,000 more take 20 s."""
    assert _status(200, 1200, "", 4.0, 200) == (
        "200 of 1,200 rows, 50 a second, 0:20 left"
    )


def test_rows_that_were_done_before_do_not_count_for_the_rate():
    """100 of 200 rows in 4 s: 25 a second, so 1,000 more take 40 s."""
    assert _status(200, 1200, "", 4.0, 100) == (
        "200 of 1,200 rows, 25 a second, 0:40 left"
    )


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0:00"), (75, "1:15"), (3661, "1:01:01")]
)
def test_a_clock_has_hours_only_when_needed(seconds, text):
    assert _clock(seconds) == text


def test_a_terminal_gets_one_bar_a_stage():
    """In a pseudo-terminal of a new process; the bar is drawn and ends complete."""
    code = (
        "import sys; sys.argv = ['tfq-bert']\n"
        "from tfq_bert.cli.progress import ProgressReport\n"
        "with ProgressReport() as progress:\n"
        "    progress('features', 5, 10)\n"
        "    progress('features', 10, 10)\n"
    )
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        stderr=theirs,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    os.close(theirs)
    drawn = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "Features" in drawn
    assert "━" in drawn
    assert "10 of 10 rows" in drawn
