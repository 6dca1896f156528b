"""Who works on the shards: this process, or Apache Beam.

Knows nothing of what is done with one.
"""

import contextlib
import importlib.util
import io
import os
import re
import shlex
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from tfq_bert.choices import check_choice
from tfq_bert.corpora.quiet_beam import quiet_beam
from tfq_bert.corpora.shards import cut_shards, read_shard
from tfq_bert.corpora.work import Work
from tfq_bert.errors import InputError
from tfq_bert.files import read_json

# The last line of a traceback from a worker, without the step that Beam adds.
_MENDABLE = re.compile(
    r"^(?:tfq_bert\.errors\.InputError|\w*Error(?=: \[Errno)): (.+?)"
    r"(?: \[while running [^\]]*\])?$",
    re.MULTILINE,
)
# What Beam's local runner says of a worker that is gone.
_WORKER_ENDED = re.compile(r"Worker subprocess exited with return code (-?\d+)")
ENGINES = ("local", "beam")


def check_engine(engine: str) -> None:
    """Refuses an engine that is unknown or not installed.

    Args:
        engine: str.

    Raises:
        InputError: With the way out.
    """
    check_choice("engine", engine, ENGINES)
    if engine == "beam":
        check_beam()


def check_beam() -> None:
    """Refuses to go on without Apache Beam.

    Raises:
        InputError: With the way out.
    """
    if importlib.util.find_spec("apache_beam") is None:
        raise InputError(
            "`engine` must be local, and paths on this machine, without Apache Beam. "
            "Received: Apache Beam is not installed. Install it with: "
            "pip install 'tfq-bert[beam]'"
        )


def run_local(groups: list, work: Work, progress) -> None:
    """Works on all shards in this process.

    Args:
        groups: What `group_files` returned.
        work: `Work`.
        progress: Function of (stage, done, total, detail).
    """
    shards = [s for group in groups for s in cut_shards(group, work.rows_per_file)]
    total, done = sum(shard.num_records for shard in shards), 0
    progress(work.kind, done, total, "")
    model = work.load_model()
    for shard in shards:
        if not work.is_done(shard):
            found = read_shard(shard)
            work.write(found, work.compute(model, found.rows), model.class_names)
        done += shard.num_records
        progress(work.kind, done, total, "")


def run_beam(groups: list, work: Work, options: str, progress) -> None:
    """Works on all shards as an Apache Beam pipeline, and waits for its end.

    Args:
        groups: What `group_files` returned.
        work: `Work`.
        options: str. Beam's own, as on its command line.
        progress: Function of (stage, done, total, detail).

    Raises:
        InputError: If Beam refuses the options or does not know one, or if another
            runner than that of this machine cannot be started.
    """
    with quiet_beam():
        from apache_beam import Pipeline
        from apache_beam.options.pipeline_options import PipelineOptions

        from tfq_bert.corpora.beam_pipeline import build_pipeline

        said = io.StringIO()  # argparse prints its own line, and ends the program
        try:
            with contextlib.redirect_stderr(said):
                words = shlex.split(options)
                parsed = PipelineOptions(words)
                _check_known(parsed, words)
                runner = _local_runner(parsed)
                pipeline = Pipeline(runner=runner, options=parsed)
        except (SystemExit, ValueError) as error:
            reason = said.getvalue().strip().rpartition("error: ")[2] or error
            raise _refused(options, reason) from error
        build_pipeline(pipeline, groups, work)
    # A cluster's own runner has things to say: where the job is, and how it fares.
    quiet = quiet_beam() if runner is not None else contextlib.nullcontext()
    watched = _watched(work, len(groups), progress)
    with quiet, _ended_with_a_worker(), watched, _worded_faults():
        try:
            job = pipeline.run()
        except Exception as error:  # each runner has its own
            if runner is not None:
                raise
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            raise _refused(options, reason, "that runner could not start") from error
        job.wait_until_finish()


def _check_known(parsed, words: list[str]) -> None:
    """Refuses what Beam would leave out without a word, such as a mistyped name."""
    parsers: list = []
    parsed.get_all_options(add_extra_args_fn=parsers.append)
    unknown = parsers[0].parse_known_args(words)[1]
    if unknown:
        raise ValueError(f"not known to Beam: {' '.join(unknown)}")


def _refused(options: str, reason: object, what: str = "") -> InputError:
    found = f"{what}: {reason}" if what else reason
    return InputError(
        "`--beam-options` must be options of Apache Beam, of a runner that works here. "
        f"Received: {options!r} ({found})."
    )


