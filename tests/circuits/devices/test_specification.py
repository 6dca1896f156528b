"""A chip's facts: what is read, and what is refused, one fault each."""

import copy
import json

import cirq
import pytest

from circuits import compile_for_target, get_target, validate_circuit
from circuits.devices.specification import Specification, known_gates
from circuits.devices.willow import WILLOW

SMALL = {
    "name": "mine",
    "grid": ["xx.", "xxx"],
    "gates_ns": {"cz": 30, "phased_xz": 20, "virtual_zpow": 0, "meas": 500.5},
    "medians": {"cz_pauli_error": 0.01, "t1_microseconds": 10},
}


def _changed(**changes):
    return {**copy.deepcopy(SMALL), **changes}


def test_neighbors_on_the_grid_are_coupled_but_for_the_missing_pairs():
    chip = Specification.from_dict(_changed(missing_pairs=[[[0, 1], [0, 0]]]))
    spots = [(q.row, q.col) for q in chip.qubits]
    assert spots == [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)]
    assert {tuple(sorted((q.row, q.col) for q in pair)) for pair in chip.pairs} == {
        ((0, 0), (1, 0)),
        ((0, 1), (1, 1)),
        ((1, 0), (1, 1)),
        ((1, 1), (1, 2)),
    }


def test_the_device_is_what_the_facts_say():
    device = Specification.from_dict(SMALL).device()
    a, b, c = cirq.GridQubit(0, 0), cirq.GridQubit(0, 1), cirq.GridQubit(1, 2)
    device.validate_operation(cirq.CZ(a, b))
    device.validate_operation(cirq.measure(a, c))
    with pytest.raises(ValueError, match="pair is not valid"):
        device.validate_operation(cirq.CZ(b, c))
    with pytest.raises(ValueError, match="not supported"):
        device.validate_operation(cirq.SQRT_ISWAP(a, b))
    durations = {str(duration) for duration in device.metadata.gate_durations.values()}
    assert durations == {"30 ns", "20 ns", "Duration(0)", "500500 ps"}


def test_medians_are_those_of_the_gate_asked_for():
    chip = Specification.from_dict(SMALL)
    calibration = chip.calibration("cz")
    assert (calibration.source, set(calibration.two_qubit_error.values())) == (
        "mine",
        {0.01},
    )
    assert set(calibration.t1_ns.values()) == {10_000.0}
    assert chip.calibration("syc").two_qubit_error is None
    assert Specification.from_dict(_changed(medians={})).calibration("cz") is None


def test_a_parallel_rate_counts_before_an_isolated_one():
    medians = {
        "cz_pauli_error_parallel_xeb": 0.03,
        "cz_pauli_error_isolated_xeb": 0.02,
        "cz_pauli_error": 0.01,
    }
    calibration = Specification.from_dict(_changed(medians=medians)).calibration("cz")
    assert set(calibration.two_qubit_error.values()) == {0.03}


def test_the_facts_are_not_modified():
    before = copy.deepcopy(WILLOW)
    Specification.from_dict(WILLOW).device()
    assert before == WILLOW


@pytest.mark.parametrize("expected", [{"qubits": 5}, {"pairs": 5}, {}])
def test_either_count_to_check_by_may_be_left_out(expected):
    assert len(Specification.from_dict(_changed(expected=expected)).qubits) == 5


def test_a_chip_of_ones_own_takes_what_is_compiled_for_it(tmp_path):
    """What is asked for in `gates_ns` is enough for a circuit with powers of Z."""
    file = tmp_path / "chip.json"
    file.write_text(json.dumps(SMALL), encoding="utf-8")
    target = get_target(file)
    circuit = cirq.Circuit(cirq.rz(0.3)(cirq.q(0)), cirq.CNOT(*cirq.LineQubit.range(2)))
    compiled = compile_for_target(circuit, target)
    assert any(isinstance(op.gate, cirq.ZPowGate) for op in compiled.circuit[-2])
    assert validate_circuit(compiled, target).ok


def test_reset_is_no_gate_that_can_be_stated():
    assert "reset" not in known_gates()
    assert {"cz", "syc", "sqrt_iswap", "meas", "phased_xz"} <= set(known_gates())


