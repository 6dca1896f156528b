"""Every peer whose environment has been made: `python -m scripts.benchmark setup`."""

from dataclasses import asdict

import pytest

from scripts.benchmark.channel import Channel
from scripts.benchmark.engines import ENGINES
from scripts.benchmark.environments import find_python
from scripts.benchmark.reference import compute_reference, find_fault
from scripts.benchmark.work import Work
from scripts.benchmark.worker import Session

INSTALLED = [e for e in ENGINES.values() if find_python(e.environment) is not None]
WORK = Work(num_qubits=2, batch_size=3, depth=2)


def answer(engine, formulation):
    """In this process if it holds the engine: TensorFlow loads slowly."""
    order = {"engine": engine.name, "formulation": formulation, "work": asdict(WORK)}
    order["distributions"] = engine.distributions
    if engine.environment == "project":
        session = Session()
        session.start(**order)
        return session.first()
    with Channel(find_python(engine.environment)) as channel:
        channel.ask("start", **order)
        return channel.ask("first")


@pytest.mark.parametrize("engine", INSTALLED, ids=lambda engine: engine.name)
def test_a_peer_agrees_with_cirq(engine):
    """In its first formulation; `head` checks all of them before it times one."""
    found = answer(engine, engine.formulations[0])
    assert find_fault(found, compute_reference(WORK), engine.gradient_tolerance) is None
