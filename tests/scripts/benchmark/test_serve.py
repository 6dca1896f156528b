import json

import pytest

from scripts.benchmark import serve
from scripts.benchmark.serve import DIRECT, SERVED, run_serve, serve_rows
from tests.tiny_runs import labeled_texts


class Texts:
    """Short messages in the place of the embedded ones, which need a package."""

    texts = tuple(text for text, _ in labeled_texts())


def test_both_ways_are_measured_and_the_end_loses_nothing(
    monkeypatch, tiny_export, tmp_path, capsys
):
    monkeypatch.setattr(serve, "load_dataset", lambda _: Texts)
    monkeypatch.setattr(serve, "_LAST_SECONDS", 0.3)
    body = run_serve(tiny_export, seconds=0.6, visits=2, clients=4, output=tmp_path)
    assert [len(way["visits"]) for way in body["ways"].values()] == [2, 2]
    ways = body["ways"]
    ratio = ways[SERVED]["median"] / ways[DIRECT]["median"]
    assert body["ratio"] == pytest.approx(ratio)
    assert (body["errors"], body["lost"]) == (0, 0)
    assert (body["end"]["errors"], body["end"]["lost"]) == (0, 0)
    assert body["end"]["code"] == 0
    assert body["answers"] > 0
    assert json.loads((tmp_path / "serve.json").read_text())["ratio"] == body["ratio"]
    assert "rows/s" in capsys.readouterr().out


def test_rows_have_the_ratio_and_the_times():
    body = {
        "ways": {DIRECT: {"median": 100.0}, SERVED: {"median": 80.0}},
        "milliseconds": {"p50": 200.4, "p99": 310.0},
    }
    header, rows = serve_rows(body)
    assert rows == [
        [DIRECT, "100.0", "1.00", "", "", ""],
        [SERVED, "80.0", "0.80", "200", "310", ""],
    ]
    assert len(header) == len(rows[0])
