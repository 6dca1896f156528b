"""Reads which workers there are, and which one this is, from `TF_CONFIG`.

Does not start anything, and loads no TensorFlow.
"""

import json
import os
from dataclasses import dataclass

from tfq_bert.errors import InputError

# In the order of TensorFlow's own ranks.
_JOBS = ("chief", "worker")
_FORM = (
    '{"cluster": {"worker": ["HOST:PORT", ...]}, '
    '"task": {"type": "worker", "index": 0}}'
)


@dataclass(frozen=True)
class Cluster:
    """Holds the workers of one training.

    Attributes:
        sizes: dict from job, "chief" or "worker", to its number of tasks.
        addresses: tuple of "HOST:PORT", in the order of the ranks; a chief is first.
        rank: int. Which of them this process is.
    """

    sizes: dict
    addresses: tuple[str, ...]
    rank: int

    @property
    def tasks(self) -> list[tuple[str, int]]:
        """The job and the index of each rank."""
        return [(job, i) for job, size in self.sizes.items() for i in range(size)]


def read_tf_config(text: str | None = None) -> Cluster | None:
    """Reads the workers.

    Args:
        text: JSON. Defaults to the environment variable `TF_CONFIG`.

    Returns:
        `Cluster`, or None if the text is empty or the variable is not set.

    Raises:
        InputError: If it is not of the form that TensorFlow takes, or names other jobs
            than "chief" and "worker".

    Example:
    >>> workers = '"cluster": {"worker": ["a:1", "b:1"]}'
    >>> read_tf_config('{%s, "task": {"type": "worker", "index": 1}}' % workers).rank
    1
    """
    text = os.environ.get("TF_CONFIG", "") if text is None else text
    if not text.strip():
        return None
    try:
        content = json.loads(text)
    except ValueError as error:
        raise _bad("be JSON", text) from error
    if not isinstance(content, dict):
        raise _bad("be a JSON object", text)
    jobs, task = content.get("cluster"), content.get("task")
    if not isinstance(jobs, dict) or not isinstance(task, dict):
        raise _bad("have a cluster and a task", text)
    jobs = {job: _addresses(jobs[job], text) for job in _in_order(jobs)}
    kind, index = task.get("type"), _index(task.get("index"))
    if kind not in jobs:
        raise _bad(f"give the task a type among {sorted(jobs)}", text)
    if not 0 <= index < len(jobs[kind]):
        raise _bad(f"give the task an index from 0 to {len(jobs[kind]) - 1}", text)
    addresses = tuple(address for job in jobs.values() for address in job)
    if len(set(addresses)) < len(addresses):
        raise _bad("name each address once", text)
    sizes = {job: len(names) for job, names in jobs.items()}
    cluster = Cluster(sizes, addresses, 0)
    return Cluster(sizes, addresses, cluster.tasks.index((kind, index)))


def _in_order(jobs: dict) -> list[str]:
    other = sorted(set(jobs) - set(_JOBS))
    if other or not jobs:
        raise InputError(
            "the cluster of `TF_CONFIG` must consist of workers and at most one chief. "
            f"Received: jobs {sorted(jobs)}. Parameter servers and evaluators are not "
            "needed."
        )
    if len(jobs.get("chief", ())) > 1:
        raise InputError(
            "the cluster of `TF_CONFIG` must have at most one chief. Received: "
            f"chief={jobs['chief']}."
        )
    return [job for job in _JOBS if job in jobs]


def _addresses(names, text: str) -> list[str]:
    is_list = isinstance(names, list) and names
    if not is_list or not all(isinstance(n, str) and _has_port(n) for n in names):
        raise _bad("list the workers as HOST:PORT", text)
    return names


def _has_port(name: str) -> bool:
    host, _, port = name.rpartition(":")
    return bool(host) and port.isdecimal() and 0 < int(port) < 2**16


def _index(value) -> int:
    """Returns an index that some launchers write as text; -1 for none."""
    text = str(value)
    return int(text) if text.isdecimal() else -1


def _bad(condition: str, text: str) -> InputError:
    return InputError(
        f"`TF_CONFIG` must {condition}. Received: TF_CONFIG={text.strip()}. Its form "
        f"is {_FORM}."
    )
