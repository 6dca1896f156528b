import cirq
import numpy as np
import pytest

from circuits.integer_controls import with_integer_controls

Q = cirq.LineQubit.range(3)
FLIP = cirq.X(Q[1]).controlled_by(Q[0], control_values=[False])
ODD = cirq.SumOfProducts([[False, True], [True, False]])
INSIDE = cirq.CircuitOperation(
    cirq.FrozenCircuit(cirq.ry(0.3)(Q[2])), use_repetition_ids=False
)


@pytest.mark.parametrize(
    "operation",
    [
        FLIP,
        FLIP.with_tags("tag"),
        FLIP.controlled_by(Q[2], control_values=[0]),
        cirq.ControlledOperation([Q[2]], FLIP.with_tags("tag")),
        cirq.X.controlled(control_values=[False])(*Q[:2]),
        cirq.ry(0.3).controlled(2, control_values=[False, True])(*Q),
        cirq.ry(0.3)(Q[2]).controlled_by(*Q[:2], control_values=ODD),
        cirq.ry(0.3)(Q[2]).controlled_by(
            *Q[:2], control_values=[(False, True), (False,)]
        ),
        INSIDE.controlled_by(Q[0], control_values=[False]),
    ],
    ids=[
        "operation",
        "tagged",
        "twice",
        "tagged inside",
        "gate",
        "two controls",
        "sum of products",
        "either value",
        "subcircuit",
    ],
)
def test_the_matrix_is_that_of_the_simulator(operation):
    """`cirq.Simulator` slices by the values, and reads `False` as 0."""
    changed = with_integer_controls(operation)
    assert changed.qubits == operation.qubits
    assert changed.tags == operation.tags
    size = 2 ** len(operation.qubits)
    simulator = cirq.Simulator(dtype=np.complex128)
    columns = [
        simulator.simulate(
            cirq.Circuit(operation), initial_state=i, qubit_order=operation.qubits
        ).final_state_vector
        for i in range(size)
    ]
    np.testing.assert_allclose(cirq.unitary(changed), np.transpose(columns), atol=1e-8)


@pytest.mark.parametrize(
    "operation",
    [
        cirq.X(Q[0]),
        cirq.X(Q[0]).with_tags("tag"),
        cirq.X(Q[1]).controlled_by(Q[0], control_values=[0]),
        cirq.CCX(*Q).with_tags("tag"),
        cirq.ry(0.3).controlled(2, control_values=cirq.SumOfProducts([[0, 1]]))(*Q),
        INSIDE.controlled_by(Q[0]),
        cirq.measure(*Q),
    ],
    ids=str,
)
def test_an_operation_without_such_values_stays_itself(operation):
    assert with_integer_controls(operation) is operation
