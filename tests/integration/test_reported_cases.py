"""Reports from public bug trackers that cross the plan and the layer.

The others stand where their part is tested. Values are by hand, in each docstring.
"""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpecError
from tests.strategies import Opaque, Turned
from tfq_bert._quiet import tf
from tfq_bert.layers import PQC

A = sympy.Symbol("a")
Q = cirq.LineQubit.range(3)
ENGINES = pytest.mark.parametrize("engine", ["statevector", "tfq"])


def _run(circuit, operators, angle=None, **options):
    """The layer's outputs at one angle, and their gradient to it, if there is one."""
    symbols = [] if angle is None else [A]
    layer = PQC(circuit, operators, data_symbols=symbols, **options)
    inputs = tf.constant([[] if angle is None else [angle]], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        result = layer(inputs)
    slope = tape.gradient(result, inputs, unconnected_gradients="zero")
    return np.array(result)[0], np.array(slope)[0]


@ENGINES
def test_an_observable_on_a_qubit_without_gates_has_no_gradient(engine):
    """tensorflow/quantum PR#513: 1.0, where TFQ says -2, and slope 0."""
    circuit = cirq.Circuit(cirq.ry(A)(Q[0]))
    value, slope = _run(circuit, cirq.Z(Q[1]), 0.3, engine=engine)
    np.testing.assert_allclose(value, [1.0], atol=1e-6)
    np.testing.assert_allclose(slope, [0.0], atol=1e-6)


MEASURED = cirq.Circuit(cirq.H(Q[0]), cirq.measure(Q[0], key="m"), cirq.H(Q[0]))


@pytest.mark.parametrize(
    ("circuit", "received", "value"),
    [
        # quantumlib/qsim#117: TFQ leaves the measurement out and answers 1.
        (MEASURED, "in moment 1, and it measures before the end", 0.0),
        # tensorflow/quantum#709: 1 - 2 p and 1 - 4 p / 3.
        (cirq.Circuit(cirq.bit_flip(0.1)(Q[0])), "bit_flip(p=0.1)(q(0)) in mom", 0.8),
        (cirq.Circuit(cirq.depolarize(0.1)(Q[0])), "depolarize(p=0.1)(q(0))", 0.866667),
    ],
    ids=["measurement", "bit flip", "depolarize"],
)
@ENGINES
def test_what_is_not_unitary_names_the_option_that_can_do_it(
    engine, circuit, received, value
):
    with pytest.raises(CircuitSpecError) as caught:
        _run(circuit, cirq.Z(Q[0]), engine=engine)
    assert received in str(caught.value)
    assert "Give PQC a noise=" in str(caught.value)
    np.testing.assert_allclose(
        _run(circuit, cirq.Z(Q[0]), noise=0.0)[0], [value], atol=1e-5
    )


@ENGINES
def test_kinds_of_qubits_may_be_mixed(engine):
    """tensorflow/quantum#611: each keeps its own angle, <Z> = cos(0.1 k)."""
    qubits = {
        1: cirq.NamedQubit("q1"),
        2: cirq.NamedQubit("q2"),
        10: cirq.NamedQubit("q10"),
        3: cirq.LineQubit(0),
        4: cirq.GridQubit(0, 0),
    }
    circuit = cirq.Circuit(cirq.ry(0.1 * k)(q) for k, q in qubits.items())
    value, _ = _run(circuit, [cirq.Z(q) for q in qubits.values()], engine=engine)
    np.testing.assert_allclose(
        value, [0.995004, 0.980067, 0.540302, 0.955336, 0.921061], atol=1e-5
    )


class _Sealed(cirq.Gate):
    """A gate with a symbol, of which nothing else is known before it is bound."""

    def _num_qubits_(self):
        return 1

    def _is_parameterized_(self):
        return True

    def _parameter_names_(self):
        return {"a"}

    def __str__(self):
        return "Sealed"


@ENGINES
def test_a_gate_that_cannot_be_run_is_named_with_its_moment(engine):
    """tensorflow/quantum#434."""
    circuit = cirq.Circuit(cirq.H(Q[0]), _Sealed()(Q[0]))
    with pytest.raises(CircuitSpecError) as caught:
        _run(circuit, cirq.Z(Q[0]), 0.3, engine=engine)
    assert str(caught.value) == (
        "every operation of the circuit must be unitary. Received: Sealed(q(0)) in "
        "moment 1, and its symbols cannot be resolved. Supported: gates with a "
        "unitary, powers and rotations with symbols, and whatever cirq.decompose turns "
        "into these. Give a gate of your own a _decompose_ method."
    )


@ENGINES
def test_gates_of_the_users_own_need_parts_or_a_matrix(engine):
    """tensorflow/quantum#354: the parts written out give the same values."""
    own = cirq.Circuit(cirq.H(Q[1]), Turned(A)(*Q[:2]), Opaque(3)(*Q[1:]))
    parts = cirq.Circuit(
        cirq.H(Q[1]),
        cirq.ry(A)(Q[0]),
        cirq.CNOT(*Q[:2]),
        cirq.rz(2 * A)(Q[1]),
        cirq.CNOT(*Q[:2]),
        cirq.MatrixGate(cirq.unitary(Opaque(3)))(*Q[1:]),
    )
    operators = [cirq.Z(Q[0]), cirq.X(Q[1]), cirq.Y(Q[2])]
    value, slope = _run(own, operators, 0.3, engine=engine)
    bound = cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
        cirq.resolve_parameters(parts, {"a": 0.3}), operators
    )
    np.testing.assert_allclose(value, np.real(bound), atol=1e-5)
    _, expected = _run(parts, operators, 0.3)
    # Measured on the tfq engine: up to 1.6e-4, its finite difference.
    np.testing.assert_allclose(slope, expected, atol=5e-4 if engine == "tfq" else 1e-5)
