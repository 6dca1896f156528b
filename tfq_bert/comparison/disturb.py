"""Runs a trained hybrid with samples, with noise, or on a device's noise model.

And undisturbed on the same rows, for the others to stand beside. Trains nothing.
"""

import time
from pathlib import Path

import numpy as np

from circuits import build_circuit, get_target, run_on_sampler, virtual_engine
from tfq_bert._quiet import keras
from tfq_bert.comparison.config import CompareConfig
from tfq_bert.comparison.jobs import Disturbance
from tfq_bert.comparison.records import read_arrays, write_record
from tfq_bert.comparison.rows import read_rows
from tfq_bert.comparison.scores import comparison_scores
from tfq_bert.models.head import build_head

PROCESSOR_SHOTS = 5000
# Rows of one call: samples and noise take memory for each.
_BATCH = 64


def run_disturbance(folder: str, config: dict, disturbance: Disturbance) -> str:
    """Scores a trained hybrid on test rows, disturbed; writes `runs/KEY.json`.

    Args:
        folder: str. The unfinished comparison.
        config: dict, what `CompareConfig.to_dict` returned.
        disturbance: `Disturbance`, whose job is done.

    Returns:
        The disturbance's key.
    """
    settings, root = CompareConfig.from_dict(config), Path(folder)
    job = disturbance.job
    rows = read_rows(root / "data" / str(job.data))
    at = rows.split(job.seed)["test"]
    # Drawn, since rows may stand in the order of their labels.
    drawn = np.random.default_rng(job.seed).permutation(len(at))
    drawn = np.sort(drawn[: settings.robust_rows])
    arrays = read_arrays(root / "runs", job.key)
    features = arrays["features"] if "features" in arrays else rows.features[at]
    begun = time.perf_counter()
    keras.utils.set_random_seed(job.seed)
    spec = settings.spec(job.qubits, job.seed)
    probabilities = _probabilities(
        spec, disturbance, arrays, features[drawn], len(rows.class_names), job.seed
    )
    ids = rows.ids[at[drawn]]
    record = {
        "format_version": 1,
        "job": job.to_dict(),
        "kind": disturbance.kind,
        "value": disturbance.value,
        "rows": len(drawn),
        "seconds": round(time.perf_counter() - begun, 3),
        "scores": comparison_scores(
            ids, probabilities, rows.class_names, seed=job.seed
        ),
    }
    write_record(root / "runs", disturbance.key, record)
    return disturbance.key


def _probabilities(spec, disturbance, arrays, features, num_classes: int, seed: int):
    options = {}
    if disturbance.kind == "shots":
        options["shots"] = int(disturbance.value)
    if disturbance.kind == "noise":
        options["noise"] = float(disturbance.value)
    head = build_head(spec, num_classes, "softmax", "statevector", **options)
    head.build((None, features.shape[1]))
    angles, quantum, logits = head.layers
    kept = [*angles.weights, quantum.parameters, *logits.weights]
    for i, variable in enumerate(kept):
        variable.assign(arrays[f"weight_{i}"])
    if disturbance.kind == "processor":
        measured = _on_processor(
            spec,
            disturbance.value,
            np.array(angles(features)),
            np.array(quantum.parameters),
            seed,
        )
        return np.array(logits(measured))
    starts = range(0, len(features), _BATCH)
    return np.concatenate([np.array(head(features[s : s + _BATCH])) for s in starts])


def _on_processor(spec, name: str, angles, weights, seed: int) -> np.ndarray:
    """Reads the circuit's values from a virtual processor, `(rows, outputs)`."""
    target, built = get_target(name), build_circuit(spec)
    engine = virtual_engine(target, spec.num_qubits, seed=seed)
    run = run_on_sampler(
        built,
        target,
        angles,
        weights,
        sampler=engine.get_sampler(target.name),
        shots=PROCESSOR_SHOTS,
    )
    return run.expectations.astype(np.float32)
