"""Tuning: training runs with other settings, the best by the validation rows kept.

Does not print, and looks at no test row before the choice is made.
"""

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tfq_bert.choices import check_choice
from tfq_bert.counted import counted
from tfq_bert.data import TextDataset
from tfq_bert.errors import InputError
from tfq_bert.files import read_json
from tfq_bert.training.config import TrainConfig
from tfq_bert.training.load_splits import load_data
from tfq_bert.training.trial_runs import TrialRuns
from tfq_bert.training.tuning_folder import unfinished_tuning
from tfq_bert.training.tuning_ranks import OBJECTIVES, influence, ranked
from tfq_bert.training.tuning_space import (
    SEARCHES,
    TuningSpace,
    make_space,
    trial_config,
)

DEFAULT_TRIALS = 12


@dataclass(frozen=True)
class TuneResult:
    """Holds what a tuning made.

    Attributes:
        folder: Path of the tuning's folder.
        trials: list of dict, the best first: `rank`, `number`, `values`, `loss`,
            `accuracy` (of the validation rows, at the epoch whose weights were kept),
            `epochs`, `seconds`; a trial that failed has `failed`, its reason.
        config: `TrainConfig` of the best.
        metrics: dict. The best run's scores on the test rows.
        content: dict, the content of `tuning.json`.
    """

    folder: Path
    trials: list[dict]
    config: TrainConfig
    metrics: dict
    content: dict


def tune(
    config: TrainConfig,
    *,
    dataset: TextDataset | None = None,
    space: TuningSpace | None = None,
    search: str = "random",
    objective: str = "loss",
    max_trials: int | None = None,
    overwrite=False,
    resume=False,
    progress=None,
    report=None,
) -> TuneResult:
    """Trains with other settings again and again, and keeps the best run.

    The best is the one with the lowest loss on the validation rows (or the highest
    accuracy). Test rows play no part in that; the best run alone is scored on them.
    Its validation score is too good, having been chosen for it; its test score is not.

    The folder holds `tuning.json`, `trials.csv`, the ranked plot (PNG and SVG), and
    `best`, an ordinary run folder. Until it is complete its parts are in
    `OUTPUT.unfinished`, and a tuning that was killed goes on from there: trials that
    ended are not run again, and a frozen BERT's output is computed once for all.

    Args:
        config: `TrainConfig`. Its learning rate, depth, qubits and encoder are those
            of no trial; its output is the folder to make.
        dataset: `TextDataset` that was loaded from `config.data` already, or None.
        space: `TuningSpace`. Defaults to `make_space(config)`.
        search: "random", "bayesian" or "grid".
        objective: "loss" or "accuracy".
        max_trials: int. Defaults to 12, or to the whole grid.
        overwrite: Whether an existing tuning is replaced.
        resume: Whether to go on with an unfinished tuning, if there is one; with more
            trials if you like.
        progress: Function of (stage, done, total, detail), called often; stage is
            "features" (rows) or "tuning" (trials, broken ones too).
        report: Function of (stage, content): "splits" and "text" as in `train`, and
            "trial" with each trial's record when it has ended.

    Returns:
        `TuneResult`.

    Raises:
        InputError: If the data, the preset, the space or the folder is at fault, or
            no trial ended well.
    """
    space = space or make_space(config)
    if search == "grid":
        space = space.as_grid()
    check_choice("objective", objective, OBJECTIVES)
    count = count_trials(space, search, max_trials)
    settings = {**config.to_dict(), "search": search, "objective": objective}
    settings |= {"space": space.to_dict(), "output": None}
    with unfinished_tuning(
        config.output, settings, overwrite=overwrite, resume=resume
    ) as folder:
        dataset = load_data(config) if dataset is None else dataset
        folder.check_data(dataset.texts, dataset.labels)
        runs = TrialRuns(config, dataset, folder, objective, count, progress, report)
        _search(runs, space, search, config.seed)
        ranking = ranked(runs.records, objective)
        if "failed" in ranking[0]:
            folder.forget()
            raise InputError(
                f"a trial must end with a score. Received: "
                f"{counted(len(ranking), 'trial')}, all failed; the first: "
                f"{ranking[0]['failed']}"
            )
        return _finish(runs, ranking, settings)


def count_trials(space: TuningSpace, search: str, max_trials: int | None) -> int:
    """Returns how many trials there will be.

    Args:
        space: `TuningSpace`, as a grid for a grid search.
        search: "random", "bayesian" or "grid".
        max_trials: int, or None for the default.

    Raises:
        InputError: If it is below 1, or the search is unknown.
    """
    check_choice("search", search, SEARCHES)
    if max_trials is not None and max_trials < 1:
        raise InputError(
            f"`max_trials` must be at least 1. Received: max_trials={max_trials}."
        )
    most = space.num_combinations
    if most is None:
        return max_trials or DEFAULT_TRIALS
    default = most if search == "grid" else DEFAULT_TRIALS
    return min(max_trials or default, most)


def _search(runs: TrialRuns, space: TuningSpace, search: str, seed: int) -> None:
    from tfq_bert.training.trial_tuner import TrialTuner
    from tfq_bert.training.tuning_oracles import make_oracle

    oracle = make_oracle(
        search,
        space,
        objective=runs.objective,
        max_trials=runs.count,
        seed=seed,
        known=runs.folder.known_values,
    )
    tuner = TrialTuner(oracle, runs)
    with _quiet_names():
        tuner.search_all()


@contextlib.contextmanager
def _quiet_names() -> Iterator[None]:
    """Holds back the warning of a name that Keras Tuner 1.4.8 asks for by an old way.

    It may go when Keras Tuner has `threading.current_thread().name`.
    """
    with warnings.catch_warnings():
        for name in ("currentThread", "getName"):
            warnings.filterwarnings(
                "ignore", rf"{name}\(\) is deprecated", DeprecationWarning
            )
        yield


def _finish(runs: TrialRuns, ranking: list[dict], settings: dict) -> TuneResult:
    """Writes the folder and looks at the test rows' scores, once, of the best."""
    from tfq_bert.report import draw_tuning

    best = ranking[0]
    runs.ensure_run(best)
    metrics = read_json(runs.folder.run(best["number"]) / "metrics.json")
    trials = [{"rank": i, **trial} for i, trial in enumerate(ranking, start=1)]
    output = runs.config.output
    config = trial_config(runs.config, best["values"], str(Path(output) / "best"))
    content = {
        "format_version": 1,
        "tuning": output,
        "search": settings["search"],
        "objective": settings["objective"],
        "space": settings["space"],
        "trials": trials,
        "influence": influence(ranking),
        "best": {"config": config.filled().to_dict(), "test_metrics": metrics},
    }

    def draw(path):
        draw_tuning(
            trials, path, objective=runs.objective, influence=content["influence"]
        )

    runs.folder.finish(content, best, draw)
    return TuneResult(Path(output), trials, config.filled(), metrics, content)
