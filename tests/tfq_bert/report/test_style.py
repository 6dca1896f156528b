"""Tests of how pictures reach the disk."""

import matplotlib
import numpy as np
import pytest
from matplotlib.image import imread

from tfq_bert.report.style import open_figure


def test_png_has_150_dots_an_inch_or_more_and_a_light_background(tmp_path):
    with open_figure(tmp_path / "a.png", 2, 1, layout="none"):
        pass
    pixels = imread(tmp_path / "a.png")
    assert pixels.shape[0] >= 150
    assert pixels.shape[1] >= 300
    np.testing.assert_array_equal(pixels, 1)


def test_equal_pictures_are_equal_bytes(tmp_path):
    for name in ("a.svg", "b.svg", "a.png", "b.png"):
        with open_figure(tmp_path / name, 2, 1) as figure:
            figure.subplots().plot([1, 3, 2])
    for suffix in ("svg", "png"):
        first, second = (tmp_path / f"{stem}.{suffix}" for stem in "ab")
        assert first.read_bytes() == second.read_bytes()


def test_failure_while_drawing_keeps_the_old_file_and_leaves_no_other(tmp_path):
    (tmp_path / "a.png").write_text("old")
    with pytest.raises(ZeroDivisionError), open_figure(tmp_path / "a.png", 2, 1):
        1 / 0  # noqa: B018
    assert [file.read_text() for file in tmp_path.iterdir()] == ["old"]


def test_failure_while_writing_keeps_the_old_file_and_leaves_no_other(
    tmp_path, monkeypatch
):
    def fail(self, path, **options):  # noqa: ARG001
        path.write_text("half a picture")
        raise OSError("disk full")

    (tmp_path / "a.png").write_text("old")
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", fail)
    with (
        pytest.raises(OSError, match="disk full"),
        open_figure(tmp_path / "a.png", 2, 1),
    ):
        pass
    assert [file.read_text() for file in tmp_path.iterdir()] == ["old"]


def test_drawing_leaves_the_settings_of_matplotlib_alone(tmp_path):
    before = dict(matplotlib.rcParams)
    with open_figure(tmp_path / "a.svg", 2, 1):
        assert matplotlib.rcParams["svg.fonttype"] == "none"
    assert dict(matplotlib.rcParams) == before


def test_enormous_picture_is_drawn_with_fewer_dots(tmp_path):
    with open_figure(tmp_path / "a.png", 2, 600, layout="none"):
        pass
    height, width, _ = imread(tmp_path / "a.png").shape
    assert height < 2**16
    assert width == pytest.approx(2 * 100, abs=2)


def test_unknown_suffix_is_refused_before_anything_is_drawn(tmp_path):
    with (
        pytest.raises(
            ValueError,
            match=r"^`path` must end in \.png or \.svg, .* path='.*a\.pdf'\.$",
        ),
        open_figure(tmp_path / "a.pdf", 2, 1),
    ):
        pytest.fail("the block ran")


def test_a_folder_is_refused_by_its_name_before_anything_is_drawn(tmp_path):
    (tmp_path / "a.png").mkdir()
    with (
        pytest.raises(ValueError, match=r"^`path` must be .* a folder, '.*/a\.png'\.$"),
        open_figure(tmp_path / "a.png", 2, 1),
    ):
        pytest.fail("the block ran")
