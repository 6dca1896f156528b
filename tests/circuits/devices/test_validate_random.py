"""Random circuits on all chips: no crash, and one voice with Cirq's device check.

300 circuits by default; `TFQ_BERT_RANDOM_CIRCUITS=10000` and `TFQ_BERT_RANDOM_SEED=1`
as for the engines' random circuits.
"""

import json
import os
import warnings

import cirq
import cirq_google
import numpy as np
import sympy
from cirq_google.experimental.ops import CouplerPulse

from circuits import get_target, list_targets, validate_circuit
from circuits.devices.violations import KINDS

COUNT = int(os.environ.get("TFQ_BERT_RANDOM_CIRCUITS", "300"))
SEED = int(os.environ.get("TFQ_BERT_RANDOM_SEED", "0"))
# What the device's own check judges.
JUDGED = {"unsupported_gate", "qubit_off_device", "pair_not_coupled"}
S, T, ROUNDS = sympy.symbols("a b rounds")
HALF, SIXTH = np.pi / 2, np.pi / 6

VALUES = (0, 0.5, 1, -0.5, 2, 0.25, 1.37, S, 2 * S, S * T + 0.5, S**2)
VALUES += (sympy.sin(S), sympy.Mod(S, 2), sympy.E * S, sympy.I * S, sympy.oo * S)
ONE = (cirq.X, cirq.Y, cirq.Z, cirq.H, cirq.S, cirq.T, cirq.I)
PAIRS = (cirq.CZ, cirq.ISWAP, cirq.SWAP, cirq.CNOT, cirq.XX)
OTHERS = (
    cirq_google.SYC,
    cirq.SQRT_ISWAP,
    cirq.SQRT_ISWAP_INV,
    cirq.CCX,
    cirq.CCZ,
    cirq.CSWAP,
    cirq.ResetChannel(),
    cirq.depolarize(0.1),
    cirq.amplitude_damp(0.2),
    cirq.IdentityGate(2),
    cirq.SingleQubitCliffordGate.X_sqrt,
    cirq.CliffordGate.CNOT,
    cirq.MatrixGate(cirq.unitary(cirq.CZ)),
    cirq.MatrixGate(cirq.unitary(cirq.X)),
    cirq.QuantumFourierTransformGate(3),
    cirq.PauliMeasurementGate([cirq.X, cirq.Z], key="p"),
    cirq.KrausChannel(cirq.kraus(cirq.amplitude_damp(0.5)), key="k"),
    cirq_google.InternalGate("G", "module", 2),
    cirq.GlobalPhaseGate(1j),
)
NAN, INF = float("nan"), float("inf")
WAITS = (sympy.pi * 10**6, sympy.Float(5), sympy.oo, NAN, INF, 10**400, S * 10**5)
# What Cirq cannot draw, or turn by, or has no number for.
STRANGE = (
    cirq.DiagonalGate([0, S, 0, 0]),
    cirq.TwoQubitDiagonalGate([0, S, 0, 0]),
    cirq.ThreeQubitDiagonalGate([0, S, 0, 0, 0, 0, 0, 0]),
    cirq.GlobalPhaseGate(sympy.exp(sympy.I * S)),
    cirq.X**NAN,
    cirq.Y**INF,
    cirq.Z ** (10**400),
    cirq.CZ**NAN,
    cirq.X**sympy.nan,
    cirq.X ** (S > 0),
    cirq.rx(NAN),
    cirq.FSimGate(NAN, 0),
    cirq.PhasedXZGate(x_exponent=NAN, z_exponent=0, axis_phase_exponent=S),
    CouplerPulse(cirq.Duration(picos=S > 0), coupling_mhz=1),
    CouplerPulse(cirq.Duration(nanos=10**400), coupling_mhz=NAN),
    *(cirq.WaitGate(cirq.Duration(nanos=wait)) for wait in WAITS),
)
# Methods that Cirq calls, and that fail in a gate of someone's own.
FAILING = ("_unitary_", "_has_unitary_", "_decompose_", "_is_parameterized_", "__eq__")
FAILING += ("__hash__", "__str__", "__repr__", "_json_dict_", "_resolve_parameters_")
BOUND = (0.5, 1e6, NAN, T, sympy.pi, -1)
TAGS = ((), (), (), ("mine",), (cirq_google.PhysicalZTag(),), (cirq.VirtualTag(),))


