"""Tests of the gradient's variance: closed forms, and parameter shifts of Cirq."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec, build_circuit
from circuits.analysis import gradient_variance
from circuits.analysis.program import compile_program
from circuits.analysis.samples import draw_values
from tests.second_route import parameter_shift


def test_one_rotation_has_the_variance_of_a_sine():
    """<Z> = cos w, so that the derivative -sin w has the variance 1/2."""
    q = cirq.LineQubit(0)
    circuit = cirq.Circuit(cirq.ry(sympy.Symbol("w"))(q))
    found = gradient_variance(CircuitSpec.from_circuit(circuit, []), 4000)
    assert found.value == pytest.approx(0.5, abs=3 * found.standard_error)
    # Of sin^2 w, whose standard deviation is sqrt(1/8).
    assert found.standard_error == pytest.approx(np.sqrt(1 / 8 / 4000), rel=0.05)
    assert (found.num_samples, found.weights) == (4000, (0,))


@pytest.mark.parametrize("num_qubits", [2, 3, 5, 8])
def test_a_deep_circuit_has_the_variance_of_random_unitaries(num_qubits):
    """`N / (2 (N^2 - 1))` with N = 2**num_qubits, for RY on a real product state.

    The derivative is `2 Im <psi| (Y / 2) U^-1 Z U |psi>`. `Y |psi>` has norm 1 and is
    orthogonal to psi, and an entry of a random traceless matrix of square 1 off the
    diagonal has the mean square N / (N^2 - 1), half of it imaginary.
    """
    size = 2**num_qubits
    found = gradient_variance(CircuitSpec(num_qubits, 20, ansatz="su2"), 600)
    expected = size / (2 * (size**2 - 1))
    assert found.value == pytest.approx(expected, abs=3.5 * found.standard_error)
    assert found.standard_error < 0.1 * expected


def test_each_weight_has_the_variance_of_its_parameter_shifts():
    spec = CircuitSpec(2, 2)
    built, program = build_circuit(spec), compile_program(spec)
    found = gradient_variance(spec, 12, seed=4, weight=None, output=1)
    symbols = built.data_symbols + built.weight_symbols
    slopes = []
    for row in draw_values(program, 12, 4):
        point = {s.name: value for s, value in zip(symbols, row, strict=True)}
        slopes.append(
            [
                parameter_shift(built.circuit, list(built.observables), point, s.name)
                for s in built.weight_symbols
            ]
        )
    variances = np.var(np.array(slopes)[:, :, 1], axis=0, ddof=1)
    assert found.variances == pytest.approx(variances.tolist(), abs=1e-10)
    assert found.value == pytest.approx(variances.mean())
    assert found.weights == (0, 1, 2, 3)
    alone = gradient_variance(spec, 12, seed=4, weight=2, output=1)
    assert alone.variances == (pytest.approx(variances[2]),)


def test_the_standard_error_is_the_scatter_of_repeated_measurements():
    spec = CircuitSpec(3, 2, ansatz="su2")
    found = [gradient_variance(spec, 200, seed, weight=None) for seed in range(100)]
    spread = np.std([f.value for f in found])
    assert np.mean([f.standard_error for f in found]) == pytest.approx(spread, rel=0.2)


@pytest.mark.parametrize(
    ("spec", "options", "message"),
    [
        (
            CircuitSpec(2, 1),
            {"weight": 2},
            "`weight` must be from 0 to 1, because the circuit has 2 weights. "
            "Received: weight=2.",
        ),
        (
            CircuitSpec(2, 1),
            {"output": -1},
            "`output` must be from 0 to 1, because the circuit has 2 outputs. "
            "Received: output=-1.",
        ),
        (
            CircuitSpec(2, 0),
            {"weight": None},
            "`circuit` must have weights. Received: a circuit without weights.",
        ),
        (
            CircuitSpec(2, 1),
            {"samples": 1},
            "`samples` must be at least 2. Received: samples=1.",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused(spec, options, message):
    with pytest.raises(ValueError) as found:  # noqa: PT011 (words are compared)
        gradient_variance(spec, **options)
    assert str(found.value) == message
