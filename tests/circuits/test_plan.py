import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpec, build_circuit, natural_order
from circuits.errors import CircuitSpecError
from circuits.plan import Layer, Permutation, plan_circuit
from tests.second_route import gate_matrix, random_circuit

A = sympy.Symbol("a")
Q = cirq.LineQubit.range(4)


def _run(plan, values):
    """Carries out a plan in the plainest way: one matrix or permutation a step."""
    n = plan.num_qubits
    state = np.eye(2**n)[0].astype(complex)

    def apply(gate, state):
        axes = list(gate.qubits)
        matrix = gate_matrix(gate, values).reshape((2,) * (2 * len(axes)))
        moved = np.tensordot(
            matrix, state.reshape((2,) * n), (range(len(axes), 2 * len(axes)), axes)
        )
        return np.moveaxis(moved, range(len(axes)), axes).reshape(-1)

    for chain in plan.prefix:
        for gate in chain:
            state = apply(gate, state)
    for step in plan.steps:
        if isinstance(step, Permutation):
            state = state[step.source]
            state = state if step.phases is None else step.phases * state
        else:
            for gate in step.gates:
                state = apply(gate, state)
    return state


def _plan(circuit, qubits, data=()):
    names = cirq.parameter_names(circuit) - {str(s) for s in data}
    return plan_circuit(
        circuit, [cirq.Z(qubits[0])], data, natural_order(names), qubits
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_carries_out_its_circuit(seed):
    """States up to a global phase, which decompositions may change."""
    rng = np.random.default_rng(seed)
    circuit = random_circuit(rng, 4, 20, "a b")
    values = dict(zip(sympy.symbols("a b"), rng.normal(size=2), strict=True))
    expected = cirq.final_state_vector(
        circuit, param_resolver=values, qubit_order=Q, dtype=np.complex128
    )
    cirq.testing.assert_allclose_up_to_global_phase(
        _run(_plan(circuit, Q), values), expected, atol=1e-6
    )


@pytest.mark.parametrize("count", [8, 10])
@pytest.mark.parametrize(
    "gate",
    [
        cirq.X,
        cirq.Y,
        cirq.SWAP,
        cirq.H,
        cirq.ry(0.7),
        cirq.rx(A),
        cirq.Z**A,
        cirq.H ** (2 * A + 1),
    ],
    ids=str,
)
def test_gates_with_many_controls_make_short_plans(gate, count):
    """At most two permutations for each control less, and nothing dense."""
    qubits = cirq.LineQubit.range(count + 2)
    values = [1] * (count - 1) + [0]
    size = cirq.num_qubits(gate)
    operation = gate(*qubits[-size:]).controlled_by(
        *qubits[:count], control_values=values
    )
    turns = [cirq.ry(0.9 + 0.1 * i)(q) for i, q in enumerate(qubits)]
    circuit = cirq.Circuit(turns, operation)
    plan = _plan(circuit, qubits)
    assert len(plan.steps) <= 12
    expected = cirq.final_state_vector(
        cirq.resolve_parameters(circuit, {A: 0.6}),
        qubit_order=qubits,
        dtype=np.complex128,
    )
    np.testing.assert_allclose(
        np.abs(np.vdot(_run(plan, {A: 0.6}), expected)), 1, atol=1e-8
    )


def test_the_papers_circuit_is_a_real_product_state_then_permutations_and_layers():
    built = build_circuit(CircuitSpec(num_qubits=4, depth=2))
    plan = plan_circuit(
        built.circuit,
        built.observables,
        built.data_symbols,
        built.weight_symbols,
        built.qubits,
    )
    assert plan.is_real
    assert [len(chain) for chain in plan.prefix] == [1, 1, 1, 1]  # H folded into RY
    kinds = [type(step) for step in plan.steps]
    assert kinds == [Permutation, Layer, Permutation, Layer]
    assert all(step.phases is None for step in plan.steps[::2])


def test_signs_of_cz_keep_a_plan_real_and_those_of_s_do_not():
    entangled = cirq.Circuit(cirq.H.on_each(Q[:2]), cirq.CZ(Q[0], Q[1]))
    assert _plan(entangled, Q).is_real
    assert not _plan(entangled + cirq.S(Q[0]), Q).is_real
    assert not _plan(entangled + cirq.ISWAP(Q[0], Q[1]), Q).is_real


def test_terminal_measurements_are_left_out_and_the_circuit_stays():
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]), cirq.measure(Q[0]), cirq.X(Q[1]))
    copy = circuit.copy()
    state = _run(_plan(circuit, Q[:2]), {A: 0.3})
    np.testing.assert_allclose(state, [0, np.cos(0.15), 0, np.sin(0.15)], atol=1e-8)
    assert circuit == copy