def _pick(rng, choices):
    return choices[int(rng.integers(len(choices)))]


def _gate(rng):
    value, other = _pick(rng, VALUES), _pick(rng, VALUES)
    kind = rng.integers(10)
    if kind == 0:
        return _pick(rng, ONE) ** _pick(rng, VALUES[:11])
    if kind == 1:
        return cirq.PhasedXZGate(
            x_exponent=value, z_exponent=other, axis_phase_exponent=0.1
        )
    if kind == 2:
        return _pick(rng, PAIRS) ** _pick(rng, VALUES[:13])
    if kind == 3:
        theta, phi = _pick(rng, (0, HALF, S, 0.3)), _pick(rng, (0, SIXTH, np.pi, T))
        return cirq.FSimGate(theta, phi)
    if kind == 4:
        size = int(rng.integers(1, 4))
        return cirq.MeasurementGate(size, _pick(rng, ("m", "n", "o", "p")))
    if kind == 5:
        size = int(rng.integers(1, 4))
        return cirq.WaitGate(cirq.Duration(nanos=_pick(rng, (5, 1e5, S))), size)
    if kind == 6:
        return _pick(rng, (cirq.rx, cirq.ry, cirq.rz))(value)
    if kind == 7:
        return _pick(rng, STRANGE)
    if kind == 8 and rng.random() < 0.3:
        return _failing_gate(_pick(rng, FAILING), int(rng.integers(1, 4)))
    return _pick(rng, OTHERS)


def _failing_gate(method, num_qubits):
    def fail(*_arguments, **_options):
        raise RuntimeError(method)

    methods = {"_num_qubits_": lambda _: num_qubits, method: fail}
    return type("Failing", (cirq.Gate,), methods)()


def _loop(rng, body):
    """A circuit operation, maybe with values for symbols, maybe in others."""
    has_ids = bool(rng.random() < 0.3)
    options = {"use_repetition_ids": has_ids}
    if rng.random() < 0.3:
        options["param_resolver"] = {"a": _pick(rng, BOUND), "rounds": 2}
    try:
        rounds = _pick(rng, (0, 1, 2, 3, -1) if has_ids else (0, 1, 2, 3, -1, ROUNDS))
        loop = cirq.CircuitOperation(body, repetitions=rounds, **options)
    except Exception:  # No inverse.
        loop = cirq.CircuitOperation(body, **options)
    for _ in range(int(rng.integers(1, 6)) if rng.random() < 0.2 else 0):
        loop = cirq.CircuitOperation(
            cirq.FrozenCircuit.from_moments(cirq.Moment(loop)),
            repetitions=2,
            use_repetition_ids=False,
        )
    return loop


def _operation(rng, spots, level):
    if level and rng.random() < 0.15:
        return _loop(rng, _circuit(rng, spots, level - 1, 3).freeze())
    gate = _gate(rng)
    size = cirq.num_qubits(gate)
    start = int(rng.integers(len(spots) - 4))
    # Mostly neighbors, and now and then anything.
    near = spots[start : start + 4] if rng.random() < 0.8 else spots
    qubits = [near[index] for index in rng.permutation(len(near))[:size]]
    operation = gate.on(*qubits).with_tags(*_pick(rng, TAGS))
    if rng.random() < 0.05 and not cirq.is_measurement(operation):
        return operation.with_classical_controls("m")
    return operation


def _circuit(rng, spots, level, length):
    operations = [
        _operation(rng, spots, level) for _ in range(rng.integers(length + 1))
    ]
    try:
        return cirq.Circuit(operations)
    # Cirq reads an operation's keys to find its place, and some have none to tell.
    except Exception:
        return cirq.Circuit([cirq.Moment(operation) for operation in operations])


