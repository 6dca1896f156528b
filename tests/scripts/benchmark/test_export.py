import json

import pytest

from scripts.benchmark.export import CORE, DEFAULT, WAYS, export_rows, run_export
from tests.tiny_runs import save_preset


def test_all_exports_are_measured_and_both_ops_answer_the_same(tmp_path, capsys):
    preset = save_preset(tmp_path / "bert")
    body = run_export(rows=70, visits=2, output=tmp_path, preset=str(preset))
    assert list(body["ways"]) == list(WAYS)
    assert body["ways"][DEFAULT]["ratio"]["median"] == pytest.approx(1)
    assert body["largest_difference"] < 1e-6
    assert json.loads((tmp_path / "export.json").read_text())["ways"] == body["ways"]
    assert "times text ops" in capsys.readouterr().out


def test_rows_say_how_long_a_batch_takes_and_how_many_times_the_default():
    ways = {
        DEFAULT: {"median": 50.0, "ratio": {"median": 1.0}, "size_mb": 93.94},
        CORE: {"median": 55.0, "ratio": {"median": 1.1}, "size_mb": 92.5},
    }
    header, rows = export_rows(ways)
    assert rows == [
        [DEFAULT, "50.0", "1.00", "93.9"],
        [CORE, "55.0", "1.10", "92.5"],
    ]
    assert len(header) == len(rows[0])
