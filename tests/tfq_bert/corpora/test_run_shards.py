import shutil
from pathlib import Path

import pytest

from tests.small_corpus import read_bytes, write_lines
from tfq_bert.corpora.run_shards import MARKER, Plan, run_shards
from tfq_bert.corpora.source_file import Wanted, find_sources
from tfq_bert.corpora.work import PREDICTIONS
from tfq_bert.errors import InputError
from tfq_bert.files import read_json

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture
def work_on(tiny_export, tmp_path):
    """Runs the tiny export over a pattern, 16 rows a file; returns the result."""

    def run(pattern, progress=None, wanted=None, **how):
        plan = Plan(PREDICTIONS, str(tmp_path / "out"), {}, 16, **how)
        sources = find_sources([pattern], wanted or Wanted())
        return run_shards(
            plan, sources, lambda _: tiny_export, lambda *_: None, progress
        )

    return run


class Stop(Exception):
    """Ends a run in the middle."""


def stop_at(rows):
    def progress(_stage, done, _total, _detail):
        if done >= rows:
            raise Stop

    return progress


def test_the_folder_names_what_is_in_it_and_nothing_else_is_left(
    work_on, corpus, tmp_path
):
    result = work_on(corpus)
    assert (result.rows, result.failed) == (90, 4)
    assert result.reasons == {"not JSON": 2, "no text": 1, "text of a wrong type": 1}
    assert result.files[0] == "predictions-00000-of-00006.jsonl"
    assert result.failed_files == ("failed-00004-of-00006.jsonl",)
    names = {*result.files, *result.failed_files, MARKER}
    assert set(read_bytes(tmp_path / "out")) == names
    assert read_json(tmp_path / "out" / MARKER)["rows"] == 90
    assert not list(tmp_path.glob("*unfinished*"))


