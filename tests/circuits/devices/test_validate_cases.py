"""Circuits with a right verdict by kind, judged by hand and by Cirq where it speaks.

A case says, too, whether the device's own check and the engine's (serializer and
validator) take the circuit, and both are asked.
"""

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cirq
import cirq_google
import pytest
import sympy
from cirq_google.engine import create_device_from_processor_id
from cirq_google.engine.engine_validator import validate_for_engine

from circuits import get_target, validate_circuit

S = sympy.Symbol("a")
# On every chip: three in a row, and one below the middle.
A, B, C, D = (cirq.GridQubit(*spot) for spot in ((6, 3), (6, 4), (6, 5), (5, 4)))
OFF = cirq.GridQubit(0, 0)
SYC = cirq_google.SYC
SYC_BY_ANGLES = cirq.FSimGate(math.pi / 2, math.pi / 6)
READ = cirq.measure(A, key="read")


def _sub(*operations, **options):
    body = cirq.FrozenCircuit(*operations)
    return cirq.CircuitOperation(body, use_repetition_ids=False, **options)


def _nested(*operations):
    return _sub(_sub(*operations, repetitions=2).with_tags("inner"))


@dataclass(frozen=True)
class Case:
    """A circuit and what is right about it."""

    name: str
    target: str
    circuit: Callable[[], cirq.Circuit]
    kinds: frozenset
    device: bool
    engine: bool


def _case(name, target, kinds, operations, device=True, engine=True):
    return Case(
        name,
        target,
        lambda: cirq.Circuit(operations),
        frozenset(kinds.split()),
        device,
        engine,
    )


def _ok(name, target, *operations):
    return _case(name, target, "", operations)


def _unsupported(name, target, *operations, engine=True):
    return _case(name, target, "unsupported_gate", operations, False, engine)


ACCEPTED = [
    _ok("wide measurement", "willow", cirq.measure(A, B, C, D, key="m")),
    _ok("measure each", "willow", cirq.X(A), cirq.measure_each(A, C)),
    _ok("measured in turn", "willow", cirq.measure(A), cirq.CZ(B, C), cirq.measure(B)),
    _ok("wait over a gap", "willow", cirq.wait(A, C, nanos=5), READ),
    _ok("wait with a symbol", "willow", cirq.wait(A, nanos=S), READ),
    _ok("clifford", "willow", cirq.SingleQubitCliffordGate.H(A), READ),
    _ok("identity", "sycamore", cirq.I(A), READ),
    _ok("H to a power", "rainbow", cirq.H(A) ** 0.3, READ),
    _ok("pair the other way round", "willow", cirq.CZ(B, A), READ),
    _ok("CZ cubed", "willow", cirq.CZ(A, B) ** 3, READ),
    _ok("CZ on weber", "weber", cirq.CZ(A, B), READ),
    _ok("FSim as CZ", "willow", cirq.FSimGate(0, math.pi)(A, B), READ),
    _ok(
        "FSim as SYC", "sycamore23", cirq.FSimGate(math.pi / 2, math.pi / 6)(A, B), READ
    ),
    _ok("own tag", "willow", cirq.X(A).with_tags("mine"), READ),
    _ok("virtual tag", "willow", cirq.X(A).with_tags(cirq.VirtualTag()), READ),
    _ok("inverted readout", "willow", cirq.measure(A, B, invert_mask=(True,))),
    _ok("polynomial of symbols", "weber", cirq.X(A) ** (S**2 - sympy.pi * S / 3), READ),
    _ok("euler's number", "weber", cirq.X(A) ** (sympy.E * S), READ),
    _ok("subcircuit", "willow", _sub(cirq.X(A), cirq.CZ(A, B), repetitions=3), READ),
    _ok("nested subcircuit", "willow", _nested(cirq.X(A), cirq.CZ(A, B)), READ),
    _ok("bound loop", "willow", _sub(cirq.X(A) ** S, param_resolver={S: 1}), READ),
    _ok("coupler", "sycamore", cirq.X(cirq_google.Coupler(A, B)), READ),
    _ok("9 us of waiting", "weber", cirq.wait(A, micros=9), READ),
]

