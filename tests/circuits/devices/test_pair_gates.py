"""Gates by the names of their gatesets."""

import cirq
import numpy as np
import pytest

from circuits.devices.pair_gates import pair_family, pair_gate
from circuits.devices.specification import GATESETS

UNITARIES = {
    "cz": np.diag([1, 1, 1, -1]),
    "syc": cirq.unitary(cirq.FSimGate(np.pi / 2, np.pi / 6)),
    "sqrt_iswap": cirq.unitary(cirq.ISWAP**0.5),
}


def test_every_gateset_has_a_gate():
    assert set(UNITARIES) == set(GATESETS)


@pytest.mark.parametrize("name", GATESETS)
def test_a_gate_has_its_unitary_and_is_of_its_family_alone(name):
    gate = pair_gate(name)
    np.testing.assert_allclose(cirq.unitary(gate), UNITARIES[name], atol=1e-8)
    assert [other for other in GATESETS if gate in pair_family(other)] == [name]


def test_the_inverse_counts_where_the_chip_has_it():
    assert cirq.SQRT_ISWAP_INV in pair_family("sqrt_iswap")
    assert pair_gate("syc") ** -1 not in pair_family("syc")