def test_a_run_that_was_stopped_goes_on_to_the_same_bytes(work_on, corpus, tmp_path):
    work_on(corpus)
    whole = read_bytes(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    with pytest.raises(Stop):
        work_on(corpus, stop_at(32))
    assert not (tmp_path / "out").exists()
    parts = tmp_path / "out.unfinished" / "parts"
    (parts / ".000000-000003-1.json").write_text("half a no")  # what a kill leaves
    done = {path: path.stat().st_mtime_ns for path in parts.glob("[0-9]*")}
    assert done
    with pytest.raises(Stop):
        work_on(corpus, stop_at(64))
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert len(list(parts.glob("[0-9]*"))) > len(done)
    work_on(corpus)
    assert read_bytes(tmp_path / "out") == whole


def test_going_on_with_other_files_is_refused(work_on, corpus, tmp_path):
    with pytest.raises(Stop):
        work_on(corpus, stop_at(32))
    write_lines(tmp_path / "corpus-3.jsonl", [{"id": 1, "text": "good"}])
    with pytest.raises(InputError, match="must go on with the settings.*input"):
        work_on(corpus)


def test_going_on_with_files_that_were_written_again_is_refused(
    work_on, corpus, tmp_path
):
    with pytest.raises(Stop):
        work_on(corpus, stop_at(32))
    path = sorted(tmp_path.glob("corpus-*"))[0]
    path.write_bytes(path.read_bytes().replace(b"good", b"evil"))
    with pytest.raises(InputError, match="begun with.*start again with --overwrite"):
        work_on(corpus)
    work_on(corpus, overwrite=True)


def test_input_that_changes_while_it_is_read_is_refused(work_on, corpus, tmp_path):
    path = sorted(tmp_path.glob("corpus-*"))[-1]
    whole = path.read_bytes()

    def cut_off(_stage, done, _total, _detail):
        if done == 64:
            path.write_bytes(whole[: len(whole) // 3])

    def touch(_stage, done, total, _detail):
        if done == total:
            path.write_bytes(whole)

    for change, told in ((cut_off, "records from line"), (touch, "other sizes")):
        with pytest.raises(InputError, match=f"must stay as .* {told}"):
            work_on(corpus, change, overwrite=True)
        assert not (tmp_path / "out").exists()
        path.write_bytes(whole)
    with pytest.raises(InputError, match="start again with --overwrite"):
        work_on(corpus)
    assert work_on(corpus, overwrite=True).rows == 90


def test_input_in_the_folder_of_the_output_is_refused(work_on, corpus, tmp_path):
    work_on(corpus)
    (tmp_path / "out.unfinished").mkdir()
    write_lines(tmp_path / "out.unfinished" / "a.jsonl", [{"text": "a"}])
    for pattern in ("out/*.jsonl", "out.unfinished/*.jsonl"):
        with pytest.raises(InputError, match="must name no file in the folder of"):
            work_on(str(tmp_path / pattern), wanted=Wanted("id"), overwrite=True)


def test_the_old_folder_stays_until_the_new_one_is_whole(work_on, corpus, tmp_path):
    work_on(corpus)
    before = read_bytes(tmp_path / "out")
    with pytest.raises(InputError, match="must be new"):
        work_on(corpus)
    with pytest.raises(Stop):
        work_on(corpus, stop_at(16), overwrite=True)
    assert read_bytes(tmp_path / "out") == before
    work_on(corpus, overwrite=True)
    assert read_bytes(tmp_path / "out") == before


def test_a_folder_of_something_else_is_never_replaced(work_on, corpus, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("years")
    with pytest.raises(InputError, match=r"never replaced, because it has no summary"):
        work_on(corpus, overwrite=True)


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "years",
        '{"kind": "features", "input_sha256": "00"}',
        '{"format_version": 1, "kind": "predictions"}',
    ],
)
def test_a_folder_with_a_summary_of_something_else_is_never_replaced(
    work_on, corpus, tmp_path, content
):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / MARKER).write_text(content)
    with pytest.raises(InputError, match=r"is never replaced, because its summary"):
        work_on(corpus, overwrite=True)
    assert (tmp_path / "out" / MARKER).read_text() == content


def test_a_summary_of_the_first_version_marks_a_folder_that_may_be_replaced(
    work_on, corpus, tmp_path
):
    work_on(corpus)
    marker = tmp_path / "out" / MARKER
    golden = GOLDEN / "corpus_summary_v1.json"
    assert read_json(marker).keys() == read_json(golden).keys()
    marker.write_bytes(golden.read_bytes())
    work_on(corpus, overwrite=True)
    assert read_json(marker)["rows"] == 90


def test_the_option_to_name_is_that_of_the_reason(work_on, tmp_path):
    path = write_lines(tmp_path / "a.jsonl", [{"text": "a"}])
    with pytest.raises(InputError, match=r"mostly 'no id'.*--id-column"):
        work_on(str(path), wanted=Wanted(id_column="key"))


def test_input_without_a_single_row_is_refused_and_leaves_nothing(work_on, tmp_path):
    path = write_lines(tmp_path / "a.jsonl", ["broken", "too"])
    with pytest.raises(InputError, match=r"at least one row must be read.*'not JSON'"):
        work_on(str(path))
    (tmp_path / "b.jsonl").write_text("\n")
    with pytest.raises(InputError, match="Received: files without a row"):
        work_on(str(tmp_path / "b.jsonl"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "b.jsonl"]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"engine": "spark"}, "`engine` must be one of"),
        ({"output": "gs://bucket/out"}, "`--output` must be a folder that all workers"),
        ({"rows_per_file": 0}, "`--rows-per-file` must be at least 1"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(corpus, tmp_path, how, message):
    plan = Plan(**{"kind": PREDICTIONS, "output": str(tmp_path / "out"), **how})
    with pytest.raises(InputError, match=message):
        run_shards(plan, find_sources([corpus], Wanted()), None, None, None)
