"""Kinds of gates that need care, on every way of running a circuit."""

import cirq
import numpy as np
import pytest
import sympy

from tests.second_route import simulate
from tests.small_circuit import A
from tests.strategies import Mute
from tfq_bert.layers import PQC

Q = cirq.LineQubit.range(4)
ENGINES = pytest.mark.parametrize("engine", ["statevector", "tfq"])
ALL_WAYS = pytest.mark.parametrize(
    "options",
    [
        {},
        {"engine": "tfq"},
        {"noise": 0.0},
        {"shots": 10_000, "seed": 1},
        {"shots": 10_000, "sampler": cirq.Simulator(seed=1)},
    ],
    ids=["statevector", "tfq", "noise", "shots", "sampler"],
)


def _phase(x):
    return sympy.exp(sympy.I * x) if isinstance(x, sympy.Basic) else np.exp(1j * x)


@pytest.mark.parametrize(
    "options",
    [
        {"noise": 0.0},
        {"shots": 10_000, "seed": 1},
        {"shots": 10_000, "sampler": cirq.DensityMatrixSimulator(seed=1)},
    ],
    ids=["noise", "shots", "sampler"],
)
def test_a_channel_with_a_key_at_the_end_acts(options):
    """It brings |1> to |0> half of the time: <Z> = 0. Five sigma are 0.05."""
    damping = cirq.KrausChannel(cirq.kraus(cirq.amplitude_damp(0.5)), key="m")
    circuit = cirq.Circuit(cirq.X(Q[0]), damping(Q[0]))
    layer = PQC(circuit, cirq.Z(Q[0]), data_symbols=[], **options)
    tolerance = 0.05 if "shots" in options else 1e-5
    np.testing.assert_allclose(layer(np.zeros((1, 0))), [[0.0]], atol=tolerance)
    np.testing.assert_allclose(
        layer.probabilities(np.zeros((1, 0))), [[0.5, 0.5]], atol=1e-5
    )


@ENGINES
def test_a_channel_with_a_key_at_the_end_is_refused_without_noise(engine):
    flip = cirq.MixedUnitaryChannel(
        [(0.5, np.eye(2)), (0.5, cirq.unitary(cirq.X))], key="m"
    )
    circuit = cirq.Circuit(cirq.X(Q[0]), flip(Q[0]))
    message = "noise channel, while the state is kept pure.* Give PQC a noise="
    with pytest.raises(ValueError, match=message):
        PQC(circuit, cirq.Z(Q[0]), data_symbols=[], engine=engine)


@ALL_WAYS
@pytest.mark.parametrize(
    "make",
    [
        lambda x: Mute(x)(*Q[:2]),
        lambda x: cirq.BooleanHamiltonianGate(["x", "y"], ["x ^ y", "x"], x)(*Q[:2]),
        lambda x: cirq.GlobalPhaseGate(_phase(x))().controlled_by(Q[0]),
    ],
    ids=["mute", "boolean", "controlled phase"],
)
def test_gates_that_cirq_does_not_resolve_work(make, options):
    def circuit(x):
        return cirq.Circuit(cirq.H.on_each(*Q[:2]), make(x), cirq.ry(x)(Q[1]))

    if options == {"engine": "tfq"} and cirq.num_qubits(make(A)) == 1:
        with pytest.raises(ValueError, match='Use engine="statevector"'):
            PQC(circuit(A), cirq.X(Q[0]), data_symbols=[A], **options)
        return
    observables = [cirq.X(Q[0]), cirq.Y(Q[0]), cirq.X(Q[1])]
    layer = PQC(circuit(A), observables, data_symbols=[A], **options)
    tolerance = 0.05 if "shots" in options else 1e-5
    expected = simulate(circuit(0.7), observables, {})
    np.testing.assert_allclose(layer(np.array([[0.7]])), [expected], atol=tolerance)
    bound = layer.resolved_circuit([0.7])
    np.testing.assert_allclose(simulate(bound, observables, {}), expected, atol=1e-6)


@ALL_WAYS
@pytest.mark.parametrize(
    "operation",
    [
        cirq.X(Q[0]).controlled_by(Q[1], control_values=[False]),
        cirq.ry(A)(Q[0]).controlled_by(Q[1], control_values=[False]),
        cirq.UniformSuperpositionGate(3, 2)(*Q[:2]),
        cirq.UniformSuperpositionGate(3, 2)(*Q[:2]).controlled_by(
            Q[2], control_values=[False]
        ),
        cirq.X(Q[3]).controlled_by(
            *Q[:3], control_values=cirq.SumOfProducts([[False] * 3, [True] * 3])
        ),
    ],
    ids=["fixed", "symbol", "superposition", "its control", "sum of products"],
)
def test_a_control_may_wait_for_false(operation, options):
    circuit = cirq.Circuit([cirq.ry(0.4 + i)(q) for i, q in enumerate(Q)], operation)
    data = sorted(cirq.parameter_names(circuit))
    observables = [cirq.Z(q) for q in Q]
    layer = PQC(circuit, observables, data_symbols=data, **options)
    tolerance = 0.05 if "shots" in options else 1e-5
    np.testing.assert_allclose(
        layer(np.full((1, len(data)), 0.7)),
        [simulate(circuit, observables, {"a": 0.7})],
        atol=tolerance,
    )


def test_nine_controls_may_wait_for_false():
    qubits = cirq.LineQubit.range(10)
    flip = cirq.X(qubits[9]).controlled_by(*qubits[:9], control_values=[False] * 9)
    layer = PQC(cirq.Circuit(flip), cirq.Z(qubits[9]), data_symbols=[])
    np.testing.assert_allclose(layer(np.zeros((1, 0))), [[-1.0]], atol=1e-5)
