import json

import numpy as np
import pytest

from scripts.benchmark.accuracy import OURS, THEIRS, accuracy_rows, run_accuracy
from tests.tiny_runs import labeled_texts, write_csv


def test_both_are_trained_and_scored_on_the_same_rows(tiny_preset, tmp_path, capsys):
    """Ten test rows: every accuracy is a tenth."""
    rows = labeled_texts()
    parts = (rows[::2], rows[1:30:3], rows[1::9])
    files = [str(write_csv(tmp_path / f"{i}.csv", p)) for i, p in enumerate(parts)]
    preset = str(tiny_preset)
    body = run_accuracy(files, seeds=[0], output=tmp_path, preset=preset)
    for values in body["test_accuracy"].values():
        (value,) = values
        assert value * 10 == pytest.approx(round(value * 10), abs=1e-6)
    written = json.loads((tmp_path / "accuracy.json").read_text())
    assert written["test_accuracy"] == body["test_accuracy"]
    assert THEIRS in capsys.readouterr().out


def test_rows_hold_the_mean_and_every_seed():
    header, rows = accuracy_rows({OURS: [0.5, 0.6], THEIRS: [0.25, 0.75]})
    assert rows == [
        [OURS, "0.5500", "0.5000 0.6000"],
        [THEIRS, "0.5000", "0.2500 0.7500"],
    ]
    assert len(header) == len(rows[0])
    assert np.isclose(float(rows[0][1]), 0.55)
