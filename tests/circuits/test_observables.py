"""Readouts, and lists of Pauli sums."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpecError
from circuits.observables import READOUTS, as_observables, z_each, z_parity

Q = cirq.LineQubit.range(3)


def test_z_each_reads_z_of_qubit_i_as_output_i():
    assert z_each(Q) == tuple(1.0 * cirq.Z(qubit) for qubit in Q)


@pytest.mark.parametrize("bits", [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 1)])
def test_z_parity_tells_which_neighbors_agree_and_whether_ones_are_even(bits):
    circuit = cirq.Circuit(cirq.X(q) ** b for q, b in zip(Q, bits, strict=True))
    values = cirq.Simulator().simulate_expectation_values(circuit, list(z_parity(Q)))
    agree = [1 if a == b else -1 for a, b in zip(bits[:-1], bits[1:], strict=True)]
    even = 1 if sum(bits) % 2 == 0 else -1
    np.testing.assert_allclose(values, [*agree, even], atol=1e-6)


def test_z_parity_of_one_qubit_is_z_and_of_two_stands_once():
    assert z_parity(Q[:1]) == (1.0 * cirq.Z(Q[0]),)
    assert z_parity(Q[:2]) == (cirq.Z(Q[0]) * cirq.Z(Q[1]),)


@pytest.mark.parametrize("num_qubits", range(1, 9))
def test_no_readout_reads_the_same_twice(num_qubits):
    for readout in READOUTS.values():
        observables = readout.observables(cirq.LineQubit.range(num_qubits))
        assert len(set(observables)) == len(observables)
        assert len(observables) == readout.num_outputs(num_qubits)


def test_every_readout_says_in_one_line_what_it_reads():
    assert all(r.summary.endswith(".") for r in READOUTS.values())


def test_observables_are_kept_in_order_and_copied():
    given = [cirq.Z(Q[0]) + 2 * cirq.X(Q[1]) * cirq.Y(Q[2]), 0.5 * cirq.X(Q[0])]
    kept = as_observables("readout", given, Q)
    assert kept == tuple(given)
    given[0] += cirq.X(Q[0])
    assert kept[0] == cirq.Z(Q[0]) + 2 * cirq.X(Q[1]) * cirq.Y(Q[2])


@pytest.mark.parametrize("given", ["z", cirq.Z(Q[0]), [cirq.X], [3], {}])
def test_what_is_no_list_of_observables_is_refused(given):
    with pytest.raises(
        TypeError,
        match=r"^`readout` must be a list of cirq\.PauliString and cirq\.PauliSum\. "
        r"Received: readout=",
    ):
        as_observables("readout", given, Q)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], r"^`readout` must have at least one observable\. Received: readout=\[\]"),
        ([1j * cirq.Z(Q[0])], r"^`readout` must be .*real coefficients"),
        ([float("inf") * cirq.Z(Q[0])], r"^`readout` must be .*real coefficients"),
        (
            [cirq.PauliString({Q[0]: cirq.Z}, coefficient=sympy.Symbol("c"))],
            r"^`readout` must be .*numbers",
        ),
        ([cirq.Z(cirq.q(3))], r"^`readout` must be .*act on the circuit's qubits"),
    ],
    ids=["none", "imaginary", "infinite", "symbol", "qubit"],
)
def test_observables_that_cannot_be_read_are_refused(given, words):
    with pytest.raises(CircuitSpecError, match=words):
        as_observables("readout", given, Q)
