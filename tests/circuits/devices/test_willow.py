"""Willow's facts, against the project's own copy."""

import json
from pathlib import Path

import pytest

from circuits.devices.specification import Specification
from circuits.devices.willow import WILLOW

SHARED = Path(__file__).parents[4] / "shared" / "willow.json"


def test_willow_has_105_qubits_and_182_couplers():
    chip = Specification.from_dict(WILLOW)
    assert (len(chip.qubits), len(chip.pairs)) == (105, 182)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/willow.json is not here")
def test_the_facts_are_those_of_the_shared_file():
    shared = json.loads(SHARED.read_text(encoding="utf-8"))
    assert {**shared, "source": WILLOW["source"]} == WILLOW