def _native_circuit(rng, spots, target):
    """Mostly valid: gates of the chip on a walk along its couplers."""
    pairs = {"cz": [cirq.CZ], "syc": [cirq_google.SYC, cirq.SQRT_ISWAP]}
    operations = []
    for _ in range(rng.integers(1, 9)):
        start = int(rng.integers(4))
        a, b = spots[start : start + 2]
        if rng.random() < 0.4:
            operations.append(_pick(rng, pairs[target.gateset_name]).on(b, a))
        else:
            gate = _pick(rng, ONE) ** _pick(rng, VALUES[:12])
            operations.append(gate.on(a).with_tags(*_pick(rng, TAGS)))
    if rng.random() < 0.2:
        body = cirq.FrozenCircuit(operations)
        operations = [cirq.CircuitOperation(body, use_repetition_ids=False)]
    return cirq.Circuit(operations, cirq.measure(*spots[:5], key="m"))


def _spots(rng, target):
    """A walk along couplers, with a stranger at the end now and then."""
    spots = [_pick(rng, target.qubits)]
    while len(spots) < 6:
        free = [q for q in target.graph[spots[-1]] if q not in spots]
        spots.append(_pick(rng, free or [q for q in target.qubits if q not in spots]))
    if rng.random() < 0.2:
        strangers = (cirq.GridQubit(0, 0), cirq.LineQubit(1), cirq.NamedQubit("a"))
        spots.append(_pick(rng, strangers))
    if rng.random() < 0.1:
        spots.append(cirq_google.Coupler(spots[0], spots[int(rng.integers(1, 3))]))
    return list(dict.fromkeys(spots))


def _accepts(target, operation):
    try:
        target.device.validate_operation(operation)
    except Exception:  # A symbolic FSim raises AttributeError, others worse.
        return False
    return True


def _check_against_device(circuit, target):
    report = validate_circuit(circuit, target)
    assert {violation.kind for violation in report.violations} <= set(KINDS)
    for index, moment in enumerate(circuit):
        for operation in moment:
            alone = validate_circuit(cirq.Circuit([cirq.Moment(operation)]), target)
            found = [v for v in alone.violations if v.kind in JUDGED]
            in_place = [v for v in report.violations if v.moment == index]
            assert {(v.kind, v.qubits) for v in found} <= {
                (v.kind, v.qubits) for v in in_place
            }
            if not _accepts(target, operation):
                assert found, operation
                continue
            # It is silent on pairs in a circuit operation, on the format, and takes
            # one-qubit gates and waits whatever their numbers.
            is_loop = isinstance(operation.untagged, cirq.CircuitOperation)
            beyond = [
                v
                for v in found
                if not v.message.startswith("the engine's format cannot hold")
                and not v.message.endswith("is not a finite number")
                and not (is_loop and v.kind == "pair_not_coupled")
            ]
            assert not beyond, (operation, beyond)
    return report


def _engine_accepts(circuit):
    with warnings.catch_warnings():
        # The format leaves tags out that it has no word for, and warns.
        warnings.simplefilter("ignore", UserWarning)
        try:
            cirq_google.CIRCUIT_SERIALIZER.serialize(circuit)
        except Exception:  # What a serializer raises is its own affair.
            return False
    return True


def test_random_circuits_are_judged_as_cirq_judges_them():
    rng = np.random.default_rng(SEED)
    targets = [get_target(name) for name in list_targets()]
    valid = 0
    for number in range(COUNT):
        target = targets[number % len(targets)]
        spots = _spots(rng, target)
        if rng.random() < 0.4:
            circuit = _native_circuit(rng, spots, target)
        else:
            circuit = _circuit(rng, spots, 2, 8)
        report = _check_against_device(circuit, target)
        json.dumps(report.to_dict())
        assert str(report)
        if report.ok:
            valid += 1
            assert _engine_accepts(circuit), circuit
        elif not any(v.kind in JUDGED for v in report.violations):
            strange = any(v.kind == "unserialisable_symbol" for v in report.violations)
            assert _engine_accepts(circuit) != strange, circuit
    # Both verdicts are met, so that neither side of the check is empty.
    assert 0 < valid < COUNT
