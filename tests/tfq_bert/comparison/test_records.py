"""Tests of the files of a piece: both there, or none."""

import numpy as np
import pytest

from tfq_bert.comparison.records import read_arrays, read_record, write_record


def test_record_and_arrays_come_back(tmp_path):
    arrays = {"weight_0": np.arange(6.0).reshape(2, 3), "probabilities": np.eye(2)}
    write_record(tmp_path, "a", {"format_version": 1, "seed": 3}, arrays)
    assert read_record(tmp_path, "a") == {"seed": 3}
    found = read_arrays(tmp_path, "a")
    assert set(found) == set(arrays)
    np.testing.assert_array_equal(found["weight_0"], arrays["weight_0"])


def test_piece_that_is_not_done_is_none(tmp_path):
    assert read_record(tmp_path, "a") is None


def test_piece_whose_record_cannot_be_written_is_not_done(tmp_path):
    with pytest.raises(ValueError, match="Out of range float values"):
        write_record(
            *(tmp_path, "a", {"format_version": 1, "loss": float("nan")}),
            {"probabilities": np.eye(2)},
        )
    assert read_record(tmp_path, "a") is None
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]
