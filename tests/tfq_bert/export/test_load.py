import json
import shutil

import numpy as np
import pytest

from tfq_bert.errors import InputError
from tfq_bert.export import load_exported

TEXTS = ["a good film", "", "the plot was awful and more words than are read " * 3]


def test_an_export_answers_as_the_model_does(tiny_export, tiny_result):
    exported = load_exported(tiny_export)
    assert exported.class_names == ("bad", "good")
    expected = tiny_result.model.predict(TEXTS)
    np.testing.assert_allclose(exported.predict(TEXTS), expected, atol=1e-6)
    assert exported.predict_labels(TEXTS) == tiny_result.model.predict_labels(TEXTS)


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_rows_keep_their_order_in_any_batch(tiny_export, batch_size):
    exported = load_exported(tiny_export)
    alone = np.concatenate([exported.predict(text) for text in TEXTS])
    found = exported.predict(TEXTS, batch_size=batch_size)
    np.testing.assert_allclose(found, alone, atol=1e-6)


def test_no_text_gives_no_row(tiny_export):
    found = load_exported(tiny_export).predict([])
    assert (found.shape, found.dtype) == ((0, 2), np.float32)


def test_a_folder_that_is_no_export_is_bad_input(tmp_path):
    with pytest.raises(InputError, match=r"Received: a folder without it\."):
        load_exported(tmp_path)
    with pytest.raises(InputError, match=r"Received: no such folder\."):
        load_exported(tmp_path / "none")


def test_a_damaged_or_newer_export_is_bad_input(tiny_export, tmp_path):
    folder = shutil.copytree(tiny_export, tmp_path / "export")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "format_version": 2}))
    with pytest.raises(InputError, match=r"Received: format_version=2\. Update"):
        load_exported(folder)
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "variables/variables.index").unlink()
    with pytest.raises(InputError, match="must be a whole export"):
        load_exported(folder)
