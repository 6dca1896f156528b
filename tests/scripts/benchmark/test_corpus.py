import json

import pytest

from scripts.benchmark.corpus import BEAM, DIRECT, corpus_rows, run_corpus


def test_both_ways_are_measured_and_answer_the_same(tiny_preset, tmp_path, capsys):
    body = run_corpus(
        rows=60, visits=2, output=tmp_path, preset=str(tiny_preset), options=[""]
    )
    assert list(body["ways"]) == [DIRECT, BEAM]
    for way in body["ways"].values():
        first, second = (60 / seconds for seconds in way["seconds"])
        assert way["median"] == pytest.approx((first + second) / 2)
    assert body["largest_difference"] < 2e-6
    written = json.loads((tmp_path / "corpus.json").read_text())
    assert written["ways"] == body["ways"]
    assert "times direct" in capsys.readouterr().out


def test_rows_say_how_many_times_as_fast():
    header, rows = corpus_rows({DIRECT: {"median": 200.0}, BEAM: {"median": 180.0}})
    assert rows == [[DIRECT, "200", "1.00", ""], [BEAM, "180", "0.90", ""]]
    assert len(header) == len(rows[0])
