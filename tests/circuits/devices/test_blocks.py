"""Runs of bound gates, against their unitaries and known gate counts."""

import cirq
import pytest
import sympy

from circuits import get_target
from circuits.devices.blocks import BlockMerger

Q = cirq.LineQubit.range(3)


def _merged(operations, gateset="cz"):
    native = {"cz": cirq.CZ, "sqrt_iswap": cirq.SQRT_ISWAP}[gateset]
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
