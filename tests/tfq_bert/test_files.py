import json
import os

import pytest

from tfq_bert.errors import InputError
from tfq_bert.files import (
    check_new_folder,
    check_output_file,
    clear_folder,
    locked_folder,
    new_folder,
    read_json,
    write_json,
    write_text,
)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def fail_inside(folder, error, **options):
    with new_folder(folder, **options) as path:
        (path / "new").write_text("2")
        raise error


def test_a_folder_appears_whole_with_its_parents(tmp_path):
    with new_folder(tmp_path / "a" / "b") as path:
        (path / "x").write_text("1")
        assert not (tmp_path / "a" / "b").exists()
    assert names(tmp_path / "a") == ["b"]
    assert (tmp_path / "a" / "b" / "x").read_text() == "1"


def test_a_block_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(KeyError):
        fail_inside(tmp_path / "a", KeyError)
    assert names(tmp_path) == []


def test_an_old_folder_is_replaced_whole(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "old").write_text("1")
    with new_folder(tmp_path / "a", overwrite=True) as path:
        (path / "new").write_text("2")
        assert names(tmp_path / "a") == ["old"]
    assert (names(tmp_path), names(tmp_path / "a")) == (["a"], ["new"])


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt])
def test_an_old_folder_survives_a_block_that_fails(tmp_path, error):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "old").write_text("1")
    with pytest.raises(error):
        fail_inside(tmp_path / "a", error, overwrite=True)
    assert (names(tmp_path), names(tmp_path / "a")) == (["a"], ["old"])


def test_an_old_folder_is_put_back_if_the_new_one_cannot_take_its_place(tmp_path):
    """The new folder vanishes before it is moved, so the second rename fails."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "old").write_text("1")
    with (
        pytest.raises(FileNotFoundError),
        new_folder(tmp_path / "a", overwrite=True) as path,
    ):
        path.rmdir()
    assert (names(tmp_path), names(tmp_path / "a")) == (["a"], ["old"])


def test_an_empty_folder_is_as_good_as_none(tmp_path):
    (tmp_path / "a").mkdir()
    with new_folder(tmp_path / "a") as path:
        (path / "x").write_text("1")
    assert names(tmp_path / "a") == ["x"]


def test_a_folder_without_the_mark_is_never_replaced(tmp_path):
    (tmp_path / "mine").write_text("1")
    with pytest.raises(InputError, match="never replaced, because it has no mark"):
        check_new_folder(tmp_path, overwrite=True, replaces="mark")
    (tmp_path / "mark").write_text("1")
    check_new_folder(tmp_path, overwrite=True, replaces="mark")
    with pytest.raises(InputError, match="Use --overwrite"):
        check_new_folder(tmp_path, replaces="mark")


def test_a_file_is_no_folder_and_holds_none(tmp_path):
    (tmp_path / "file").write_text("1")
    with pytest.raises(InputError, match=r"Received: a file\. Choose another name\.$"):
        check_new_folder(tmp_path / "file", overwrite=True)
    with pytest.raises(InputError, match=r"can be written to\. Received: a file\."):
        check_new_folder(tmp_path / "file" / "a" / "b")


def test_a_place_that_no_one_can_write_is_bad_input():
    """Also for root, whom permissions do not bind."""
    with (
        pytest.raises(InputError, match="must be a folder that can be written to"),
        new_folder("/proc/a/b"),
    ):
        pass


def test_the_folder_can_be_read_by_others(tmp_path):
    """`mkdtemp` alone makes one that only its owner can read."""
    with new_folder(tmp_path / "a"):
        pass
    assert os.stat(tmp_path / "a").st_mode & 0o777 == 0o755


def test_an_output_file_must_stand_in_a_folder_that_exists(tmp_path):
    check_output_file(None)
    check_output_file(tmp_path / "new.json")
    with pytest.raises(InputError, match=r"^`--output` must be .* a folder, '"):
        check_output_file(tmp_path)
    with pytest.raises(InputError, match="Received: a folder that does not exist, "):
        check_output_file(tmp_path / "no" / "new.json")
    assert names(tmp_path) == []


def test_an_output_file_has_one_of_the_endings_that_are_given(tmp_path):
    check_output_file(tmp_path / "a.PNG", "--map", (".png", ".svg"))
    with pytest.raises(
        InputError,
        match=r"^`--map` must end in \.png or \.svg, because the suffix chooses the "
        r"format\. Received: map='.*/a\.pdf'\.$",
    ):
        check_output_file(tmp_path / "a.pdf", "--map", (".png", ".svg"))


def test_an_output_file_is_no_device_and_in_no_folder_that_takes_none():
    """Also for root, whom permissions do not bind."""
    with pytest.raises(InputError, match="Received: no plain file, '/dev/null'"):
        check_output_file("/dev/null")
    with pytest.raises(
        InputError, match=r"Received: a folder that cannot be written to, '/proc'\.$"
    ):
        check_output_file("/proc/a.json")


def test_an_error_of_writing_names_the_file_and_not_its_sibling(tmp_path):
    (tmp_path / "a").mkdir()
    for path in (tmp_path / "a", "/proc/a.json"):
        with pytest.raises(OSError) as caught:  # noqa: PT011
            write_text(path, "x")
        assert caught.value.filename == str(path)
        assert caught.value.errno is not None
    assert names(tmp_path) == ["a"]


def test_text_replaces_a_file_and_leaves_nothing_else(tmp_path):
    write_text(tmp_path / "a", "one")
    write_text(tmp_path / "a", "\xfcber")
    assert (tmp_path / "a").read_bytes() == "\xfcber".encode()
    assert names(tmp_path) == ["a"]


def test_json_comes_back_as_it_was(tmp_path):
    content = {"format_version": 1, "name": "\xfcber", "values": [0.1, None]}
    write_json(tmp_path / "a.json", content)
    assert read_json(tmp_path / "a.json") == content
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == content


def test_nan_is_refused_and_the_old_file_kept(tmp_path):
    write_json(tmp_path / "a.json", {"format_version": 1})
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", {"x": float("nan")})
    assert read_json(tmp_path / "a.json") == {"format_version": 1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", r"must be JSON\. Received: "),
        ("[]", "format_version=None"),
        ('{"format_version": 2}', r"up to 1\. Received: format_version=2\. Update"),
    ],
)
def test_json_that_is_not_ours_is_bad_input(tmp_path, text, words):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(InputError, match=words):
        read_json(tmp_path / "a.json")


def test_missing_json_is_bad_input(tmp_path):
    with pytest.raises(InputError, match=r"must exist\. Received: no such file\.$"):
        read_json(tmp_path / "a.json")


def test_a_folder_is_held_by_one_and_free_again_after_it(tmp_path):
    folder = tmp_path / "a" / "b"
    with locked_folder(folder, "run"):
        with (
            pytest.raises(
                InputError,
                match=r"^a run must be made by one process. Received: 'b', which "
                r"another one is at. Wait for it, or stop it.$",
            ),
            locked_folder(folder, "run"),
        ):
            pass
        (folder / "x").write_text("1")
        (folder / "y").mkdir()
        clear_folder(folder)
        assert names(folder) == ["lock"]
    with locked_folder(folder, "run"):
        pass


def test_a_folder_that_cannot_be_made_is_not_held(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(InputError, match="must be a folder that can be written to"),
        locked_folder(tmp_path / "file" / "b", "run"),
    ):
        pass
