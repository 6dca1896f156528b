"""compile_for_target, against state vectors of the logical circuit."""

import cirq
import numpy as np
import pytest
import sympy

from circuits import (
    CircuitSpec,
    build_circuit,
    compile_for_target,
    validate_circuit,
)
from tests.compiler_targets import ALL, ALL_IDS, ANGLES, FOUR, TARGETS, WEIGHTS


def _values(num_qubits, depth):
    rng = np.random.default_rng(num_qubits)
    return rng.uniform(-3, 3, num_qubits), rng.normal(size=num_qubits * depth)


def _z_of_state(circuit, observables, qubits):
    return np.real(
        cirq.Simulator(dtype=np.complex128).simulate_expectation_values(
            circuit, list(observables), qubit_order=qubits
        )
    )


@pytest.mark.parametrize("num_qubits", [1, 2, 3, 4, 5, 6])
def test_the_papers_circuit_keeps_its_unitary(target, num_qubits):
    built = build_circuit(CircuitSpec(num_qubits, 4))
    compiled = compile_for_target(built, target, measure=False)
    values = _values(num_qubits, 4)
    order = [compiled.final_map[qubit] for qubit in built.qubits]
    assert compiled.qubit_map == compiled.final_map
    cirq.testing.assert_allclose_up_to_global_phase(
        compiled.resolved(*values).unitary(order),
        built.resolved(*values).unitary(built.qubits),
        atol=1e-6,
    )


@pytest.mark.parametrize("num_qubits", [7, 8, 9, 10, 13, 16, 20])
def test_the_papers_circuit_keeps_its_state(num_qubits):
    depth = 1 if num_qubits > 16 else 2
    built = build_circuit(CircuitSpec(num_qubits, depth))
    compiled = compile_for_target(built, TARGETS[0], measure=False)
    values = _values(num_qubits, depth)
    order = [compiled.final_map[qubit] for qubit in built.qubits]
    one = built.resolved(*values).final_state_vector(
        qubit_order=built.qubits, dtype=np.complex128
    )
    two = compiled.resolved(*values).final_state_vector(
        qubit_order=order, dtype=np.complex128
    )
    assert abs(np.vdot(one, two)) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("num_qubits", range(1, 21))
def test_every_size_is_native_coupled_and_valid(num_qubits):
    built = build_circuit(CircuitSpec(num_qubits, 1))
    compiled = compile_for_target(built, TARGETS[0])
    report = validate_circuit(compiled, TARGETS[0])
    assert report.ok, str(report)
    assert compiled.metrics["swaps"] == 0
    assert cirq.parameter_symbols(compiled.circuit) == {
        *built.data_symbols,
        *built.weight_symbols,
    }


@pytest.mark.parametrize(
    ("num_qubits", "cz"),
    [(1, 0), (2, 4), (4, 12), (6, 20), (8, 28), (10, 36), (16, 60)],
)
def test_counts_and_depth_of_the_papers_circuit_are_those_known(target, num_qubits, cz):
    """One turn, 8 layers of bricks, the measurement.

    A layer is CZ and a turn, or gate, turn, gate, turn. Willow: 9 turns of 25 ns and
    8 CZ of 42 ns.
    """
    built = build_circuit(CircuitSpec(num_qubits, 4))
    values = _values(num_qubits, 4)
    symbolic = compile_for_target(built, target)
    numeric = compile_for_target(built.resolved(*values), target)
    is_cz = target.gateset_name == "cz"
    cost = cz if is_cz else 2 * cz
    assert symbolic.metrics["two_qubit_gates"] == cost
    merged = {"cz": 2, "syc": 4, "sqrt_iswap": 2}[target.gateset_name]
    assert numeric.metrics["two_qubit_gates"] == (merged if num_qubits == 2 else cost)
    assert len(numeric.circuit) <= len(symbolic.circuit)
    if num_qubits >= 4:
        assert len(symbolic.circuit) == (18 if is_cz else 34)
    if num_qubits >= 4 and is_cz:
        assert symbolic.metrics["duration_ns"] == 561


def test_metrics_are_plain_and_add_up():
    """25 ns a turn, 12 ns a SYC: H with RY, then gate, turn, gate, two turns."""
    compiled = compile_for_target(build_circuit(CircuitSpec(2, 1)), TARGETS[0])
    assert compiled.metrics == {
        "num_qubits": 2,
        "moments": 6,
        "two_qubit_gates": 2,
        "one_qubit_gates": 7,
        "swaps": 0,
        "routed_because": None,
        "duration_ns": 25.0 + 12 + 25 + 12 + 25 + 25,
    }


def test_the_readout_is_in_logical_order(target):
    """Sorting the physical qubits instead would exchange these numbers."""
    built = build_circuit(CircuitSpec(4, 1))
    compiled = compile_for_target(built, target, measure=False)
    circuit = compiled.resolved(ANGLES, WEIGHTS)
    order = list(compiled.final_map.values())
    np.testing.assert_allclose(
        _z_of_state(circuit, compiled.observables, order), FOUR, atol=1e-6
    )
    direct = [cirq.Z(compiled.final_map[qubit]) for qubit in built.qubits]
    np.testing.assert_allclose(_z_of_state(circuit, direct, order), FOUR, atol=1e-6)


