import json
from pathlib import Path

import numpy as np
import pytest

from tests.small_corpus import read_lines
from tfq_bert.corpora.beam_pipeline import (
    CutShards,
    ExportHandler,
    ReadShard,
    build_pipeline,
)
from tfq_bert.corpora.shards import cut_shards, group_files, read_shard
from tfq_bert.corpora.source_file import Wanted, find_sources
from tfq_bert.corpora.work import PREDICTIONS, Work


@pytest.fixture
def work(tiny_export, tmp_path):
    (tmp_path / "parts").mkdir()
    return Work(PREDICTIONS, str(tiny_export), str(tmp_path / "parts"), 16)


@pytest.fixture
def groups(corpus):
    return group_files(find_sources([corpus], Wanted()))


def test_the_handler_answers_shard_by_shard_as_the_model_does(
    work, groups, tiny_result
):
    handler = ExportHandler(work)
    model = handler.load_model()
    found = [read_shard(shard) for shard in cut_shards(groups[0], 16)][:2]
    results = list(handler.run_inference(found, model))
    assert handler.batch_elements_kwargs()["max_batch_size"] == 1
    for result, each in zip(results, found, strict=True):
        values, names = result.inference
        assert result.example is each
        assert names == ["bad", "good"]
        expected = tiny_result.model.predict([row.text for row in each.rows])
        np.testing.assert_allclose(values, expected, atol=1e-6)


def test_steps_travel_to_other_processes_by_name(work, groups):
    """By name, not by value: a worker that has the package needs nothing else."""
    from apache_beam.internal import pickler

    for step in (CutShards(work), ReadShard(work), ExportHandler(work)):
        again = pickler.loads(pickler.dumps(step))
        assert type(again) is type(step)
    shards = list(CutShards(work).process(groups[0]))
    assert len(shards) == 6
    assert pickler.loads(pickler.dumps(shards)) == shards
    note = json.loads(Path(work.folder, "000000.records").read_text())
    assert note["records"] == 94


def test_the_pipeline_writes_a_part_a_shard_in_beams_own_test_runner(work, groups):
    from apache_beam.testing.test_pipeline import TestPipeline

    with TestPipeline(runner="FnApiRunner") as pipeline:
        build_pipeline(pipeline, groups, work)
    found = read_lines(Path(work.folder), "*.jsonl")
    assert [row["id"] for row in found] == list(range(90))
