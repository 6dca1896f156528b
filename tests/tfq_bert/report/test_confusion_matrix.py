"""Tests of the drawn confusion matrix by what stands in the SVG."""

import re

import numpy as np
import pytest
from matplotlib.image import imread

from tfq_bert.report.confusion_matrix import draw_confusion_matrix


def _texts(matrix, names, tmp_path, **options):
    path = draw_confusion_matrix(matrix, names, tmp_path / "matrix.svg", **options)
    return re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8"))


def test_counts_and_row_percentages_stand_in_reading_order(tmp_path):
    """90 of 92 is 97.8%; 1 of 8 is 12.5%."""
    texts = _texts([[90, 2], [1, 7]], ["ham", "spam"], tmp_path)
    start = texts.index("90")
    expected = ["90", "97.8%", "2", "2.2%", "1", "12.5%", "7", "87.5%"]
    assert texts[start : start + 8] == expected


def test_names_supports_and_share_of_right_rows_are_written(tmp_path):
    texts = _texts([[90, 2], [1, 7]], ["ham", "spam"], tmp_path, title="SMS spam")
    assert texts.count("ham") == texts.count("spam") == 2
    assert {"n = 92", "n = 8", "SMS spam", "97 of 100 rows right (97.0%)"} <= set(texts)
    assert {"Predicted class", "True class", "Share of the true class (%)"} <= set(
        texts
    )


def test_true_classes_are_rows_and_predicted_classes_columns(tmp_path):
    """All ham is called spam: the upper right cell is dark, the lower left is not."""
    path = draw_confusion_matrix(
        [[0, 9], [0, 9]], ["ham", "spam"], tmp_path / "matrix.png"
    )
    darkness = 1 - imread(path)[..., 0]
    height, width = darkness.shape
    left = darkness[:, : int(0.45 * width)]
    middle = darkness[:, int(0.5 * width) : int(0.75 * width)]
    assert (middle > 0.9).mean() > 0.5
    assert (left > 0.9).mean() < 0.1
    assert height > 300


def test_long_names_are_wrapped_and_keep_all_their_words(tmp_path):
    names = ["description and abstract concept", "human being or group", "entity"]
    texts = _texts(np.eye(3, dtype=int), names, tmp_path)
    for line in ("description", "and abstract", "concept", "human being", "or group"):
        assert texts.count(line) == 2


def test_class_without_rows_has_dashes_in_place_of_percentages(tmp_path):
    texts = _texts([[0, 0], [1, 3]], ["a", "b"], tmp_path)
    assert texts.count("–") == 2
    assert "n = 0" in texts


def test_sixty_classes_are_drawn_without_numbers(tmp_path):
    names = [f"intent {i}" for i in range(60)]
    texts = _texts(np.eye(60, dtype=int) * 7, names, tmp_path)
    assert "7" not in texts
    assert all(texts.count(name) == 2 for name in names)


def test_matrix_that_does_not_fit_its_names_is_refused(tmp_path):
    with pytest.raises(
        ValueError,
        match=r"^`matrix` must have one row .* shape=\(2, 2\), 3 class names\.$",
    ):
        draw_confusion_matrix([[1, 0], [0, 1]], list("abc"), tmp_path / "matrix.svg")
