import cirq
import pytest
import sympy

from circuits.errors import CircuitSpecError
from circuits.parameter_names import parameter_names
from circuits.plan import circuit_gates
from circuits.unroll import unroll, unroll_measured

Q = cirq.LineQubit.range(2)


def _inner(*operations, **options):
    return cirq.CircuitOperation(
        cirq.FrozenCircuit(*operations), use_repetition_ids=False, **options
    )


def test_a_measurement_two_levels_down_comes_to_the_top():
    circuit = cirq.Circuit(_inner(cirq.X(Q[0]), _inner(cirq.measure(*Q, key="m"))))
    before = circuit.copy()
    expected = cirq.Circuit(cirq.X(Q[0]), cirq.measure(*Q, key="m"))
    assert list(unroll_measured(circuit).all_operations()) == list(
        expected.all_operations()
    )
    assert circuit == before


def test_a_circuit_without_measurements_is_returned_as_it_is():
    circuit = cirq.Circuit(_inner(cirq.X(Q[0]), repetitions=sympy.Symbol("n")))
    assert unroll_measured(circuit) is circuit


@pytest.mark.parametrize(
    "how_often",
    [
        {"repetitions": sympy.Symbol("n")},
        {"repeat_until": cirq.KeyCondition(cirq.MeasurementKey("m"))},
    ],
    ids=["symbol", "until"],
)
def test_an_unknown_number_of_repetitions_is_refused(how_often):
    measured = _inner(cirq.measure(Q[0], key="m"), **how_often)
    with pytest.raises(
        CircuitSpecError,
        match=r"^`circuit` must repeat its subcircuits a known number of times\. "
        r"Received: Cannot unroll circuit due to nondeterministic repetitions\. "
        r"Give it a number of `repetitions`, and no `repeat_until`\.$",
    ):
        unroll_measured(cirq.Circuit(measured))


def test_a_subcircuit_without_measurements_is_written_out_on_request():
    circuit = cirq.Circuit(_inner(_inner(cirq.X(Q[0])), repetitions=2))
    assert unroll(circuit) == cirq.Circuit([cirq.X(Q[0])] * 2)


def test_a_circuit_without_subcircuits_keeps_its_empty_moments():
    circuit = cirq.Circuit(cirq.Moment(cirq.measure(*Q)), cirq.Moment())
    assert unroll(circuit) == circuit


def test_a_resolver_reaches_a_gate_two_levels_down_that_hides_its_symbol():
    """Cirq 1.5 does not name the symbol of a PhasedFSimGate, nor hand values to it."""
    w, v = sympy.symbols("w v")
    hiding = cirq.PhasedFSimGate(-1, -1, v, -1, -1)
    inner = _inner(cirq.X(Q[0]) ** w, hiding(*Q), param_resolver={w: v})
    circuit = cirq.Circuit(_inner(cirq.H(Q[0]), inner, param_resolver={v: 0.25}))
    expected = cirq.Circuit(
        cirq.H(Q[0]),
        cirq.X(Q[0]) ** 0.25,
        cirq.PhasedFSimGate(-1, -1, 0.25, -1, -1)(*Q),
    )
    assert unroll(circuit) == expected
    assert parameter_names(circuit) == frozenset()
    gates = list(circuit_gates(circuit, {q: i for i, q in enumerate(Q)}))
    assert all(gate.angle is None for gate in gates)
