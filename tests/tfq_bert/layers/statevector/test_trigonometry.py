import cirq
import numpy as np
import pytest
import sympy

from circuits.gates import gates_of
from tfq_bert.layers.statevector.trigonometry import expand_product

T = sympy.Symbol("t")
GATES = (
    cirq.ry(T),
    cirq.rx(T),
    cirq.X**T,
    cirq.ZPowGate(exponent=T, global_shift=0.3),
    cirq.H,
    cirq.H**T,
)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("num_columns", [None, 1])
def test_the_sum_of_sines_is_the_kronecker_product_of_the_gates(seed, num_columns):
    rng = np.random.default_rng(seed)
    qubit = cirq.LineQubit(0)
    chosen = [GATES[i] for i in rng.integers(len(GATES), size=1 + seed % 4)]
    gates = [next(iter(gates_of(g(qubit), {qubit: 0}, 0))) for g in chosen]
    values = rng.uniform(-3, 3, size=len(gates))
    expected = np.ones((1, 1))
    angles = []
    for written, gate, value in zip(chosen, gates, values, strict=True):
        unitary = cirq.unitary(cirq.resolve_parameters(written, {"t": value}))
        expected = np.kron(expected, unitary[:, :num_columns])
        angles.append(float(gate.angle.subs(T, value)) if gate.angle is not None else 0)
    sines = expand_product(gates, num_columns)
    waves = np.sin(sines.frequencies @ angles + sines.phases)
    result = np.einsum("t,tij->ij", waves, sines.terms)
    np.testing.assert_allclose(result, expected, atol=1e-12)


def test_rotations_take_one_sine_an_entry():
    """Four RY: 2**4 sums of angles up to sign, each with a sine and a cosine."""
    qubit = cirq.LineQubit(0)
    (gate,) = gates_of(cirq.ry(T)(qubit), {qubit: 0}, 0)
    assert len(expand_product([gate] * 4).phases) == 16
