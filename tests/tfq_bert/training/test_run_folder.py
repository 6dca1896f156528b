import csv
import json
import platform
import shutil

import numpy as np
import pytest

from tfq_bert.errors import InputError
from tfq_bert.training import load_model, load_run
from tfq_bert.training.run_folder import versions


def test_a_run_comes_back_with_its_model_scores_and_settings(tiny_run, tiny_result):
    run = load_run(tiny_run)
    texts = ["a good film", "", "the plot was awful"]
    np.testing.assert_allclose(
        run.model.predict(texts), tiny_result.model.predict(texts), rtol=1e-6, atol=1e-6
    )
    assert run.model.class_names == ["bad", "good"]
    assert run.metrics == tiny_result.metrics
    assert (run.folder, run.config.qubits, run.config.recipe) == (tiny_run, 2, "frozen")
    assert run.config == run.config.filled()


def test_the_history_is_a_table_of_one_row_an_epoch(tiny_run, tiny_result):
    with open(tiny_run / "history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4"]
    found = [float(row["val_loss"]) for row in rows]
    np.testing.assert_allclose(found, tiny_result.history["val_loss"])


def test_pictures_are_pictures_and_logs_are_there(tiny_run):
    for name in ("training_curves", "confusion_matrix", "circuit"):
        assert (tiny_run / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert "<svg" in (tiny_run / f"{name}.svg").read_text(encoding="utf-8")
    assert list((tiny_run / "logs").rglob("events.*"))


def test_versions_name_python_and_the_packages(tiny_run):
    content = json.loads((tiny_run / "versions.json").read_text())
    assert len(content.pop("data_sha256")) == 64
    assert content == versions()
    assert content["python"] == platform.python_version()
    assert content["tensorflow"].startswith("2.18")


def test_no_absolute_path_of_this_machine_is_needed(tiny_run, tmp_path):
    moved = shutil.copytree(tiny_run, tmp_path / "elsewhere")
    assert load_run(moved).model.predict(["good"]).shape == (1, 2)


def test_a_folder_that_is_no_run_is_bad_input(tmp_path):
    with pytest.raises(InputError, match=r"Received: a folder without it\."):
        load_run(tmp_path)
    with pytest.raises(InputError, match=r"Received: no such folder\."):
        load_run(tmp_path / "none")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"Received: a file\. Make one with: "):
        load_run(tmp_path / "file")


def test_a_model_comes_back_from_its_file(tiny_run, tiny_result):
    model = load_model(tiny_run / "model.keras")
    assert model.circuit_spec == tiny_result.model.circuit_spec
    assert model.circuit_weights() == tiny_result.model.circuit_weights()


def test_a_file_without_a_model_of_ours_is_bad_input(tmp_path):
    from tfq_bert._quiet import keras

    path = tmp_path / "a.keras"
    with pytest.raises(InputError, match=r"no such file\. Write one with model\.save"):
        load_model(path)
    path.write_text("x")
    with pytest.raises(InputError, match="must be a whole model. Received: .* Write"):
        load_model(path)
    keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1)]).save(path)
    with pytest.raises(InputError, match=r"HybridText.* Received: Sequential\."):
        load_model(path)


def test_a_run_without_its_scores_is_bad_input(tiny_run, tmp_path):
    run = shutil.copytree(tiny_run, tmp_path / "run")
    (run / "metrics.json").unlink()
    with pytest.raises(InputError, match=r"metrics\.json' must exist"):
        load_run(run)
