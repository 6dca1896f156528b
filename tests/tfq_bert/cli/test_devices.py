import json

import pytest

from tfq_bert.cli.devices import load_device, read_placement
from tfq_bert.errors import InputError


def test_a_device_is_found_by_name_with_its_gate_and_rates():
    target = load_device("Sycamore", "sqrt_iswap", "weber")
    assert (target.name, target.gateset_name) == ("sycamore", "sqrt_iswap")
    assert target.calibration.source == "weber"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("condor", None, None), "`--target` must be a known device, or a JSON file"),
        (("willow", "syc", None), "`gateset` must be a known name"),
        (("willow", None, "condor"), "`calibration` must be a known name"),
    ],
)
def test_unknown_names_are_refused_with_those_known(arguments, words):
    with pytest.raises(InputError, match=rf"^{words}.* Known: "):
        load_device(*arguments)


def test_a_file_that_is_no_device_is_refused(tmp_path):
    path = tmp_path / "chip.json"
    path.write_text(json.dumps({"name": "chip"}))
    with pytest.raises(InputError, match="must hold a target as JSON"):
        load_device(str(path), None, None)


def test_a_placement_is_one_of_two():
    assert read_placement("first") is None
    assert read_placement("calibrated") == "calibrated"
    with pytest.raises(InputError, match="`--placement` must be one of first, cal"):
        read_placement("best")
