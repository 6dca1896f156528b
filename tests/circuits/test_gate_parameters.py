import cirq
import numpy as np
import pytest
import sympy

from circuits.errors import CircuitSpecError
from circuits.gate_parameters import separate_parameters
from tests.second_route import random_circuit
from tests.strategies import Mute

A, B = sympy.symbols("a b")
Q = cirq.LineQubit.range(3)
KEPT = [
    cirq.X(Q[0]) ** (2 * A + 1),
    cirq.rz(A * B)(Q[0]),
    cirq.ISWAP(*Q[:2]) ** A,
    cirq.FSimGate(A * B, 0.3)(*Q[:2]),
    cirq.FSimGate(A, B)(*Q[:2]),
    cirq.PhasedXZGate(x_exponent=A, z_exponent=0.1, axis_phase_exponent=B)(Q[0]),
    cirq.PhasedXPowGate(phase_exponent=A, exponent=B)(Q[0]),
    cirq.PhasedISwapPowGate(phase_exponent=A, exponent=B)(*Q[:2]),
    cirq.rx(A).controlled(2, control_values=[0, 1])(*Q),
    cirq.GlobalPhaseGate(sympy.exp(sympy.I * A * B)).on().controlled_by(Q[0]),
    cirq.PhasedXZGate(x_exponent=A, z_exponent=B, axis_phase_exponent=0)(Q[1])
    .controlled_by(Q[0])
    .with_tags("mine"),
]


def _bind(separated, values):
    """Puts numbers into the user's expressions, then these into the new symbols."""
    numbers = [float(sympy.sympify(e).subs(values)) for e in separated.expressions]
    return cirq.resolve_parameters(
        separated.circuit, dict(zip(separated.symbols, numbers, strict=True))
    )


@pytest.mark.parametrize("operation", KEPT, ids=str)
def test_a_gate_with_parameters_of_its_own_stays_one_gate(operation):
    separated = separate_parameters(cirq.Circuit(operation))
    (new,) = separated.circuit.all_operations()
    assert type(new.untagged.gate) is type(operation.untagged.gate)
    assert (new.qubits, new.tags) == (operation.qubits, operation.tags)
    values = {A: 0.37, B: -0.81}
    np.testing.assert_allclose(
        cirq.unitary(_bind(separated, values)),
        cirq.unitary(cirq.resolve_parameters(operation, values)),
        atol=1e-8,
    )


@pytest.mark.parametrize("operation", KEPT, ids=str)
def test_an_expectation_value_holds_no_other_frequencies(operation):
    """A fit of the found frequencies to samples of one parameter leaves no rest."""
    rng = np.random.default_rng(0)
    separated = separate_parameters(cirq.Circuit(operation))
    qubits = sorted(operation.qubits)
    size = 2 ** len(qubits)
    state = cirq.testing.random_superposition(size, random_state=1)
    matrix = cirq.testing.random_unitary(size, random_state=2)
    observable = matrix + matrix.conj().T
    for symbol, speeds in zip(separated.symbols, separated.frequencies, strict=True):
        others = {s: float(rng.normal()) for s in separated.symbols}
        points = rng.uniform(-2, 2, 4 * len(speeds) + 6)
        values = []
        for x in points:
            bound = cirq.resolve_parameters(separated.circuit, {**others, symbol: x})
            moved = bound.unitary(qubit_order=qubits) @ state
            values.append(np.vdot(moved, observable @ moved).real)
        angles = np.outer(points, speeds)
        waves = np.hstack([np.ones((len(points), 1)), np.cos(angles), np.sin(angles)])
        fit = np.linalg.lstsq(waves, values, rcond=None)[0]
        np.testing.assert_allclose(waves @ fit, values, atol=1e-8)


@pytest.mark.parametrize("seed", range(10))
def test_a_random_circuit_stays_the_same_with_every_symbol_once(seed):
    rng = np.random.default_rng(seed)
    circuit = random_circuit(rng, 3, 12, ("a", "b", "c"))
    separated = separate_parameters(circuit)
    values = dict(zip(sympy.symbols("a b c"), rng.uniform(-2, 2, 3), strict=True))
    qubits = sorted(circuit.all_qubits())
    np.testing.assert_allclose(
        _bind(separated, values).unitary(qubit_order=qubits),
        cirq.resolve_parameters(circuit, values).unitary(qubit_order=qubits),
        atol=1e-8,
    )
    written = [
        name
        for operation in separated.circuit.all_operations()
        for name in cirq.parameter_names(operation)
    ]
    assert sorted(written) == [symbol.name for symbol in separated.symbols]
    assert len(separated.circuit) == len(circuit)


