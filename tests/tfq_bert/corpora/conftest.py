"""A corpus of two files with rows at fault, and what the tiny export says of it."""

import pytest

from tests.small_corpus import make_objects, write_lines


@pytest.fixture
def corpus(tmp_path):
    """The pattern of two files: 90 good rows, and four at fault in the second."""
    objects = make_objects(90)
    faults = ["broken", {"id": 900}, {"id": 901, "text": 5}, '{"id": 902, "text": "']
    write_lines(tmp_path / "corpus-1.jsonl", objects[:50])
    write_lines(tmp_path / "corpus-2.jsonl", [*objects[50:70], *faults, *objects[70:]])
    return f"{tmp_path}/corpus-*.jsonl"
