"""A user's own circuit: what it keeps, what it refuses, and its JSON."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import CircuitSpecError
from circuits.own_circuit import OwnCircuit, read_cirq_json

A, B = sympy.symbols("a b")
Q = cirq.LineQubit.range(3)


def own(*operations, data=(), weights=None, qubits=()):
    return OwnCircuit.make(cirq.Circuit(operations), qubits, list(data), weights)


class Halves(cirq.Gate):
    """A gate of a user's own, without JSON."""

    def _num_qubits_(self):
        return 1

    def _unitary_(self):
        return cirq.unitary(cirq.X**0.5)


class Kept(Halves):
    """The same with JSON, in a package that has not told Cirq of it."""

    def _json_dict_(self):
        return {}

    @classmethod
    def _json_namespace_(cls):
        return "mine"


@pytest.mark.parametrize(
    "operation",
    [
        cirq.ry(2 * A + B / 3).on(Q[0]),
        cirq.FSimGate(A * B, sympy.pi / 6).on(*Q[:2]),
        cirq.FSimGate(A * B, np.pi / 6).on(*Q[:2]),
        cirq.rz(sympy.pi * A / 2 - sympy.sqrt(2) * B**3).on(Q[0]),
        (cirq.X ** (A / sympy.pi)).on(Q[0]).controlled_by(Q[1]),
        cirq.PhasedXZGate(x_exponent=A, z_exponent=B / 7, axis_phase_exponent=0.25)(
            Q[0]
        ),
        cirq.CircuitOperation(
            cirq.FrozenCircuit(cirq.rx(A).on(Q[0])), use_repetition_ids=False
        ).repeat(2),
    ],
    ids=["ry", "fsim", "fsim-float", "power", "controlled", "phased", "subcircuit"],
)
def test_json_keeps_pi_and_expressions_exactly(operation):
    """C74: Ry(2a + b/3) and FSim(a*b, pi/6) are equal after the round trip."""
    spec = own(operation, cirq.rx(A + B).on(Q[2]), data=["a"])
    restored = OwnCircuit.from_dict(spec.to_dict())
    assert restored == spec
    assert restored.circuit == cirq.FrozenCircuit(operation, cirq.rx(A + B).on(Q[2]))


def test_the_sine_of_a_symbol_is_refused_at_once():
    """C74; Cirq itself fails with a TypeError when the circuit is saved."""
    with pytest.raises(
        CircuitSpecError,
        match=r"^an angle must be a real polynomial of the circuit's symbols.*"
        r"Received: angle=sin\(a\)\. Give the function's value as a symbol of its own"
        r".* in moment 0\.$",
    ):
        own(cirq.ry(sympy.sin(A)).on(Q[0]), data=["a"])


def test_symbols_with_assumptions_come_back_as_they_are_kept():
    real = sympy.Symbol("r", real=True)
    spec = own(cirq.rx(2 * real).on(Q[0]), data=[real])
    assert OwnCircuit.from_dict(spec.to_dict()) == spec
    assert cirq.parameter_symbols(spec.circuit) == {sympy.Symbol("r")}


def test_weights_are_all_other_symbols_in_natural_order():
    names = ["w10", "w2", "x", "w1"]
    turns = [cirq.rx(sympy.Symbol(name)).on(Q[0]) for name in names]
    spec = own(*turns, data=["x"])
    assert [str(s) for s in spec.weight_symbols] == ["w1", "w2", "w10"]
    spec = own(*turns, data=["w2", "x"], weights=["w10", "w1"])
    assert [str(s) for s in spec.weight_symbols] == ["w10", "w1"]
    assert [str(s) for s in spec.data_symbols] == ["w2", "x"]


def test_symbols_that_cirq_does_not_tell_are_found():
    """Cirq 1.5 says that a PhasedFSimGate has none."""
    gate = cirq.PhasedFSimGate(A, 0, 0, 0, B)
    assert own(gate.on(*Q[:2]), data=["b"]).weight_symbols == (A,)


def test_qubits_of_any_kind_stand_in_their_own_order():
    named = [cirq.NamedQubit(name) for name in ("q10", "q9")]
    assert own(cirq.CZ(*named)).qubits == (named[1], named[0])
    grid = cirq.GridQubit.rect(2, 2)
    spec = own(cirq.X(grid[3]), qubits=[grid[0]])
    assert spec.qubits == (grid[0], grid[3])
    assert OwnCircuit.from_dict(spec.to_dict()) == spec


def test_measurements_at_the_end_are_left_out_and_others_refused():
    spec = own(cirq.X(Q[0]), cirq.measure(*Q[:2]))
    assert spec.circuit == cirq.FrozenCircuit(cirq.X(Q[0]))
    assert spec.qubits == tuple(Q[:2])
    with pytest.raises(CircuitSpecError, match="must be unitary"):
        own(cirq.measure(Q[0]), cirq.X(Q[0]))
    with pytest.raises(CircuitSpecError, match="must be unitary"):
        own(cirq.depolarize(0.1).on(Q[0]))
    with pytest.raises(CircuitSpecError, match="qudits"):
        own(cirq.IdentityGate(qid_shape=(3,)).on(cirq.LineQid(0, 3)))


