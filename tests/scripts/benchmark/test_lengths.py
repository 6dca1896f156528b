import json

import numpy as np
import pytest

from scripts.benchmark.lengths import BY_LENGTH, FIXED, length_rows, run_lengths


def test_epochs_of_both_ways_are_measured_and_predict_the_same(
    tiny_preset, tmp_path, capsys
):
    preset = str(tiny_preset.parent / "long")
    from tests.tiny_runs import save_preset

    save_preset(preset, max_sequence_length=128)
    body = run_lengths(rows=96, visits=2, output=tmp_path, preset=preset)
    assert list(body["ways"]) == [BY_LENGTH, FIXED]
    for way in body["ways"].values():
        assert len(way["epochs"]) == 2
        assert np.median(way["epochs"]) == pytest.approx(way["median"])
    assert body["largest_difference"] < 1e-5
    assert json.loads((tmp_path / "lengths.json").read_text())["ways"] == body["ways"]
    assert "times as fast" in capsys.readouterr().out


def test_rows_say_how_many_times_as_fast():
    header, rows = length_rows({BY_LENGTH: {"median": 2.0}, FIXED: {"median": 7.0}})
    assert rows == [
        [BY_LENGTH, "2.0", "3.50", ""],
        [FIXED, "7.0", "1.00", ""],
    ]
    assert len(header) == len(rows[0])
