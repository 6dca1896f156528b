"""Tests of the places where pieces of work run: this process, others, Ray."""

import os

import pytest

from tests.small_comparison import made_up_rows, small_config
from tfq_bert.comparison.engines import run_all
from tfq_bert.errors import InputError


def _note(folder, name):
    """Leaves a file that names its process; returns the name."""
    (folder / name).write_text(str(os.getpid()))
    return name


def _fail(number):
    if number == 2:
        raise InputError(f"number {number} is refused.")
    return number


def _processes(folder):
    return {int(path.read_text()) for path in folder.iterdir()}


def test_one_worker_works_in_this_process_in_order(tmp_path):
    pieces = [(tmp_path, name) for name in "abc"]
    assert list(run_all(_note, pieces, workers=1)) == ["a", "b", "c"]
    assert _processes(tmp_path) == {os.getpid()}


def test_two_workers_do_each_piece_once_in_other_processes(tmp_path):
    pieces = [(tmp_path, name) for name in "abcdef"]
    assert sorted(run_all(_note, pieces, workers=2)) == list("abcdef")
    assert os.getpid() not in _processes(tmp_path)


def test_error_of_a_piece_arrives_as_it_was_raised():
    with pytest.raises(InputError) as caught:
        list(run_all(_fail, [(n,) for n in range(4)], workers=2))
    assert str(caught.value) == "number 2 is refused."


def test_unknown_engine_is_refused():
    with pytest.raises(InputError) as caught:
        list(run_all(_fail, [], workers=1, engine="slurm"))
    assert str(caught.value) == (
        "`engine` must be one of local, ray. Received: engine='slurm'."
    )


def _listeners(folder, name):
    """Leaves the addresses that this process's parents and siblings listen on."""
    import psutil

    raylet = psutil.Process(os.getpid()).parent()
    asked = [raylet, *raylet.parent().children(recursive=True)]
    found = {
        connection.laddr.ip.removeprefix("::ffff:")
        for process in asked
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    (folder / name).write_text(" ".join(sorted(found)))
    return name


def test_ray_of_this_machine_is_heard_by_it_alone(tmp_path):
    """No process of it listens to the network."""
    names = ["a", "b"]
    pieces = [(tmp_path, name) for name in names]
    assert sorted(run_all(_listeners, pieces, workers=2, engine="ray")) == names
    for name in names:
        assert (tmp_path / name).read_text() == "127.0.0.1"


def test_error_of_a_piece_arrives_from_ray_as_it_was_raised():
    with pytest.raises(InputError) as caught:
        list(run_all(_fail, [(n,) for n in range(4)], workers=2, engine="ray"))
    assert str(caught.value) == "number 2 is refused."


def test_ray_runs_a_comparison_on_two_workers(tmp_path):
    """A real Ray of two workers; the results of one process."""
    from tfq_bert.comparison import compare

    arms = ("hybrid", "majority")
    found = [
        compare(
            small_config(tmp_path / name, arms=arms),
            features=[made_up_rows()],
            workers=workers,
            engine=name,
        )
        for name, workers in (("ray", 2), ("local", 1))
    ]
    losses = [
        [run["scores"]["log_loss"]["value"] for run in content["runs"]]
        for content in found
    ]
    assert losses[0] == pytest.approx(losses[1], abs=1e-5)