def test_the_circuit_is_a_copy():
    circuit = cirq.Circuit(cirq.rx(A).on(Q[0]))
    spec = OwnCircuit.make(circuit, [], ["a"], None)
    circuit.append(cirq.X(Q[0]))
    assert spec.circuit == cirq.FrozenCircuit(cirq.rx(A).on(Q[0]))


def test_counts_write_subcircuits_out():
    """By hand: two repetitions of a CNOT, then a CCX, which is on three qubits."""
    inner = cirq.FrozenCircuit(cirq.CNOT(*Q[:2]), cirq.rx(A).on(Q[0]))
    twice = cirq.CircuitOperation(inner, use_repetition_ids=False).repeat(2)
    assert own(twice, cirq.CCX(*Q), data=["a"]).counts == (1, 5, 2)


def test_a_circuit_that_json_changes_is_taken_and_not_written():
    """Cirq 1.5 writes a PauliInteractionGate without its exponent."""
    gate = cirq.PauliInteractionGate(cirq.X, False, cirq.Z, False, exponent=0.5)
    spec = own(gate.on(*Q[:2]))
    with pytest.raises(
        CircuitSpecError,
        match=r"^`circuit` must have a JSON form, because .*\. Received: "
        r".*PauliInteractionGate.*, which comes back as another gate\. Write .*\.$",
    ):
        spec.to_dict()


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (Halves().on(Q[0]), "Halves.*does not define _json_namespace_"),
        (Kept().on(Q[0]), "Could not resolve type 'mine.Kept'"),
        (cirq.rx(sympy.log(2) * A).on(Q[0]), "log is not JSON serializable"),
    ],
    ids=["no json", "no resolver", "logarithm"],
)
def test_a_circuit_without_json_is_taken_and_not_written(operation, words):
    spec = own(operation, data=map(str, cirq.parameter_names(operation)))
    with pytest.raises(CircuitSpecError, match=rf"a JSON form.* Received: .*{words}"):
        spec.to_dict()


def test_a_gate_of_the_users_own_is_written_once_cirq_knows_it():
    resolver = {"mine.Kept": Kept}.get
    cirq.DEFAULT_RESOLVERS.append(resolver)
    try:
        spec = own(Kept().on(Q[0]))
        restored = OwnCircuit.from_dict(spec.to_dict())
    finally:
        cirq.DEFAULT_RESOLVERS.remove(resolver)
    np.testing.assert_allclose(
        restored.circuit.unitary(), cirq.unitary(cirq.X**0.5), atol=1e-8
    )


def test_symbols_that_are_not_the_circuits_are_refused():
    turn = cirq.rx(A * B).on(Q[0])
    with pytest.raises(
        CircuitSpecError,
        match=r"^`data_symbols` must stand in the circuit, because .* Received: "
        r"\['c'\], the circuit has \['a', 'b'\]\.$",
    ):
        own(turn, data=["a", "c"])
    with pytest.raises(
        CircuitSpecError,
        match=r"^`weight_symbols` must be all symbols that are not data\. Received: "
        r"\['c'\], expected \['b'\]\.$",
    ):
        own(turn, data=["a"], weights=["c"])
    with pytest.raises(
        CircuitSpecError,
        match=r"^`data_symbols` must be distinct\. Received: \['a'\] more than once\.$",
    ):
        own(turn, data=["a", A])
    for wrong in ("ab", {"a"}, [1], None):
        with pytest.raises(
            TypeError, match=r"^`data_symbols` must be a list of symbols or names"
        ):
            OwnCircuit.make(cirq.Circuit(turn), [], wrong, None)


def test_what_is_no_circuit_is_refused():
    with pytest.raises(
        TypeError, match=r"^`circuit` must be a cirq\.Circuit\. Received: circuit=3"
    ):
        OwnCircuit.make(3, [], [], None)
    with pytest.raises(CircuitSpecError, match=r"^`circuit` must act on at least one"):
        own()


@pytest.mark.parametrize(
    "changed",
    [
        {"circuit": "{"},
        {"circuit": "[]"},
        {"circuit": 3},
        {"qubits": "{}"},
        {"qubits": "[1]"},
        {"data_symbols": "a"},
        {"weight_symbols": ["c"]},
        {"more": 1},
    ],
    ids=repr,
)
def test_damaged_json_is_a_spec_error(changed):
    values = own(cirq.rx(A * B).on(Q[0]), data=["a"]).to_dict()
    with pytest.raises(CircuitSpecError):
        OwnCircuit.from_dict({**values, **changed})


def test_what_is_not_cirq_json_is_refused_with_the_way_out():
    with pytest.raises(
        CircuitSpecError,
        match=r"^`readout` must be Cirq JSON\. Received: '\{' \(.*\)\. For gates of "
        r"your own, append their resolver to cirq\.DEFAULT_RESOLVERS\.$",
    ):
        read_cirq_json("readout", "{")
