import json

import numpy as np
import pytest

from tests.small_corpus import make_objects, read_lines
from tfq_bert.corpora import predict_corpus
from tfq_bert.corpora.predict_corpus import describe_export
from tfq_bert.errors import InputError


def test_a_corpus_has_the_answers_of_direct_calls_under_its_own_ids(
    corpus, tiny_export, tiny_result, tmp_path
):
    out = tmp_path / "out"
    result = predict_corpus(tiny_export, [corpus], out, rows_per_file=32)
    rows = read_lines(out)
    assert [row["id"] for row in rows] == list(range(90))
    expected = tiny_result.model.predict([o["text"] for o in make_objects(90)])
    found = np.array([list(row["probabilities"].values()) for row in rows])
    np.testing.assert_allclose(found, expected, atol=2e-6)
    names = tiny_result.model.class_names
    assert [row["label"] for row in rows] == [names[i] for i in expected.argmax(1)]
    assert result.folder == out


def test_rows_at_fault_are_in_the_dead_letter_file_with_place_and_reason(
    corpus, tiny_export, tmp_path
):
    predict_corpus(tiny_export, [corpus], tmp_path / "out", rows_per_file=32)
    failed = read_lines(tmp_path / "out", "failed-*.jsonl")
    path = str(tmp_path / "corpus-2.jsonl")
    assert [(row["file"], row["line"]) for row in failed] == [
        (path, line) for line in (21, 22, 23, 24)
    ]
    assert [row["id"] for row in failed] == [f"{path}:21", 900, 901, f"{path}:24"]
    assert failed[2]["reason"] == "text of a wrong type: int"
    assert json.loads(failed[2]["raw"]) == {"id": 901, "text": 5}


def test_what_is_no_export_is_refused(corpus, tiny_run, tmp_path):
    for model in (tiny_run, tmp_path / "none"):
        with pytest.raises(InputError, match=r"must be an export.*saved_model\.pb"):
            predict_corpus(model, [corpus], tmp_path / "out")


def test_exports_are_told_apart_by_what_they_say(tiny_export, tmp_path):
    assert describe_export(tiny_export) == describe_export(tiny_export)
    (tmp_path / "saved_model.pb").touch()
    (tmp_path / "config.json").write_text('{"format_version": 2, "weights": {}}')
    assert describe_export(tmp_path) != describe_export(tiny_export)