GATES = SMALL["gates_ns"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "A target must be a JSON object. Received: list."),
        ({}, "`target` must hold name, grid, gates_ns. Received: no name, grid, gat"),
        (_changed(gate=1), "`target` must hold known names only. Received: gate. Kn"),
        (_changed(format_version=2), "`format_version` must be 1. Received: 2."),
        (_changed(format_version=True), "`format_version` must be 1. Received: True"),
        (
            _changed(source=5),
            "`source` must be a string, where the facts are from. Received: source=5. "
            "It may be left out.",
        ),
        (_changed(name=""), "`name` must be a string that is not blank. Received: "),
        (_changed(name=3), "`name` must be a string that is not blank. Received: na"),
        (_changed(grid="xx"), "`grid` must be a list of strings, a row each, of 'x'"),
        (_changed(grid=[]), "`grid` must be a list of strings, a row each, of 'x' f"),
        (_changed(grid=["xy"]), "`grid` must be a list of strings, a row each, of "),
        (_changed(grid=[3]), "`grid` must be a list of strings, a row each, of 'x' "),
        (_changed(grid=[".."]), "`grid` must have at least one qubit. Received: no "),
        (_changed(missing_pairs=3), "`missing_pairs` must be a list of [[row"),
        (
            _changed(missing_pairs=[[[0, 0], [5, 5]]]),
            "`missing_pairs` must hold [[row, column], [row, column]] of two neighbors "
            "on the grid, each pair once. Received: [[0, 0], [5, 5]].",
        ),
        (_changed(missing_pairs=[[[0, 0], [1, 1]]]), "`missing_pairs` must hold [["),
        (_changed(missing_pairs=[[0, 1]]), "`missing_pairs` must hold [[row, column"),
        (_changed(missing_pairs=[[["a", 1], [0, 1]]]), "`missing_pairs` must hold ["),
        (_changed(missing_pairs=[[[0, 0], [0, 1]]] * 2), "`missing_pairs` must hold"),
        (_changed(missing_pairs=[[[True, False], [1, 1]]]), "`missing_pairs` must ho"),
        (_changed(missing_pairs=[[[0.0, 0], [0, 1]]]), "`missing_pairs` must hold [["),
        (
            _changed(expected={"qubits": 9, "pairs": 5}),
            "`expected` must be what `grid` and `missing_pairs` give, {'qubits': 5, "
            "'pairs': 5}. Received: expected={'qubits': 9, 'pairs': 5}.",
        ),
        (_changed(expected={"qubits": 9}), "`expected` must be what `grid` and `miss"),
        (_changed(expected={"qubits": 5.0}), "`expected` must be what `grid` and `mi"),
        (_changed(expected={"spots": 5}), "`expected` must be what `grid` and `missi"),
        (_changed(expected=5), "`expected` must be what `grid` and `missing_pairs` g"),
        (_changed(gates_ns={}), "`gates_ns` must be an object with at least one gate"),
        (_changed(gates_ns=["cz"]), "`gates_ns` must be an object with at least one "),
        (
            _changed(gates_ns={**GATES, "cnot": 3, "reset": 4}),
            "`gates_ns` must hold known names only. Received: cnot, reset. Known: coup",
        ),
        (
            _changed(gates_ns={"cz": 30}),
            "`gates_ns` must hold phased_xz, virtual_zpow, meas. Received: no phased_x",
        ),
        (
            _changed(gates_ns={"cz": 30, "phased_xz": 20, "meas": 500}),
            "`gates_ns` must hold virtual_zpow, because compiled circuits have powers "
            "of Z, which take no time. Received: cz, phased_xz, meas. Add "
            '"virtual_zpow": 0.',
        ),
        (
            _changed(gates_ns={"phased_xz": 2, "virtual_zpow": 0, "meas": 3}),
            "`gates_ns` must have a two-qubit gate to compile to, one of cz, syc, "
            "sqrt_iswap. Received: phased_xz, virtual_zpow, meas.",
        ),
        (_changed(gates_ns={**GATES, "cz": -1}), "`gates_ns` must hold durations in"),
        (_changed(gates_ns={**GATES, "cz": "30"}), "`gates_ns` must hold durations "),
        (_changed(gates_ns={**GATES, "cz": True}), "`gates_ns` must hold durations "),
        (_changed(gates_ns={**GATES, "cz": 10**400}), "`gates_ns` must hold duratio"),
        (_changed(gates_ns={**GATES, "cz": float("nan")}), "`gates_ns` must hold du"),
        (_changed(medians=[1]), "`medians` must be an object, metric to value. Rece"),
        (_changed(medians={"t2": 1}), "`medians` must hold known names only. "),
        (_changed(medians={"p00_error": 1.5}), "`medians` must hold a rate, from 0 "),
        (_changed(medians={"p00_error": None}), "`medians` must hold a rate, from 0"),
        (
            _changed(medians={"t1_microseconds": 0}),
            "`medians` must hold a time above 0, under 't1_microseconds'. Received: "
            "t1_microseconds=0.",
        ),
    ],
)
def test_a_fault_is_named_with_what_was_received(values, message):
    with pytest.raises(ValueError, match="Received: ") as caught:
        Specification.from_dict(values)
    assert str(caught.value).startswith(message)
