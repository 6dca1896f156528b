import json

import numpy as np

from scripts.benchmark.step import (
    BATCH_SIZE,
    OURS,
    THEIRS,
    draw_batch,
    pair_ratio,
    run_step,
    step_rows,
)


def test_steps_are_measured_and_written(tiny_preset, tmp_path, capsys):
    body = run_step(pairs=2, xla=False, output=tmp_path, preset=str(tiny_preset))
    assert list(body["models"]) == [OURS, THEIRS]
    for model in body["models"].values():
        assert len(model["steps"]) == 2
        assert model["first_seconds"] > 0
    assert body["models"][THEIRS]["ratio_of_pairs"] == 1.0
    written = json.loads((tmp_path / "step.json").read_text())
    assert written["models"] == body["models"]
    assert THEIRS in capsys.readouterr().out


def test_the_ratio_is_the_median_over_pairs():
    assert pair_ratio([2.0, 30.0, 3.0], [1.0, 10.0, 2.0]) == 2.0


def test_rows_hold_the_ratio():
    result = {"median": 412.0, "quartiles": [400.4, 420.0]}
    models = {OURS: {**result, "ratio_of_pairs": 1.0312, "first_seconds": 9.96}}
    header, rows = step_rows(models)
    assert rows == [[OURS, "412", "400-420", "1.031", "10.0", ""]]
    assert len(header) == len(rows[0])


def test_a_batch_is_full_and_repeatable():
    tokens, labels = draw_batch(length=5, vocabulary_size=7)
    again, _ = draw_batch(length=5, vocabulary_size=7)
    assert tokens["token_ids"].shape == (BATCH_SIZE, 5)
    assert tokens["token_ids"].max() < 7
    assert tokens["padding_mask"].all()
    assert set(labels) <= {0, 1}
    np.testing.assert_array_equal(tokens["token_ids"], again["token_ids"])
