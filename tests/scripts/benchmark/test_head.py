import json

import pytest

from scripts.benchmark.engines import ENGINES, Engine
from scripts.benchmark.head import POINTS, head_rows, run_head
from scripts.benchmark.point import Effort


def result(median, **more):
    return {
        "median": median,
        "quartiles": [median, median],
        "formulation": "default",
        "first_seconds": 1.25,
        "peak_mib": 800.4,
        "import_mib": 700.0,
        **more,
    }


def test_the_points_are_those_of_the_published_table():
    assert POINTS[0] == (4, 32)
    assert POINTS[-1] == (16, 32)
    assert len(POINTS) == 7


def test_rows_hold_ratios_to_ours_and_reasons():
    results = {
        "ours": result(0.5),
        "tfq": result(5123.4),
        "pennylane": result(1.0, formulation="vmap"),
        "lightning": {"skipped": "over 60 s"},
        "tensorcircuit": {"error": "wrong values: off by 1, allowed 2e-05"},
    }
    header, rows = head_rows(results)
    assert header[3] == "/ ours"
    assert rows[0][1:] == ["0.5", "0.5-0.5", "1.00", "1.2", "800", "700", ""]
    assert rows[1][1:4] == ["5123", "5123-5123", "10246.80"]
    assert rows[2][-1] == "vmap"
    assert rows[3][1:] == ["-"] * 6 + ["skipped: over 60 s"]
    assert rows[4][-1] == "ERROR: wrong values: off by 1, allowed 2e-05"
    assert head_rows({"tfq": result(5.0)})[1][0][3] == "-"


@pytest.fixture
def absent(monkeypatch):
    """Two engines that cannot run: no environment, and no file."""
    engines = [
        Engine("far", "Far", "nowhere", ()),
        Engine("none", "None", "project", ()),
    ]
    for engine in engines:
        monkeypatch.setitem(ENGINES, engine.name, engine)
    return engines


def test_a_run_prints_a_table_and_writes_json_and_a_picture(absent, tmp_path, capsys):
    assert run_head([(2, 3)], 1, absent[:1], Effort(visits=1), tmp_path / "out")
    out = capsys.readouterr().out
    assert "n = 2, batch 3, depth 1" in out
    assert "skipped: no environment nowhere" in out
    written = json.loads((tmp_path / "out/head.json").read_text())
    assert [written[k] for k in ("benchmark", "unit", "depth")] == ["head", "ms", 1]
    assert written["points"][0]["num_qubits"] == 2
    assert list(written["points"][0]["engines"]) == ["far"]
    assert (tmp_path / "out/head.png").is_file()


def test_an_engine_in_error_fails_the_run(absent, tmp_path, capsys):
    assert not run_head([(2, 3)], 1, absent, Effort(visits=1), tmp_path)
    assert "ERROR: ModuleNotFoundError" in capsys.readouterr().out
