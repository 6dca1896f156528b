"""Shards: pieces of the input of so many rows, each one file of the output.

Cut by the input alone, so that they are the same in every run, whoever works on them.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tfq_bert.corpora.records import scan_file
from tfq_bert.corpora.rows import Failure, Row, read_record
from tfq_bert.corpora.source_file import SourceFile
from tfq_bert.corpora.storage import open_file, shown_path
from tfq_bert.errors import InputError

ROWS_PER_FILE = 4096
# Smaller files are read together, so that they share shards.
_BYTES_TOGETHER = 4 << 20


@dataclass(frozen=True)
class Segment:
    """Says where some records of a file are.

    Attributes:
        source: `SourceFile`.
        line: int. Of the first record.
        offset: int. Of the first record, unpacked.
        count: int. Of records.
    """

    source: SourceFile
    line: int
    offset: int
    count: int


@dataclass(frozen=True)
class Shard:
    """Says which records are worked on together.

    Attributes:
        group: int. Which files, as `group_files` made them.
        number: int. Within the group, from 0.
        segments: tuple of `Segment`.
    """

    group: int
    number: int
    segments: tuple[Segment, ...]

    @property
    def name(self) -> str:
        """What its files are called; sorts as the input does."""
        return f"{self.group:06d}-{self.number:06d}"

    @property
    def num_records(self) -> int:
        """Records in all."""
        return sum(segment.count for segment in self.segments)


@dataclass(frozen=True)
class ShardRows:
    """Holds what a shard's records came to.

    Attributes:
        shard: `Shard`.
        rows: list of `Row`.
        failures: list of `Failure`.
        sha256: str. Of the records' bytes.
    """

    shard: Shard
    rows: list[Row]
    failures: list[Failure]
    sha256: str


def group_files(sources: Sequence[SourceFile]) -> list[tuple[int, list[SourceFile]]]:
    """Puts small neighbours together and leaves large files alone.

    Args:
        sources: sequence of `SourceFile`.

    Returns:
        list of (number, files), in order.
    """
    groups: list[list[SourceFile]] = []
    size = 0
    for source in sources:
        if not groups or size + source.size > _BYTES_TOGETHER:
            groups.append([])
            size = 0
        groups[-1].append(source)
        size += source.size
    return list(enumerate(groups))


def cut_shards(
    group: tuple[int, list[SourceFile]], rows_per_file: int = ROWS_PER_FILE
) -> Iterator[Shard]:
    """Reads files through once and says where their shards begin.

    Args:
        group: What `group_files` gave.
        rows_per_file: int. Records of a shard; the last has fewer.

    Yields:
        `Shard`.
    """
    number, segments, free = 0, [], rows_per_file
    for source in group[1]:
        with open_file(source.path) as file:
            records = scan_file(source, file)
            while first := next(records, None):
                count = 1 + sum(1 for _ in islice(records, free - 1))
                segments.append(Segment(source, first.line, first.offset, count))
                free -= count
                if not free:
                    yield Shard(group[0], number, tuple(segments))
                    number, segments, free = number + 1, [], rows_per_file
    if segments:
        yield Shard(group[0], number, tuple(segments))


def read_shard(shard: Shard) -> ShardRows:
    """Reads the rows of a shard.

    Args:
        shard: `Shard`.

    Returns:
        `ShardRows`, rows and failures in the order of the input.

    Raises:
        InputError: If there are fewer records than when it was cut.
    """
    digest, rows, failures = hashlib.sha256(), [], []
    for part in shard.segments:
        with open_file(part.source.path) as file:
            records = scan_file(part.source, file, part.line, part.offset)
            found = list(islice(records, part.count))
            if len(found) < part.count:
                raise InputError(
                    f"{shown_path(part.source.path)!r} must stay as it is while it is "
                    f"read. Received: {len(found):,} of {part.count:,} records from "
                    f"line {part.line:,} on. Start again with --overwrite."
                )
            for record in found:
                digest.update(record.data)
                row = read_record(part.source, record)
                (rows if isinstance(row, Row) else failures).append(row)
    return ShardRows(shard, rows, failures, digest.hexdigest())
