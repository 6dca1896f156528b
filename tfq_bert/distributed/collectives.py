"""Sums and copies of tensors over all workers, with TensorFlow's own collectives.

Does not start the runtime or know a model.
"""

import re
import zlib

import numpy as np

from tfq_bert._quiet import tf
from tfq_bert.distributed.tf_config import Cluster
from tfq_bert.errors import PeerLostError

_GROUP = 1
# How TensorFlow 2.18 words that a collective, or the service behind it, lost a peer.
_LOST = ("Collective ops is aborted", "CoordinationService", "coordination service")
_TASK = re.compile(r"remote target /job:(\w+)/replica:\d+/task:(\d+)")
_TASK_ITSELF = re.compile(r"/job:(\w+)/replica:\d+/task:(\d+)")


class Collectives:
    """Adds up and copies tensors over the workers of a cluster.

    Every worker has to ask for the same things in the same order.

    Args:
        cluster: `Cluster`, whose runtime is started.
    """

    def __init__(self, cluster: Cluster):
        self.cluster = cluster
        job, index = cluster.tasks[cluster.rank]
        self._device = f"/job:{job}/task:{index}/device:CPU:0"

    def sum(self, vector, purpose: str, seconds: float = 0.0):
        """Returns the sum of the workers' vectors, the same to the last bit on all.

        Args:
            vector: Tensor `(size,)`, of one dtype and size on all workers.
            purpose: str. Tells sums apart that a worker might take for one another.
            seconds: float. How long to wait for the others; 0 for as long as they live.
        """
        if vector.shape[0] == 0:  # of nothing, TensorFlow 2.18 ends the process
            return vector
        kind = f"{purpose} {vector.dtype.name} {vector.shape[0]}"
        with tf.device(self._device):
            return tf.raw_ops.CollectiveReduceV2(
                input=vector,
                group_size=len(self.cluster.addresses),
                group_key=_GROUP,
                # The same on all workers however often each of them traces a step.
                instance_key=zlib.crc32(kind.encode()) % 2**31,
                ordering_token=[],
                merge_op="Add",
                final_op="Id",
                communication_hint="ring",
                timeout_seconds=seconds,
            )

    def sum_all(self, tensors, purpose: str) -> list:
        """Returns the sums of several tensors by one exchange, each in its dtype.

        Args:
            tensors: list of floating-point tensors with known shapes.
            purpose: As in `sum`.
        """
        is_double = any(t.dtype == tf.float64 for t in tensors)
        wide = tf.float64 if is_double else tf.float32
        flat = [tf.reshape(tf.cast(t, wide), (-1,)) for t in tensors]
        total = self.sum(tf.concat(flat, 0), purpose)
        parts = tf.split(total, [t.shape[0] for t in flat])
        return [
            tf.cast(tf.reshape(part, t.shape), t.dtype)
            for part, t in zip(parts, tensors, strict=True)
        ]

    def copy_first(self, arrays, purpose: str) -> list[np.ndarray]:
        """Returns the arrays of the first worker, bit by bit.

        Args:
            arrays: list of NumPy arrays, of the same dtypes and shapes on all workers.
            purpose: As in `sum`.
        """
        flat = b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)
        values = np.frombuffer(flat + bytes(-len(flat) % 4), np.int32)
        if self.cluster.rank:
            values = np.zeros_like(values)
        first = self.sum(tf.constant(values), purpose).numpy().tobytes()
        ends = np.cumsum([0, *(a.nbytes for a in arrays)])
        return [
            np.frombuffer(first[start:end], a.dtype).reshape(a.shape)
            for a, start, end in zip(arrays, ends, ends[1:], strict=False)
        ]

    def as_lost(self, error: Exception) -> PeerLostError | None:
        """Words an error of TensorFlow that says that a peer is gone; else None."""
        text = str(error)
        if not isinstance(error, tf.errors.OpError) or not any(
            word in text for word in _LOST
        ):
            return None
        count = len(self.cluster.addresses)
        return PeerLostError(
            f"all {count} workers must run to the end. Received: no answer from "
            f"{self._name_of_lost(text)}; worker {self.cluster.rank} ends with it. "
            "Start all of them again; a run that saves its state goes on with --resume."
        )

    def _name_of_lost(self, text: str) -> str:
        tasks, rank = self.cluster.tasks, None
        for found in _TASK.findall(text) or _TASK_ITSELF.findall(text):
            task = (found[0], int(found[1]))
            if task in tasks and tasks.index(task) != self.cluster.rank:
                rank = tasks.index(task)
        if rank is None and "CoordinationService/Heartbeat" in text:
            rank = 0  # the one that counts the heartbeats
        if rank is None and len(tasks) == 2:
            rank = 1 - self.cluster.rank
        if rank is None:
            return "one of the others"
        return f"worker {rank} ({self.cluster.addresses[rank]})"
