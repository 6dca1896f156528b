import pytest

from tfq_bert.errors import InputError
from tfq_bert.training.tuning_folder import unfinished_tuning

SETTINGS = {"seed": 0, "search": "random"}
VALUES = {"learning_rate": 0.1, "depth": 1, "qubits": 2, "encoder": "zz"}
RECORD = {"number": 1, "values": VALUES, "loss": 0.5}


@pytest.fixture
def begun(tmp_path):
    """The output of an unfinished tuning with one record, on two texts."""
    output = tmp_path / "tuning"
    with unfinished_tuning(str(output), SETTINGS) as folder:
        folder.check_data(["a", "b"], ["x", "y"])
        folder.keep(RECORD)
    return output


def test_a_tuning_that_saved_nothing_leaves_nothing(tmp_path):
    with unfinished_tuning(str(tmp_path / "tuning"), SETTINGS) as folder:
        assert folder.folder.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_a_record_is_found_again_by_its_number(begun):
    with unfinished_tuning(str(begun), SETTINGS, resume=True) as folder:
        assert folder.record(1) == RECORD
        assert folder.known_values(1) == VALUES
        assert folder.record(2) is None
        assert folder.known_values(2) is None


def test_without_resume_an_unfinished_tuning_is_refused(begun):
    with (
        pytest.raises(InputError) as caught,
        unfinished_tuning(str(begun), SETTINGS),
    ):
        pass
    assert str(caught.value) == (
        f"The tuning {str(begun)!r} must be new. Received: an unfinished one, "
        "'tuning.unfinished'. Use --resume to go on with it, or --overwrite to start "
        "again."
    )


def test_a_folder_that_holds_a_lock_alone_is_begun_again(tmp_path):
    """As after a kill in the first moment."""
    (tmp_path / "tuning.unfinished").mkdir()
    (tmp_path / "tuning.unfinished/lock").touch()
    with unfinished_tuning(str(tmp_path / "tuning"), SETTINGS) as folder:
        folder.keep(RECORD)
    assert folder.record(1) == RECORD


def test_overwrite_forgets_the_unfinished_one(begun):
    with unfinished_tuning(str(begun), SETTINGS, overwrite=True) as folder:
        assert folder.record(1) is None


def test_other_settings_are_refused(begun):
    other = {**SETTINGS, "seed": 3}
    with (
        pytest.raises(InputError, match=r"Received: seed=3, begun with 0\."),
        unfinished_tuning(str(begun), other, resume=True),
    ):
        pass
    assert begun.with_name("tuning.unfinished").is_dir()


@pytest.mark.parametrize("rows", [(["ab"], ["xy"]), (["a", "b"], ["y", "x"])])
def test_other_data_are_refused(begun, rows):
    with unfinished_tuning(str(begun), SETTINGS, resume=True) as folder:
        folder.check_data(["a", "b"], ["x", "y"])
        with pytest.raises(InputError, match="the data must be those that the tuning"):
            folder.check_data(*rows)


def test_a_folder_of_another_kind_is_never_replaced(tmp_path):
    for name in ("tuning", "tuning.unfinished"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
        with (
            pytest.raises(InputError, match="must be new"),
            unfinished_tuning(str(tmp_path / "tuning"), SETTINGS, overwrite=True),
        ):
            pass
        assert (folder / "mine.txt").read_text() == "mine"
        (folder / "mine.txt").unlink()


def test_only_the_run_of_one_trial_is_kept(begun):
    with unfinished_tuning(str(begun), SETTINGS, resume=True) as folder:
        for number in (1, 2, 3):
            folder.run(number).mkdir(parents=True)
        (folder.run(3).parent / ".trial_0003.half").mkdir()
        folder.keep_run(2)
        assert list(folder.run(2).parent.iterdir()) == [folder.run(2)]
        half = folder.run(4).with_name("trial_0004.unfinished")
        half.mkdir()
        folder.keep_run(2, unfinished=4)
        assert half.is_dir()
        folder.keep_run(2)
        assert not half.exists()


def test_a_tuning_that_another_process_runs_is_left_alone(begun, run_python):
    """The other one asks while this one holds the folder; afterwards it is free."""
    code = (
        "from tfq_bert.training.tuning_folder import unfinished_tuning\n"
        f"with unfinished_tuning({str(begun)!r}, {SETTINGS!r}, resume=True) as it:\n"
        "    print(it.known_values(1)['encoder'])"
    )
    with unfinished_tuning(str(begun), SETTINGS, resume=True):
        refused = run_python(code)
    assert (
        "a tuning must be made by one process. Received: 'tuning.unf" in refused.stderr
    )
    assert run_python(code).stdout == "zz\n"
