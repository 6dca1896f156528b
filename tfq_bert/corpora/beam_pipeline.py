"""The work as an Apache Beam pipeline: files, shards, RunInference, parts.

Beam is imported at the top, so this module is imported where it is needed only.
"""

import apache_beam as beam
from apache_beam.ml.inference.base import (
    ModelHandler,
    PredictionResult,
    RunInference,
)

from tfq_bert.corpora.shards import ShardRows, cut_shards, read_shard
from tfq_bert.corpora.work import Work
from tfq_bert.files import write_json


class ExportHandler(ModelHandler[ShardRows, PredictionResult, object]):
    """Gives RunInference an export: `tf.saved_model.load`, once in each process.

    Beam's own handler for TensorFlow needs tensorflow-hub and a model of Keras 2. An
    example is a shard, which has batches of its own, by length.

    Args:
        work: `Work`.
    """

    def __init__(self, work: Work):
        super().__init__(min_batch_size=1, max_batch_size=1)
        self._work = work

    def load_model(self):
        return self._work.load_model()

    def run_inference(self, batch, model, inference_args=None):  # noqa: ARG002
        for found in batch:
            values = self._work.compute(model, found.rows)
            yield PredictionResult(found, (values, list(model.class_names)))

    def get_metrics_namespace(self) -> str:
        return "tfq_bert"


class CutShards(beam.DoFn):
    """Cuts a group of files into shards, and notes how many records they have."""

    def __init__(self, work: Work):
        self._work = work

    def process(self, group):
        records = 0
        for shard in cut_shards(group, self._work.rows_per_file):
            records += shard.num_records
            yield shard
        path = f"{self._work.folder}/{group[0]:06d}.records"
        write_json(path, {"format_version": 1, "records": records})


class ReadShard(beam.DoFn):
    """Reads the rows of a shard that is not done yet."""

    def __init__(self, work: Work):
        self._work = work

    def process(self, shard):
        if not self._work.is_done(shard):
            yield read_shard(shard)


class WriteShard(beam.DoFn):
    """Writes the files of a shard."""

    def __init__(self, work: Work):
        self._work = work

    def process(self, result):
        self._work.write(result.example, *result.inference)


def build_pipeline(pipeline: beam.Pipeline, groups: list, work: Work) -> None:
    """Puts the steps into a pipeline; only names of places go between machines.

    Args:
        pipeline: `beam.Pipeline`.
        groups: What `group_files` returned.
        work: `Work`.
    """
    _ = (
        pipeline
        | "Files" >> beam.Create(groups, reshuffle=False)
        | "Shards" >> beam.ParDo(CutShards(work))
        | "Spread" >> beam.Reshuffle()
        | "Rows" >> beam.ParDo(ReadShard(work))
        | "Model" >> RunInference(ExportHandler(work))
        | "Parts" >> beam.ParDo(WriteShard(work))
    )
