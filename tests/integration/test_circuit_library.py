"""The layer runs every circuit of the library, and agrees with Cirq."""

import numpy as np
import pytest

from circuits import ANSATZE, ENCODERS, READOUTS, CircuitSpec, build_circuit
from tests.second_route import simulate


@pytest.mark.parametrize("ansatz", list(ANSATZE))
@pytest.mark.parametrize("encoder", list(ENCODERS))
def test_the_layer_agrees_with_cirq_on_every_combination(encoder, ansatz):
    """Three qubits, one block, two rows, all readouts at once."""
    from tfq_bert.layers import PQC

    built = build_circuit(CircuitSpec(3, 1, encoder, ansatz))
    _check(PQC, built, list(_all_observables(built.qubits)))


@pytest.mark.parametrize("encoder", list(ENCODERS))
def test_the_layer_agrees_with_cirq_where_data_is_scaled_and_uploaded_again(encoder):
    from tfq_bert.layers import PQC

    spec = CircuitSpec(*(2, 2, encoder, "su2"), reupload=True, trainable_scaling=True)
    built = build_circuit(spec)
    _check(PQC, built, list(_all_observables(built.qubits)))


@pytest.mark.parametrize("ansatz", list(ANSATZE))
def test_the_engine_of_tfq_takes_every_ansatz(ansatz):
    from tfq_bert.layers import PQC

    built = build_circuit(CircuitSpec(3, 1, "zz", ansatz))
    _check(PQC, built, list(_all_observables(built.qubits)), engine="tfq")


def _all_observables(qubits):
    for readout in READOUTS.values():
        yield from readout.observables(qubits)


def _check(layer_class, built, observables, **options):
    rng = np.random.default_rng(0)
    layer = layer_class(
        *(built.circuit, observables),
        data_symbols=built.data_symbols,
        weight_symbols=built.weight_symbols,
        **options,
    )
    weights = rng.uniform(-3, 3, len(built.weight_symbols)).astype(np.float32)
    layer.set_weights([weights])
    rows = rng.uniform(-1.5, 1.5, (2, len(built.data_symbols))).astype(np.float32)
    expected = [
        simulate(built.resolved(row, weights), observables, {}, built.qubits)
        for row in rows
    ]
    np.testing.assert_allclose(layer(rows), expected, atol=1e-5)
