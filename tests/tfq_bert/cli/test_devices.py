import json
import re

import cirq
import pytest

from circuits import (
    estimate_fidelity,
    get_target,
    validate_circuit,
    virtual_engine,
)
from tfq_bert.cli.devices import in_options, load_device, read_placement
from tfq_bert.errors import InputError


def test_a_device_is_found_by_name_with_its_gate_and_rates():
    target = load_device("Sycamore", "sqrt_iswap", "weber")
    assert (target.name, target.gateset_name) == ("sycamore", "sqrt_iswap")
    assert target.calibration.source == "weber"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("condor", None, None), "`--target` must be a known device, or a JSON file"),
        (("willow", "syc", None), "`--gateset` must be a known name"),
        (("willow", None, "condor"), "`--calibration` must be a known name"),
    ],
)
def test_unknown_names_are_refused_with_those_known(arguments, words):
    with pytest.raises(InputError, match=rf"^{words}.* Known: "):
        load_device(*arguments)


def test_a_calibrated_placement_needs_rates():
    assert load_device("willow", None, None, "calibrated").name == "willow"
    assert load_device("sycamore", None, "weber", "calibrated").calibration
    with pytest.raises(InputError, match="^`--placement` must not be calibrated where"):
        load_device("sycamore", None, None, "calibrated")


def test_what_the_library_says_to_python_is_said_in_options():
    """The library's own words, as it says them today."""
    bare, weber = get_target("sycamore"), get_target("weber", "cz")
    circuit = cirq.Circuit(cirq.H(cirq.q(0)), cirq.X(cirq.q(0, 0)))
    said = [str(validate_circuit(circuit, bare))]
    for call in (
        lambda: estimate_fidelity(circuit, bare),
        lambda: estimate_fidelity(circuit, weber),
        lambda: virtual_engine(bare, 1),
        lambda: virtual_engine(weber, 1),
        lambda: get_target("weber", "x"),
        lambda: get_target("weber", None, "x"),
    ):
        with pytest.raises((ValueError, RuntimeError)) as caught:
            call()
        said.append(str(caught.value))
    told = [in_options(text) for text in said]
    assert "    Try --compile, which places the circuit.\n" in told[0]
    assert "Append cirq.measure(*qubits), or compile it." in told[0]
    assert told[1].endswith(
        "Borrow those of another chip: --calibration weber or rainbow."
    )
    assert told[2].endswith("--gateset syc or --gateset sqrt_iswap.")
    assert told[3].endswith("Give --calibration weber or rainbow to borrow one.")
    assert told[4].endswith("Choose --gateset syc or --gateset sqrt_iswap.")
    assert told[5].startswith("`--gateset` must be a known name.")
    assert told[6].startswith("`--calibration` must be a known name.")
    for text in told:
        assert not re.search(
            r"\w+\('|compile_for_target|Give calibration='|`gateset`", text
        )
    failed = in_options(said[0], compile_failed=True)
    assert "Mend what keeps it from being compiled, which places the circuit." in failed


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