@pytest.mark.parametrize("target", ALL, ids=ALL_IDS)
def test_a_random_circuit_with_symbols_keeps_its_state_and_is_native(target):
    import cirq_google

    rng = np.random.default_rng(ALL.index(target))
    for num_qubits in (3, 6):
        qubits = cirq.LineQubit.range(num_qubits)
        circuit = _random_circuit(rng, qubits)
        compiled = compile_for_target(circuit, target, measure=False)
        target.device.validate_circuit(compiled.circuit)
        cirq_google.CIRCUIT_SERIALIZER.serialize(compiled.circuit)
        text = cirq.to_json(compiled.circuit)
        assert cirq.to_json(cirq.read_json(json_text=text)) == text
        weights = rng.uniform(-2, 2, len(compiled.weight_symbols))
        values = dict(zip(compiled.weight_symbols, weights, strict=True))
        used = list(compiled.final_map)
        one, two = (
            some.final_state_vector(qubit_order=order, dtype=np.complex128)
            for some, order in (
                (cirq.resolve_parameters(circuit, values), used),
                (compiled.resolved(weights=weights), compiled.final_map.values()),
            )
        )
        assert abs(np.vdot(one, two)) == pytest.approx(1, abs=1e-6)


def _random_circuit(rng, qubits):
    symbols = sympy.symbols("a b c")

    def angle():
        number = float(rng.normal())
        return number if rng.random() < 0.3 else number * rng.choice(symbols) + 0.25

    makers = [
        *[lambda g=g: g(angle()) for g in (cirq.rx, cirq.ry, cirq.rz)],
        lambda: cirq.H ** angle(),
        lambda: cirq.PhasedXPowGate(phase_exponent=angle(), exponent=angle()),
        lambda: cirq.PhasedXZGate(
            x_exponent=angle(), z_exponent=angle(), axis_phase_exponent=angle()
        ),
        *[
            lambda g=g: g ** angle()
            for g in (cirq.CZ, cirq.CNOT, cirq.ZZ, cirq.XX, cirq.YY, cirq.ISWAP)
        ],
        lambda: cirq.SWAP ** angle(),
        *[lambda g=g: cirq.ControlledGate(g(angle())) for g in (cirq.rx, cirq.ry)],
        lambda: cirq.ControlledGate(cirq.rz(angle()), control_values=[0]),
        lambda: cirq.FSimGate(angle(), angle()),
        lambda: cirq.PhasedISwapPowGate(phase_exponent=angle(), exponent=angle()),
        lambda: cirq.CCX ** angle(),
        lambda: cirq.CSWAP,
        lambda: cirq.MatrixGate(cirq.testing.random_unitary(4, random_state=7)),
    ]
    operations = [cirq.H(qubit) for qubit in qubits]
    for _ in range(20):
        gate = makers[rng.integers(len(makers))]()
        chosen = rng.choice(len(qubits), cirq.num_qubits(gate), replace=False)
        operations.append(gate(*(qubits[i] for i in chosen)))
    return cirq.Circuit(operations)


def test_binding_first_and_compiling_first_agree(target):
    built = build_circuit(CircuitSpec(4, 1))
    bound = compile_for_target(built.resolved(ANGLES, WEIGHTS), target, measure=False)
    observables = [cirq.Z(bound.final_map[qubit]) for qubit in built.qubits]
    np.testing.assert_allclose(
        _z_of_state(bound.circuit, observables, list(bound.final_map.values())),
        FOUR,
        atol=1e-6,
    )
    assert bound.metrics["two_qubit_gates"] == (3 if target.gateset_name == "cz" else 6)


def test_a_qubit_whose_gates_cancel_keeps_its_place(target):
    q0, q1 = cirq.LineQubit.range(2)
    circuit = cirq.Circuit(cirq.X(q0), cirq.X(q0), cirq.ry(0.3)(q1))
    compiled = compile_for_target(circuit, target, measure=False)
    observables = [cirq.Z(compiled.final_map[qubit]) for qubit in (q0, q1)]
    values = cirq.Simulator().simulate_expectation_values(compiled.circuit, observables)
    np.testing.assert_allclose(np.real(values), [1.0, 0.955336], atol=1e-6)


def test_the_input_is_not_modified():
    built = build_circuit(CircuitSpec(3, 2))
    before = built.circuit.copy()
    compile_for_target(built, TARGETS[0])
    assert built.circuit == before


