"""How lost peers are named; sums and copies are in test_workers.py."""

import pytest

from tfq_bert._quiet import tf
from tfq_bert.distributed.collectives import Collectives
from tfq_bert.distributed.tf_config import Cluster

THREE = Cluster({"worker": 3}, ("a:1", "b:1", "c:1"), 1)


def _error(text, kind=tf.errors.UnavailableError):
    return kind(None, None, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Collective ops is aborted by: Connection reset by peer\nfrom remote "
            "target /job:worker/replica:0/task:2 while calling RecvBuf",
            "worker 2 (c:1)",
        ),
        (
            "Collective ops is aborted by: Deadline Exceeded\n\nRPC: "
            "/tensorflow.CoordinationService/Heartbeat",
            "worker 0 (a:1)",
        ),
        ("Collective ops is aborted by: something", "one of the others"),
    ],
)
def test_a_lost_peer_is_named_where_tensorflow_names_it(text, name):
    lost = Collectives(THREE).as_lost(_error(text))
    assert str(lost) == (
        f"all 3 workers must run to the end. Received: no answer from {name}; worker 1 "
        "ends with it. Start all of them again; a run that saves its state goes on "
        "with --resume."
    )


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Collective ops is aborted"),
        _error("out of memory", tf.errors.ResourceExhaustedError),
    ],
)
def test_another_error_is_not_one_of_a_lost_peer(error):
    assert Collectives(THREE).as_lost(error) is None