def test_a_measurement_inside_a_subcircuit_is_left_out_but_not_its_gates():
    inner = cirq.FrozenCircuit(cirq.ry(A)(Q[0]), cirq.measure(Q[0]))
    circuit = cirq.Circuit(cirq.CircuitOperation(inner, use_repetition_ids=False))
    state = _run(_plan(circuit, Q[:1]), {A: 0.3})
    np.testing.assert_allclose(state, [np.cos(0.15), np.sin(0.15)], atol=1e-8)


@pytest.mark.parametrize(
    "later",
    [cirq.H(Q[0]), cirq.CNOT(Q[0], Q[1]), cirq.measure(Q[0], key="second")],
    ids=["gate", "control", "measurement"],
)
def test_a_measurement_with_something_after_it_is_refused(later):
    """Leaving it out would give 1.0 for H, measure, H instead of 0.0."""
    circuit = cirq.Circuit(cirq.H(Q[0]), cirq.measure(Q[0], key="m"), later)
    with pytest.raises(CircuitSpecError) as caught:
        _plan(circuit, Q[:2])
    assert str(caught.value) == (
        "every operation of the circuit must be unitary. Received: "
        "cirq.MeasurementGate(1, cirq.MeasurementKey(name='m'), ())(q(0)) in moment 1, "
        "and it measures before the end of the circuit. Supported: gates with a "
        "unitary, powers and rotations with symbols, and whatever cirq.decompose turns "
        "into these. Give PQC a noise=... for channels and measurements in the middle; "
        "0.0 adds none of its own."
    )


@pytest.mark.parametrize(
    ("operation", "angle"),
    [
        (cirq.ry(sympy.sin(A))(Q[0]), "sin(a)"),
        (cirq.CZ(Q[0], Q[1]) ** (1 / A), "pi/a"),
        (cirq.X(Q[1]) ** (sympy.I * A), "I*pi*a"),
        (cirq.X(Q[1]) ** (sympy.nan * A), "nan"),
    ],
    ids=str,
)
def test_an_angle_that_is_no_polynomial_is_refused_with_its_gate(operation, angle):
    with pytest.raises(CircuitSpecError) as caught:
        _plan(cirq.Circuit(cirq.H.on_each(Q), operation), Q)
    assert str(caught.value) == (
        "an angle must be a real polynomial of the circuit's symbols, because its "
        f"gradient is taken in closed form. Received: angle={angle}. Give the "
        "function's value as a symbol of its own. It stands in "
        f"{operation} in moment 1."
    )


def test_symbols_with_assumptions_become_those_given_of_the_same_name():
    """An engine compares symbols; to sympy a real `a` is not the plain one."""
    circuit = cirq.Circuit(cirq.ry(2 * sympy.Symbol("a", real=True))(Q[0]))
    plan = _plan(circuit, Q[:1], data=[A])
    assert plan.prefix[0][0].angle.free_symbols == {A}
    state = _run(plan, {A: 0.3})
    np.testing.assert_allclose(state, [np.cos(0.3), np.sin(0.3)], atol=1e-8)


def test_an_empty_circuit_plans_to_nothing():
    plan = _plan(cirq.Circuit(), Q[:2])
    assert plan.prefix == ((), ())
    assert plan.steps == ()
