"""Circuits that Cirq can hardly handle: each gets a report, and no exception."""

import time

import cirq
import pytest
import sympy
from cirq_google.experimental.ops import CouplerPulse

from circuits import get_target, validate_circuit

A, B = cirq.GridQubit.rect(1, 2, 6, 6)
SYMBOL = sympy.Symbol("a")
NAN, INF = float("nan"), float("inf")
TARGETS = ("willow", "sycamore", "weber")


def _sub(*operations, **options):
    body = cirq.FrozenCircuit.from_moments(*map(cirq.Moment, operations))
    return cirq.CircuitOperation(body, **{"use_repetition_ids": False} | options)


def _kinds(operation, target="willow"):
    # Moments by hand: Cirq reads an operation's keys to find a place for it.
    circuit = cirq.Circuit(cirq.Moment(operation), cirq.Moment(cirq.measure(A, B)))
    report = validate_circuit(circuit, get_target(target))
    assert str(report)
    return [violation.kind for violation in report.violations]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "operation",
    [
        _sub(cirq.DiagonalGate([0, SYMBOL, 0, 0])(A, B)),
        _sub(cirq.TwoQubitDiagonalGate([0, SYMBOL, 0, 0])(A, B)),
        _sub(cirq.GlobalPhaseGate(sympy.exp(sympy.I * SYMBOL)).on()),
        cirq.DiagonalGate([0, SYMBOL, 0, 0])(A, B),
        _sub(cirq.CZ(A, B) ** NAN),
        cirq.PhasedXZGate(x_exponent=NAN, z_exponent=0, axis_phase_exponent=0)(
            A
        ).with_classical_controls("k"),
        cirq.X(A) ** NAN,
        cirq.X(A) ** INF,
        cirq.X(A) ** (10**400),
        cirq.X(A) ** (10**5000),
        cirq.X(A) ** (SYMBOL > 0),
        cirq.X(A) ** sympy.true,
        cirq.wait(A, nanos=NAN),
        cirq.wait(A, nanos=10**400),
        CouplerPulse(cirq.Duration(picos=SYMBOL > 0), coupling_mhz=1)(A, B),
        CouplerPulse(cirq.Duration(picos=sympy.true), coupling_mhz=1)(A, B),
        _sub(cirq.X(A) ** SYMBOL, param_resolver={SYMBOL: NAN}),
        _sub(cirq.wait(A, nanos=SYMBOL), param_resolver={SYMBOL: -1}),
        _sub(cirq.measure(A), repetitions=SYMBOL, use_repetition_ids=True),
        _sub(cirq.X(A), repetitions=10**400),
    ],
)
def test_what_cirq_cannot_draw_or_compute_with_is_an_unsupported_gate(
    operation, target
):
    assert "unsupported_gate" in _kinds(operation, target)


FAILING = (
    "_unitary_",
    "_has_unitary_",
    "_decompose_",
    "_decompose_with_context_",
    "__eq__",
    "__hash__",
    "_is_parameterized_",
    "_parameter_names_",
    "_resolve_parameters_",
    "__str__",
    "__repr__",
    "__pow__",
    "_json_dict_",
    "_circuit_diagram_info_",
    "_is_measurement_",
    "_measurement_key_objs_",
    "_measurement_key_names_",
    "_control_keys_",
    "_has_mixture_",
    "_qid_shape_",
    "_apply_unitary_",
    "_value_equality_values_",
    "_commutes_",
    "_with_rescoped_keys_",
)


@pytest.mark.parametrize("method", FAILING)
def test_a_gate_whose_own_code_fails_is_an_unsupported_gate(method):
    fails = False

    def fail(*_arguments, **_options):
        if fails:
            raise RuntimeError(method)
        return NotImplemented

    methods = {"_num_qubits_": lambda _: 1, method: fail}
    if method == "_qid_shape_":
        # It fails from the start: Cirq asks a gate for it to put it on a qubit.
        methods[method] = lambda _: (2,)
    gate = type("Own", (cirq.Gate,), methods)()
    operations = [gate(A), _sub(gate(A)), _sub(gate(A), repetitions=2)]
    operations += [gate(A).with_tags("t"), gate(A).with_classical_controls("k")]
    fails = True
    for operation in operations:
        for target in TARGETS:
            assert "unsupported_gate" in _kinds(operation, target)


