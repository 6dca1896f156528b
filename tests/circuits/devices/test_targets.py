"""Targets: the facts of a chip."""

import json
import subprocess
import sys
import warnings
from pathlib import Path

import cirq
import networkx as nx
import numpy as np
import pytest
import sympy

from circuits import Target, get_target, list_targets, load_target
from circuits.devices.willow import WILLOW

GOLDEN = Path(__file__).parents[2] / "golden" / "target_v1.json"


@pytest.mark.parametrize(
    ("name", "qubits", "couplers", "gateset", "gatesets"),
    [
        ("sycamore", 54, 88, "syc", {"syc", "sqrt_iswap"}),
        ("sycamore23", 23, 32, "syc", {"syc", "sqrt_iswap"}),
        ("rainbow", 23, 32, "syc", {"syc", "sqrt_iswap", "cz"}),
        ("weber", 53, 86, "syc", {"syc", "sqrt_iswap", "cz"}),
        ("willow", 105, 182, "cz", {"cz"}),
    ],
)
def test_a_chip_has_its_size_and_its_gates(name, qubits, couplers, gateset, gatesets):
    target = get_target(name)
    assert isinstance(target, Target)
    assert target.name == name
    assert len(target.qubits) == qubits
    assert target.graph.number_of_edges() == couplers
    assert nx.is_connected(target.graph)
    assert nx.is_bipartite(target.graph)
    assert list(target.qubits) == sorted(target.qubits)
    assert target.gateset_name == gateset
    assert set(target.gatesets) == gatesets


def test_the_list_holds_all_five_chips():
    assert list_targets() == ("rainbow", "sycamore", "sycamore23", "weber", "willow")


def test_willow_takes_what_its_facts_say():
    """Case C71."""
    target = get_target("willow")
    a, b = target.qubits[:2]
    for operation in (
        cirq.CZ(a, b),
        cirq.H(a),
        cirq.PhasedXZGate(x_exponent=0.1, z_exponent=0.2, axis_phase_exponent=0.3)(a),
    ):
        target.device.validate_operation(operation)
    for operation in (
        cirq.FSimGate(np.pi / 2, np.pi / 6)(a, b),
        cirq.SQRT_ISWAP(a, b),
        cirq.CZ(a, b) ** 0.5,
        cirq.reset(a),
    ):
        with pytest.raises(ValueError, match="not supported"):
            target.device.validate_operation(operation)


def test_names_are_read_in_any_case():
    assert get_target("SYCAMORE", "Sqrt_iSWAP") is get_target("sycamore", "sqrt_iswap")


@pytest.mark.parametrize(
    ("name", "gateset"),
    [
        (name, gateset)
        for name in list_targets()
        for gateset in get_target(name).gatesets
    ],
)
def test_the_gateset_rewrites_a_cz_in_the_gate_of_its_name(name, gateset):
    target = get_target(name, gateset)
    q0, q1 = cirq.GridQubit.rect(1, 2, 6, 4)
    native = {
        "cz": cirq.CZ,
        "syc": cirq.FSimGate(np.pi / 2, np.pi / 6),
        "sqrt_iswap": cirq.SQRT_ISWAP,
    }
    with warnings.catch_warnings():
        # Cirq 1.5's gatesets trip its notice on `use_repetition_ids`.
        warnings.simplefilter("ignore", FutureWarning)
        tree = target.gateset.decompose_to_target_gateset(cirq.CNOT(q0, q1), 0)
    pairs = [op for op in cirq.flatten_to_ops(tree) if len(op.qubits) == 2]
    assert pairs
    for pair in pairs:
        cirq.testing.assert_allclose_up_to_global_phase(
            cirq.unitary(pair), cirq.unitary(native[gateset]), atol=1e-8
        )


def test_durations_are_those_of_the_device():
    target = get_target("sycamore")
    q0, q1 = cirq.GridQubit.rect(1, 2, 4, 5)
    assert target.duration_ns(cirq.SQRT_ISWAP(q0, q1)) == 32.0
    assert target.duration_ns(cirq.ry(sympy.Symbol("a")).on(q0)) == 25.0
    assert target.duration_ns(cirq.Z(q0)) == 0.0
    assert target.duration_ns(cirq.CNOT(q0, q1)) is None
    assert target.duration_ns(cirq.FSimGate(sympy.Symbol("a"), 0)(q0, q1)) is None


def test_willow_durations_are_those_of_the_facts():
    target = get_target("willow")
    q0, q1 = target.qubits[:2]
    assert target.duration_ns(cirq.CZ(q0, q1)) == 42.0
    assert target.duration_ns(cirq.Y(q0)) == 25.0
    assert target.duration_ns(cirq.Z(q0)) == 0.0
    assert target.duration_ns(cirq.measure(q0, q1)) == 600.0
    assert target.gate_durations_ns["physical_zpow"] == 22.0


def test_a_wait_takes_its_own_time():
    target = get_target("willow")
    q0, q1 = target.qubits[:2]
    assert target.duration_ns(cirq.wait(q0, q1, nanos=7)) == 7.0
    assert target.duration_ns(cirq.wait(q0, micros=2)) == 2000.0
    assert target.duration_ns(cirq.wait(q0, nanos=sympy.Symbol("a"))) is None


