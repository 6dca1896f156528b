"""Tests of a folder of unfinished work, whatever the work is."""

import pytest

from tfq_bert.errors import InputError
from tfq_bert.unfinished_folder import check_same_data, unfinished_folder


def _has_progress(folder):
    return (folder / "kept.json").is_file()


def _open(output, settings=None, **how):
    return unfinished_folder(
        output,
        settings or {"depth": 1},
        what="cake",
        marker="cake.json",
        has_progress=_has_progress,
        **how,
    )


def _begin(output, **how):
    with _open(output, **how) as (folder, _):
        (folder / "kept.json").write_text("{}")
        return folder


def test_work_that_kept_nothing_leaves_nothing(tmp_path):
    with _open(tmp_path / "a") as (folder, _):
        assert folder == tmp_path / "a.unfinished"
        assert folder.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_what_was_kept_is_found_again(tmp_path):
    _begin(tmp_path / "a", overwrite=True)
    with _open(tmp_path / "a", resume=True) as (folder, overwrite):
        assert _has_progress(folder)
        assert overwrite  # as it was begun


def test_without_resume_unfinished_work_is_refused(tmp_path):
    _begin(tmp_path / "a")
    with pytest.raises(InputError) as caught, _open(tmp_path / "a"):
        pass
    assert str(caught.value) == (
        f"The cake {str(tmp_path / 'a')!r} must be new. Received: an unfinished one, "
        "'a.unfinished'. Use --resume to go on with it, or --overwrite to start again."
    )


def test_overwrite_forgets_what_was_kept(tmp_path):
    _begin(tmp_path / "a")
    with _open(tmp_path / "a", overwrite=True) as (folder, _):
        assert not _has_progress(folder)


def test_other_settings_are_refused(tmp_path):
    _begin(tmp_path / "a")
    with (
        pytest.raises(InputError) as caught,
        _open(tmp_path / "a", {"depth": 2}, resume=True),
    ):
        pass
    assert str(caught.value) == (
        "a cake must go on with the settings that it was begun with. Received: "
        "depth=2, begun with 1. Give the same ones, or start again with --overwrite."
    )


def test_other_data_are_refused(tmp_path):
    folder = _begin(tmp_path / "a")
    check_same_data(folder, "1234", "cake")
    check_same_data(folder, "1234", "cake")
    with pytest.raises(InputError) as caught:
        check_same_data(folder, "5678", "cake")
    assert str(caught.value) == (
        "the data must be those that the cake was begun with. Received: other texts or "
        "labels than a.unfinished knows. Bring them back, or start again with "
        "--overwrite."
    )


def test_folder_of_somebody_else_is_left_alone(tmp_path):
    foreign = tmp_path / "a.unfinished"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("dear")
    with (
        pytest.raises(InputError, match="letter|must be|exists"),
        _open(tmp_path / "a"),
    ):
        pass
    assert (foreign / "letter.txt").read_text() == "dear"


def test_work_that_another_does_is_refused(tmp_path, run_python):
    code = (
        "import sys\n"
        "from tfq_bert.unfinished_folder import unfinished_folder\n"
        "with unfinished_folder(sys.argv[1], {'depth': 1}, what='cake',\n"
        "    marker='cake.json', has_progress=lambda f: True, resume=True):\n"
        "    pass\n"
    )
    with _open(tmp_path / "a") as (folder, _):
        (folder / "kept.json").write_text("{}")
        done = run_python(code, tmp_path / "a")
    assert done.returncode == 1
    assert "InputError" in done.stderr