@contextlib.contextmanager
def _worded_faults() -> Iterator[None]:
    """Raises again what a user can mend, which Beam sends home as a traceback."""
    try:
        yield
    except RuntimeError as error:
        if "KeyboardInterrupt" in str(error):  # a Ctrl-C in the middle of a step
            raise KeyboardInterrupt from None
        found = _MENDABLE.findall(str(error))
        if not found:
            raise
        raise InputError(found[-1]) from error


@contextlib.contextmanager
def _ended_with_a_worker() -> Iterator[None]:
    """Ends the pipeline where Beam would wait for ever: for a worker that was killed.

    Beam says so in a thread of its own alone, and others may complain too.
    """
    main = threading.main_thread()
    if threading.current_thread() is not main:  # only there can a signal be heard
        yield
        return
    said: list[threading.ExceptHookArgs] = []
    ends: list[str] = []

    def hear(arguments) -> None:
        found = _WORKER_ENDED.search(str(arguments.exc_value))
        if found is None:
            said.append(arguments)
        elif not ends:
            ends.append(found[1])
            signal.pthread_kill(main.ident, signal.SIGUSR1)

    def stop(*_) -> None:
        raise InputError(
            "the workers of Apache Beam must live until the end. Received: one that "
            f"ended with code {ends[0]}, perhaps for want of memory. What is done is "
            "kept: the same command goes on, with fewer workers if you like."
        )

    before = threading.excepthook, signal.signal(signal.SIGUSR1, stop)
    threading.excepthook = hear
    try:
        yield
    finally:
        threading.excepthook = before[0]
        signal.signal(signal.SIGUSR1, before[1])
        for arguments in said if not ends else ():
            before[0](arguments)


@contextlib.contextmanager
def _watched(work: Work, num_groups: int, progress) -> Iterator[None]:
    """Tells how many records are done, from the files that the work leaves."""
    stop = threading.Event()
    notes: dict[Path, int] = {}

    def watch() -> None:
        while not stop.wait(1.0):
            _tell(work, num_groups, notes, progress)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    _tell(work, num_groups, notes, progress)


def _tell(work: Work, num_groups: int, notes: dict[Path, int], progress) -> None:
    """Reads each note once; there is one for every few thousand rows."""
    folder = Path(work.folder)
    totals = list(folder.glob("[0-9]*.records"))
    if len(totals) == num_groups:  # all files were read through
        for path in folder.glob("[0-9]*.json"):
            if path not in notes:
                note = read_json(path)
                notes[path] = note["rows"] + note["failed"]
        total = sum(read_json(path)["records"] for path in totals)
        progress(work.kind, sum(notes.values()), total, "")


def _local_runner(options):
    """Returns Beam's runner for one machine where that is asked for, or nothing else.

    Its own DirectRunner first looks on the network for a program to do the work.
    """
    from apache_beam.options.pipeline_options import (
        DirectOptions,
        StandardOptions,
        WorkerOptions,
    )

    name = options.view_as(StandardOptions).runner
    if name not in (None, "DirectRunner", "FnApiRunner"):
        return None
    from apache_beam.portability.api import beam_provision_api_pb2
    from apache_beam.runners.portability.fn_api_runner import fn_runner
    from apache_beam.runners.portability.portable_runner import JobServiceHandle
    from apache_beam.transforms import environments

    direct, workers = options.view_as(DirectOptions), None
    is_threads = direct.direct_running_mode == "multi_threading"
    if direct.direct_num_workers != 1 and not is_threads:
        direct.direct_running_mode = "in_memory"  # else Beam takes its own command
        workers = environments.SubprocessSDKEnvironment.from_command_string(
            _worker_command()
        )
    worker = options.view_as(WorkerOptions)
    if worker.default_sdk_harness_log_level is None:  # they say when they begin
        worker.default_sdk_harness_log_level = "ERROR"
    encoded = JobServiceHandle.encode_pipeline_options(options.get_all_options())
    info = beam_provision_api_pb2.ProvisionInfo(pipeline_options=encoded)
    return fn_runner.FnApiRunner(
        default_environment=workers,
        provision_info=fn_runner.ExtendedProvisionInfo(info),
    )


def _worker_command() -> str:
    """Starts a worker as Beam does, without the lines that it writes when it begins.

    What goes wrong in a worker comes back from it, not over its standard error.
    """
    program = f"{shlex.quote(sys.executable)} -m apache_beam.runners.worker"
    return f"exec {program}.sdk_worker_main 2>{os.devnull}"
