import importlib.util
import logging
import threading
import time
from pathlib import Path

import psutil
import pytest

from tests.small_corpus import make_objects, read_bytes, write_lines
from tfq_bert.corpora.engines import _tell, check_engine, run_beam, run_local
from tfq_bert.corpora.shards import group_files
from tfq_bert.corpora.source_file import Wanted, find_sources
from tfq_bert.corpora.work import PREDICTIONS, Work
from tfq_bert.errors import InputError
from tfq_bert.files import read_json, write_json


@pytest.fixture
def make_work(tiny_export, tmp_path):
    """Makes the work on 16 rows a file, into a folder of its own."""

    def make(name):
        (tmp_path / name).mkdir()
        return Work(PREDICTIONS, str(tiny_export), str(tmp_path / name), 16)

    return make


def test_both_engines_write_the_same_bytes_and_tell_all_rows(corpus, make_work, capfd):
    groups = group_files(find_sources([corpus], Wanted()))
    told = {"local": [], "beam": []}
    work = {name: make_work(name) for name in told}
    run_local(groups, work["local"], lambda *state: told["local"].append(state))
    root, level = logging.getLogger(), logging.getLogger().level
    run_beam(groups, work["beam"], "", lambda *state: told["beam"].append(state))
    assert root.level == level
    notes = read_bytes(Path(work["beam"].folder))
    assert notes.pop("000000.records")
    assert notes == read_bytes(Path(work["local"].folder))
    assert told["local"][0][:3] == (PREDICTIONS, 0, 94)
    assert told["local"][-1] == told["beam"][-1] == (PREDICTIONS, 94, 94, "")
    assert capfd.readouterr() == ("", "")


def test_what_is_done_is_not_done_again(corpus, make_work):
    groups = group_files(find_sources([corpus], Wanted()))
    work = make_work("parts")
    run_local(groups, work, lambda *_: None)
    part = Path(work.folder) / "000000-000002.jsonl"
    part.write_bytes(b"kept")
    run_local(groups, work, lambda *_: None)
    assert part.read_bytes() == b"kept"
    part.with_suffix(".json").unlink()
    run_beam(groups, work, "", lambda *_: None)
    assert part.read_bytes() != b"kept"


def test_a_note_that_was_read_is_not_read_again(make_work):
    """Else a corpus of a billion rows would read 200,000 files a second."""
    work, notes, told = make_work("parts"), {}, []
    write_json(Path(work.folder, "000000.records"), {"format_version": 1, "records": 9})
    note = Path(work.folder, "000000-000000.json")
    write_json(note, {"format_version": 1, "rows": 3, "failed": 1})
    _tell(work, 1, notes, lambda *state: told.append(state))
    note.write_text("not read")
    _tell(work, 1, notes, lambda *state: told.append(state))
    assert told == [(PREDICTIONS, 4, 9, "")] * 2


def test_unknown_engines_and_options_are_refused(make_work, capfd):
    check_engine("local")
    check_engine("beam")
    with pytest.raises(InputError, match="`engine` must be one of local, beam"):
        check_engine("spark")
    for options, reason in (
        ("--direct_num_workers=many", "invalid int value: 'many'"),
        ("--runner='x", "No closing quotation"),
        ("--runner=NoSuchRunner", "NoSuchRunner"),
        ("--runer=FlinkRunner", "not known to Beam: --runer=FlinkRunner"),
        ("--direct_num_worker 2 --nonsense", "--direct_num_worker 2 --nonsense"),
        ("runner=FlinkRunner", "not known to Beam: runner=FlinkRunner"),
    ):
        with pytest.raises(InputError, match=r"`--beam-options` must be") as caught:
            run_beam([], make_work(options[:22]), options, lambda *_: None)
        assert reason in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_runner_that_cannot_start_is_said_in_one_line(make_work, tmp_path):
    """Its own options are known; its program is not there, and nothing is fetched."""
    jar = tmp_path / "no such.jar"
    options = f"--runner=FlinkRunner --parallelism=2 --flink_job_server_jar='{jar}'"
    with pytest.raises(InputError, match="that runner could not start") as caught:
        run_beam([], make_work("parts"), options, lambda *_: None)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_workers_of_their_own_write_the_same_without_a_word(corpus, make_work, capfd):
    groups = group_files(find_sources([corpus], Wanted()))
    local, beam = make_work("local"), make_work("beam")
    run_local(groups, local, lambda *_: None)
    run_beam(groups, beam, "--direct_num_workers=2", lambda *_: None)
    found = read_bytes(Path(beam.folder))
    assert found.pop("000000.records")
    assert found == read_bytes(Path(local.folder))
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_a_worker_that_is_killed_ends_the_run_and_what_is_done_is_kept(
    tmp_path, make_work, capfd
):
    """Beam's runner would wait for its answer for ever."""
    path = write_lines(tmp_path / "long.jsonl", make_objects(20_000))
    groups = group_files(find_sources([str(path)], Wanted()))
    work = make_work("parts")

    def kill():
        while not list(Path(work.folder).glob("[0-9]*.json")):
            time.sleep(0.05)
        children = psutil.Process().children()
        workers = [c for c in children if "sdk_worker_main" in " ".join(c.cmdline())]
        workers[0].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(InputError, match="one that ended with code -9.*goes on"):
        run_beam(groups, work, "--direct_num_workers=2", lambda *_: None)
    killer.join()
    run_local(groups, work, lambda *_: None)
    notes = [read_json(p) for p in Path(work.folder).glob("[0-9]*.json")]
    assert sum(note["rows"] for note in notes) == 20_000
    assert capfd.readouterr() == ("", "")


def test_without_apache_beam_its_install_is_named(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda n: None if n == "apache_beam" else find(n)
    )
    with pytest.raises(InputError, match=r"pip install 'tfq-bert\[beam\]'"):
        check_engine("beam")


def test_what_goes_wrong_in_a_worker_is_said_in_one_line(
    corpus, make_work, tiny_export, tmp_path
):
    import dataclasses
    import shutil

    groups = group_files(find_sources([corpus], Wanted()))
    broken = shutil.copytree(tiny_export, tmp_path / "export")
    (broken / "saved_model.pb").write_bytes(b"nothing")
    work = dataclasses.replace(make_work("parts"), model=str(broken))
    with pytest.raises(InputError, match=r"^'.*export' must be a whole export\.") as e:
        run_beam(groups, work, "", lambda *_: None)
    assert "\n" not in str(e.value)
    lost = dataclasses.replace(make_work("lost"), folder=str(tmp_path / "no"))
    with pytest.raises(InputError, match="No such file or directory"):
        run_beam(groups, lost, "", lambda *_: None)