def test_named_qubits_go_in_natural_order():
    qubits = [cirq.NamedQubit(name) for name in ("q1", "q2", "q10")]
    circuit = cirq.Circuit(
        cirq.ry(0.1 * k)(qubit) for k, qubit in zip((1, 2, 10), qubits, strict=True)
    )
    compiled = compile_for_target(circuit, TARGETS[0], measure=False)
    assert list(compiled.final_map) == qubits
    values = _z_of_state(
        compiled.circuit,
        [cirq.Z(spot) for spot in compiled.final_map.values()],
        list(compiled.final_map.values()),
    )
    np.testing.assert_allclose(values, [0.995004, 0.980067, 0.540302], atol=1e-6)


def test_symbols_of_a_plain_circuit_are_its_weights_in_natural_order():
    q = cirq.q(0)
    circuit = cirq.Circuit(cirq.ry(sympy.Symbol(f"w{i}"))(q) for i in (10, 2, 1))
    compiled = compile_for_target(circuit, TARGETS[0])
    assert [symbol.name for symbol in compiled.weight_symbols] == ["w1", "w2", "w10"]
    assert compiled.data_symbols == compiled.observables == ()


def test_a_symbolic_two_qubit_gate_keeps_simple_symbols(target):
    q0, q1 = cirq.LineQubit.range(2)
    a = sympy.Symbol("a")
    circuit = cirq.Circuit(cirq.H.on_each(q0, q1), cirq.CZ(q0, q1) ** a)
    compiled = compile_for_target(circuit, target)
    assert validate_circuit(compiled, target).ok
    order = [compiled.final_map[qubit] for qubit in (q0, q1)]
    bound = cirq.drop_terminal_measurements(compiled.resolved(weights=[0.3]))
    cirq.testing.assert_allclose_up_to_global_phase(
        bound.unitary(order),
        cirq.resolve_parameters(circuit, {a: 0.3}).unitary([q0, q1]),
        atol=1e-6,
    )


def test_the_compiled_circuit_has_round_trips_through_json_and_the_engines_proto():
    import cirq_google

    compiled = compile_for_target(build_circuit(CircuitSpec(4, 4)), TARGETS[0])
    assert cirq.read_json(json_text=cirq.to_json(compiled.circuit)) == compiled.circuit
    proto = cirq_google.CIRCUIT_SERIALIZER.serialize(compiled.circuit)
    read = cirq_google.CIRCUIT_SERIALIZER.deserialize(proto)
    assert cirq.parameter_names(read) == cirq.parameter_names(compiled.circuit)


def test_symbols_that_cirq_does_not_name_are_weights(target):
    a = sympy.Symbol("a")
    gate = cirq.PhasedFSimGate(a, 0.1, 0.2, 0.3, 0.4)
    circuit = cirq.Circuit(gate(*cirq.LineQubit.range(2)))
    compiled = compile_for_target(circuit, target)
    assert compiled.weight_symbols == (a,)
    assert cirq.parameter_names(compiled.circuit) == {"a"}
    assert validate_circuit(compiled, target).ok


@pytest.mark.parametrize(
    ("placement", "error", "message"),
    [
        (
            "best",
            ValueError,
            r"^`placement` must be a mapping, \"calibrated\" or None\. Received: "
            r"placement='best'\. Leave it out to have one found\.$",
        ),
        (
            7,
            TypeError,
            r"^`placement` must be a mapping, \"calibrated\" or None\. Received: "
            r"placement=7\.$",
        ),
        (
            "calibrated",
            ValueError,
            r"^`placement` must not be \"calibrated\" for a target without a "
            r"calibration, because it goes by error rates\. Received: target "
            r"'sycamore'\. Leave `placement` out, or use a target with a calibration "
            r"of its own\.$",
        ),
    ],
)
def test_other_placements_are_refused(placement, error, message):
    with pytest.raises(error, match=message):
        compile_for_target(
            build_circuit(CircuitSpec(2, 1)), TARGETS[0], placement=placement
        )


@pytest.mark.parametrize("inside", [(), (cirq.measure(cirq.q(0)),)])
def test_a_subcircuit_repeated_a_symbolic_number_of_times_is_refused(inside):
    repeated = cirq.CircuitOperation(
        cirq.FrozenCircuit(cirq.X(cirq.q(0)), *inside),
        repetitions=sympy.Symbol("n"),
        use_repetition_ids=False,
    )
    with pytest.raises(ValueError, match=r"^`circuit` must .* Received: .*\.$"):
        compile_for_target(cirq.Circuit(repeated), TARGETS[0])


def test_other_types_are_refused():
    with pytest.raises(
        TypeError,
        match=r"^`circuit` must be a BuiltCircuit or a cirq\.Circuit\. "
        r"Received: str\.$",
    ):
        compile_for_target("circuit", TARGETS[0])
    with pytest.raises(
        TypeError,
        match=r"^`target` must be a Target\. Received: target='sycamore'\. "
        r"For a chip's name, use get_target\(name\)\.$",
    ):
        compile_for_target(cirq.Circuit(), "sycamore")


def test_an_empty_circuit_compiles_to_nothing():
    compiled = compile_for_target(cirq.Circuit(), TARGETS[0])
    assert not compiled.circuit
    assert compiled.metrics["num_qubits"] == 0
