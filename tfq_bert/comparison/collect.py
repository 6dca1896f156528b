"""Puts together what the pieces of a comparison came to: `comparison.json`.

Trains nothing and draws nothing.
"""

from pathlib import Path

import numpy as np

from circuits import build_circuit
from tfq_bert.comparison.arms import ARMS
from tfq_bert.comparison.config import CompareConfig
from tfq_bert.comparison.differences import differences
from tfq_bert.comparison.jobs import Disturbance, Job
from tfq_bert.comparison.mcnemar import mcnemar
from tfq_bert.comparison.records import read_arrays, read_record
from tfq_bert.comparison.rows import read_rows
from tfq_bert.comparison.scores import METRICS
from tfq_bert.hardware import trained_report


def collect(
    config: CompareConfig,
    folder: Path,
    jobs: list[Job],
    disturbances: list[Disturbance],
    entries: list[dict],
) -> dict:
    """Reads all records and compares the hybrid with the other arms.

    Args:
        config: `CompareConfig`.
        folder: Path of the unfinished comparison, all pieces done.
        jobs: What `plan_jobs` returned.
        disturbances: What `plan_disturbances` returned.
        entries: list of dict. What is known of each data set.

    Returns:
        dict, plain JSON: the content of `comparison.json`, without its command,
        versions and seconds.
    """
    names = [entry["name"] for entry in entries]
    runs, expectations = [], []
    for job in jobs:
        record = read_record(folder / "runs", job.key)
        record["data"] = names[job.data]
        if job.seed == config.seeds[0] and job.fraction == max(config.fractions):
            for each in record.get("expectations", ()):
                if job.arm == "hybrid":
                    place = {k: record[k] for k in ("data", "qubits", "seed")}
                    expectations.append({**place, **each})
        record.pop("expectations", None)
        runs.append(record)
    robustness = []
    for each in disturbances:
        record = read_record(folder / "runs", each.key)
        job = record.pop("job")
        place = {"data": names[job["data"]]} | {k: job[k] for k in ("qubits", "seed")}
        robustness.append({**place, **record})
    content = config.to_dict()
    return {
        "format_version": 1,
        "settings": {
            **{name: value for name, value in content.items() if name != "data"},
            "circuit": config.spec(config.qubits[0]).to_dict(),
            "sources": content["data"],
        },
        "data": entries,
        "arms": [_arm(config, name) for name in config.arms],
        "runs": runs,
        "differences": [
            entry for metric in METRICS for entry in differences(runs, metric)
        ],
        "mcnemar": _mcnemar(folder, jobs, names),
        "robustness": robustness,
        "expectations": expectations,
        "device": _device(config, folder, jobs),
    }


def _arm(config: CompareConfig, name: str) -> dict:
    arm = ARMS[name]
    width = " or ".join(map(str, config.qubits))
    return {"name": name, "title": arm.title, "words": arm.words.format(n=width)}


def _mcnemar(folder: Path, jobs: list[Job], names: list[str]) -> list[dict]:
    """Compares the predictions of single trainings, the hybrid's with each arm's."""
    hybrids = [job for job in jobs if job.arm == "hybrid"]
    results = []
    for own in hybrids:
        rows = read_rows(folder / "data" / str(own.data))
        ids = rows.ids[rows.split(own.seed)["test"]]
        mine = _predictions(folder, own)
        for other in jobs:
            same = (other.data, other.seed, other.fraction) == (
                own.data,
                own.seed,
                own.fraction,
            )
            if not same or other.arm == "hybrid":
                continue
            if other.qubits not in (None, own.qubits):
                continue
            found = mcnemar(ids, mine, _predictions(folder, other))
            results.append(
                {
                    "data": names[own.data],
                    "qubits": own.qubits,
                    "fraction": own.fraction,
                    "arm": other.arm,
                    "seed": own.seed,
                    "hybrid_only_right": found["a_only_right"],
                    "arm_only_right": found["b_only_right"],
                    "p": found["p"],
                }
            )
    return results


def _predictions(folder: Path, job: Job) -> np.ndarray:
    return read_arrays(folder / "runs", job.key)["probabilities"].argmax(axis=1)


def _device(config: CompareConfig, folder: Path, jobs: list[Job]) -> dict | None:
    """Compiles the first hybrid's trained circuit for the device."""
    if config.target is None:
        return None
    largest = max(config.fractions)
    job = next(j for j in jobs if j.arm == "hybrid" and j.fraction == largest)
    built = build_circuit(config.spec(job.qubits, job.seed))
    weights = read_arrays(folder / "runs", job.key)["weight_2"]
    report = trained_report(built, weights, config.target)
    return {
        "target": config.target,
        "qubits": job.qubits,
        "report": report.to_dict(),
        "text": str(report),
    }
