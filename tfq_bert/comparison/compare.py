"""One controlled comparison, from data sets to a folder with its report.

Does not print: progress goes to a callback, results come back.
"""

import contextlib
import csv
import os
import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from circuits import DeviceRunError, get_target, virtual_engine
from tfq_bert.comparison.arms import ARMS
from tfq_bert.comparison.collect import collect
from tfq_bert.comparison.config import CompareConfig, DataSource
from tfq_bert.comparison.disturb import run_disturbance
from tfq_bert.comparison.engines import check_engine, run_all
from tfq_bert.comparison.jobs import plan_disturbances, plan_jobs
from tfq_bert.comparison.prepare import FeatureData, prepare_features, prepare_texts
from tfq_bert.comparison.records import read_record
from tfq_bert.comparison.run_job import run_job
from tfq_bert.comparison.scores import METRICS
from tfq_bert.errors import InputError
from tfq_bert.files import new_folder, read_json, write_json, write_text
from tfq_bert.training.run_folder import versions
from tfq_bert.unfinished_folder import unfinished_folder

# The file that makes a folder a comparison.
MARKER = "comparison.json"
CIRCUIT = "circuit.json"
COLUMNS = (
    *("data", "arm", "qubits", "fraction", "seed", "train_rows", "parameters"),
    *("circuit_parameters", "learning_rate", "epochs", "kept_epoch", "seconds"),
)


def compare(
    config: CompareConfig,
    *,
    features: Sequence[FeatureData] | None = None,
    loaded: Sequence[dict] | None = None,
    workers: int | None = None,
    engine: str = "local",
    address: str | None = None,
    overwrite=False,
    resume=False,
    progress=None,
) -> dict:
    """Trains and scores all arms on the same splits, and says whether they differ.

    BERT's output is computed once. Every training is a piece of its own: what is done
    is kept in `OUTPUT.unfinished` and never done again. The folder holds
    `comparison.json`, `runs.csv`, `report.html`, `predictions`, and the `circuit.json`
    of a circuit of one's own.

    Args:
        config: `CompareConfig`.
        features: sequence of `FeatureData` in place of the texts of `config.data`,
            of the same names; without the arm `tfidf`, and with the recipe frozen.
        loaded: What `load_source` returned for each of `config.data`, or None.
        workers: int. Processes at a time. None for as many as there are cores, or 1
            where BERT is trained, which fills them by itself.
        engine: "local" or "ray".
        address: str. Of a Ray cluster; None starts one on this machine. The nodes must
            see the output under one path.
        overwrite: Whether an existing comparison is replaced.
        resume: Whether to go on with an unfinished one, if there is one.
        progress: Function of (stage, done, total, detail); stage is "features" (rows)
            or "comparing" (trainings).

    Returns:
        dict, the content of `comparison.json`.

    Raises:
        InputError: If the data, the preset or the folder is at fault.
    """
    check_engine(engine)
    _check_devices(config)
    if features is not None:
        _check_features_alone(config)
    tell = progress or (lambda *_: None)
    settings = config.to_dict() | {"output": None}
    with (
        unfinished_folder(
            config.output,
            settings,
            what="comparison",
            marker=MARKER,
            has_progress=_has_progress,
            overwrite=overwrite,
            resume=resume,
        ) as (folder, overwrite),
        _timed(folder) as spent,
    ):
        entries = []
        for number, source in enumerate(config.data):
            place = folder / "data" / str(number)
            if features is not None:
                entries.append(prepare_features(features[number], place))
            else:
                known = loaded and loaded[number]
                entries.append(prepare_texts(config, source, place, tell, known))
        (folder / "runs").mkdir(exist_ok=True)
        jobs = plan_jobs(config)
        disturbances = plan_disturbances(config, jobs)
        count = workers or (_num_cores() if config.recipe == "frozen" else 1)
        how = {"workers": count, "engine": engine, "address": address}
        total = len(jobs) + len(disturbances)
        done = _run(run_job, config, folder, jobs, 0, total, tell, how)
        _run(run_disturbance, config, folder, disturbances, done, total, tell, how)
        content = collect(config, folder, jobs, disturbances, entries)
        content |= {
            "command": "" if features is not None else repeat_command(config),
            "versions": versions(),
            "seconds": round(spent(), 1),
        }
        _write(config, folder, content, overwrite)
    return content


def compare_heads(
    features, labels, config: CompareConfig | None = None, **settings
) -> dict:
    """Compares the arms on features of your own; nothing is left on the disk.

    Args:
        features: float array `(rows, width)`.
        labels: sequence of class names `(rows,)`.
        config: `CompareConfig`, of which data and output are not used, or None.
        **settings: Arguments of `CompareConfig` to change, such as `seeds`; and
            `workers` as in `compare`.

    Returns:
        As `compare`.

    Raises:
        InputError: As `compare`.
    """
    import tempfile

    workers = settings.pop("workers", None)
    data = FeatureData("features", features, labels)
    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder) / "comparison")
        if config is None:
            arms = [arm for arm in CompareConfig.arms if arm != "tfidf"]
            settings = {"arms": arms, **settings}
            config = CompareConfig(["features"], output, **settings)
        else:
            sources = [DataSource("features", "features")]
            config = replace(config, data=sources, output=output, **settings)
        return compare(config, features=[data], workers=workers)


