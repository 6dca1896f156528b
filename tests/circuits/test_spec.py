"""CircuitSpec: what it takes, what it refuses, and its JSON."""

import dataclasses
import json

import cirq
import numpy as np
import pytest
import sympy

from circuits import (
    ANSATZE,
    ENCODERS,
    READOUTS,
    CircuitSpec,
    CircuitSpecError,
    build_circuit,
)

Q = cirq.LineQubit.range(4)


def assert_counts_are_those_of_the_built_circuit(spec):
    built = build_circuit(spec)
    sizes = [len(operation.qubits) for operation in built.circuit.all_operations()]
    assert spec.num_moments == len(built.circuit)
    assert spec.num_two_qubit_gates == sizes.count(2)
    assert sizes.count(1) + sizes.count(2) == len(sizes)
    assert spec.num_data_symbols == len(built.data_symbols)
    assert spec.num_weights == len(built.weight_symbols)
    assert spec.num_outputs == len(built.observables)
    assert all(built.circuit.moments)
    return built


def test_the_default_is_the_papers_circuit():
    spec = CircuitSpec()
    paper = (4, 4, "angle_ry", "brick_ry", "z", False, False, 0, None)
    assert dataclasses.astuple(spec) == paper
    assert (spec.num_data_symbols, spec.num_weights, spec.num_outputs) == (4, 16, 4)
    assert (spec.num_moments, spec.num_two_qubit_gates) == (14, 12)


@pytest.mark.parametrize("ansatz", list(ANSATZE))
@pytest.mark.parametrize("encoder", list(ENCODERS))
def test_every_combination_of_up_to_8_qubits_builds_with_the_counts_it_stated(
    encoder, ansatz
):
    for num_qubits in range(1, 9):
        for readout in READOUTS:
            spec = CircuitSpec(num_qubits, 2, encoder, ansatz, readout)
            built = assert_counts_are_those_of_the_built_circuit(spec)
            names = {s.name for s in (*built.data_symbols, *built.weight_symbols)}
            assert cirq.parameter_names(built.circuit) == names
            assert CircuitSpec.from_json(spec.to_json()) == spec


@pytest.mark.parametrize("encoder", list(ENCODERS))
@pytest.mark.parametrize("depth", [0, 1, 5])
def test_every_encoder_and_depth_has_the_counts_it_stated(encoder, depth):
    for num_qubits in (1, 3, 9):
        spec = CircuitSpec(num_qubits, depth, encoder, "strongly_entangling")
        assert_counts_are_those_of_the_built_circuit(spec)


@pytest.mark.parametrize("ansatz", list(ANSATZE))
@pytest.mark.parametrize("num_qubits", [9, 13, 20])
def test_every_ansatz_of_a_large_register_has_the_counts_it_stated(ansatz, num_qubits):
    spec = CircuitSpec(num_qubits, 3, "dense_angle", ansatz, "z_parity")
    assert_counts_are_those_of_the_built_circuit(spec)


@pytest.mark.parametrize("encoder", list(ENCODERS))
@pytest.mark.parametrize("is_scaled", [False, True])
def test_every_encoder_uploads_again_with_the_counts_it_stated(encoder, is_scaled):
    for num_qubits, ansatz in ((1, "tree"), (4, "qcnn"), (3, "fixed_random")):
        spec = CircuitSpec(
            *(num_qubits, 3, encoder, ansatz),
            reupload=True,
            trainable_scaling=is_scaled,
        )
        assert_counts_are_those_of_the_built_circuit(spec)
        assert CircuitSpec.from_json(spec.to_json()) == spec


def test_counts_are_known_without_building(monkeypatch):
    """20 qubits of amplitudes: 2**20 - 1 angles, which nobody wants to build."""
    monkeypatch.setattr(cirq, "Circuit", None)
    monkeypatch.setattr(cirq, "Moment", None)
    spec = CircuitSpec(20, 1, "amplitude", "none_ry")
    assert spec.num_data_symbols == 1_048_575
    assert spec.num_moments == 2_097_149 + 1
    assert spec.num_two_qubit_gates == 1_048_574


def test_json_gives_the_same_spec_back():
    spec = CircuitSpec(num_qubits=7, depth=0, ansatz="none_ry")
    assert CircuitSpec.from_json(spec.to_json()) == spec
    assert CircuitSpec.from_dict(spec.to_dict()) == spec


