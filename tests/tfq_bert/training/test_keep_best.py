import csv

import h5py
import numpy as np
import pytest

from tests.tiny_runs import labeled_texts, save_preset
from tfq_bert.data import TextDataset
from tfq_bert.errors import InputError
from tfq_bert.training import TrainConfig, load_model, train
from tfq_bert.training.checkpoint import TrainState, take_checkpoint, write_checkpoint
from tfq_bert.training.interrupts import DivergedError
from tfq_bert.training.keep_best import keep_best
from tfq_bert.training.unfinished import unfinished_run

DATASET = TextDataset("x", ('a "good" film', "bad, bad", "great"), ("good", "bad", "x"))


def test_the_rows_and_the_best_weights_are_saved(tiny_classifier, tmp_path):
    config = TrainConfig(data="a.csv", output=str(tmp_path / "run")).filled()
    model = tiny_classifier()
    expected = model.predict(["good film"])
    with unfinished_run(config) as run:
        write_checkpoint(run.checkpoint, take_checkpoint(model, TrainState()))
        for variable in model.trainable_variables:
            variable.assign(variable * np.nan)
        error = DivergedError(np.nan, 1, 6, np.array([2, 0]))
        words = keep_best(run, model, DATASET, error)
    folder = tmp_path / "run.unfinished"
    assert words == (
        f"Its 2 rows are in '{folder}/epoch_2_batch_7.csv', the best weights so far in "
        f"'{folder}/model.keras'. Look at the rows, then start again with --overwrite "
        "and a lower --learning-rate, --clip-norm 1, or --precision float32."
    )
    with (folder / "epoch_2_batch_7.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {"text": "great", "label": "x"},
        {"text": 'a "good" film', "label": "good"},
    ]
    found = load_model(folder / "model.keras").predict(["good film"])
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_run_on_weights_that_are_no_numbers_ends_with_one_line(tiny_csv, tmp_path):
    """The preset's own vectors are broken, as those of a bad download."""
    preset = save_preset(tmp_path / "bert")
    for path in preset.rglob("*.weights.h5"):
        with h5py.File(path, "r+") as file:
            names = []
            file.visit(names.append)
            for name in names:
                if name.endswith("vars/0"):
                    file[name][...] = np.nan
    config = TrainConfig(
        data=str(tiny_csv),
        output=str(tmp_path / "run"),
        preset=str(preset),
        qubits=2,
        depth=1,
        recipe="full",
        sequence_length=16,
    )
    with pytest.raises(
        InputError,
        match=r"^the loss must stay a number. Received: nan in epoch 1, batch 1. "
        r"Its 32 rows are in '.*run.unfinished/epoch_1_batch_1.csv'. Look at the rows",
    ):
        train(config)
    (path,) = (tmp_path / "run.unfinished").glob("*.csv")
    with path.open(newline="") as file:
        rows = {(row["text"], row["label"]) for row in csv.DictReader(file)}
    assert len(rows) == 32
    assert rows <= set(labeled_texts())
