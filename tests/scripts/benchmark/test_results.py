import json
from importlib import metadata

import pytest

from scripts.benchmark.results import (
    describe_machine,
    find_versions,
    summarize,
    write_results,
)


@pytest.mark.parametrize(
    ("times", "median", "quartiles"),
    [([3.0], 3.0, [3.0, 3.0]), ([5.0, 1.0, 2.0, 4.0, 3.0], 3.0, [2.0, 4.0])],
)
def test_times_become_median_and_quartiles(times, median, quartiles):
    assert summarize(times) == {"median": median, "quartiles": quartiles}


def test_a_file_says_what_was_measured_and_where(tmp_path):
    path = write_results(tmp_path / "new", "epoch", {"unit": "s"})
    write_results(tmp_path / "new", "epoch", {"unit": "ms"})
    written = json.loads(path.read_text())
    assert [p.name for p in path.parent.iterdir()] == ["epoch.json"]
    assert written.pop("machine") == json.loads(json.dumps(describe_machine()))
    assert written == {"format_version": 1, "benchmark": "epoch", "unit": "ms"}


def test_the_machine_is_told_without_its_name():
    machine = describe_machine()
    assert set(machine) == {"cores", "cpu", "memory_gib", "system", "python"}
    assert machine["cores"] >= 1


def test_versions_are_those_installed():
    assert find_versions(["numpy"]) == {"numpy": metadata.version("numpy")}
