import io
import json

import numpy as np
import pytest

from tfq_bert.corpora.rows import Failure, Row
from tfq_bert.corpora.shards import Shard, ShardRows
from tfq_bert.corpora.work import (
    FEATURES,
    PREDICTIONS,
    Work,
    encode_features,
    encode_predictions,
)

ROWS = [Row(1, "a", "x"), Row("é", "b\n", None)]
VALUES = np.array([[0.25, 0.75], [0.9999999, 1e-7]], np.float32)


def test_a_line_of_predictions_has_id_label_and_rounded_probabilities():
    first, second = encode_predictions(ROWS, VALUES, ("ham", "spam")).splitlines()
    assert json.loads(first) == {
        "id": 1,
        "label": "spam",
        "probabilities": {"ham": 0.25, "spam": 0.75},
    }
    found = json.loads(second)
    assert (found["id"], found["label"]) == ("é", "ham")
    assert found["probabilities"] == {"ham": 1.0, "spam": 0.0}


def test_features_come_back_from_parquet_as_they_were():
    import pandas

    frame = pandas.read_parquet(io.BytesIO(encode_features(ROWS, VALUES, ())))
    assert frame["id"].tolist() == ["1", "é"]
    assert frame["text"].tolist() == ["a", "b\n"]
    assert frame["label"].tolist() == ["x", None]
    np.testing.assert_array_equal(np.stack(frame["features"]), VALUES)
    assert frame["features"][0].dtype == np.float32


@pytest.mark.parametrize("kind", [PREDICTIONS, FEATURES])
def test_the_note_of_a_shard_says_what_its_files_hold(tmp_path, kind):
    work = Work(kind, "export", str(tmp_path), 10)
    failures = [
        Failure("f:3", "f", 3, "not JSON: comma", "\ud800"),
        Failure("f:4", "f", 4, "not JSON: bracket", "["),
        Failure(5, "f", 5, "no text: blank", ""),
    ]
    shard = Shard(0, 7, ())
    assert not work.is_done(shard)
    work.write(ShardRows(shard, ROWS, failures, "00ff"), VALUES, ("ham", "spam"))
    assert work.is_done(shard)
    note = json.loads((tmp_path / "000000-000007.json").read_text())
    assert (note["rows"], note["failed"], note["labels"]) == (2, 3, ["x"])
    assert note["reasons"] == {"no text": 1, "not JSON": 2}
    lines = (tmp_path / "000000-000007.failed").read_bytes().splitlines()
    assert json.loads(lines[2])["reason"] == "no text: blank"
    assert (tmp_path / f"000000-000007{work.ending}").stat().st_size
    assert len(list(tmp_path.iterdir())) == 3


def test_a_shard_of_failures_has_no_file_of_answers(tmp_path):
    work = Work(PREDICTIONS, "export", str(tmp_path), 10)
    failure = Failure("f:3", "f", 3, "no text", "")
    empty = np.zeros((0, 2), np.float32)
    work.write(ShardRows(Shard(0, 0, ()), [], [failure], ""), empty, ("ham", "spam"))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["000000-000000.failed", "000000-000000.json"]


def test_the_model_is_asked_for_what_the_kind_is(tiny_export, tiny_result):
    rows = [Row(0, "the film was good"), Row(1, "awful")]
    texts = [row.text for row in rows]
    for kind, expected in (
        (PREDICTIONS, tiny_result.model.predict(texts)),
        (FEATURES, tiny_result.model.features(texts)),
    ):
        work = Work(kind, str(tiny_export), "", 10)
        found = work.compute(work.load_model(), rows)
        np.testing.assert_allclose(found, expected, atol=1e-6)
