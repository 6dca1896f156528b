"""Trains an arm together with all of BERT, as `train` does.

Scores nothing.
"""

import gc
from dataclasses import replace
from pathlib import Path

import numpy as np

from tfq_bert._quiet import keras
from tfq_bert.comparison.arms import count_parameters
from tfq_bert.comparison.config import CompareConfig
from tfq_bert.comparison.fit_head import check_one_converged, rates_to_try, tried_rate
from tfq_bert.comparison.jobs import Job, fits_folder
from tfq_bert.comparison.rows import Rows
from tfq_bert.comparison.run_job import build_arm, head_outputs, weight_seed
from tfq_bert.models import HybridTextClassifier
from tfq_bert.training.checkpoint import read_checkpoint
from tfq_bert.training.fit_stages import TrainData, fit_stages, kept_epoch
from tfq_bert.training.interrupts import DivergedError
from tfq_bert.training.one_of_many import one_of_many
from tfq_bert.training.unfinished import UnfinishedRun


class ArmClassifier(HybridTextClassifier):
    """A text classifier with the head of an arm in place of the hybrid's.

    Args:
        backbone: As in `HybridTextClassifier`.
        class_names: As in `HybridTextClassifier`.
        preprocessor: As in `HybridTextClassifier`.
        make_head: Function of the features' width to a `keras.Sequential`, built.
        **kwargs: Passed to `HybridTextClassifier`.
    """

    def __init__(
        self, backbone, class_names, preprocessor=None, *, make_head, **kwargs
    ):
        self._build_head = lambda *_: make_head(backbone.hidden_dim)
        super().__init__(backbone, class_names, preprocessor, **kwargs)


def fit_full(
    settings: CompareConfig, job: Job, rows: Rows, parts: dict, root: Path
) -> tuple[dict, dict]:
    """Trains with each learning rate and keeps the lowest validation loss.

    A training that was killed goes on from its last epoch.

    Args:
        settings: `CompareConfig`.
        job: `Job`.
        rows: `Rows`, with texts.
        parts: dict from "train", "validation" and "test" to row numbers.
        root: Path of the unfinished comparison.

    Returns:
        As `_frozen` of `run_job`; the arrays hold the test rows' `features` besides.

    Raises:
        InputError: If the loss became no number with every rate.
    """
    rate = settings.train_config(settings.data[job.data], job.seed, 1).learning_rate
    best, tried, own = None, [], fits_folder(root, job)
    for number, each in enumerate(rates_to_try(rate, settings.tries)):
        folder = own / str(number)
        try:
            with one_of_many():
                found, arrays = _fit(settings, job, rows, parts, (number, each), folder)
        except DivergedError:
            tried.append(tried_rate(each, np.inf))
            continue
        finally:  # else each model stays in memory
            keras.utils.clear_session()
            gc.collect()
        loss = found["validation_loss"]
        tried.append(tried_rate(each, loss))
        if best is None or loss < best[0]["validation_loss"]:
            best = found, arrays
    check_one_converged(tried)
    found, arrays = best
    del found["validation_loss"]
    return {**found, "tried": tried}, arrays


def _fit(settings, job, rows, parts, a_try: tuple[int, float], folder: Path):
    number, rate = a_try
    width = job.qubits or settings.qubits[0]
    config = settings.train_config(settings.data[job.data], job.seed, width)
    config = replace(config, learning_rate=rate)
    keras.utils.set_random_seed(weight_seed(job, number))
    model = ArmClassifier.from_preset(
        config.preset,
        class_names=rows.class_names,
        sequence_length=config.sequence_length,
        pooling=config.pooling,
        trainable_backbone=True,
        make_head=lambda hidden: build_arm(
            settings, job, hidden, len(rows.class_names), number
        ),
    )
    texts = {part: [rows.texts[i] for i in at] for part, at in parts.items()}
    ids = {part: rows.ids[at] for part, at in parts.items()}
    order = ("train", "validation")
    data = TrainData(
        tuple(texts[part] for part in order), tuple(ids[part] for part in order)
    )
    run = UnfinishedRun(folder, folder / "never")
    run.run.mkdir(parents=True, exist_ok=True)
    found = read_checkpoint(run.checkpoint)
    logs = fit_stages(model, config, data, run, found, lambda *_: None)
    kept = kept_epoch(logs, config.patience)
    features = model.features(texts["test"])
    arrays = head_outputs(model.head, features)
    if "expectations" in arrays:
        arrays["features"] = features
    result = {
        **count_parameters(model.head),
        "learning_rate": rate,
        "epochs": len(logs),
        "kept_epoch": kept,
        "validation_loss": float(logs[kept - 1]["val_loss"]),
    }
    return result, arrays
