from pathlib import Path

import numpy as np
import pytest

from tests.small_features import write_features
from tfq_bert.data import load_dataset
from tfq_bert.data.features_folder import read_features, read_features_config
from tfq_bert.errors import InputError

GOLDEN = Path(__file__).parents[2] / "golden"
TEXTS, LABELS = ["a", "b", "c", "d"], ["x", None, "y", " x "]


@pytest.fixture
def folder(tmp_path):
    """Two files of two rows, width 3, one row without a label."""
    values = np.arange(12, dtype=np.float32).reshape(4, 3)
    return write_features(tmp_path / "f", TEXTS, LABELS, values, rows_per_file=2)


def test_all_files_are_read_in_order(folder):
    found = read_features(folder)
    assert found.texts == TEXTS
    np.testing.assert_array_equal(found.features, np.arange(12).reshape(4, 3))
    assert found.features.dtype == np.float32


def test_as_a_source_it_is_the_texts_with_labels_tidied(folder):
    data = load_dataset(f"features:{folder}")
    assert (data.texts, data.labels) == (("a", "c", "d"), ("x", "y", "x"))
    assert any("1 row without a label" in note for note in data.notes)


def test_options_of_tables_do_not_go_with_it(folder):
    with pytest.raises(InputError, match="`--text-column` must go with a file"):
        load_dataset(f"features:{folder}", text_column="text")
    with pytest.raises(InputError, match="`--delimiter` must go with a file"):
        load_dataset(f"features:{folder}", delimiter=";")
    with pytest.raises(InputError, match="`--encoding` must go with a file"):
        load_dataset(f"features:{folder}", encoding="latin-1")
    with pytest.raises(InputError, match="`--split` must go with"):
        load_dataset(f"features:{folder}", split="test")


def test_a_folder_without_labels_cannot_be_learned_from(tmp_path):
    values = np.zeros((2, 3), np.float32)
    folder = write_features(tmp_path / "f", ["a", "b"], [None, None], values)
    with pytest.raises(InputError, match=r"must have labels.*2 rows without one.*--la"):
        load_dataset(f"features:{folder}")


def test_what_is_no_whole_folder_is_refused(folder, tmp_path):
    with pytest.raises(InputError, match="must be a folder of features.*no such"):
        read_features_config(tmp_path / "none")
    with pytest.raises(InputError, match="must be a folder of features.*without it"):
        read_features_config(tmp_path)
    first = folder / "features-00000-of-00002.parquet"
    first.write_bytes(first.read_bytes()[:-9])
    with pytest.raises(InputError, match="must be a whole folder of features"):
        read_features(folder)
    first.unlink()
    with pytest.raises(InputError, match="no features-00000-of-00002"):
        read_features(folder)


def test_a_folder_of_the_first_version_is_read(folder):
    golden = GOLDEN / "features_config_v1.json"
    (folder / "config.json").write_bytes(golden.read_bytes())
    found = read_features(folder)
    assert (found.config["preset"], found.texts) == ("minilm_l6_en", TEXTS)
    newer = golden.read_text().replace('"format_version": 1', '"format_version": 2')
    (folder / "config.json").write_text(newer)
    with pytest.raises(InputError, match="format_version up to 1"):
        read_features(folder)
