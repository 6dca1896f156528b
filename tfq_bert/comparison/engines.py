"""Runs pieces of work in processes: of this machine, or of a Ray cluster.

Knows nothing of what a piece does.
"""

import importlib.util
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence

from tfq_bert.choices import check_choice
from tfq_bert.errors import InputError

ENGINES = ("local", "ray")


def run_all(
    function: Callable,
    arguments: Sequence[tuple],
    *,
    workers: int,
    engine: str = "local",
    address: str | None = None,
) -> Iterator:
    """Calls a function for each tuple of arguments, several at a time.

    Args:
        function: Function of a module, which writes its results itself.
        arguments: sequence of tuples, plain values that can be sent to a process.
        workers: int. How many at a time; with 1 on this machine, in this process. A
            Ray cluster that was there before runs as many as it has cores.
        engine: "local" or "ray".
        address: str. Of a Ray cluster; None starts one on this machine alone.

    Yields:
        What the calls return, as they end.

    Raises:
        InputError: If the engine is unknown or not installed.
    """
    check_engine(engine)
    if engine == "ray":
        yield from _run_ray(function, arguments, workers, address)
    elif workers == 1 or len(arguments) < 2:
        for each in arguments:
            yield function(*each)
    else:
        yield from _run_local(function, arguments, workers)


def check_engine(engine: str) -> None:
    """Refuses an engine that is unknown or not installed.

    Args:
        engine: str.

    Raises:
        InputError: With the way out.
    """
    check_choice("engine", engine, ENGINES)
    if engine == "ray" and importlib.util.find_spec("ray") is None:
        raise InputError(
            "`engine` must be local without Ray. Received: engine='ray', and Ray is "
            "not installed. Install it with: pip install 'tfq-bert[ray]'"
        )


def _run_local(function, arguments, workers: int) -> Iterator:
    from joblib import Parallel, delayed, parallel_config

    # One thread each: a head is small, and the processes fill the cores.
    threads = parallel_config("loky", n_jobs=workers, inner_max_num_threads=1)
    with warnings.catch_warnings(), threads:
        # joblib ends a process whose memory has grown, and starts another: no loss.
        warnings.filterwarnings("ignore", "A worker stopped", UserWarning)
        parallel = Parallel(return_as="generator_unordered", batch_size=1)
        yield from parallel(delayed(_call)(function, each) for each in arguments)


def _run_ray(function, arguments, workers: int, address: str | None) -> Iterator:
    if address is None:
        # Without it Ray listens to the network, whatever address it is given.
        os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    import ray

    options = {"address": address}
    if address is None:
        options = {"num_cpus": workers, "_node_ip_address": "127.0.0.1"}
        options["include_dashboard"] = False
    ray.init(logging_level="error", log_to_driver=False, **options)
    try:
        remote = ray.remote(_call).options(num_cpus=1)
        waiting = [remote.remote(function, each) for each in arguments]
        while waiting:
            done, waiting = ray.wait(waiting)
            try:
                yield from ray.get(done)
            except ray.exceptions.RayTaskError as error:
                raise error.cause from None
    finally:
        ray.shutdown()


def _call(function, arguments):
    """Runs in the process: with one thread, deaf to the Ctrl-C of the one that asks."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ.setdefault(name, "1")
    return function(*arguments)