def repeat_command(config: CompareConfig) -> str:
    """Writes the command that makes an equal comparison beside this one.

    Args:
        config: `CompareConfig`.

    Returns:
        str. One line of a shell. Several data sets share the options of the first; a
        circuit of one's own is the `circuit.json` in the folder.

    Example:
    >>> repeat_command(CompareConfig(["sms.csv"], "compared", seeds=range(3)))
    'tfq-bert compare --data sms.csv --output compared-again --seeds 0,1,2'
    """
    words = ["tfq-bert", "compare"]
    for source in config.data:
        words += ["--data", source.data]
    words += ["--output", f"{config.output}-again"]
    default = CompareConfig(config.data[:1], config.output, recipe=config.recipe)
    values = {**asdict(config.data[0]), **config.to_dict()}
    usual = {**asdict(DataSource("")), **default.to_dict(), "recipe": "frozen"}
    left_out = {"data", "name", "output"}
    if isinstance(config.circuit, dict):  # with its own width and depth
        values["circuit"] = f"{config.output}/{CIRCUIT}"
        left_out |= {"qubits", "depth"}
    if config.target is None:
        values["target"] = "none"
    for name, value in values.items():
        if value == usual[name] or name in left_out:
            continue
        option = f"--{name.replace('_', '-').replace('labels', 'label')}"
        if name == "drop_labels":
            words += [word for label in value for word in (option, label)]
        elif isinstance(value, list):
            words += [option, ",".join(map(str, value))]
        else:
            words += [option] if value is True else [option, str(value)]
    return shlex.join(words)


def _has_progress(folder: Path) -> bool:
    kept = any(folder.glob("data/*/slices/*.npy"))
    return kept or any(folder.glob("runs/*.json")) or any(folder.glob("fits/*/*/*"))


def _check_devices(config: CompareConfig) -> None:
    """Refuses a device that is not known, or has no noise, before any work."""
    try:
        if config.target is not None:
            get_target(config.target)
        if config.processor is not None:
            virtual_engine(get_target(config.processor), num_qubits=1)
    except (ValueError, DeviceRunError) as error:
        raise InputError(str(error)) from error


def _check_features_alone(config: CompareConfig) -> None:
    texts = [arm for arm in config.arms if ARMS[arm].needs_text]
    if texts or config.recipe != "frozen":
        raise InputError(
            "`arms` and `recipe` must do without texts where features are given. "
            f"Received: arms={list(config.arms)}, recipe={config.recipe!r}. Leave out "
            "tfidf, and take the recipe frozen."
        )


@contextlib.contextmanager
def _timed(folder: Path) -> Iterator[Callable[[], float]]:
    """Adds up the seconds that were spent on a folder, over all goes at it."""
    path, begun = folder / "seconds.json", time.perf_counter()
    before = read_json(path)["seconds"] if path.is_file() else 0.0

    def spent() -> float:
        return before + time.perf_counter() - begun

    try:
        yield spent
    finally:
        if folder.is_dir():  # it is gone when all is done
            write_json(path, {"format_version": 1, "seconds": spent()})


def _num_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _run(function, config, folder, pieces, before: int, total: int, tell, how) -> int:
    """Runs the pieces that are not done; returns how many are done by then."""
    runs = folder / "runs"
    left = [piece for piece in pieces if read_record(runs, piece.key) is None]
    done = before + len(pieces) - len(left)
    tell("comparing", done, total, "")
    arguments = [(str(folder), config.to_dict(), piece) for piece in left]
    for key in run_all(function, arguments, **how):
        done += 1
        tell("comparing", done, total, key)
    if missing := [piece.key for piece in left if read_record(runs, piece.key) is None]:
        raise InputError(
            "The output folder must be the same for all nodes of the cluster. "
            f"Received: {str(runs)!r} without {missing[0]!r}. Put it on a disk that "
            "all of them share."
        )
    return done


def _write(config: CompareConfig, folder: Path, content: dict, overwrite) -> None:
    """Writes the folder, whole or not at all, and forgets the pieces."""
    import shutil

    from tfq_bert.report.comparison import write_comparison_report

    with new_folder(config.output, overwrite=overwrite, replaces=MARKER) as new:
        _write_csv(new / "runs.csv", content["runs"])
        (new / "predictions").mkdir()
        for path in (folder / "runs").glob("*.npz"):
            shutil.copy(path, new / "predictions" / path.name)
        write_comparison_report(content, new / "report.html")
        if content["command"]:
            write_text(new / "command.txt", content["command"] + "\n")
        if isinstance(config.circuit, dict):
            write_json(new / CIRCUIT, config.circuit)
        write_json(new / MARKER, content)
    shutil.rmtree(folder, ignore_errors=True)


def _write_csv(path: Path, runs: list[dict]) -> None:
    """Writes a line a training: what it was, and its scores with their intervals."""
    ends = {"": "value", "_low": "low", "_high": "high"}
    scores = {
        f"{metric}{end}": (metric, ends[end]) for metric in METRICS for end in ends
    }
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, (*COLUMNS, *scores), extrasaction="ignore")
        writer.writeheader()
        for run in runs:
            found = {
                name: (run["scores"][metric] or {}).get(part)
                for name, (metric, part) in scores.items()
            }
            writer.writerow({**run, **found})
