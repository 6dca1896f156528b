"""What needs no other worker; the numbers are in test_workers.py."""

import pytest

from tests.small_workers import make_model
from tfq_bert.distributed.collectives import Collectives
from tfq_bert.distributed.steps import shared_steps
from tfq_bert.distributed.tf_config import Cluster

CLUSTER = Cluster({"worker": 2}, ("a:1", "b:1"), 0)


def test_after_the_block_the_model_has_its_own_steps_again():
    model = make_model(False)
    own = (model.train_step, model.test_step)
    with shared_steps(model, Collectives(CLUSTER)):
        assert model.train_step != own[0]
        assert model.test_step != own[1]
        assert not model.jit_compile
    assert (model.train_step, model.test_step) == own
    assert model.train_function is None


def test_an_eager_model_is_refused():
    model = make_model(False)
    model.compile(run_eagerly=True)
    with (
        pytest.raises(
            ValueError,
            match=r"^`run_eagerly` must be False with several workers, because an "
            r"empty slice is told by the graph\. Received: run_eagerly=True\.$",
        ),
        shared_steps(model, Collectives(CLUSTER)),
    ):
        pass
