import cirq
import numpy as np
import pytest
import sympy

from circuits.channels import plan_channels
from circuits.errors import CircuitSpecError

A = sympy.Symbol("a")
Q = cirq.LineQubit.range(3)
PAULIS = [cirq.unitary(p) for p in (cirq.I, cirq.X, cirq.Y, cirq.Z)]


def _run(steps, num_qubits, values):
    """Multiplies the steps into the coordinates of the state |0...0>."""
    state = np.ones(1)
    for _ in range(num_qubits):
        state = np.kron(state, [1, 0, 0, 1])
    functions = {"one": lambda _: 1.0, "cos": np.cos, "sin": np.sin}
    for step in steps:
        angle = 0.0 if step.angle is None else float(step.angle.subs(values))
        matrix = sum(
            functions[kind](speed * angle) * part
            for (kind, speed), part in zip(step.functions, step.matrices, strict=True)
        )
        rest = [q for q in range(num_qubits) if q not in step.qubits]
        order = [*step.qubits, *rest]
        tensor = state.reshape((4,) * num_qubits).transpose(order)
        tensor = (matrix @ tensor.reshape(len(matrix), -1)).reshape((4,) * num_qubits)
        state = tensor.transpose(np.argsort(order)).ravel()
    return state


def _coordinates(circuit, qubits):
    """The same from Cirq's density matrix, of measurements without results."""
    circuit = cirq.dephase_measurements(circuit)
    simulator = cirq.DensityMatrixSimulator(dtype=np.complex128)
    rho = simulator.simulate(circuit, qubit_order=qubits).final_density_matrix
    products = [np.eye(1)]
    for _ in qubits:
        products = [np.kron(a, b) for a in products for b in PAULIS]
    return np.real([np.trace(p @ rho) for p in products])


CHANNELS = [
    cirq.bit_flip(0.1)(Q[1]),
    cirq.phase_flip(0.2)(Q[0]),
    cirq.depolarize(0.1)(Q[0]),
    cirq.depolarize(0.1, n_qubits=2)(Q[2], Q[0]),
    cirq.asymmetric_depolarize(0.1, 0.05, 0.2)(Q[1]),
    cirq.amplitude_damp(0.3)(Q[1]),
    cirq.generalized_amplitude_damp(0.3, 0.2)(Q[2]),
    cirq.phase_damp(0.3)(Q[1]),
    cirq.reset(Q[1]),
    cirq.measure(Q[2], Q[0], key="m"),
    cirq.X(Q[0]).with_probability(0.3),
    cirq.CCX(Q[2], Q[0], Q[1]),
]


@pytest.mark.parametrize("channel", CHANNELS, ids=str)
def test_a_channel_does_what_cirq_says(channel):
    circuit = cirq.Circuit(
        cirq.ry(0.4)(Q[0]),
        cirq.rx(1.1)(Q[1]),
        cirq.CNOT(Q[0], Q[1]),
        cirq.ISWAP(Q[1], Q[2]) ** 0.3,
        channel,
        cirq.H.on_each(*Q),
        cirq.CZ(Q[1], Q[2]) ** 0.7,
    )
    result = _run(plan_channels(circuit, (), Q), 3, {})
    np.testing.assert_allclose(result, _coordinates(circuit, Q), atol=1e-7)


@pytest.mark.parametrize(
    "operation",
    [
        cirq.rx(A)(Q[0]),
        cirq.ISWAP(Q[1], Q[0]) ** A,
        cirq.ControlledGate(cirq.ry(2 * A))(Q[1], Q[0]),
        cirq.PhasedXZGate(x_exponent=A, z_exponent=0.1, axis_phase_exponent=A)(Q[1]),
        cirq.FSimGate(A, 0.3)(Q[1], Q[0]),
    ],
    ids=str,
)
def test_a_gate_with_a_symbol_does_what_cirq_says(operation):
    circuit = cirq.Circuit(
        cirq.ry(0.4)(Q[0]), cirq.rx(1.1)(Q[1]), operation, cirq.phase_damp(0.1)(Q[0])
    )
    bound = cirq.resolve_parameters(circuit, {"a": 0.37})
    result = _run(plan_channels(circuit, [A], Q[:2]), 2, {A: 0.37})
    np.testing.assert_allclose(result, _coordinates(bound, Q[:2]), atol=1e-7)


