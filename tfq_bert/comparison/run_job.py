"""Does one piece of a comparison and writes what it came to.

Plans nothing; safe to be called by several processes, each for another piece.
"""

import shutil
import time
import zlib
from pathlib import Path

import numpy as np

from tfq_bert._quiet import keras
from tfq_bert.comparison.arms import ARMS, count_parameters
from tfq_bert.comparison.config import CompareConfig
from tfq_bert.comparison.fit_head import HeadTrainer, rates_to_try
from tfq_bert.comparison.jobs import Job, fits_folder
from tfq_bert.comparison.records import write_record
from tfq_bert.comparison.rows import Rows, read_rows
from tfq_bert.comparison.scores import comparison_scores
from tfq_bert.comparison.text_baselines import majority, tfidf
from tfq_bert.training.one_of_many import one_of_many

# Edges of the histograms of expectation values.
_EDGES = np.linspace(-1, 1, 21)


def run_job(folder: str, config: dict, job: Job) -> str:
    """Trains and scores one arm; writes `runs/KEY.json` and `runs/KEY.npz`.

    Args:
        folder: str. The unfinished comparison.
        config: dict, what `CompareConfig.to_dict` returned.
        job: `Job`.

    Returns:
        The job's key.
    """
    settings, root = CompareConfig.from_dict(config), Path(folder)
    rows = read_rows(root / "data" / str(job.data))
    parts = rows.split(job.seed)
    for part in ("train", "validation"):
        parts[part] = rows.sample(parts[part], job.fraction, job.seed)
    begun = time.perf_counter()
    if ARMS[job.arm].build is None:
        found, arrays = _baseline(settings, job, rows, parts)
    elif settings.recipe == "frozen":
        with one_of_many():
            found, arrays = _frozen(settings, job, rows, parts)
    else:
        from tfq_bert.comparison.fit_full import fit_full

        found, arrays = fit_full(settings, job, rows, parts, root)
    found["seconds"] = round(time.perf_counter() - begun, 3)
    ids = rows.ids[parts["test"]]
    found["scores"] = comparison_scores(
        ids, arrays["probabilities"], rows.class_names, seed=job.seed
    )
    if "expectations" in arrays:
        found["expectations"] = _histograms(arrays["expectations"], ids, rows)
    record = {
        "format_version": 1,
        **job.to_dict(),
        "train_rows": len(parts["train"]),
        **found,
    }
    write_record(root / "runs", job.key, record, arrays)
    shutil.rmtree(fits_folder(root, job), ignore_errors=True)
    return job.key


def weight_seed(job: Job, number: int = 0) -> int:
    """Returns the seed of first weights: another one for each arm, seed and try."""
    mark = zlib.crc32(f"{job.arm} {number}".encode())
    return (job.seed * 1_000_003 + mark) % 2**32


def build_arm(
    settings: CompareConfig,
    job: Job,
    hidden_dim: int,
    num_classes: int,
    number: int = 0,
):
    """Builds the head of a job with its first weights.

    Args:
        settings: `CompareConfig`.
        job: `Job`.
        hidden_dim: int. Width of the features.
        num_classes: int.
        number: int. Of the try, from 0: it draws first weights of its own. Angles that
            are not trained are the same in all.

    Returns:
        `keras.Sequential`, built.
    """
    keras.utils.set_random_seed(weight_seed(job, number))
    spec = settings.spec(job.qubits or settings.qubits[0], job.seed)
    return ARMS[job.arm].build(spec, hidden_dim, num_classes, weight_seed(job))


def _frozen(settings: CompareConfig, job: Job, rows: Rows, parts):
    """Trains a head on BERT's output."""
    sizes = (rows.features.shape[1], len(rows.class_names))
    heads = [build_arm(settings, job, *sizes, k) for k in range(settings.tries)]
    starts, head = [each.get_weights() for each in heads], heads[0]
    data = {part: (rows.features[at], rows.ids[at]) for part, at in parts.items()}
    train = settings.train_config(settings.data[job.data], job.seed, 1)
    trainer = HeadTrainer(
        head,
        data["train"],
        data["validation"],
        batch_size=train.batch_size,
        weight_decay=train.weight_decay,
    )
    fit, tried = trainer.tune(
        rates_to_try(train.learning_rate, settings.tries),
        starts,
        epochs=train.epochs,
        patience=train.patience,
        seed=job.seed,
    )
    found = {
        **count_parameters(head),
        "learning_rate": fit.learning_rate,
        "tried": tried,
        "epochs": fit.epochs,
        "kept_epoch": fit.kept_epoch,
    }
    return found, head_outputs(head, data["test"][0])


def head_outputs(head, features) -> dict[str, np.ndarray]:
    """Returns what a head makes of features, and its weights.

    Args:
        head: `keras.Sequential`, built.
        features: float array `(rows, hidden_dim)`.

    Returns:
        dict: `probabilities`; of a head with a circuit `expectations` as well; and
        `weight_0`, `weight_1`, ... in the order of `head.weights`.
    """
    arrays = {f"weight_{i}": w for i, w in enumerate(head.get_weights())}
    if "quantum" not in [layer.name for layer in head.layers]:
        return {"probabilities": np.array(head(features)), **arrays}
    angles, quantum, logits = head.layers
    expectations = quantum(angles(features))
    return {
        "probabilities": np.array(logits(expectations)),
        "expectations": np.array(expectations),
        **arrays,
    }


def _baseline(settings: CompareConfig, job: Job, rows: Rows, parts):
    run = {"tfidf": tfidf, "majority": majority}[job.arm]
    found, probabilities = run(rows, parts, settings.tries)
    return found, {"probabilities": probabilities}


def _histograms(values: np.ndarray, ids: np.ndarray, rows: Rows) -> list[dict]:
    """Counts the expectation values of each qubit and class."""
    return [
        {
            "qubit": qubit,
            "class": name,
            "edges": [round(float(edge), 6) for edge in _EDGES],
            "counts": np.histogram(np.clip(values[ids == i, qubit], -1, 1), _EDGES)[
                0
            ].tolist(),
        }
        for qubit in range(values.shape[1])
        for i, name in enumerate(rows.class_names)
    ]
