"""The workers that train one model together, each in a process of its own.

Does not cut the batches or write files. A launcher starts the same program on every
host with a `TF_CONFIG` of its own.
"""

import contextlib
import math
import signal
import threading
from collections.abc import Iterator

import numpy as np

from tfq_bert._quiet import keras, tf
from tfq_bert.distributed.collectives import Collectives
from tfq_bert.distributed.meeting import (
    check_own_port,
    did_not_come,
    not_started,
    wait_for_others,
)
from tfq_bert.distributed.quiet_stderr import quiet_stderr
from tfq_bert.distributed.steps import shared_steps
from tfq_bert.distributed.tf_config import Cluster, read_tf_config
from tfq_bert.errors import PeerLostError

_started: "Workers | None" = None


class Workers:
    """Says which worker this is, and does what takes all of them.

    Every worker has to call the same methods in the same order. One worker alone calls
    them for nothing.

    Args:
        cluster: `Cluster`, whose runtime is started, or None for one worker alone.

    Attributes:
        rank: int, from 0.
        count: int. How many workers there are.
    """

    def __init__(self, cluster: Cluster | None = None):
        self.rank = 0 if cluster is None else cluster.rank
        self.count = 1 if cluster is None else len(cluster.addresses)
        self._collectives = None if cluster is None else Collectives(cluster)

    @property
    def is_chief(self) -> bool:
        """Whether this is the one that writes files."""
        return self.rank == 0

    @property
    def share(self) -> tuple[int, int]:
        """What `HybridTextClassifier.fit` takes as `share`."""
        return self.rank, self.count

    @contextlib.contextmanager
    def together(self, model) -> Iterator[None]:
        """Lets `fit` in this block train one model on all workers.

        `evaluate` in it takes all workers, too; after it, each is by itself again.

        Args:
            model: `HybridTextClassifier`, compiled.

        Raises:
            PeerLostError: If another worker ends, or does not answer any more.
        """
        if self._collectives is None:
            yield
            return
        with self.watched(), shared_steps(model, self._collectives):
            self.copy_variables(model.variables)  # before features are computed
            yield

    def callbacks(self) -> list:
        """Makes the callbacks of `fit`; they belong behind one that loads a state.

        They give all workers the chief's weights, optimizer and counts of random
        draws. Each worker draws other dropout masks.
        """
        return [] if self._collectives is None else [_SameStart(self)]

    def barrier(self) -> None:
        """Waits until all workers are here.

        Raises:
            PeerLostError: As in `together`.
        """
        self.agree(0)

    def agree(self, value: int) -> int:
        """Returns the chief's value of an int or a bool on all workers.

        Args:
            value: int of 64 bits. Only the chief's counts.

        Raises:
            PeerLostError: As in `together`.
        """
        return int(self.copy_first([np.array(value, np.int64)])[0])

    def copy_first(self, arrays: list) -> list[np.ndarray]:
        """Returns the chief's arrays on all workers.

        Args:
            arrays: list of NumPy arrays, of the same dtypes and shapes on all.

        Raises:
            PeerLostError: As in `together`.
        """
        if self._collectives is None:
            return arrays
        with self.watched():
            return self._collectives.copy_first(arrays, "copy")

    def copy_variables(self, variables) -> None:
        """Gives Keras variables the chief's values on all workers.

        Args:
            variables: list of Keras variables, the same on all.

        Raises:
            PeerLostError: As in `together`.
        """
        values = self.copy_first([np.array(v) for v in variables])
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Turns TensorFlow's error for a lost peer into `PeerLostError`."""
        try:
            yield
        except tf.errors.OpError as error:
            lost = self._collectives and self._collectives.as_lost(error)
            if lost is None:
                raise
            raise lost from error


class _SameStart(keras.callbacks.Callback):
    """Copies the chief's variables to all workers.

    Args:
        workers: `Workers`.
    """

    def __init__(self, workers: Workers):
        super().__init__()
        self.workers = workers

    def on_train_begin(self, logs=None):  # noqa: ARG002
        model = self.model
        variables = [*model.variables, *model.optimizer.variables]
        self.workers.copy_variables(list({id(v): v for v in variables}.values()))

    def on_epoch_begin(self, epoch, logs=None):  # noqa: ARG002
        """Sets the masks' counts alike, which an empty slice does not move on."""
        states = [v for v in self.model.variables if v.path.endswith("seed_state")]
        self.workers.copy_variables(states)
        for state in states:  # of [seed, count]
            seed, count = np.array(state)
            state.assign(np.array([seed + 1000003 * self.workers.rank, count]))


@contextlib.contextmanager
def start(
    *, start_seconds: float = 300.0, peer_seconds: float = 15.0
) -> Iterator[Workers]:
    """Starts TensorFlow's collective runtime for the workers that `TF_CONFIG` names.

    Must come before TensorFlow's first operation; a second start in a process finds
    the first. Without `TF_CONFIG`, or with one worker in it, nothing is started.
    Waits at the end until all workers are done.

    Args:
        start_seconds: float. How long to wait for the other workers.
        peer_seconds: float. How long a worker may be silent before it counts as lost.
            One that ends is noticed at once.

    Yields:
        `Workers`.

    Raises:
        InputError: If `TF_CONFIG` is at fault, the port is taken, or a worker does not
            come.
        PeerLostError: If a worker ends before the others.
        RuntimeError: If TensorFlow has run an operation before.

    Example:
    >>> with start() as workers:
    ...     print(workers.share)
    (0, 1)
    """
    global _started
    if _started is None:
        cluster = read_tf_config()
        if cluster is None or len(cluster.addresses) == 1:
            yield Workers()
            return
        _start_runtime(cluster, start_seconds, peer_seconds)
        _started = Workers(cluster)
    workers = _started
    with workers.watched():
        yield workers
    # The chief's files are complete whatever has become of the others.
    with contextlib.suppress(*[PeerLostError] * workers.is_chief):
        workers.barrier()


def _start_runtime(cluster: Cluster, start_seconds: float, peer_seconds: float):
    # Not public, but the only way to the time-outs (TensorFlow 2.18).
    from tensorflow.python.eager import context
    from tensorflow.python.eager.context import coordination_config_pb2

    check_own_port(cluster)
    if cluster.rank == 0:
        wait_for_others(cluster, start_seconds)
    quiet_stderr()
    jobs = [
        coordination_config_pb2.CoordinatedJob(name=job, num_tasks=size)
        for job, size in cluster.sizes.items()
    ]
    context.context().configure_coordination_service(
        service_type="standalone",
        service_leader=f"/job:{jobs[0].name}/replica:0/task:0",
        cluster_register_timeout_in_ms=math.ceil(start_seconds * 1000),
        heartbeat_timeout_in_ms=math.ceil(peer_seconds * 1000),
        coordinated_jobs=jobs,
    )
    handler = signal.getsignal(signal.SIGTERM)
    try:
        # Only for what it starts: `fit` fails in its scope (Keras 3.15).
        tf.distribute.MultiWorkerMirroredStrategy()
        Collectives(cluster).sum(tf.zeros(1), "start", start_seconds).numpy()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, handler)  # TensorFlow's own takes no notice
    except tf.errors.OpError as error:
        others = [a for i, a in enumerate(cluster.addresses) if i != cluster.rank]
        raise not_started(cluster, did_not_come(others, start_seconds)) from error