REFUSED = [
    _unsupported("reset", "willow", cirq.reset(A), READ),
    _unsupported("CZ to a half", "willow", cirq.CZ(A, B) ** 0.5, READ),
    _unsupported("CZ to a symbol", "willow", cirq.CZ(A, B) ** S, READ),
    _unsupported("CZ to 0", "willow", cirq.CZ(A, B) ** 0, READ),
    _unsupported("ISWAP to a symbol", "weber", cirq.ISWAP(A, B) ** S, READ),
    _unsupported("FSim with a symbol", "weber", cirq.FSimGate(S, 0.1)(A, B), READ),
    _unsupported("sqrt-iSWAP", "willow", cirq.SQRT_ISWAP(A, B), READ),
    _unsupported("ISWAP", "weber", cirq.ISWAP(A, B), READ),
    _unsupported("SWAP", "sycamore", cirq.SWAP(A, B), READ, engine=False),
    _unsupported("identity on two", "willow", cirq.IdentityGate(2)(A, C), READ),
    _unsupported("toffoli", "willow", cirq.CCX(A, B, D), READ, engine=False),
    _unsupported(
        "global phase", "willow", cirq.global_phase_operation(1j), READ, engine=False
    ),
    _unsupported("noise", "sycamore", cirq.depolarize(0.1)(A), READ, engine=False),
    _unsupported("internal", "weber", cirq_google.InternalGate("G", "m")(A), READ),
    _unsupported(
        "matrix", "willow", cirq.MatrixGate(cirq.unitary(cirq.X))(A), READ, engine=False
    ),
    _unsupported(
        "feed-forward",
        "willow",
        cirq.measure(B, key="m"),
        cirq.X(A).with_classical_controls("m"),
        READ,
    ),
    _unsupported(
        "pauli measurement",
        "willow",
        cirq.measure_single_paulistring(cirq.X(A) * cirq.Z(C)),
        engine=False,
    ),
    _unsupported(
        "loop of unknown length",
        "willow",
        _sub(cirq.X(A), repetitions=S),
        READ,
        engine=False,
    ),
    _unsupported("nested CNOT", "willow", _nested(cirq.CNOT(A, B)), READ, engine=False),
    _unsupported(
        "tagged subcircuit",
        "weber",
        _sub(cirq.SWAP(A, B)).with_tags("t"),
        READ,
        engine=False,
    ),
    _case(
        "qutrit",
        "willow",
        "qubit_off_device",
        [
            cirq.WaitGate(cirq.Duration(nanos=1), qid_shape=(3,))(
                cirq.GridQid(6, 3, dimension=3)
            ),
            READ,
        ],
        False,
        False,
    ),
    _case(
        "wait off the chip",
        "weber",
        "qubit_off_device",
        [cirq.wait(OFF, nanos=1), READ],
        False,
    ),
    _case(
        "named qubit",
        "sycamore",
        "qubit_off_device",
        [cirq.X(cirq.NamedQubit("a")), READ],
        False,
    ),
    _case(
        "mapped off the chip",
        "willow",
        "qubit_off_device",
        [_sub(cirq.X(A), qubit_map={A: OFF}), READ],
        False,
    ),
    _case(
        "no rounds off the chip",
        "willow",
        "qubit_off_device",
        [_sub(cirq.X(OFF), repetitions=0), READ],
        False,
    ),
    _case("diagonal pair", "weber", "pair_not_coupled", [SYC(C, D), READ], False),
    _case(
        "coupler of strangers",
        "weber",
        "pair_not_coupled",
        [cirq.X(cirq_google.Coupler(A, C)), READ],
        False,
    ),
    _case(
        "subcircuit over a gap",
        "willow",
        "pair_not_coupled",
        [_sub(cirq.X(A), cirq.X(C)), READ],
        False,
    ),
    # Cirq's device looks at no pair inside a subcircuit on three qubits.
    _case(
        "pair in a subcircuit",
        "willow",
        "pair_not_coupled",
        [_sub(cirq.CZ(A, C), cirq.X(B)), READ],
    ),
    _case(
        "pair in a nested subcircuit",
        "willow",
        "pair_not_coupled",
        [_nested(cirq.CZ(A, C), cirq.X(B)), READ],
    ),
    _case(
        "turn after readout", "willow", "measurement_not_terminal", [READ, cirq.Z(A)]
    ),
    _case(
        "wait after readout",
        "willow",
        "measurement_not_terminal",
        [READ, cirq.wait(A, nanos=1)],
    ),
    _case(
        "read twice",
        "willow",
        "measurement_not_terminal",
        [READ, cirq.measure(A, key="again")],
    ),
    _case(
        "subcircuit after readout",
        "willow",
        "measurement_not_terminal",
        [READ, _sub(cirq.X(A), cirq.X(B))],
    ),
    _case(
        "one of a joint readout goes on",
        "weber",
        "measurement_not_terminal",
        [cirq.measure(A, B), cirq.X(B)],
    ),
    _case(
        "readout goes on in a subcircuit",
        "willow",
        "measurement_not_terminal",
        [_sub(cirq.measure(A), cirq.X(A)), cirq.measure(B)],
    ),
    _case(
        "key twice in a moment",
        "willow",
        "duplicate_key",
        [cirq.Moment(cirq.measure(A, key="m"), cirq.measure(B, key="m"))],
    ),
    _case(
        "key in a subcircuit and out",
        "willow",
        "duplicate_key",
        [_sub(cirq.measure(A, key="m")), cirq.measure(B, key="m")],
    ),
    _case(
        "key twice in a subcircuit",
        "willow",
        "duplicate_key",
        [_sub(cirq.measure(A, key="m"), cirq.measure(B, key="m")), cirq.measure(C)],
    ),
    _case(
        "repeated readout",
        "willow",
        "duplicate_key measurement_not_terminal",
        [_sub(cirq.measure(A, key="m"), repetitions=2), cirq.measure(B)],
    ),
    _case("empty", "willow", "no_measurement", [], engine=False),
    _case(
        "empty moments", "sycamore", "no_measurement", [cirq.Moment()] * 3, engine=False
    ),
    # The engine looks into no subcircuit for it.
    _case(
        "readout in a subcircuit only",
        "willow",
        "no_measurement",
        [_sub(cirq.X(A), READ)],
        engine=False,
    ),
    _case("too long a wait", "willow", "too_long", [cirq.wait(A, micros=71), READ]),
    _case(
        "too long a loop",
        "rainbow",
        "too_long",
        [_sub(cirq.X(A), repetitions=700), READ],
    ),
    _case("long on weber", "weber", "too_long", [[cirq.X(A)] * 611, READ]),
    _case(
        "sine",
        "willow",
        "unserialisable_symbol",
        [cirq.rx(sympy.sin(S))(A), READ],
        engine=False,
    ),
    _case(
        "modulus",
        "sycamore",
        "unserialisable_symbol",
        [cirq.Z(A) ** sympy.Mod(S, 2), READ],
        engine=False,
    ),
    _case(
        "sine of a wait",
        "weber",
        "unserialisable_symbol",
        [cirq.wait(A, nanos=sympy.sin(S)), READ],
        engine=False,
    ),
    _case(
        "sine put into a subcircuit",
        "willow",
        "unserialisable_symbol",
        [_sub(cirq.X(A) ** S, param_resolver={S: sympy.cos(S)}), READ],
        engine=False,
    ),
    # The device takes these for SYC and for CZ, the engine's format has no word.
    _case(
        "phased FSim",
        "sycamore",
        "unsupported_gate",
        [cirq.PhasedFSimGate(math.pi / 2, 0, 0, 0, math.pi / 6)(A, B), READ],
        engine=False,
    ),
    _case(
        "matrix of CZ",
        "willow",
        "unsupported_gate",
        [cirq.MatrixGate(cirq.unitary(cirq.CZ))(A, B), READ],
        engine=False,
    ),
    _case(
        "many at once",
        "willow",
        "unsupported_gate qubit_off_device pair_not_coupled too_long "
        "measurement_not_terminal duplicate_key unserialisable_symbol",
        [
            cirq.measure(A, key="m"),
            cirq.CNOT(A, B),
            cirq.X(OFF),
            cirq.X(B) ** sympy.sin(S),
            cirq.wait(C, micros=100),
            cirq.CZ(C, D),
            cirq.measure(B, key="m"),
        ],
        False,
        False,
    ),
]

CASES = ACCEPTED + REFUSED


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_circuit_gets_the_right_verdict_by_kind(case):
    report = validate_circuit(case.circuit(), get_target(case.target))
    assert {v.kind for v in report.violations} == case.kinds, str(report)
    assert report.ok == (not case.kinds)


@cache
def _device(name):
    if name in ("rainbow", "weber"):
        return create_device_from_processor_id(name)
    if name == "willow":
        return get_target(name).device
    return getattr(cirq_google, name.capitalize())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cirq_says_of_it_what_the_case_says(case):
    circuit = case.circuit()
    assert _is_silent(_device(case.target).validate_circuit, circuit) == case.device
    with warnings.catch_warnings():
        # The format leaves tags out that it has no word for, and warns.
        warnings.simplefilter("ignore", UserWarning)
        engine = _is_silent(cirq_google.CIRCUIT_SERIALIZER.serialize, circuit)
    engine = engine and _is_silent(validate_for_engine, [circuit], [{}], 1)
    assert engine == case.engine


def _is_silent(check, *arguments):
    try:
        check(*arguments)
    except (AttributeError, RuntimeError, ValueError):
        return False
    return True
