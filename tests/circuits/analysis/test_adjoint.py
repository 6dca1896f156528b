"""Tests of the adjoint derivative against parameter shifts and differences of Cirq."""

from functools import partial

import cirq
import numpy as np
import pytest

from circuits import CircuitSpec, build_circuit
from circuits.analysis.adjoint import expectations_of, gradients_of
from circuits.analysis.program import compile_program
from tests.second_route import (
    central_difference,
    parameter_shift,
    random_circuit,
    random_observables,
    simulate,
)


def check_point(spec, derivative, atol, seed=0):
    """Compares value and gradient of each observable at one point."""
    built, program = build_circuit(spec), compile_program(spec)
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 2 * np.pi, (2, program.num_values))
    symbols = built.data_symbols + built.weight_symbols
    point = {s.name: v for s, v in zip(symbols, values[1], strict=True)}
    observables = list(built.observables)
    expected = simulate(built.circuit, observables, point, built.qubits)
    slopes = [derivative(built.circuit, observables, point, s.name) for s in symbols]
    for output in range(len(observables)):
        found, gradients = gradients_of(program, values, output)
        assert found[1] == pytest.approx(expected[output], abs=1e-8)
        assert expectations_of(program, values, output) == pytest.approx(found)
        wanted = [slope[output] for slope in slopes]
        np.testing.assert_allclose(gradients[1], wanted, atol=atol)


@pytest.mark.parametrize("readout", ["z", "z_parity"])
@pytest.mark.parametrize("ansatz", ["brick_ry", "su2", "strongly_entangling"])
def test_gradients_are_those_of_parameter_shifts(ansatz, readout):
    check_point(CircuitSpec(3, 2, "angle_rx", ansatz, readout), parameter_shift, 1e-8)


@pytest.mark.parametrize("encoder", ["zz", "amplitude"])
def test_gradients_by_data_that_enter_several_gates_are_those_of_differences(encoder):
    spec = CircuitSpec(3, 2, encoder, "brick_sqrt_iswap")
    check_point(spec, central_difference, 1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_gradients_of_random_circuits_and_observables_are_those_of_differences(seed):
    rng = np.random.default_rng(seed)
    circuit = random_circuit(rng, 3, 20, "a b c")
    observables = random_observables(rng, 3, 2)
    spec = CircuitSpec.from_circuit(circuit, ["b"], observables)
    # Products of angles make fast waves: a shorter step than that function's own.
    check_point(spec, partial(central_difference, step=1e-5), 1e-5, seed)


def test_an_observable_without_a_gate_before_it_has_no_gradient():
    spec = CircuitSpec(2, 0, readout=[cirq.Z(cirq.LineQubit(1))])
    _, gradients = gradients_of(compile_program(spec), np.array([[0.3, 0.4]]), 0)
    np.testing.assert_allclose(gradients, [[0, -np.cos(0.4)]], atol=1e-12)
