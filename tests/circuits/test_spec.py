"""CircuitSpec: what it takes, what it refuses, and its JSON."""

import dataclasses
import json

import numpy as np
import pytest

from circuits import CircuitSpec, CircuitSpecError, build_circuit
from circuits.ansatze import ANSATZE
from circuits.encoders import ENCODERS
from circuits.observables import READOUTS


def test_the_default_is_the_papers_circuit():
    spec = CircuitSpec()
    assert dataclasses.astuple(spec) == (4, 4, "angle_ry", "brick_ry", "z")
    assert (spec.num_data_symbols, spec.num_weights, spec.num_outputs) == (4, 16, 4)


@pytest.mark.parametrize("encoder", sorted(ENCODERS))
@pytest.mark.parametrize("ansatz", sorted(ANSATZE))
@pytest.mark.parametrize("readout", sorted(READOUTS))
@pytest.mark.parametrize(("num_qubits", "depth"), [(1, 0), (1, 2), (5, 3)])
def test_counts_known_before_building_are_those_of_the_built_circuit(
    encoder, ansatz, readout, num_qubits, depth
):
    spec = CircuitSpec(num_qubits, depth, encoder, ansatz, readout)
    built = build_circuit(spec)
    assert spec.num_data_symbols == len(built.data_symbols)
    assert spec.num_weights == len(built.weight_symbols)
    assert spec.num_outputs == len(built.observables)


def test_json_gives_the_same_spec_back():
    spec = CircuitSpec(num_qubits=7, depth=0, ansatz="none_ry")
    assert CircuitSpec.from_json(spec.to_json()) == spec
    assert CircuitSpec.from_dict(spec.to_dict()) == spec


def test_to_dict_is_plain_and_versioned():
    spec = CircuitSpec(num_qubits=np.int64(3), depth=np.int32(2))
    assert json.loads(json.dumps(spec.to_dict())) == {
        "format_version": 1,
        "num_qubits": 3,
        "depth": 2,
        "encoder": "angle_ry",
        "ansatz": "brick_ry",
        "readout": "z",
    }
    assert type(spec.num_qubits) is int
    assert type(spec.depth) is int


def test_from_dict_fills_in_defaults_and_leaves_its_argument_alone():
    values = {"format_version": 1, "depth": 1}
    assert CircuitSpec.from_dict(values) == CircuitSpec(depth=1)
    assert values == {"format_version": 1, "depth": 1}


def test_a_spec_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        CircuitSpec().depth = 3


@pytest.mark.parametrize("num_qubits", [0, -1, 21])
def test_a_register_out_of_range_is_refused(num_qubits):
    with pytest.raises(
        CircuitSpecError,
        match=r"^`num_qubits` must be from 1 to 20, because the state is simulated in "
        rf"full\. Received: num_qubits={num_qubits}\.$",
    ):
        CircuitSpec(num_qubits=num_qubits)


def test_a_negative_depth_is_refused():
    with pytest.raises(
        CircuitSpecError,
        match=r"^`depth` must be at least 0\. Received: depth=-1\. "
        r"For no ansatz at all, use depth=0\.$",
    ):
        CircuitSpec(depth=-1)


@pytest.mark.parametrize("value", [True, np.True_, 2.0, "4", None])
@pytest.mark.parametrize("name", ["num_qubits", "depth"])
def test_a_number_that_is_no_integer_is_refused(name, value):
    with pytest.raises(
        TypeError, match=rf"^`{name}` must be an integer\. Received: {name}=.+\.$"
    ):
        CircuitSpec(**{name: value})


@pytest.mark.parametrize(
    ("name", "known"),
    [("encoder", "angle_ry"), ("ansatz", "brick_ry, none_ry"), ("readout", "z")],
)
def test_an_unknown_name_is_refused_with_the_known_ones(name, known):
    with pytest.raises(
        CircuitSpecError,
        match=rf"^`{name}` must be a known name\. Received: {name}='nope'\. "
        rf"Known: {known}\.$",
    ):
        CircuitSpec(**{name: "nope"})
    with pytest.raises(
        TypeError, match=rf"^`{name}` must be a string\. Received: {name}=3\.$"
    ):
        CircuitSpec(**{name: 3})


def test_an_unknown_key_is_refused_with_the_known_ones():
    with pytest.raises(
        CircuitSpecError,
        match=r"^`values` must hold known keys only\. Received: \['qubits'\]\. "
        r"Known keys: num_qubits, depth, encoder, ansatz, readout\.$",
    ):
        CircuitSpec.from_dict({"format_version": 1, "qubits": 3})


@pytest.mark.parametrize("version", [None, 2, "1", True, 1.0])
def test_a_format_version_we_cannot_read_is_refused(version):
    with pytest.raises(
        CircuitSpecError,
        match=r"^`format_version` must be 1\. Received: format_version=.+\. "
        r"A newer file needs a newer tfq-bert\.$",
    ):
        CircuitSpec.from_dict({"format_version": version})


def test_a_wrong_type_in_a_file_is_a_spec_error():
    with pytest.raises(CircuitSpecError, match=r"^`depth` must be an integer\."):
        CircuitSpec.from_json('{"format_version": 1, "depth": "4"}')


def test_text_that_is_no_json_object_is_refused():
    with pytest.raises(
        CircuitSpecError, match=r"^`text` must be JSON\. Received: '\{'.*\.$"
    ):
        CircuitSpec.from_json("{")
    with pytest.raises(
        CircuitSpecError,
        match=r"^`text` must hold a JSON object\. Received: '\[\]'\.$",
    ):
        CircuitSpec.from_json("[]")
    with pytest.raises(
        TypeError, match=r"^`values` must be a mapping\. Received: values=\[\]\.$"
    ):
        CircuitSpec.from_dict([])