class _OddOperation(cirq.Operation):
    """Of someone's own, with a property that fails."""

    def __init__(self, name):
        self.name = name

    def __getattribute__(self, name):
        if name != "name" and name == self.name:
            raise RuntimeError(name)
        return super().__getattribute__(name)

    @property
    def qubits(self):
        return (A,)

    def with_qubits(self, *_):
        return self


@pytest.mark.parametrize(
    "name",
    ["gate", "untagged", "tags", "_is_measurement_", "without_classical_controls"],
)
def test_an_operation_whose_own_code_fails_is_an_unsupported_gate(name):
    assert "unsupported_gate" in _kinds(_OddOperation(name))
    assert "unsupported_gate" in _kinds(_sub(_OddOperation(name)))


@pytest.mark.parametrize("rounds", [None, 1])
def test_a_gate_on_many_qubits_is_refused_without_its_unitary(rounds):
    """Of 40 qubits, whose unitary no memory holds."""
    willow = get_target("willow")
    gate = cirq.DensePauliString("X" * 40)(*willow.qubits[:40])
    start = time.perf_counter()
    assert _kinds(gate if rounds is None else _sub(gate)) == ["unsupported_gate"]
    assert time.perf_counter() - start < 5


def test_a_qubit_that_cannot_print_itself_is_off_the_device():
    class Mute(cirq.NamedQubit):
        def __str__(self):
            raise RuntimeError

        __repr__ = __str__

    for operation in (cirq.X(Mute("mute")), _sub(cirq.X(Mute("mute")))):
        assert _kinds(operation) == ["qubit_off_device"]


def test_a_symbol_in_too_deep_an_expression_cannot_be_sent():
    value = SYMBOL
    for _ in range(1500):
        value = sympy.Pow(sympy.Add(value, 1, evaluate=False), SYMBOL, evaluate=False)
    assert "unserialisable_symbol" in _kinds(cirq.X(A) ** value)


def test_a_wait_that_a_loop_or_sympy_tells_may_be_too_long():
    bound = _sub(cirq.wait(A, nanos=SYMBOL), param_resolver={SYMBOL: 1e6})
    for operation in (
        bound,
        cirq.wait(A, nanos=sympy.pi * 10**6),
        cirq.wait(A, nanos=sympy.Float(1e6)),
    ):
        assert _kinds(operation) == ["too_long"]
    short = bound.replace(param_resolver={SYMBOL: 1e4})
    assert _kinds(short) == []


def _nest(depth, loop, **options):
    for _ in range(depth):
        loop = _sub(loop, **options)
    return loop


def test_loops_in_loops_take_no_longer_for_being_repeated():
    """Written out, 2**41 gates; 15 loops took 17 s when rounds were written out."""
    start = time.perf_counter()
    assert _kinds(_nest(40, _sub(cirq.Z(A)), repetitions=2)) == []
    read = _sub(cirq.Z(A), cirq.measure(A, key="m"))
    assert _kinds(_nest(40, read, repetitions=2), "sycamore") == [
        "measurement_not_terminal",
        "duplicate_key",
        "measurement_not_terminal",
    ]
    assert time.perf_counter() - start < 5


def test_circuit_operations_too_deep_to_look_into_are_told():
    report = validate_circuit(
        cirq.Circuit(
            cirq.Moment(_nest(300, _sub(cirq.X(A)))), cirq.Moment(cirq.measure(A))
        ),
        get_target("willow"),
    )
    (violation,) = report.violations
    assert str(violation) == (
        "Moment 0: CircuitOperation(q(6, 6)): its circuit operations are in each other "
        "over 50 deep, too many to look into."
    )
    assert violation.kind == "unsupported_gate"
    assert violation.remedy == "Write the inner ones out, or make them fewer."


def test_long_circuit_operations_are_read_once():
    """20 of 3,000 moments each took 10 s when each was written out."""
    moments = [cirq.Moment(cirq.Z(A) ** (index / 3000)) for index in range(3000)]
    body = cirq.FrozenCircuit.from_moments(*moments)
    loops = [
        cirq.CircuitOperation(body, repetitions=5, use_repetition_ids=False)
        for _ in range(20)
    ]
    circuit = cirq.Circuit(loops, cirq.measure(A))
    start = time.perf_counter()
    assert validate_circuit(circuit, get_target("sycamore")).ok
    assert time.perf_counter() - start < 5
