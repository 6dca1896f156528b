import bz2
import gzip
import lzma
import os
import subprocess
import sys

import pytest

from tests.tiny_runs import ROOT
from tfq_bert.corpora.storage import (
    find_files,
    is_remote,
    open_file,
    shown_path,
    unpacked_name,
)
from tfq_bert.errors import InputError


def test_files_of_a_pattern_come_by_name_and_once(tmp_path):
    for name in ("b.txt", "a.txt", "c.csv"):
        (tmp_path / name).write_text(name * 2)
    (tmp_path / "folder.txt").mkdir()
    a, b = (str(tmp_path / name) for name in ("a.txt", "b.txt"))
    assert find_files([f"{tmp_path}/*.txt", b]) == [(a, 10), (b, 10)]


def test_a_name_with_brackets_is_that_file_first(tmp_path):
    (tmp_path / "x[1].txt").write_text("a")
    (tmp_path / "x1.txt").write_text("b")
    path = str(tmp_path / "x[1].txt")
    assert find_files([path]) == [(path, 1)]


def test_a_pattern_without_a_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"`--input` must name files\. Received: .*no"):
        find_files([f"{tmp_path}/no-*.jsonl"])


def test_packed_files_open_unpacked_and_from_the_middle(tmp_path):
    for pack, name in ((gzip, "a.jsonl.gz"), (bz2, "a.jsonl.BZ2"), (None, "a.jsonl")):
        data = b"first\nsecond\n"
        (tmp_path / name).write_bytes(pack.compress(data) if pack else data)
        with open_file(str(tmp_path / name)) as file:
            file.seek(6)
            assert file.read() == b"second\n"
        assert unpacked_name(name) == "a.jsonl"


def test_a_remote_place_that_nothing_reads_is_refused():
    assert is_remote("gs://bucket/a.jsonl")
    assert not is_remote("/data/a.jsonl")
    with pytest.raises(InputError, match="must name files that can be read"):
        find_files(["nowhere://bucket/*.jsonl"])


def test_a_remote_file_is_found_and_read_by_apache_beam(tmp_path):
    """Beam's file system of this machine, under a scheme of the test's own."""
    from apache_beam.io.localfilesystem import LocalFileSystem

    class ShelfFileSystem(LocalFileSystem):
        @classmethod
        def scheme(cls):
            return "shelf"

        def match(self, patterns, limits=None):
            return super().match([p.removeprefix("shelf:/") for p in patterns], limits)

        def open(self, path, *arguments, **options):
            return super().open(path.removeprefix("shelf:/"), *arguments, **options)

    (tmp_path / "a.jsonl").write_bytes(b"x\n")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b"y\nz\n"))
    [(path, size), (packed, _)] = find_files([f"shelf:/{tmp_path}/*.jsonl*"])
    assert size == 2
    with open_file(f"shelf:/{path}") as file:
        assert file.read() == b"x\n"
    with open_file(f"shelf:/{packed}") as file:  # by lines and from the middle
        assert list(file) == [b"y\n", b"z\n"]
        file.seek(2)
        assert file.read() == b"z\n"


def test_a_remote_place_is_looked_at_without_a_word():
    """Beam 2.77 logs which of Google's libraries are not there when it is imported."""
    code = (
        "from tfq_bert.corpora.storage import find_files\n"
        "try:\n    find_files(['nowhere://x/*.txt'])\n"
        "except ValueError as error:\n    print(type(error).__name__)"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("InputError\n", "")


@pytest.mark.parametrize(("pack", "ending"), [(gzip, "gz"), (bz2, "bz2"), (lzma, "xz")])
def test_a_packed_file_that_is_damaged_is_named(tmp_path, pack, ending):
    path = tmp_path / f"a.jsonl.{ending}"
    whole = pack.compress(os.urandom(9000))
    middle = len(whole) // 2
    for data in (
        whole[:middle],
        whole[:middle] + bytes(64) + whole[middle + 64 :],
        b"text\n" * 9,
    ):
        path.write_bytes(data)
        message = rf"^[^\n]*{path.name}' must be whole, and packed[^\n]*$"
        with pytest.raises(InputError, match=message), open_file(str(path)) as file:
            file.read()


def test_what_else_goes_wrong_with_a_packed_file_stays_what_it_is(tmp_path):
    with pytest.raises(FileNotFoundError), open_file(str(tmp_path / "a.gz")):
        pass


def test_names_that_are_no_text_are_shown():
    assert shown_path(os.fsdecode(b"\xe9t \xc3\xa9")) == "\\xe9t é"