@pytest.mark.parametrize("name", ["rainbow", "weber"])
def test_a_cz_that_takes_0_ns_has_no_duration(name):
    target = get_target(name, "cz")
    assert target.gate_durations_ns["cz"] == 0.0
    assert target.duration_ns(cirq.CZ(*cirq.GridQubit.rect(1, 2, 5, 1))) is None


@pytest.mark.parametrize("name", ["sycamore", "sycamore23"])
def test_a_chip_without_calibration_may_borrow_medians(name):
    assert get_target(name).calibration is None
    lender = get_target("weber").calibration
    target = get_target(name, calibration="Weber")
    assert target.calibration.source == "weber"
    assert target.calibration.medians() == lender.medians()
    assert set(target.calibration.t1_ns) == set(target.qubits)
    assert len(set(target.calibration.t1_ns.values())) == 1
    assert set(target.calibration.two_qubit_error) == target.metadata.qubit_pairs


def test_a_chip_that_borrows_its_own_calibration_keeps_its_details():
    assert get_target("weber", calibration="weber").calibration == (
        get_target("weber").calibration
    )
    other = get_target("weber", calibration="rainbow").calibration
    assert other.source == "rainbow"
    assert other.medians() == get_target("rainbow").calibration.medians()


def test_borrowed_rates_are_of_the_gate_that_is_compiled_to():
    syc = get_target("sycamore", "syc", "weber").calibration
    root = get_target("sycamore", "sqrt_iswap", "weber").calibration
    assert syc.medians()["two_qubit_error"] != root.medians()["two_qubit_error"]
    assert get_target("willow", calibration="weber").calibration.two_qubit_error is None


@pytest.fixture
def write(tmp_path):
    def make(**changes):
        file = tmp_path / "chip.json"
        file.write_text(json.dumps({**WILLOW, **changes}), encoding="utf-8")
        return file

    return make


def test_a_file_of_the_same_facts_gives_the_same_chip(write):
    file = write()
    for target in (load_target(file), get_target(str(file)), get_target(file)):
        assert target.device == get_target("willow").device
        assert target.calibration == get_target("willow").calibration
        assert (target.name, target.gateset_name) == ("willow", "cz")


def test_the_first_format_of_a_file_keeps_loading():
    target = load_target(GOLDEN)
    assert (target.name, target.gateset_name) == ("mine", "cz")
    assert (len(target.qubits), target.graph.number_of_edges()) == (5, 4)
    assert target.gate_durations_ns["cz"] == 30.0
    assert target.calibration.medians() == {
        "one_qubit_error": 0.001,
        "two_qubit_error": 0.005,
        "p00_error": 0.01,
        "p11_error": 0.02,
        "t1_ns": 50_000.0,
    }


def test_a_file_may_be_compiled_to_any_of_its_gates(write):
    gates = {"syc": 12, "cz": 0, "phased_xz": 25, "virtual_zpow": 0, "meas": 600}
    file = write(name="mine", gates_ns=gates)
    assert load_target(file).gateset_name == "syc"
    assert load_target(file, "cz").gateset_name == "cz"
    assert load_target(file).calibration.two_qubit_error is None
    assert load_target(file, calibration="rainbow").calibration.source == "rainbow"
    with pytest.raises(ValueError, match=r"^`gateset` must be .* Known: cz, syc\.$"):
        load_target(file, "sqrt_iswap")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Expecting value"),
        ("{'name': 3}", "Expecting property name"),
        ("[]", "A target must be a JSON object. Received: list."),
        (json.dumps({**WILLOW, "gates_ns": {}}), "`gates_ns` must be an object with"),
        (b"\xff", "can't decode byte"),
        ('{"name": "a", "name": "a"}', "each name once"),
        ("[" * 100_000, "nested hundreds deep"),
        ('{"grid": ' + "[" * 900 + "]" * 900 + "}", "Received: "),
    ],
    ids=[
        *["empty", "no JSON", "a list", "no gates", "no text"],
        *["a name twice", "deep", "less deep"],
    ],
)
def test_a_file_that_is_no_target_is_one_clear_error(tmp_path, text, words):
    file = tmp_path / "chip.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ValueError, match=r"chip\.json' must hold a target") as caught:
        get_target(file)
    assert words in str(caught.value)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match=r"^`path` must be a .*'none\.json'"):
        get_target("none.json")


def test_a_byte_order_mark_before_a_target_does_no_harm(write):
    file = write()
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert get_target(file).device == get_target("willow").device


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(
        ValueError,
        match=r"^`name` must be a known name\. Received: name='condor'\. "
        rf"Known: {', '.join(list_targets())}\. Or a file's path, with '\.json'\.$",
    ):
        get_target("condor")
    with pytest.raises(
        ValueError,
        match=r"^`gateset` must be a known name\. Received: gateset='cz'\. "
        r"Known: sqrt_iswap, syc\.$",
    ):
        get_target("sycamore", "cz")
    with pytest.raises(
        ValueError,
        match=r"^`calibration` must be a known name\. Received: "
        r"calibration='willow'\. Known: rainbow, weber\.$",
    ):
        get_target("sycamore", calibration="willow")
    with pytest.raises(
        TypeError, match=r"^`name` must be a string\. Received: name=3\.$"
    ):
        get_target(3)


@pytest.mark.parametrize("name", ["sycamore", "rainbow", "willow"])
def test_the_first_target_loads_with_warnings_as_errors(name):
    code = f"import circuits; print(circuits.get_target({name!r}).name)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr, done.returncode) == (name, "", 0)
