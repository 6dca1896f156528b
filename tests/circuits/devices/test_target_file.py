"""Files as they come: with a mark, without a name, with one twice."""

import pytest

from circuits.devices.target_file import read_target_file


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path, mark):
    file = tmp_path / "chip.json"
    file.write_bytes(mark + '{"name": "m\u00fcller"}'.encode())
    assert read_target_file(file) == {"name": "m\u00fcller"}


@pytest.mark.parametrize(
    "text",
    ['{"name": "a", "name": "b"}', '{"medians": {"name": 1, "x": 2, "name": 1}}'],
)
def test_a_name_that_is_there_twice_is_refused(tmp_path, text):
    file = tmp_path / "chip.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(
        ValueError,
        match=r"^An object must hold each name once, because the last would win\. "
        r"Received more than once: 'name'\.$",
    ):
        read_target_file(file)


def test_a_file_that_is_not_there_is_told_with_where_it_was_looked_for(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        FileNotFoundError,
        match=r"^`path` must be a file with a target\. Received: 'none\.json', looked "
        rf"for at '{tmp_path}/none\.json': No such file or directory\. Put the file "
        r"there, or give the path of where it is\.$",
    ):
        read_target_file("none.json")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(
        IsADirectoryError, match=r"^`path` must be a file with a target"
    ):
        read_target_file(tmp_path)
