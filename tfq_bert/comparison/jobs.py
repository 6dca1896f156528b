"""The pieces of work of a comparison, each done once and kept in a file of its own.

Does none of them.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tfq_bert.comparison.arms import ARMS
from tfq_bert.comparison.config import CompareConfig


@dataclass(frozen=True)
class Job:
    """Names one training of one arm.

    Attributes:
        data: int. Number of the data set in the configuration.
        arm: str.
        qubits: int, or None for an arm without a width.
        seed: int.
        fraction: float.
    """

    data: int
    arm: str
    qubits: int | None
    seed: int
    fraction: float

    @property
    def key(self) -> str:
        """What its files are called."""
        width = "" if self.qubits is None else f"_q{self.qubits}"
        share = "" if self.fraction == 1 else f"_f{self.fraction!r}"
        return f"{self.data}_{self.arm}{width}{share}_s{self.seed}"

    def to_dict(self) -> dict:
        """Returns plain JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Disturbance:
    """Names one way to run a trained hybrid at evaluation.

    Attributes:
        job: `Job` that trained it.
        kind: "exact" (not disturbed), "shots", "noise" or "processor".
        value: int of samples, probability, or name of the device; 0 of "exact".
    """

    job: Job
    kind: str
    value: int | float | str

    @property
    def key(self) -> str:
        """What its file is called."""
        return f"{self.job.key}_{self.kind}_{self.value}"


def fits_folder(root: Path, job: Job) -> Path:
    """Returns where a job's trainings are kept until its record is written.

    Args:
        root: Path of the unfinished comparison.
        job: `Job`.
    """
    return root / "fits" / job.key


def plan_jobs(config: CompareConfig) -> list[Job]:
    """Lists the trainings, those of one data set and seed beside each other.

    Args:
        config: `CompareConfig`.
    """
    return list(_jobs(config))


def _jobs(config: CompareConfig) -> Iterator[Job]:
    for data in range(len(config.data)):
        for fraction in config.fractions:
            for seed in config.seeds:
                for arm in config.arms:
                    widths = config.qubits if ARMS[arm].has_width else (None,)
                    for qubits in widths:
                        yield Job(data, arm, qubits, seed, fraction)


def plan_disturbances(config: CompareConfig, jobs: list[Job]) -> list[Disturbance]:
    """Lists the evaluations with samples, noise and a device's noise.

    Those of the hybrid, trained on the largest share of the rows; and first of each
    without any, on the same rows.

    Args:
        config: `CompareConfig`.
        jobs: What `plan_jobs` returned.
    """
    kinds = [("shots", n) for n in config.shots]
    kinds += [("noise", p) for p in config.noise]
    kinds += [("processor", config.processor)] if config.processor else []
    kinds = [("exact", 0), *kinds] if kinds else []
    trained = [
        job
        for job in jobs
        if job.arm == "hybrid" and job.fraction == max(config.fractions)
    ]
    return [Disturbance(job, *kind) for job in trained for kind in kinds]
