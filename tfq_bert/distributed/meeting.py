"""Waits for the other workers before TensorFlow does, which would wait for ever.

Does not exchange anything with them.
"""

import contextlib
import socket
import time

from tfq_bert.distributed.tf_config import Cluster
from tfq_bert.errors import InputError


def check_own_port(cluster: Cluster) -> None:
    """Refuses a port that is taken, which TensorFlow might share unnoticed.

    Args:
        cluster: `Cluster`.

    Raises:
        InputError: If this worker's port is taken.
    """
    port = int(cluster.addresses[cluster.rank].rpartition(":")[2])
    with socket.socket() as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            own.bind(("", port))
        except OSError as error:
            raise not_started(cluster, f"port {port} is taken") from error


def wait_for_others(cluster: Cluster, seconds: float) -> None:
    """Waits until every other worker listens.

    Only for the first worker: the others listen at once, and look for it themselves.

    Args:
        cluster: `Cluster`.
        seconds: float. How long to wait.

    Raises:
        InputError: If one does not come; it names all that did not.
    """
    end = time.monotonic() + seconds
    missing = [a for i, a in enumerate(cluster.addresses) if i != cluster.rank]
    while missing := [address for address in missing if not _listens(address)]:
        if time.monotonic() > end:
            raise not_started(cluster, did_not_come(missing, seconds))
        time.sleep(0.1)


def did_not_come(addresses, seconds: float) -> str:
    """Words that of some workers not all came in time."""
    return f"not all of {', '.join(addresses)} came within {seconds:g} seconds"


def not_started(cluster: Cluster, reason: str) -> InputError:
    """Words why the workers could not start."""
    own = cluster.addresses[cluster.rank]
    return InputError(
        f"all {len(cluster.addresses)} workers of `TF_CONFIG` must start, each on a "
        f"free port of its own. Received: worker {cluster.rank} at {own}: {reason}."
    )


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with contextlib.suppress(OSError):
        socket.create_connection((host.strip("[]"), int(port)), timeout=1).close()
        return True
    return False
