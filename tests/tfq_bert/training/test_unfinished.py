import dataclasses
import subprocess
import sys

import pytest

from tests.tiny_runs import ROOT
from tfq_bert.errors import InputError
from tfq_bert.training import TrainConfig, is_complete, unfinished_config
from tfq_bert.training.unfinished import unfinished_run


@pytest.fixture
def config(tmp_path):
    return TrainConfig(data="a.csv", output=str(tmp_path / "run")).filled()


def _begin(config, **options):
    """Leaves an unfinished run with a checkpoint."""
    with unfinished_run(config, **options) as run:
        run.checkpoint.write_bytes(b"1")
    return run


def test_a_finished_run_is_in_its_place_and_nothing_else(config, tmp_path):
    with unfinished_run(config) as run:
        run.checkpoint.write_bytes(b"1")
        (run.run / "model.keras").write_bytes(b"2")
        assert not is_complete(config.output)
        run.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["model.keras"]
    assert is_complete(config.output)
    with (
        pytest.raises(InputError, match="Received: a complete one.$"),
        unfinished_run(config, resume=True),
    ):
        pass


def test_a_failure_before_anything_was_saved_leaves_nothing(config, tmp_path):
    with pytest.raises(ZeroDivisionError), unfinished_run(config):
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


def test_an_unfinished_run_is_never_lost_by_chance(config):
    run = _begin(config)
    assert unfinished_config(config.output) == config
    with (
        pytest.raises(
            InputError,
            match=r"Received: an unfinished one, 'run.unfinished'. Use --resume to",
        ),
        unfinished_run(config),
    ):
        pass
    assert run.has_progress
    with unfinished_run(config, resume=True) as again:
        assert again.checkpoint.read_bytes() == b"1"
    with unfinished_run(config, overwrite=True) as anew:
        assert not anew.has_progress


def test_with_other_settings_it_does_not_go_on(config):
    _begin(config)
    other = dataclasses.replace(config, seed=3)
    with (
        pytest.raises(
            InputError, match=r"Received: seed=3, begun with 0. Leave them out"
        ),
        unfinished_run(other, resume=True),
    ):
        pass


def test_with_other_data_it_does_not_go_on(config):
    with unfinished_run(config) as run:
        run.check_data("1")
        run.check_data("1")
        run.checkpoint.write_bytes(b"1")
    with (
        pytest.raises(InputError, match="^the data must be those that the run"),
        unfinished_run(config, resume=True) as run,
    ):
        run.check_data("2")


def test_a_run_that_replaces_one_goes_on_without_saying_so_again(config, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run/model.keras").write_bytes(b"old")
    _begin(config, overwrite=True)
    assert (tmp_path / "run/model.keras").read_bytes() == b"old"
    with unfinished_run(config, resume=True) as run:
        (run.run / "model.keras").write_bytes(b"new")
        run.finish()
    assert (tmp_path / "run/model.keras").read_bytes() == b"new"


def test_two_processes_do_not_train_one_run(config):
    code = (
        "import sys\n"
        "from tfq_bert.training import TrainConfig\n"
        "from tfq_bert.training.unfinished import unfinished_run\n"
        "config = TrainConfig(data='a.csv', output=sys.argv[1]).filled()\n"
        "with unfinished_run(config) as run:\n"
        "    run.checkpoint.write_bytes(b'1')\n"
        "    print('in', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, config.output],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert other.stdout.readline() == "in\n"
    with (
        pytest.raises(InputError, match="^a run must be made by one process"),
        unfinished_run(config, resume=True),
    ):
        pass
    other.kill()
    other.communicate()
    with unfinished_run(config, resume=True) as run:
        assert run.has_progress


def test_no_unfinished_run_has_no_settings(config):
    with pytest.raises(InputError, match="must be an unfinished run to go on with"):
        unfinished_config(config.output)


def test_a_folder_of_that_name_that_is_no_run_is_never_cleared(config, tmp_path):
    folder = tmp_path / "run.unfinished"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    for options in ({}, {"overwrite": True}, {"resume": True}):
        with (
            pytest.raises(InputError, match="^The folder .* must be new"),
            unfinished_run(config, **options),
        ):
            pass
    assert (folder / "mine.txt").read_text() == "mine"
