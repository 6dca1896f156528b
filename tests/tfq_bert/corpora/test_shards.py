import gzip

import pytest

from tests.small_corpus import make_objects, write_lines
from tfq_bert.corpora.shards import cut_shards, group_files, read_shard
from tfq_bert.corpora.source_file import SourceFile, Wanted, find_sources


@pytest.fixture
def sources(tmp_path):
    """Three files of 5, 1 and 4 rows, the last packed, one row of all broken."""
    write_lines(tmp_path / "a.jsonl", make_objects(5))
    write_lines(tmp_path / "b.jsonl", ["broken"])
    path = write_lines(tmp_path / "c.jsonl", make_objects(4))
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    return find_sources([f"{tmp_path}/*.jsonl*"], Wanted())


@pytest.mark.parametrize("rows_per_file", [1, 3, 4, 10, 99])
def test_shards_have_so_many_records_over_file_ends_and_none_twice(
    sources, rows_per_file
):
    [group] = group_files(sources)
    shards = list(cut_shards(group, rows_per_file))
    sizes = [shard.num_records for shard in shards]
    assert sum(sizes) == 10
    assert set(sizes[:-1]) <= {rows_per_file}
    found = [read_shard(shard) for shard in shards]
    rows = [row for each in found for row in each.rows]
    assert [row.id for row in rows] == [0, 1, 2, 3, 4, 0, 1, 2, 3]
    [failure] = [each for one in found for each in one.failures]
    assert (failure.line, failure.raw) == (1, "broken")
    assert [shard.name for shard in shards] == sorted(shard.name for shard in shards)


def test_a_shard_that_is_read_again_is_the_same_and_other_bytes_are_told(sources):
    [group] = group_files(sources)
    first, second, *_ = cut_shards(group, 3)
    assert read_shard(first) == read_shard(first)
    assert read_shard(first).sha256 != read_shard(second).sha256


def test_small_neighbors_are_grouped_and_large_files_stand_alone():
    sizes = [0, 3 << 20, 1 << 20, 1, 9 << 20, 1, 1]
    sources = [SourceFile(str(i), size, "lines") for i, size in enumerate(sizes)]
    groups = [[source.path for source in files] for _, files in group_files(sources)]
    assert groups == [["0", "1", "2"], ["3"], ["4"], ["5", "6"]]


def test_empty_files_make_no_shard(tmp_path):
    (tmp_path / "a.jsonl").write_text("\n\n")
    [group] = group_files(find_sources([str(tmp_path / "a.jsonl")], Wanted()))
    assert list(cut_shards(group, 5)) == []
