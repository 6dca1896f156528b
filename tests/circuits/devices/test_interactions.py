"""Two-qubit gates with symbols in CZ, against their unitaries and known numbers."""

import cirq
import pytest
import sympy

from circuits.devices.interactions import is_interaction, write_in_cz

A, B, C = sympy.symbols("a b c")
Q = cirq.LineQubit.range(2)


def _controlled(gate):
    return cirq.ControlledGate(gate)(*Q)


# Operations, and the CZ they cost: 2 for one or two kinds of interaction, else 3.
CASES = {
    "xx": ([cirq.XX(*Q) ** A], 2),
    "yy": ([cirq.YY(*Q) ** A], 2),
    "zz": ([cirq.ZZ(*Q) ** A], 2),
    "cz": ([cirq.CZ(*Q) ** A], 2),
    "cnot power": ([cirq.CNOT(*Q) ** A], 2),
    "controlled rx": ([_controlled(cirq.rx(A))], 2),
    "controlled ry": ([_controlled(cirq.ry(A))], 2),
    "controlled rz": ([_controlled(cirq.rz(A))], 2),
    "controlled z, shifted": (
        [_controlled(cirq.ZPowGate(exponent=A, global_shift=0.3))],
        2,
    ),
    "iswap": ([cirq.ISWAP(*Q) ** A], 2),
    "fsim without phase": ([cirq.FSimGate(A, 0.0)(*Q)], 2),
    "fsim": ([cirq.FSimGate(A, B)(*Q)], 3),
    "fsim of one symbol": ([cirq.FSimGate(A, 0.1)(*Q)], 3),
    "swap": ([cirq.SWAP(*Q) ** A], 3),
    "xx and zz": ([cirq.XX(*Q) ** A, cirq.ZZ(*Q) ** B], 2),
    "xx and yy": ([cirq.YY(*Q) ** A, cirq.XX(*Q) ** B], 2),
    "yy and zz": ([cirq.ZZ(*Q) ** A, cirq.YY(*Q) ** B], 2),
    "all three": ([cirq.XX(*Q) ** A, cirq.YY(*Q) ** B, cirq.ZZ(*Q) ** C], 3),
    "zz and swap": ([cirq.ZZ(*Q) ** A, cirq.SWAP(*Q[::-1])], 3),
    "swap and cz": ([cirq.SWAP(*Q), cirq.CZ(*Q) ** A], 3),
    "iswap and swap": ([cirq.ISWAP(*Q) ** A, cirq.SWAP(*Q)], 3),
    "cz and xx": ([cirq.CZ(*Q) ** A, cirq.XX(*Q) ** B], 2),
    # The Zs of a CZ do not pass an XX.
    "xx and cz": ([cirq.XX(*Q) ** A, cirq.CZ(*Q) ** B], 4),
    "zz and its inverse": ([cirq.ZZ(*Q) ** A, cirq.ZZ(*Q) ** -A], 0),
    "cnot": ([cirq.CNOT(*Q)], 1),
    "apart": ([cirq.ZZ(*Q) ** A, cirq.X(Q[0]), cirq.ZZ(*Q) ** B], 4),
}


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("values", [(0.37, -0.81, 0.55), (-1.3, 0.2, 1.9)])
def test_gates_keep_their_unitary_and_cost_as_few_cz_as_known(name, values):
    operations, num_cz = CASES[name]
    written = write_in_cz(operations)
    pairs = [operation for operation in written if len(operation.qubits) == 2]
    assert {operation.gate for operation in pairs} <= {cirq.CZ}
    assert len(pairs) == num_cz
    resolver = cirq.ParamResolver(dict(zip("abc", values, strict=True)))
    cirq.testing.assert_allclose_up_to_global_phase(
        cirq.resolve_parameters(cirq.Circuit(written), resolver).unitary(Q, Q),
        cirq.resolve_parameters(cirq.Circuit(operations), resolver).unitary(Q, Q),
        atol=1e-8,
    )


def test_bound_gates_stay_as_they_are():
    operations = [cirq.SWAP(*Q), cirq.X(Q[0]), cirq.ISWAP(*Q) ** 0.3, cirq.CZ(*Q)]
    assert write_in_cz(operations) == operations


@pytest.mark.parametrize(
    "operation",
    [
        cirq.rx(A)(Q[0]),
        cirq.PhasedISwapPowGate(phase_exponent=A, exponent=A)(*Q),
        _controlled(cirq.H**A),
        cirq.ControlledGate(cirq.rx(A), control_values=[0])(*Q),
        cirq.CCX(*cirq.LineQubit.range(3)) ** A,
    ],
    ids=["one qubit", "phased", "hadamard", "waits for 0", "three qubits"],
)
def test_others_are_left_to_be_taken_apart_first(operation):
    assert not is_interaction(operation)
