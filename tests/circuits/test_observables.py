"""Readouts."""

import cirq
import pytest

from circuits.observables import READOUTS, z_each


def test_z_each_reads_z_of_qubit_i_as_output_i():
    qubits = cirq.LineQubit.range(3)
    assert z_each(qubits) == tuple(1.0 * cirq.Z(qubit) for qubit in qubits)


@pytest.mark.parametrize("name", sorted(READOUTS))
@pytest.mark.parametrize("num_qubits", [1, 4])
def test_every_readout_has_as_many_outputs_as_it_says(name, num_qubits):
    readout = READOUTS[name]
    observables = readout.observables(cirq.LineQubit.range(num_qubits))
    assert len(observables) == readout.num_outputs(num_qubits)