def test_a_gate_whose_parameters_are_not_its_own_is_decomposed():
    """Three copies of X**a: three parameters."""
    circuit = cirq.Circuit(cirq.ParallelGate(cirq.X**A, 3)(*Q))
    separated = separate_parameters(circuit)
    assert separated.expressions == (A, A, A)
    assert len(list(separated.circuit.all_operations())) == 3


@pytest.mark.parametrize(
    "gate",
    [Mute(A), cirq.BooleanHamiltonianGate(["x", "y"], ["x ^ y", "x & y"], A)],
    ids=["mute", "boolean"],
)
def test_a_gate_that_does_not_tell_its_symbols_is_decomposed(gate):
    separated = separate_parameters(cirq.Circuit(cirq.H(Q[0]), gate(*Q[:2])))
    assert cirq.parameter_symbols(separated.circuit) == set(separated.symbols)
    expected = cirq.Circuit(cirq.H(Q[0]), cirq.decompose_once(gate(*Q[:2])))
    np.testing.assert_allclose(
        _bind(separated, {A: 0.3}).unitary(),
        cirq.resolve_parameters(expected, {A: 0.3}).unitary(),
        atol=1e-8,
    )


def test_a_subcircuit_is_written_out_with_its_resolver():
    """RY(a) with a = 2 b is Y to the power 2 b / pi."""
    inner = cirq.CircuitOperation(
        cirq.FrozenCircuit(cirq.ry(A)(Q[0])),
        param_resolver={"a": 2 * B},
        repetitions=2,
        use_repetition_ids=False,
    )
    separated = separate_parameters(cirq.Circuit(inner))
    exponents = [float(e.subs({B: 0.3})) for e in separated.expressions]
    np.testing.assert_allclose(exponents, [0.6 / np.pi] * 2)


def test_what_has_no_symbols_stays_as_it_is():
    circuit = cirq.Circuit(
        cirq.Moment(),
        cirq.Moment(cirq.measure(Q[0], key="m"), cirq.depolarize(0.1)(Q[1])),
        cirq.Moment(cirq.X(Q[1]).with_classical_controls("m")),
    )
    assert separate_parameters(circuit).circuit == circuit


def test_many_controls_change_neither_the_gate_nor_its_frequencies():
    q = cirq.LineQubit.range(12)
    separated = separate_parameters(cirq.Circuit(cirq.ry(A).controlled(11)(*q)))
    (new,) = separated.circuit.all_operations()
    assert new.qubits == tuple(q)
    np.testing.assert_allclose(separated.frequencies, [[np.pi / 2, np.pi]])


def test_a_global_phase_with_a_symbol_is_left_out():
    phase = cirq.global_phase_operation(sympy.exp(sympy.I * A))
    separated = separate_parameters(cirq.Circuit(phase, cirq.X(Q[0]) ** B))
    assert separated.expressions == (B,)


def test_a_gate_that_a_measurement_controls_stays_controlled():
    circuit = cirq.Circuit(
        cirq.measure(Q[0], key="m"), (cirq.Y(Q[1]) ** A).with_classical_controls("m")
    )
    separated = separate_parameters(circuit)
    new = separated.circuit[-1].operations[0]
    assert cirq.control_keys(new) == {cirq.MeasurementKey("m")}
    assert separated.frequencies == ((round(np.pi, 9),),)


def test_an_operation_with_symbols_that_is_not_unitary_is_refused_by_its_name():
    circuit = cirq.Circuit(cirq.H(Q[0]), (cirq.X**A).with_probability(0.5)(Q[0]))
    with pytest.raises(CircuitSpecError, match=r"^every operation .* in moment 1, and"):
        separate_parameters(circuit)


def test_a_symbolic_number_of_repetitions_is_refused():
    inner = cirq.FrozenCircuit(cirq.X(Q[0]))
    circuit = cirq.Circuit(
        cirq.CircuitOperation(inner, repetitions=A, use_repetition_ids=False)
    )
    with pytest.raises(
        CircuitSpecError, match="^`circuit` must repeat its subcircuits"
    ):
        separate_parameters(circuit)