def test_to_dict_is_plain_and_versioned():
    spec = CircuitSpec(num_qubits=np.int64(3), depth=np.int32(2))
    assert json.loads(json.dumps(spec.to_dict())) == {
        "format_version": 2,
        "num_qubits": 3,
        "depth": 2,
        "encoder": "angle_ry",
        "ansatz": "brick_ry",
        "readout": "z",
        "reupload": False,
        "trainable_scaling": False,
        "seed": 0,
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


@pytest.mark.parametrize("depth", [-1, 10_001])
def test_a_depth_out_of_range_is_refused(depth):
    with pytest.raises(
        CircuitSpecError,
        match=rf"^`depth` must be from 0 to 10,000\. Received: depth={depth}\. "
        r"For no ansatz at all, use depth=0\.$",
    ):
        CircuitSpec(depth=depth)


@pytest.mark.parametrize("value", [True, np.True_, 2.0, "4", None])
@pytest.mark.parametrize("name", ["num_qubits", "depth", "seed"])
def test_a_number_that_is_no_integer_is_refused(name, value):
    with pytest.raises(
        TypeError, match=rf"^`{name}` must be an integer\. Received: {name}=.+\.$"
    ):
        CircuitSpec(**{name: value})


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("encoder", "amplitude, angle_rx, .*, zz"),
        ("ansatz", "brick_cz, .*, tree"),
        ("readout", "z, z_parity"),
    ],
)
def test_an_unknown_name_is_refused_with_the_known_ones(name, known):
    with pytest.raises(
        CircuitSpecError,
        match=rf"^`{name}` must be a known name\. Received: {name}='nope'\. "
        rf"Known: {known}\.$",
    ):
        CircuitSpec(**{name: "nope"})
    kind = "known name or a list" if name == "readout" else "string"
    with pytest.raises(TypeError, match=rf"^`{name}` must be a {kind}.* {name}=3\.$"):
        CircuitSpec(**{name: 3})


def test_an_unknown_key_is_refused_with_the_known_ones():
    with pytest.raises(
        CircuitSpecError,
        match=r"^`values` must hold known keys only\. Received: \['qubits'\]\. "
        r"Known keys: num_qubits, depth, encoder, ansatz, readout, reupload, "
        r"trainable_scaling, seed, own_circuit\.$",
    ):
        CircuitSpec.from_dict({"format_version": 1, "qubits": 3})


@pytest.mark.parametrize("version", [None, 0, 3, "1", True, 1.0])
def test_a_format_version_we_cannot_read_is_refused(version):
    with pytest.raises(
        CircuitSpecError,
        match=r"^`format_version` must be from 1 to 2\. Received: format_version=.+\. "
        r"A newer file needs a newer tfq-bert\.$",
    ):
        CircuitSpec.from_dict({"format_version": version})


def test_a_file_without_a_version_is_no_spec():
    with pytest.raises(CircuitSpecError, match=r"Received: none, so this is no Circ"):
        CircuitSpec.from_json('{"cirq_type": "Circuit", "moments": []}')


def test_a_wrong_type_in_a_file_is_a_spec_error():
    with pytest.raises(CircuitSpecError, match=r"^`depth` must be an integer\."):
        CircuitSpec.from_json('{"format_version": 1, "depth": "4"}')


def test_text_that_is_no_json_object_is_refused():
    with pytest.raises(
        CircuitSpecError, match=r"^`text` must be JSON\. Received: '\{'.*\.$"
    ):
        CircuitSpec.from_json("{")
    for text in ("[" * 100_000, '{"num_qubits": ' + "9" * 5000 + "}"):
        with pytest.raises(CircuitSpecError, match=r"^`text` must be JSON\."):
            CircuitSpec.from_json(text)
    with pytest.raises(TypeError, match=r"^`text` must be a string\."):
        CircuitSpec.from_json(None)
    with pytest.raises(
        CircuitSpecError,
        match=r"^`text` must hold a JSON object\. Received: '\[\]'\.$",
    ):
        CircuitSpec.from_json("[]")
    with pytest.raises(
        TypeError, match=r"^`values` must be a mapping\. Received: values=\[\]\.$"
    ):
        CircuitSpec.from_dict([])


def test_what_cannot_be_uploaded_again_is_refused():
    with pytest.raises(
        CircuitSpecError,
        match=r"^`reupload` must be False at depth 0, because the encoder is repeated "
        r"before each block and there is none\. Received: reupload=True, depth=0\. "
        r"Use depth=1 or more\.$",
    ):
        CircuitSpec(depth=0, reupload=True)
    with pytest.raises(
        CircuitSpecError,
        match=r"^`trainable_scaling` must be False without `reupload`, because it "
        r"scales what each block uploads\. Received: .*\. Use reupload=True as well",
    ):
        CircuitSpec(trainable_scaling=True)
    with pytest.raises(
        TypeError, match=r"^`reupload` must be True or False\. Received: reupload=1\.$"
    ):
        CircuitSpec(reupload=1)
    with pytest.raises(
        CircuitSpecError, match=r"^`seed` must be at least 0\. Received: seed=-1\.$"
    ):
        CircuitSpec(seed=-1)