def test_measuring_a_pauli_string_erases_what_anticommutes_with_it():
    """The state becomes (rho + P rho P) / 2 with P = X Y."""
    state = [cirq.ry(0.4)(Q[0]), cirq.rx(1.1)(Q[1]), cirq.ISWAP(*Q[:2]) ** 0.3]
    measure = cirq.PauliMeasurementGate([cirq.X, cirq.Y], key="p")(*Q[:2])
    before = _coordinates(cirq.Circuit(state), Q[:2])
    result = _run(plan_channels(cirq.Circuit(state, measure), (), Q[:2]), 2, {})
    p = np.kron(PAULIS[1], PAULIS[2])
    products = [np.kron(a, b) for a in PAULIS for b in PAULIS]
    stays = [np.allclose(p @ product, product @ p) for product in products]
    np.testing.assert_allclose(result, before * stays, atol=1e-7)


def test_a_global_phase_is_no_step():
    circuit = cirq.Circuit(cirq.global_phase_operation(1j))
    assert plan_channels(circuit, (), Q[:1]) == ()


def test_fixed_steps_join_their_neighbors():
    """Two RY(a) and a CNOT take all else in; H before and noise after as well."""
    circuit = cirq.Circuit(
        cirq.H.on_each(*Q[:2]), cirq.ry(A).on_each(*Q[:2]), cirq.CNOT(*Q[:2])
    ).with_noise(cirq.depolarize(0.1))
    steps = plan_channels(circuit, [A], Q[:2])
    assert sorted(step.qubits for step in steps) == [(0,), (0, 1), (1,)]
    bound = cirq.resolve_parameters(circuit, {"a": 0.37})
    result = _run(steps, 2, {A: 0.37})
    np.testing.assert_allclose(result, _coordinates(bound, Q[:2]), atol=1e-7)


def test_a_large_gate_is_decomposed():
    q = cirq.LineQubit.range(7)
    circuit = cirq.Circuit(cirq.X.on_each(*q[:6]), cirq.X(q[6]).controlled_by(*q[:6]))
    steps = plan_channels(circuit, (), q)
    assert max(len(step.qubits) for step in steps) <= 5
    ends = _run(steps, 7, {})
    np.testing.assert_allclose(ends[3 * 4 ** np.arange(7)], -1, atol=1e-8)


@pytest.mark.parametrize("gate", [cirq.ry(A), cirq.X**A, cirq.rz(2 * A)])
def test_a_large_gate_with_a_symbol_is_split(gate):
    q = cirq.LineQubit.range(7)
    circuit = cirq.Circuit(
        cirq.H(q[0]), cirq.X.on_each(*q[1:6]), cirq.H(q[6]), gate.controlled(6)(*q)
    )
    steps = plan_channels(circuit, [A], q)
    assert max(len(step.qubits) for step in steps) <= 5
    bound = cirq.resolve_parameters(circuit, {"a": 0.37})
    state = cirq.Simulator(dtype=np.complex128).simulate(bound, qubit_order=q)
    ends = _run(steps, 7, {A: 0.37})
    for axis, pauli in enumerate((cirq.X, cirq.Y, cirq.Z), start=1):
        sums = [cirq.PauliSum.wrap(pauli(each)) for each in q]
        places = {each: i for i, each in enumerate(q)}
        expected = [
            s.expectation_from_state_vector(state.final_state_vector, places).real
            for s in sums
        ]
        result = ends[axis * 4 ** np.arange(7)[::-1]]
        np.testing.assert_allclose(result, expected, atol=1e-7)


def test_symbols_are_matched_by_name():
    circuit = cirq.Circuit(cirq.ry(sympy.Symbol("a", real=True))(Q[0]))
    (step,) = plan_channels(circuit, [A], Q[:1])
    assert step.angle.free_symbols == {A}


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (
            cirq.X(Q[1]).with_classical_controls("m"),
            "in moment 1, and a measurement controls it. Give",
        ),
        (
            cirq.MatrixGate(cirq.testing.random_unitary(64, random_state=0))(
                *cirq.LineQubit.range(6)
            ),
            "it acts on 6 qubits at once, of at most 5, and does not decompose. Give",
        ),
    ],
)
def test_what_is_no_channel_is_refused_by_its_name(operation, reason):
    circuit = cirq.Circuit(cirq.measure(Q[0], key="m"), operation)
    with pytest.raises(CircuitSpecError) as caught:
        plan_channels(circuit, (), cirq.LineQubit.range(6))
    message = str(caught.value)
    assert message.startswith("every operation of a noisy circuit must be a gate or a")
    assert reason in message
    assert message.endswith("Give PQC `sampler` and `shots`, which run it.")


def test_a_qudit_is_refused():
    qudit = cirq.LineQid(0, 3)
    with pytest.raises(CircuitSpecError, match="and it acts on qudits"):
        plan_channels(cirq.Circuit(cirq.IdentityGate(1, (3,))(qudit)), (), [qudit])
