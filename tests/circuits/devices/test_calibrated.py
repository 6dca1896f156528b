"""Places by error rates, against all places there are."""

import itertools

import cirq
import networkx as nx
import numpy as np
import pytest

from circuits import CircuitSpec, build_circuit, compile_for_target, get_target
from circuits.devices.calibrated import find_calibrated_spots
from circuits.devices.calibration import Calibration

GRAPH = nx.Graph(
    (cirq.GridQubit(*a), cirq.GridQubit(*b)) for a, b in nx.grid_2d_graph(4, 3).edges
)


def _calibration(seed, two_qubit=True):
    rng = np.random.default_rng(seed)

    def draw(keys):
        return {key: float(rng.uniform(0.001, 0.2)) for key in keys}

    spots = sorted(GRAPH)
    pairs = [frozenset(edge) for edge in GRAPH.edges]
    two = draw(pairs) if two_qubit else None
    return Calibration("test", draw(spots), draw(spots), draw(spots), {}, two)


def _fidelity(circuit, measured, spots, calibration):
    """The product of all that goes well, written out."""
    product = 1.0
    for operation in circuit.all_operations():
        placed = [spots[qubit] for qubit in operation.qubits]
        if len(placed) == 1:
            product *= 1 - calibration.one_qubit_error[placed[0]]
        elif calibration.two_qubit_error:
            product *= 1 - calibration.two_qubit_error[frozenset(placed)]
    for qubit in measured:
        p00 = calibration.p00_error[spots[qubit]]
        p11 = calibration.p11_error[spots[qubit]]
        product *= 1 - (p00 + p11) / 2
    return product


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("two_qubit", [True, False])
def test_the_place_found_is_the_best_of_all(seed, two_qubit):
    """All injective maps of four qubits in a line that keep couplers."""
    line = cirq.GridQubit.rect(4, 1)
    circuit = cirq.Circuit(
        cirq.X(line[0]),
        [cirq.CZ(*pair) for pair in itertools.pairwise(line)],
        [cirq.Y(qubit) for qubit in line[1:3]] * 3,
    )
    calibration = _calibration(seed, two_qubit)
    found = find_calibrated_spots(circuit, line[:2], GRAPH, calibration)
    best = max(
        _fidelity(circuit, line[:2], dict(zip(line, spots, strict=True)), calibration)
        for spots in itertools.permutations(GRAPH, 4)
        if all(GRAPH.has_edge(*pair) for pair in itertools.pairwise(spots))
    )
    assert _fidelity(circuit, line[:2], found, calibration) == pytest.approx(best)


def test_a_ring_stays_a_ring_and_idle_qubits_take_the_best_left():
    ring = [cirq.GridQubit(*spot) for spot in ((0, 0), (0, 1), (1, 1), (1, 0))]
    alone = cirq.GridQubit(3, 2)
    pairs = [(ring[i], ring[(i + 1) % 4]) for i in range(4)]
    circuit = cirq.Circuit([cirq.CZ(*pair) for pair in pairs], cirq.I(alone))
    calibration = _calibration(1)
    found = find_calibrated_spots(circuit, [*ring, alone], GRAPH, calibration)
    assert len(set(found.values())) == 5
    assert all(GRAPH.has_edge(found[a], found[b]) for a, b in pairs)
    measured = [*ring, alone]
    here = {qubit: qubit for qubit in measured}
    assert _fidelity(circuit, measured, found, calibration) > _fidelity(
        circuit, measured, here, calibration
    )


def test_where_all_rates_are_equal_a_circuit_stays():
    willow = get_target("willow")
    built = build_circuit(CircuitSpec(4, 1))
    first = compile_for_target(built, willow)
    calibrated = compile_for_target(built, willow, placement="calibrated")
    assert calibrated.circuit == first.circuit


def test_without_any_rate_a_circuit_stays_where_it_is():
    q = cirq.GridQubit.rect(2, 1)
    nothing = Calibration("test", {}, {}, {}, {}, None)
    found = find_calibrated_spots(cirq.Circuit(cirq.CZ(*q)), q, GRAPH, nothing)
    assert found == {qubit: qubit for qubit in q}


def test_what_was_not_measured_counts_as_the_worst():
    """One pair with a rate of its own, smaller than the other that is known."""
    q = cirq.GridQubit.rect(2, 1)
    good, bad = (frozenset(edge) for edge in list(GRAPH.edges)[7:9])
    sparse = Calibration("test", {}, {}, {}, {}, {good: 0.01, bad: 0.5})
    found = find_calibrated_spots(cirq.Circuit(cirq.CZ(*q)), q, GRAPH, sparse)
    assert frozenset(found.values()) == good


@pytest.mark.parametrize("num_qubits", [4, 8, 16])
def test_a_calibrated_placement_of_the_papers_circuit_is_better(num_qubits):
    weber = get_target("weber", "syc")
    built = build_circuit(CircuitSpec(num_qubits, 4))
    first = compile_for_target(built, weber, measure=False)
    best = compile_for_target(built, weber, measure=False, placement="calibrated")
    fidelities = [
        _fidelity(
            compiled.circuit,
            (),
            {qubit: qubit for qubit in compiled.circuit.all_qubits()},
            weber.calibration,
        )
        for compiled in (first, best)
    ]
    assert fidelities[1] > fidelities[0]
    assert best.metrics == first.metrics
    assert best.qubit_map == best.final_map != first.final_map
    assert [*best.final_map] == [*built.qubits]