def test_a_list_of_pauli_sums_is_a_readout_with_json():
    readout = [
        cirq.Z(Q[0]),
        0.5 * cirq.X(Q[0]) * cirq.Y(Q[3]),
        cirq.Z(Q[1]) - 2 * cirq.X(Q[2]) + 0.25,
        cirq.PauliString(),
    ]
    spec = CircuitSpec(readout=readout)
    assert spec.num_outputs == 4
    assert build_circuit(spec).observables == tuple(readout)
    text = spec.to_json()
    assert CircuitSpec.from_json(text) == spec
    assert cirq.read_json(json_text=json.loads(text)["readout"]["cirq_json"]) == readout
    assert len({spec, CircuitSpec.from_json(text), CircuitSpec()}) == 2


def test_a_readout_off_the_register_is_refused():
    with pytest.raises(
        CircuitSpecError, match=r"^`readout` must be .* act on the circuit's qubits"
    ):
        CircuitSpec(num_qubits=2, readout=[cirq.Z(Q[2])])


@pytest.mark.parametrize("readout", [{"cirq_json": "3"}, {"pauli": []}, 3, ["z"]])
def test_a_damaged_readout_in_a_file_is_a_spec_error(readout):
    with pytest.raises(CircuitSpecError, match="^`readout` must"):
        CircuitSpec.from_dict({"format_version": 2, "readout": readout})


# --- circuits of the user's own ---

A, B, W = sympy.symbols("a b w")
OWN = cirq.Circuit(
    cirq.ry(2 * A + B / 3).on(Q[0]), cirq.FSimGate(A * W, sympy.pi / 6).on(*Q[:2])
)


def test_an_own_circuit_has_counts_json_and_z_on_each_qubit():
    spec = CircuitSpec.from_circuit(OWN, data_symbols=["b", A])
    assert_counts_are_those_of_the_built_circuit(spec)
    assert (spec.num_moments, spec.num_two_qubit_gates, spec.num_qubits) == (2, 1, 2)
    restored = CircuitSpec.from_json(spec.to_json())
    assert restored == spec
    built = build_circuit(restored)
    assert built.circuit == OWN
    assert built.data_symbols == (B, A)
    assert built.weight_symbols == (W,)
    assert built.observables == tuple(1.0 * cirq.Z(q) for q in Q[:2])


def test_own_observables_may_stand_on_qubits_without_gates():
    observables = [cirq.Z(Q[3]) + cirq.X(Q[0]), cirq.Z(Q[1])]
    spec = CircuitSpec.from_circuit(OWN, ["a", "b"], observables)
    built = build_circuit(CircuitSpec.from_json(spec.to_json()))
    assert built.observables == tuple(observables)
    assert built.qubits == (Q[0], Q[1], Q[3])
    alone = CircuitSpec.from_circuit(OWN, ["a", "b"], cirq.Z(Q[0]))
    assert alone.num_outputs == 1


def test_other_readouts_of_an_own_circuit_are_on_its_own_qubits():
    grid = cirq.GridQubit.rect(1, 3, 4, 4)
    circuit = cirq.Circuit(cirq.rx(A).on_each(*grid))
    spec = CircuitSpec.from_circuit(circuit, ["a"])
    parity = dataclasses.replace(spec, readout="z_parity")
    assert build_circuit(parity).observables == READOUTS["z_parity"].observables(grid)
    assert parity != spec


def test_what_an_own_circuit_says_cannot_be_said_otherwise():
    spec = CircuitSpec.from_circuit(OWN, ["a", "b"])
    for name, value in {"depth": 2, "encoder": "zz", "num_qubits": 3}.items():
        with pytest.raises(
            CircuitSpecError, match=f"^`{name}` must be .* of a circuit of one's own"
        ):
            dataclasses.replace(spec, **{name: value})
    with pytest.raises(TypeError, match=r"Use CircuitSpec\.from_circuit\.$"):
        CircuitSpec(own_circuit=OWN)
    with pytest.raises(CircuitSpecError, match="^`encoder` must be a known name"):
        CircuitSpec(encoder="own")


def test_own_observables_that_cannot_be_read_are_refused():
    with pytest.raises(
        TypeError, match=r"^`observables` must be a list of cirq\.Pauli"
    ):
        CircuitSpec.from_circuit(OWN, ["a", "b"], ["z"])
    with pytest.raises(TypeError, match=r"^`observables` must be a list of"):
        CircuitSpec.from_circuit(OWN, ["a", "b"], 3)
    with pytest.raises(CircuitSpecError, match="^`observables` must .*real coeff"):
        CircuitSpec.from_circuit(OWN, ["a", "b"], [1j * cirq.Z(Q[0])])


def test_an_own_circuit_that_is_too_large_is_refused():
    circuit = cirq.Circuit(cirq.rx(A).on_each(*cirq.LineQubit.range(21)))
    with pytest.raises(CircuitSpecError, match="^`num_qubits` must be from 1 to 20"):
        CircuitSpec.from_circuit(circuit, ["a"])
