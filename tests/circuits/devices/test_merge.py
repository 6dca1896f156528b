"""Merging of one-qubit gates, against products of matrices."""

import cirq
import numpy as np
import pytest
import sympy

from circuits.devices.merge import OneQubitRun, merge_one_qubit_gates

SYMBOLS = sympy.symbols("a b c")


def _random_gate(rng):
    exponent = rng.choice([rng.normal(), 0.5, -0.5, 1.0])
    if rng.random() < 0.4:
        exponent = exponent * SYMBOLS[rng.integers(3)] + rng.normal()
    axis, z = rng.normal(), rng.normal()
    gates = [
        cirq.X**exponent,
        cirq.Y**exponent,
        cirq.Z**exponent,
        cirq.H**exponent,
        cirq.H,
        cirq.rx(exponent),
        cirq.PhasedXPowGate(phase_exponent=axis, exponent=exponent),
        cirq.PhasedXZGate(axis_phase_exponent=axis, x_exponent=exponent, z_exponent=z),
        cirq.MatrixGate(
            cirq.testing.random_unitary(2, random_state=int(rng.integers(99)))
        ),
    ]
    return gates[rng.integers(len(gates))]


@pytest.mark.parametrize("seed", range(40))
def test_a_merged_run_is_the_product_of_its_gates(seed):
    rng = np.random.default_rng(seed)
    gates = [_random_gate(rng) for _ in range(rng.integers(1, 9))]
    run = OneQubitRun()
    for gate in gates:
        run.append(gate)
    resolver = cirq.ParamResolver({symbol: rng.normal() for symbol in SYMBOLS})

    def product(some):
        matrix = np.eye(2)
        for gate in some:
            matrix = cirq.unitary(cirq.resolve_parameters(gate, resolver)) @ matrix
        return matrix

    assert len(run.gates()) <= 2 * len(gates) + 1
    cirq.testing.assert_allclose_up_to_global_phase(
        product(run.gates()), product(gates), atol=1e-7
    )


def test_bound_gates_merge_into_one():
    q = cirq.q(0)
    merged = merge_one_qubit_gates([cirq.H(q), cirq.T(q), cirq.ry(0.3)(q), cirq.X(q)])
    assert len(list(merged.all_operations())) == 1


def test_a_symbolic_y_turn_between_fixed_y_turns_stays_one_gate():
    q, a = cirq.q(0), sympy.Symbol("a")
    merged = merge_one_qubit_gates([cirq.Y(q) ** 0.5, cirq.ry(a)(q), cirq.Y(q) ** 0.5])
    (operation,) = merged.all_operations()
    assert cirq.parameter_symbols(operation) == {a}
    assert not operation.gate.exponent.has(sympy.pi)


def test_gates_that_cancel_leave_nothing():
    q, a = cirq.q(0), sympy.Symbol("a")
    assert not merge_one_qubit_gates([cirq.X(q), cirq.X(q)])
    assert not merge_one_qubit_gates([cirq.ry(a)(q), cirq.ry(-a)(q)])


def test_a_two_qubit_gate_keeps_runs_apart():
    q0, q1 = cirq.LineQubit.range(2)
    merged = merge_one_qubit_gates([cirq.X(q0), cirq.CZ(q0, q1), cirq.X(q0)])
    assert [len(op.qubits) for op in merged.all_operations()] == [1, 2, 1]


def test_a_gate_it_cannot_read_is_refused():
    gate = cirq.depolarize(0.1)
    with pytest.raises(
        ValueError,
        match=r"^`gate` must be unitary, or a power of X, Y, Z or H if it has "
        r"symbols\. Received: gate=.*\. Bind its symbols first\.$",
    ):
        OneQubitRun().append(gate)
