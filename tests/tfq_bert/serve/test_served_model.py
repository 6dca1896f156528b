import re
import shutil

import numpy as np
import pytest

from tfq_bert.errors import InputError
from tfq_bert.serve.served_model import check_name, find_version, load_served


def test_a_batch_has_all_outputs_of_its_signature(served):
    texts = ["a good film", "awful", ""]
    found = served.run("serving_default", texts)
    expected = served.exported.predict(texts)
    np.testing.assert_allclose(found["probabilities"], expected, atol=1e-6)
    labels = [label.decode() for label in found["label"]]
    assert labels == served.exported.predict_labels(texts)
    for name in ("expectations", "features"):
        expected = getattr(served.exported, name)(texts)
        np.testing.assert_allclose(served.run(name, texts)[name], expected, atol=1e-6)


def test_signatures_are_those_that_take_texts(served):
    assert served.signatures == ("expectations", "features", "serving_default")
    served.warm_up()


def test_an_export_is_version_1_under_its_folders_name(tiny_export):
    model = load_served(tiny_export)
    assert (model.name, model.version, model.folder) == ("export", 1, tiny_export)
    assert model.class_names == ("bad", "good")


def test_the_highest_version_of_a_model_folder_is_served(tiny_export, tmp_path):
    shutil.copytree(tiny_export, tmp_path / "2")
    for name in ("9", "10"):
        (tmp_path / name).mkdir()
        shutil.copy(tiny_export / "saved_model.pb", tmp_path / name)
    (tmp_path / "11").mkdir()  # empty: still being copied
    (tmp_path / "99.old").mkdir()
    assert find_version(tmp_path) == (10, tmp_path / "10")
    shutil.rmtree(tmp_path / "9")
    shutil.rmtree(tmp_path / "10")
    model = load_served(tmp_path, "mine")
    assert (model.name, model.version) == ("mine", 2)


def test_a_folder_without_an_export_is_bad_input(tmp_path):
    message = re.escape(
        f"{str(tmp_path)!r} must be an export, a folder that holds saved_model.pb, or "
        "a folder of versions such as 1/saved_model.pb. Received: a folder with "
        "neither. Make one with: tfq-bert export RUN FOLDER"
    )
    with pytest.raises(InputError, match=f"^{message}$"):
        load_served(tmp_path, "x")
    with pytest.raises(InputError, match=r"Received: no such folder\."):
        load_served(tmp_path / "none")


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "ä", "a b"])
def test_a_name_that_no_path_can_carry_is_refused(name):
    with pytest.raises(InputError, match=r"^`name` must be letters, digits"):
        check_name(name)
    check_name("sms-spam_2.1")
