"""Runs of bound gates, against their unitaries and known gate counts."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import get_target
from circuits.devices.blocks import BlockMerger

Q = cirq.LineQubit.range(3)
SYC = cirq.FSimGate(np.pi / 2, np.pi / 6)
NATIVE = {"cz": cirq.CZ, "sqrt_iswap": cirq.SQRT_ISWAP, "syc": SYC}


def _merged(operations, gateset="cz"):
    native = NATIVE[gateset]
    merger = BlockMerger(
        get_target("rainbow", gateset), native, 1 + (native != cirq.CZ)
    )
    return list(merger.merge(operations))


def _num_pairs(operations):
    return sum(len(operation.qubits) == 2 for operation in operations)


def _turns(seed):
    return [
        cirq.MatrixGate(cirq.testing.random_unitary(2, random_state=seed + i))(qubit)
        for i, qubit in enumerate(Q[:2])
    ]


@pytest.mark.parametrize(
    ("gateset", "num_pairs"), [("cz", 3), ("sqrt_iswap", 3)], ids=str
)
def test_a_long_run_costs_no_more_than_any_gate(gateset, num_pairs):
    operations = [op for k in range(5) for op in (*_turns(9 * k), cirq.CZ(*Q[:2]))]
    merged = _merged(operations, gateset)
    assert _num_pairs(merged) <= num_pairs
    cirq.testing.assert_allclose_up_to_global_phase(
        cirq.Circuit(merged).unitary(Q[:2], Q[:2]),
        cirq.Circuit(operations).unitary(Q[:2], Q[:2]),
        atol=1e-6,
    )


def test_a_swap_beside_a_cz_is_two_cz():
    assert _num_pairs(_merged([cirq.SWAP(*Q[:2]), cirq.CZ(*Q[:2])])) == 2


@pytest.mark.parametrize(
    "between", [cirq.X(Q[1]) ** sympy.Symbol("a"), cirq.CZ(Q[1], Q[2])], ids=str
)
def test_a_symbol_or_another_pair_ends_a_run(between):
    operations = [cirq.CZ(*Q[:2]), between, cirq.CZ(*Q[:2])]
    assert _merged(operations) == operations


def test_a_run_that_no_matrix_makes_shorter_stays_as_it_is():
    operations = [cirq.CZ(*Q[:2]), cirq.X(Q[0]) ** 0.3, cirq.CZ(*Q[:2])]
    assert _merged(operations) == operations


@pytest.mark.parametrize("gateset", list(NATIVE))
@pytest.mark.parametrize(
    "gates",
    [
        [cirq.CZ] * 3,
        [cirq.CZ**0.5] * 2,
        [cirq.ControlledGate(cirq.S)] * 2,
        [SYC, cirq.CZ, cirq.CZ],
        [SYC, SYC**-1, SYC],
        [cirq.SQRT_ISWAP] * 7,
        [cirq.SQRT_ISWAP_INV],
        [cirq.FSimGate(-np.pi / 4, 0)],
        [cirq.MatrixGate(cirq.unitary(cirq.CZ))],
        [cirq.MatrixGate(cirq.unitary(SYC))],
        [cirq.TwoQubitDiagonalGate([0, 0, 0, np.pi])],
        [cirq.CliffordGate.CZ],
        [cirq.PhasedFSimGate(0, 0, 0, 0, np.pi)],
        [cirq.ControlledGate(cirq.Z**-1)],
        [cirq.CZPowGate(global_shift=0.2)],
    ],
    ids=lambda gates: f"{len(gates)} {type(gates[0]).__name__}",
)
def test_cz_and_the_native_gate_alone_are_left(gates, gateset):
    """Google's own gatesets hand such gates back as they are."""
    operations = [gate(*Q[:2]) for gate in gates]
    merged = _merged(operations, gateset)
    left = [op.gate for op in merged if len(op.qubits) == 2]
    assert all(gate in (cirq.CZ, NATIVE[gateset]) for gate in left)
    cirq.testing.assert_allclose_up_to_global_phase(
        cirq.Circuit(merged).unitary(Q[:2], Q[:2]),
        cirq.Circuit(operations).unitary(Q[:2], Q[:2]),
        atol=1e-6,
    )
