import re
import socket

import pytest

from tests.small_workers import free_ports
from tfq_bert.distributed.meeting import check_own_port, wait_for_others
from tfq_bert.distributed.tf_config import Cluster
from tfq_bert.errors import InputError


def _cluster(ports):
    addresses = tuple(f"127.0.0.1:{port}" for port in ports)
    return Cluster({"worker": len(ports)}, addresses, 0)


@pytest.fixture
def listener():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_named_and_a_free_one_is_left_free(listener):
    message = (
        "all 1 workers of `TF_CONFIG` must start, each on a free port of its own. "
        f"Received: worker 0 at 127.0.0.1:{listener}: port {listener} is taken."
    )
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        check_own_port(_cluster([listener]))
    free = _cluster(free_ports(1))
    check_own_port(free)
    check_own_port(free)


def test_only_those_that_do_not_listen_are_missing(listener):
    own, missing = free_ports(2)
    wait_for_others(_cluster([own, listener]), 60)
    message = (
        "all 3 workers of `TF_CONFIG` must start, each on a free port of its own. "
        f"Received: worker 0 at 127.0.0.1:{own}: not all of 127.0.0.1:{missing} came "
        "within 0 seconds."
    )
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        wait_for_others(_cluster([own, listener, missing]), 0)
